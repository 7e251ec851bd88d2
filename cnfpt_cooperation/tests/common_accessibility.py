import json
import os
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from odoo.tests import HttpCase

# A name that leads nowhere: HttpCase answers in its place, from the file of npm.
AXE_ADDRESS = "https://axe-core.invalid/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
SIGN = "axe-core "  # how the line of the console begins that brings what was found
RUN = """
(async () => {
    const {html, address, within, rules, withoutStyles} = %s;
    if (html) {
        document.open();
        document.write(html);
        document.close();
    }
    if (withoutStyles) {
        document.querySelectorAll("style, link[rel~=stylesheet]").forEach((node) => {
            node.remove();
        });
        document.querySelectorAll("[style]").forEach((node) => {
            node.removeAttribute("style");
        });
    }
    await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = resolve;
        script.onerror = () => reject(new Error("axe-core was not loaded"));
        document.head.append(script);
    });
    await document.fonts.ready;
    const found = await axe.run(within || document, {
        runOnly: rules,
        resultTypes: ["violations"],
    });
    console.log("axe-core", JSON.stringify({
        passes: found.passes.length,
        violations: found.violations,
    }));
    console.log("test successful");
})()
"""


def find_axe():
    """Return the path of axe-core where `./manage` has put it, or None."""
    for folder in filter(None, os.environ.get("NODE_PATH", "").split(os.pathsep)):
        path = Path(folder) / "axe-core/axe.min.js"
        if path.exists():
            return path
    return None


class AccessibilityCase(HttpCase):
    """Pages looked at by axe-core, in Chromium: WCAG 2.1 A, AA, best practices."""

    def assertAccessible(
        self, page, login=None, ready="", within=None, size=None, without_styles=False
    ):
        """Fail with what axe-core objects to in a page, by rule and by node.

        :param str page: the path of a page of this server, or a whole HTML document
        :param str login: who opens it, for a path
        :param str ready: JavaScript that is true when the page may be looked at
        :param str within: CSS selector of the part to look at, the page otherwise
        :param str size: of the window, such as ``390x844``
        :param bool without_styles: look at it as it is with its styles off
        """
        if not find_axe():
            self.fail("axe-core is missing: install npm, then call ./manage test.")
        html = page if page.lstrip().startswith("<") else ""
        values = {
            "html": html,
            "address": AXE_ADDRESS,
            "within": within,
            "rules": RULES,
            "withoutStyles": without_styles,
        }
        with patch.object(self, "browser_size", size or self.browser_size):
            found = self._run_axe("about:blank" if html else page, values, login, ready)
        self.assertTrue(found["passes"], "axe-core looked at nothing.")
        if found["violations"]:
            self.fail(self._describe_violations(found["violations"]))

    def _run_axe(self, address, values, login, ready):
        """Return what axe-core found: the console of the page brings it."""
        with self._listen() as found:
            self.browser_js(
                address,
                RUN % json.dumps(values),
                ready=ready or "document.readyState === 'complete'",
                login=login,
            )
        return found.pop()

    @contextmanager
    def _listen(self):
        """Collect what axe-core says in the console; the rest goes to the log."""
        found = []

        def keep(record):
            line = record.getMessage()
            if not line.startswith(SIGN):
                return True
            found.append(json.loads(line.removeprefix(SIGN)))
            return False

        console = self._logger.getChild("browser")
        console.addFilter(keep)
        try:
            yield found
        finally:
            console.removeFilter(keep)

    def fetch_proxy(self, url):
        if url == AXE_ADDRESS:
            return self.make_fetch_proxy_response(find_axe().read_bytes())
        return super().fetch_proxy(url)

    def _describe_violations(self, violations):
        """Return rule by rule, then node by node, what has to be mended."""
        lines = ["axe-core objects:"]
        for violation in violations:
            lines.append(
                f"{violation['id']} ({violation['impact']}): {violation['help']},"
                f" {violation['helpUrl']}"
            )
            for node in violation["nodes"]:
                summary = " ".join(node["failureSummary"].split())
                lines.append(f"  {node['target']} {node['html'][:200]}: {summary}")
        return "\n".join(lines)
