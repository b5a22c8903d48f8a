"""Clients that mean harm, on sockets of their own: slow ones, smuggled requests, bodies without an end,
paths that lead out, forms of other sites and sessions that somebody else began."""

import concurrent.futures
import http.client
import re
import socket
import time
import urllib.parse
import uuid

import pytest

from office_stack import NewOffice
from stack import SOURCE

METER = "4711"
PAGES = re.findall(r'\{Method::(get|post), "(/[^"]*)"',
                   (SOURCE / "office/web/pages/page.cpp").read_text(encoding="utf-8"))
MARKUP = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def office():
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        yield stack.office


def connect(office):
    host, _, port = office.host.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=20)


def all_of(connection):
    """Everything until the office closes."""
    received = b""
    while part := connection.recv(65536):
        received += part
    return received


def send(office, request):
    """Bytes as they are, and then no more; what comes back until the office closes."""
    with connect(office) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        return all_of(connection)


def statuses(answer):
    return [int(s) for s in re.findall(rb"HTTP/1\.1 (\d{3})", answer)]


def ask(office, method, path, body=None, headers=None):
    connection = http.client.HTTPConnection(office.host, timeout=20)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read().decode(), response
    finally:
        connection.close()


def sign_in(office, name="wen", cookie=None):
    form = urllib.parse.urlencode({"name": name, "password": f"{name}-password"})
    status, _, response = ask(office, "POST", "/sign-in", form, {"Cookie": cookie} if cookie else None)
    assert status == 303
    return response.getheader("Set-Cookie").split(";")[0]


# Slow clients

def dripped(office, start, drip):
    """Seconds until the office gives up a client that sends `start` and then a byte every 0.2 s."""
    with connect(office) as connection:
        begin = time.monotonic()
        connection.sendall(start)
        connection.settimeout(0.2)
        while time.monotonic() - begin < 20:
            try:
                if not connection.recv(4096):
                    break
            except TimeoutError:
                pass
            try:
                connection.sendall(drip)
            except OSError:
                break
        return time.monotonic() - begin


def test_a_request_that_drips_in_ends_its_connection_and_keeps_nobody_waiting(office):
    token = office.tokens["wen"]
    header = b"GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: "
    body = (f"POST /api/v1/sales HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {uuid.uuid4()}\r\nContent-Length: 5000\r\n\r\n").encode()
    with concurrent.futures.ThreadPoolExecutor(60) as clients:
        slow = [clients.submit(dripped, office, start, b"x") for start in [header, body] * 30]
        time.sleep(0.5)
        begin = time.monotonic()
        assert ask(office, "GET", "/readyz")[0] == 200
        quick = time.monotonic() - begin
        times = [one.result() for one in slow]

    assert quick < 1
    assert all(9 < seconds < 15 for seconds in times), times


def test_an_answer_that_nobody_reads_ends_with_its_connection(office):
    with connect(office) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n" * 200)
        assert ask(office, "GET", "/readyz")[0] == 200


# Requests within requests

SMUGGLED = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("headers", [
    b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
    b"Content-Length: 4\r\nContent-Length: 40\r\n", b"Content-Length: +4\r\n", b"Content-Length: 4, 5\r\n",
    b"Content-Length: -1\r\n", b"Content-Length: 0x4\r\n", b"Content-Length: 99999999999999999999999\r\n",
    b"Transfer-Encoding: chunked, identity\r\n", b"Transfer-Encoding : chunked\r\n", b"Content-Length : 4\r\n",
    b"Content\0-Length: 4\r\n",
])
def test_a_request_whose_end_could_be_read_in_two_ways_is_answered_once_at_most(office, headers):
    answer = send(office, b"POST /sign-in HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n0\r\n\r\n" + SMUGGLED)

    assert b"alive" not in answer and len(statuses(answer)) <= 1
    assert all(400 <= status < 500 for status in statuses(answer)), answer


