"""A meter with its web face for the tests: made, keyed, running, asked over HTTP."""

import http.client
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))

from stack import PROGRAMS, wait_until  # noqa: E402

FACE = re.compile(r"The meter's face: http://([\d.]+:\d+)/")


class Answer:
    """A status, the headers and what the body says."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        body = response.read().decode()
        self.body = json.loads(body) if "json" in response.getheader("Content-Type", "") else body


class FacedMeter:
    """Runs in `stack`, its cards in the folder `cards`."""

    def __init__(self, stack, state, *arguments):
        self.process = stack.start("faced-meter", PROGRAMS / "tallywatt-meter", "run", "--state",
                                   state, "--no-sync", "--face", "127.0.0.1:0", *arguments)
        self.host = wait_until(self._address, "the meter did not show its face")
        self.url = f"http://{self.host}/"

    def _address(self):
        assert self.process.is_running(), self.process.log()
        said = FACE.search(self.process.log())
        return said and said.group(1)

    def send(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection(self.host, timeout=10)
        try:
            connection.request(method, path, body, {k.replace("_", "-"): v
                                                    for k, v in headers.items()})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def do(self, **command):
        """A command as the page sends it."""
        return self.send("POST", "/do", json.dumps(command), Content_Type="application/json",
                         Origin=f"http://{self.host}")

    def live(self):
        """The newest state, from the beginning of a stream of its own."""
        connection = http.client.HTTPConnection(self.host, timeout=10)
        try:
            connection.request("GET", "/live")
            line = connection.getresponse().readline().decode()
            return json.loads(line.removeprefix("data: "))
        finally:
            connection.close()
