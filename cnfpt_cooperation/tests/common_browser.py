"""A real Chromium that a test drives from Python: it looks, clicks and reads."""

import json
import time
from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import ChromeBrowser

_QUIET = (
    "document.readyState === 'complete'"
    " && !document.querySelector('.o_blockUI, .o_loading_indicator')"
)


class Page:
    """The page that is open, by its DevTools protocol."""

    def __init__(self, browser):
        self._browser = browser

    def evaluate(self, expression):
        """Return the value of a JavaScript expression; a promise is awaited.

        :raise AssertionError: it threw an error
        """
        answer = self._browser._websocket_request(
            "Runtime.evaluate",
            params={
                "expression": expression,
                "awaitPromise": True,
                "returnByValue": True,
            },
            timeout=60,
        )
        if error := answer.get("exceptionDetails"):
            raise AssertionError(error.get("exception", error))
        return answer["result"].get("value")

    def wait(self, expression, patience=30):
        """Return the first true value of an expression."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if value := self.evaluate(expression):
                return value
            time.sleep(0.05)
        raise AssertionError(f"never true: {expression}")

    def settle(self):
        """Wait until nothing is being loaded."""
        for _check in range(2):
            self.wait(_QUIET)
            time.sleep(0.05)

    def click(self, x, y):
        """Click with the mouse at a place of the window."""
        for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
            button = {} if kind == "mouseMoved" else {"button": "left", "clickCount": 1}
            self._browser._websocket_request(
                "Input.dispatchMouseEvent",
                params={"type": kind, "x": x, "y": y} | button,
            )

    def has_failed(self):
        """Return whether something was written to the console as an error."""
        return self._browser.had_failure


class BrowserCase(HttpCase):
    """Tests that look at pages with their own eyes."""

    def visit(self, path, look, login, ready="odoo.isReady === true"):
        """Open a page and return what `look` returns when called with it.

        The database must not be read meanwhile: the page's requests read it.
        """
        seen = []

        def look_and_end(browser, _code, _timeout, **_options):
            page = Page(browser)
            seen.append(look(page))
            self.assertFalse(page.has_failed(), "an error stands in the console")
            browser._result.set_result(True)

        with patch.object(ChromeBrowser, "_wait_code_ok", look_and_end):
            self.browser_js(path, "", ready, login=login)
        return seen[0]

    def quote(self, value):
        """Return a value as JavaScript writes it."""
        return json.dumps(value)
