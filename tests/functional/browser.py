"""A headless Chromium driven through its WebDriver protocol, with nothing but the standard library."""

import base64
import json
import pathlib
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))

from stack import SOURCE, free_port, wait_until  # noqa: E402

SCREENSHOTS = SOURCE / "build" / "screenshots"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key that WebDriver gives elements under
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--window-size=1200,1000",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Browser:
    """Use it in a `with`; `stack` gives it a folder and ends its processes."""

    def __init__(self, stack):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        stack.start("chromedriver", "/usr/bin/chromedriver", f"--port={port}",
                    environment={"HOME": str(stack.folder)})
        wait_until(self._is_ready, "chromedriver did not start")
        options = {"binary": "/usr/bin/chromium",
                   "args": [*ARGUMENTS, f"--user-data-dir={stack.folder / 'chromium'}"]}
        session = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = f"/session/{session['sessionId']}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ask("DELETE", self.session)

    def _is_ready(self):
        try:
            return self._ask("GET", "/status")["ready"]
        except OSError:
            return False

    def _ask(self, method, path, body=None):
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.url + path, data, method=method,
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def open(self, url):
        self._ask("POST", self.session + "/url", {"url": url})

    def _find(self, css):
        found = self._ask("POST", self.session + "/element",
                          {"using": "css selector", "value": css})
        return f"{self.session}/element/{found[ELEMENT]}"

    def type(self, css, text):
        element = self._find(css)
        self._ask("POST", element + "/clear")
        self._ask("POST", element + "/value", {"text": text})

    def press(self, css):
        self._ask("POST", self._find(css) + "/click")

    def text(self, css="body"):
        """Asked again where the page is gone between finding the element and reading it: a click may
        return before the page that it leads to is there."""
        for _ in range(50):
            try:
                return self._ask("GET", self._find(css) + "/text")
            except urllib.error.HTTPError as problem:
                if json.load(problem)["value"]["error"] not in ("stale element reference", "no such element"):
                    raise
                time.sleep(0.1)
        raise AssertionError(f"there is no {css} on the page")

    def screenshot(self, name):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        picture = self._ask("GET", self.session + "/screenshot")
        (SCREENSHOTS / f"{name}.png").write_bytes(base64.b64decode(picture))

    def complaints(self):
        """What the console has said since the last call, as far as it is an error."""
        log = self._ask("POST", self.session + "/se/log", {"type": "browser"})
        return [entry["message"] for entry in log if entry["level"] == "SEVERE"]

