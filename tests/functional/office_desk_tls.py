"""Desks on other machines, over TLS to a proxy in front of the office as an operator would have it: several at
once, coming back by themselves, and none speaks to an office that nobody vouches for."""

import datetime
import ipaddress
import socket
import ssl
import subprocess
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import private_pcscd
from office_stack import PROGRAMS, NewOffice
from stack import wait_until


def certificate(folder, name, host, days=2):
    """A certificate for `host` that vouches for itself, and its key; valid from yesterday."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    try:
        alternative = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        alternative = x509.DNSName(host)
    begin = datetime.datetime.utcnow() - datetime.timedelta(days=1)
    made = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(begin)
            .not_valid_after(begin + datetime.timedelta(days=days))
            .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256()))
    files = folder / f"{name}.pem", folder / f"{name}.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                           serialization.NoEncryption()))
    return files


class TlsProxy:
    """Ends TLS and carries bytes to the office, as a reverse proxy does."""

    def __init__(self, office, files, port=0, newest=None):
        self.office = office
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*files)
        if newest:
            self.context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
            self.context.maximum_version = newest
        self.listener = socket.create_server(("127.0.0.1", port))
        self.port = self.listener.getsockname()[1]
        self.versions, self.sockets = set(), []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(raw,), daemon=True).start()

    def _carry(self, raw):
        host, _, port = self.office.host.rpartition(":")
        try:
            client = self.context.wrap_socket(raw, server_side=True)
            server = socket.create_connection((host, int(port)))
        except OSError:
            raw.close()
            return
        self.versions.add(client.version())
        self.sockets += [client, server]
        back = threading.Thread(target=self._copy, args=(server, client), daemon=True)
        back.start()
        self._copy(client, server)
        back.join()

    @staticmethod
    def _copy(source, target):
        try:
            while part := source.recv(65536):
                target.sendall(part)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for end in self.sockets:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


@pytest.fixture(scope="module")
def stack():
    with NewOffice() as made:
        for meter in ("1", "2"):
            made.office.open_account(meter, made.tariff)
        made.reader = private_pcscd.start(made)
        made.trusted = certificate(made.folder, "trusted", "127.0.0.1")
        made.proxy = TlsProxy(made.office, made.trusted)
        yield made
        made.proxy.close()


def desk_command(stack, name, port, authorities):
    return [PROGRAMS / "tallywatt-desk", "--office", f"https://127.0.0.1:{port}", "--ca-file", authorities,
            "--token-file", stack.folder / "wen.token", "--name", name]


def start_desk(stack, name):
    return stack.start(name, *desk_command(stack, name, stack.proxy.port, stack.trusted[0]),
                       environment=stack.reader.environment)


def connected(stack):
    return {d["name"] for d in stack.office.get("desks")["items"]}


def test_several_desks_sell_over_tls_and_come_back_by_themselves(stack):
    names = {"counter-1", "counter-2", "counter-3"}
    for name in names:
        start_desk(stack, name)
    wait_until(lambda: connected(stack) == names, "the desks did not reach the office")
    card_file = stack.folder / "one.card"
    stack.run("tallywatt-card", "new", "--file", card_file, "--serial", "0123456789ABCDEF")
    card = stack.insert_card(card_file, stack.reader.address)

    issued = stack.office.post("cards", {"meter": "1", "desk": "counter-2"})
    sold = stack.office.post("sales", {"meter": "1", "energy_wh": 5000, "desk": "counter-3", "write": True})
    assert issued["meter"] == "1" and sold["order_state"] == "issued"
    assert stack.proxy.versions <= {"TLSv1.2", "TLSv1.3"}

    port = stack.proxy.port
    stack.proxy.close()
    wait_until(lambda: connected(stack) == set(), "the desks seemed to be there still")
    assert stack.office.send("POST", "/api/v1/desks/counter-1/read", {}).code == "desk_not_connected"
    stack.proxy = TlsProxy(stack.office, stack.trusted, port)
    wait_until(lambda: connected(stack) == names, "the desks did not come back")
    assert stack.office.post("desks/counter-1/read", {}, status=200)["ordered_wh"] == 5000
    card.end()
    stack.processes.remove(card)


def refusal(stack, port, authorities):
    done = subprocess.run(desk_command(stack, "stranger", port, authorities), capture_output=True, text=True, timeout=20,
                          env=stack.reader.environment | {"PATH": "/usr/bin:/bin"})
    assert done.returncode == 1 and "stranger" not in connected(stack)
    return done.stderr


@pytest.mark.parametrize("case", ["nobody vouches", "another host", "out of date"])
def test_a_desk_gives_its_token_to_no_office_that_nobody_vouches_for(stack, case):
    if case == "nobody vouches":
        said = refusal(stack, stack.proxy.port, certificate(stack.folder, "stranger", "127.0.0.1")[0])
    else:
        files = certificate(stack.folder, "other", "office.example" if case == "another host" else "127.0.0.1",
                            days=2 if case == "another host" else 0.5)
        proxy = TlsProxy(stack.office, files)
        said = refusal(stack, proxy.port, files[0])
        proxy.close()
        assert proxy.versions == set()

    assert "vouches" in said and "--ca-file" in said


def test_a_desk_speaks_no_tls_of_before_1_2(stack):
    proxy = TlsProxy(stack.office, stack.trusted, newest=ssl.TLSVersion.TLSv1_1)
    proxy.context.set_ciphers("ALL:@SECLEVEL=0")
    desk = stack.start("old", *desk_command(stack, "old", proxy.port, stack.trusted[0]), environment=stack.reader.environment)
    wait_until(lambda: "nothing can be sold here" in desk.log(), "the desk said nothing")
    desk.end()
    stack.processes.remove(desk)
    proxy.close()

    assert proxy.versions == set() and "old" not in connected(stack)


def test_a_desk_whose_authorities_cannot_be_read_says_so(stack):
    done = subprocess.run(desk_command(stack, "x", stack.proxy.port, "/no/such.pem"), capture_output=True, text=True, timeout=20)

    assert done.returncode == 1 and "/no/such.pem" in done.stderr
