"""An office of one's own for a test: three people, an approved tariff, and requests over HTTP."""

import http.client
import json
import pathlib
import signal
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))

import private_pcscd  # noqa: E402
from stack import PROGRAMS, Stack, wait_until  # noqa: E402

ROLES = {"grace": "administrator", "henry": "administrator", "samuel": "supervisor", "wen": "clerk", "ada": "auditor"}


class Answer:
    """A status and what the body says."""

    def __init__(self, status, kind, body):
        self.status = status
        self.kind = kind
        self.body = json.loads(body) if "json" in kind else body.decode()

    @property
    def code(self):
        """The problem's name; None where it is none."""
        return self.body.get("code") if self.kind == "application/problem+json" else None


class Office:
    """Made in the folder of `stack`; every person has the password NAME-password and a token."""

    def __init__(self, stack):
        self.stack = stack
        self.data = stack.folder / "office"
        for name in ROLES:
            file = stack.folder / f"{name}.password"
            file.touch(mode=0o600)
            file.write_text(f"{name}-password\n")
        stack.run("tallywatt-office", "init", "--data", self.data, "--name", "Test office",
                  "--admin", "grace", "--password-file", stack.folder / "grace.password",
                  "--second-admin", "henry",
                  "--second-password-file", stack.folder / "henry.password",
                  "--shares", stack.folder / "shares")
        for name, role in ROLES.items():
            if name not in ("grace", "henry"):
                stack.run("tallywatt-office", "user", "add", "--data", self.data, "--name", name,
                          "--role", role, "--password-file", stack.folder / f"{name}.password")
        self.tokens = {}
        for name in ROLES:
            token_file = stack.folder / f"{name}.token"
            stack.run("tallywatt-office", "user", "token", "--data", self.data, "--name", name,
                      "--label", "test", "--output", token_file)
            self.tokens[name] = token_file.read_text().strip()
        self.start()

    def start(self, port=0):
        (self.data / "address").unlink(missing_ok=True)
        self.process = self.stack.start("office", PROGRAMS / "tallywatt-office", "serve", "--data",
                                        self.data, "--listen", f"127.0.0.1:{port}")
        self.url = wait_until(self._address, "the office did not start")
        self.host = self.url.removeprefix("http://")

    def _address(self):
        assert self.process.is_running(), self.process.log()
        file = self.data / "address"
        return file.read_text().strip() if file.exists() else None

    def kill(self):
        self.process.end(signal.SIGKILL)
        self.stack.processes.remove(self.process)

    def verify(self):
        return self.stack.run("tallywatt-office", "verify", "--data", self.data)

    def send(self, method, path, body=None, by="wen", key=None, headers=None):
        """One request on a connection of its own; `body` is JSON unless it is text or bytes."""
        sent = {"Idempotency-Key": key or str(uuid.uuid4())} if method == "POST" else {}
        if by:
            sent["Authorization"] = f"Bearer {self.tokens.get(by, by)}"
        sent.update(headers or {})
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request(method, path, body, {k: v for k, v in sent.items() if v is not None})
            response = connection.getresponse()
            return Answer(response.status, response.getheader("Content-Type", ""), response.read())
        finally:
            connection.close()

    def get(self, path, by="wen"):
        answer = self.send("GET", "/api/v1/" + path, by=by)
        assert answer.status == 200, answer.body
        return answer.body

    def post(self, path, body, by="wen", key=None, status=201):
        answer = self.send("POST", "/api/v1/" + path, body, by=by, key=key)
        assert answer.status == status, answer.body
        return answer.body

    def approve_tariff(self):
        """31 cents a kWh and 20 % tax, in force since 2020."""
        tariff = self.post("tariffs", {"name": "Home", "price_minor_per_kwh": 31,
                                       "tax_basis_points": 2000, "valid_from": "2020-01-01"},
                           by="grace")["tariff"]
        self.post(f"tariffs/{tariff}/approve", {}, by="samuel")
        return tariff

    def open_account(self, meter, tariff):
        self.post("meters", {"meter": meter}, by="samuel")
        self.post("customers", {"meter": meter, "tariff": tariff, "name": "Amina Diallo",
                                "address": "12 River Lane"})


class Counter:
    """A desk with a virtual reader, and one card that is put in and pulled out."""

    def __init__(self, office, serial="0123456789ABCDEF"):
        self.office = office
        self.stack = office.stack
        self.reader = private_pcscd.start(self.stack)
        self.card = None
        self.take_blank(serial)
        self.start_desk()

    def take_blank(self, serial):
        self.card_file = self.stack.folder / f"{serial}.card"
        self.stack.run("tallywatt-card", "new", "--file", self.card_file, "--serial", serial)

    def start_desk(self):
        self.desk = self.stack.start(
            "desk", PROGRAMS / "tallywatt-desk", "--office", self.office.url, "--token-file",
            self.stack.folder / "wen.token", "--name", "counter-1",
            environment=self.reader.environment)
        self.wait_for_desk()

    def wait_for_desk(self):
        wait_until(lambda: self.office.get("desks")["items"] == [{"name": "counter-1"}],
                   "the desk did not reach the office")

    def insert(self):
        self.card = self.stack.insert_card(self.card_file, self.reader.address)

    def pull(self, with_signal=signal.SIGTERM):
        self.card.end(with_signal)
        self.stack.processes.remove(self.card)
        self.card = None
        private_pcscd.wait_empty(self.reader, PROGRAMS)


class NewOffice(Stack):
    """A stack with an office and an approved tariff in it."""

    def __enter__(self):
        super().__enter__()
        try:
            self.office = Office(self)
            self.tariff = self.office.approve_tariff()
        except BaseException:
            self.close()
            raise
        return self
