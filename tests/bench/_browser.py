"""A browser in which every click and every typed field is counted.

Run by the virtualenv's Python, which has websocket-client. Clicks are those of a
mouse at the place of the element; a field typed is one however long its text.
"""

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

import websocket

FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
    " --remote-debugging-port=0 --remote-allow-origins=* --lang=en"
).split()
QUIET = (
    "document.readyState === 'complete'"
    " && !document.querySelector('.o_blockUI, .o_loading_indicator')"
)
PATIENCE = 90  # seconds


class Browser:
    """One page of Chromium, driven by its DevTools protocol."""

    def __init__(self, base):
        self.base = base
        self.clicks = self.typed = self._number = 0
        self._profile = tempfile.mkdtemp()
        self._process = subprocess.Popen(
            ["chromium", *FLAGS, f"--user-data-dir={self._profile}", "about:blank"],
            stderr=subprocess.PIPE,
            text=True,
        )
        address = next(
            line.split("ws://")[1].split("/")[0]
            for line in self._process.stderr
            if "DevTools listening" in line
        )
        with urllib.request.urlopen(f"http://{address}/json") as pages:
            page = next(p for p in json.load(pages) if p["type"] == "page")
        self._socket = websocket.create_connection(
            page["webSocketDebuggerUrl"], timeout=60
        )
        self._call("Page.enable")
        self._call(
            "Emulation.setDeviceMetricsOverride",
            **{"width": 1366, "height": 768, "deviceScaleFactor": 1, "mobile": False},
        )

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self._profile, ignore_errors=True)

    def _call(self, method, **parameters):
        self._number += 1
        self._socket.send(
            json.dumps({"id": self._number, "method": method, "params": parameters})
        )
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._number:
                return answer.get("result", {})

    def evaluate(self, expression):
        """Return the value of a JavaScript expression."""
        answer = self._call(
            "Runtime.evaluate",
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        return answer.get("result", {}).get("value")

    def _wait(self, expression, what):
        """Return the first true value of an expression."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if value := self.evaluate(expression):
                return value
            time.sleep(0.1)
        raise TimeoutError(f"{what} did not come within {PATIENCE} s")

    def _settle(self):
        for _ in range(3):
            self._wait(QUIET, "A quiet page")
            time.sleep(0.15)

    def open(self, path):
        """Go to a page of the server."""
        self._call("Page.navigate", url=self.base + path)
        time.sleep(0.5)
        self._settle()

    def log_in(self, login, password):
        """Open a session; nothing of it is counted."""
        self.open("/web/login")
        self.evaluate(
            f"document.querySelector('#login').value = {json.dumps(login)};"
            f"document.querySelector('#password').value = {json.dumps(password)};"
            "document.querySelector('form.oe_login_form').submit()"
        )
        time.sleep(1)
        self._settle()

    def see(self, selector, text=""):
        """Wait until a visible element with this text is there; return its place."""
        return self._wait(
            "(() => { const found = [...document.querySelectorAll("
            f"{json.dumps(selector)})].find((e) => e.offsetParent !== null"
            f" && e.textContent.includes({json.dumps(text)}));"
            " if (!found) return null; found.scrollIntoView({block: 'center'});"
            " const box = found.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()",
            f"{selector} {text}",
        )

    def _press(self, selector, text):
        self.see(selector, text)
        time.sleep(0.2)
        x, y = self.see(selector, text)
        for kind in ("mousePressed", "mouseReleased"):
            self._call(
                "Input.dispatchMouseEvent",
                **{"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1},
            )
        self._settle()

    def click(self, selector, text=""):
        """Click on an element."""
        self._press(selector, text)
        self.clicks += 1

    def type(self, selector, value):
        """Fill a field in; the way into it is part of it."""
        self._press(selector, "")
        self.evaluate(
            "document.activeElement.select && document.activeElement.select()"
        )
        self._call("Input.insertText", text=value)
        self.typed += 1
        time.sleep(0.3)
        self._settle()

    def upload(self, selector, path):
        """Give a file to an input; choosing it is one click more."""
        root = self._call("DOM.getDocument")["root"]["nodeId"]
        node = self._call("DOM.querySelector", nodeId=root, selector=selector)
        self._call("DOM.setFileInputFiles", files=[str(path)], nodeId=node["nodeId"])
        self.clicks += 1
        time.sleep(1)
        self._settle()

    def picture(self, path):
        """Keep what the page looks like."""
        image = self._call("Page.captureScreenshot", format="png")["data"]
        Path(path).write_bytes(base64.b64decode(image))