@pytest.mark.parametrize("chunk", [b"ffffffffffffffff1\r\nx", b"-1\r\nx", b"zz\r\nx", b"5\r\nabc\r\n0\r\n\r\n"])
def test_a_wrong_chunk_ends_its_connection(office, chunk):
    answer = send(office, b"POST /sign-in HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)

    assert len(statuses(answer)) <= 1 and all(400 <= s < 500 for s in statuses(answer)), answer


@pytest.mark.parametrize("line", [
    b"GET  /livez HTTP/1.1", b"GET /livez", b"GET /livez HTTP/9.9", b"G\0T /livez HTTP/1.1", b"GET http://elsewhere/ HTTP/1.1",
    b"CONNECT elsewhere:443 HTTP/1.1", b"GET \\\\x HTTP/1.1", b"PRI * HTTP/2.0",
])
def test_a_line_that_is_no_request_of_ours_is_refused(office, line):
    answer = send(office, line + b"\r\nHost: x\r\n\r\n")

    assert all(400 <= status < 500 for status in statuses(answer)), answer
    assert b"alive" not in answer


# Bodies without an end

@pytest.mark.parametrize("headers, body", [
    (b"Content-Length: 10000000000\r\n", b"x" * 100_000),
    (b"Transfer-Encoding: chunked\r\n", b"ffff\r\n" + b"x" * 0xFFFF + b"\r\nffff\r\n" + b"x" * 0xFFFF),
])
def test_a_body_beyond_the_limit_is_refused_without_being_kept(office, headers, body):
    answer = send(office, b"POST /sign-in HTTP/1.1\r\nHost: x\r\n" + headers + b"\r\n" + body)

    assert statuses(answer) == [413] and b"body_too_large" in answer


# Paths that lead out

@pytest.mark.parametrize("path", [
    "/../pin", "/..%2fpin", "/%2e%2e/pin", "//pin", "/style.css/../../pin", "/customers/../../pin", "/customers/..%2f..%2fpin",
    "/.%00./pin", "/%c0%ae%c0%ae/pin", "/pin", "/books.sqlite", "/token", "/openapi.json/../pin", "/counter/receipts/..%2f..%2fpin",
    "/etc/passwd", "/%5c..%5cpin", "/proc/self/environ",
])
def test_no_path_leads_to_a_file(office, path):
    cookie = sign_in(office)
    status, body, _ = ask(office, "GET", path, headers={"Cookie": cookie})

    assert status in (400, 404), path
    assert (office.data / "pin").read_text().strip() not in body and "root:" not in body and "SQLite format" not in body


# The pages

def test_pages_were_found():
    assert ("post", "/counter/sell") in PAGES and ("get", "/counter") in PAGES


@pytest.mark.parametrize("path", [path for method, path in PAGES if method == "post"])
def test_a_form_without_its_token_or_from_another_site_does_nothing(office, path):
    cookie = sign_in(office)
    before = office.get("audit", by="ada")
    address = re.sub(r"\{\w+\}", METER, path)
    for form, headers in [({}, {}), ({"form_token": "0" * 64}, {}), ({"form_token": ""}, {}),
                          ({}, {"Origin": "https://elsewhere.example"})]:
        fields = urllib.parse.urlencode({"meter": METER, "energy": "1", "desk": "counter-1", **form})
        assert ask(office, "POST", address, fields, {"Cookie": cookie, **headers})[0] == 403, form

    assert office.get("audit", by="ada") == before


@pytest.mark.parametrize("method, path", PAGES)
def test_a_page_is_for_those_alone_who_signed_in(office, method, path):
    status, body, response = ask(office, method.upper(), re.sub(r"\{\w+\}", METER, path), "" if method == "post" else None)

    assert status == 303 and response.getheader("Location").startswith("/sign-in")
    assert "Amina" not in body


@pytest.mark.parametrize("path", [path for method, path in PAGES if method == "get"])
def test_markup_in_a_pages_query_or_path_stays_text(office, path):
    cookie = sign_in(office)
    names = ["meter", "q", "desk", "energy", "money", "lang", "next", "error", "name", "id", "from", "to", "quote"]
    query = urllib.parse.urlencode({name: MARKUP for name in names})
    for address in (re.sub(r"\{\w+\}", METER, path), re.sub(r"\{\w+\}", urllib.parse.quote(MARKUP, safe=""), path)):
        status, body, response = ask(office, "GET", f"{address}?{query}", headers={"Cookie": cookie})
        assert status < 500 and "<script>alert" not in body
        if "html" in response.getheader("Content-Type", "") and status == 200 and "<html" in body:
            policy = response.getheader("Content-Security-Policy")
            assert "unsafe" not in policy and "default-src" in policy


def test_markup_in_what_people_are_called_stays_text(office):
    office.post("meters", {"meter": "4712"}, by="samuel")
    office.post("customers", {"meter": "4712", "tariff": 1, "name": MARKUP, "address": MARKUP, "phone": MARKUP})
    cookie = sign_in(office)

    for page in ("/", "/customers/4712", "/counter/find?meter=4712"):
        status, body, _ = ask(office, "GET", page, headers={"Cookie": cookie})
        assert status in (200, 303) and "<script>alert" not in body


# Sessions

def test_a_session_that_was_there_before_the_sign_in_is_not_the_one_after(office):
    given = "tallywatt=" + "ab" * 32
    taken = sign_in(office, cookie=given)
    again = sign_in(office, cookie=taken)

    assert len({given, taken, again}) == 3
    assert ask(office, "GET", "/", headers={"Cookie": given})[0] == 303
    assert ask(office, "GET", "/", headers={"Cookie": taken})[0] in (200, 303)


def test_a_session_is_over_for_everybody_once_its_owner_has_signed_out(office):
    cookie = sign_in(office)
    page = ask(office, "GET", "/", headers={"Cookie": cookie})[1]
    token = re.search(r'name="form_token" value="([0-9a-f]+)"', page)[1]

    assert ask(office, "POST", "/sign-out", urllib.parse.urlencode({"form_token": token}), {"Cookie": cookie})[0] == 303
    assert ask(office, "GET", "/", headers={"Cookie": cookie})[0] == 303


def test_a_pages_cookie_opens_no_api_and_an_api_token_no_page(office):
    assert ask(office, "GET", "/api/v1/sales", headers={"Cookie": sign_in(office)})[0] == 401
    token = office.tokens["grace"]
    for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"tallywatt={token}"}):
        assert ask(office, "GET", "/", headers=headers)[0] == 303
