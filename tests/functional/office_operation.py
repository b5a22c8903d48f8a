"""What an operator needs of a running office: alive, ready, metrics, a log of lines, a stop that loses nothing."""

import concurrent.futures
import http.client
import json
import re
import time
import uuid

import pytest

from office_stack import NewOffice
from openapi import DOCUMENT
from stack import wait_until

METER = "4711"
LINE = re.compile(r"^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+(?:\{(?:[a-z]+=\"[^\"\\]*\",?)+\})? [0-9.e+-]+)$")


@pytest.fixture(scope="module")
def office():
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        yield stack.office


def metrics(office):
    answer = office.send("GET", "/metrics")
    assert answer.status == 200 and answer.kind.startswith("text/plain; version=0.0.4")
    assert all(LINE.match(line) for line in answer.body.splitlines()), answer.body
    return {name: float(value) for name, value in
            (line.rsplit(" ", 1) for line in answer.body.splitlines() if not line.startswith("#"))}


def test_an_office_that_can_do_its_work_is_alive_and_ready(office):
    assert office.send("GET", "/livez", by=None).body == "alive\n"
    assert office.send("GET", "/readyz", by=None).body == "ready\n"
    seen = metrics(office)
    assert (seen["tallywatt_books_writable"], seen["tallywatt_keys_usable"]) == (1, 1)
    assert seen["tallywatt_audit_unsigned_seconds"] == 0


def test_an_office_whose_books_are_away_is_alive_and_not_ready_until_they_are_back(office):
    away = office.data / "elsewhere"
    (office.data / "books.sqlite").rename(away)
    try:
        wait_until(lambda: office.send("GET", "/readyz", by=None).code == "books_unavailable", "it stayed ready")
        assert office.send("GET", "/livez", by=None).status == 200
        assert metrics(office)["tallywatt_books_writable"] == 0
    finally:
        away.rename(office.data / "books.sqlite")
    wait_until(lambda: office.send("GET", "/readyz", by=None).status == 200, "it did not become ready again")


def test_an_office_whose_token_is_away_is_not_ready_until_it_is_started_with_it_again():
    with NewOffice() as stack:
        office = stack.office
        (office.data / "token").rename(office.data / "elsewhere")
        wait_until(lambda: office.send("GET", "/readyz", by=None).code == "keys_unavailable", "it stayed ready")
        assert office.send("GET", "/livez", by=None).status == 200
        assert metrics(office)["tallywatt_keys_usable"] == 0

        (office.data / "elsewhere").rename(office.data / "token")
        office.kill()
        office.start()
        assert office.send("GET", "/readyz", by=None).body == "ready\n"


def test_a_disk_that_takes_nothing_more_makes_an_office_not_ready(office):
    probe = office.data / "write-probe"
    probe.mkdir()  # nothing can be written there
    try:
        wait_until(lambda: office.send("GET", "/readyz", by=None).code == "books_unavailable", "it stayed ready")
    finally:
        probe.rmdir()
    wait_until(lambda: office.send("GET", "/readyz", by=None).status == 200, "it did not become ready again")


def test_metrics_are_for_those_with_a_token(office):
    answer = office.send("GET", "/metrics", by=None)

    assert (answer.status, answer.code) == (401, "not_signed_in")


def test_metrics_count_requests_by_route_and_status_and_name_no_meter(office):
    name = 'tallywatt_http_requests_total{method="GET",route="/api/v1/meters/{meter}",status="404"}'
    before = metrics(office)
    for meter in ("98", "99"):
        office.send("GET", f"/api/v1/meters/{meter}")
    office.send("GET", "/no/such/page")
    after = metrics(office)

    assert after[name] == before.get(name, 0) + 2
    assert after['tallywatt_http_requests_total{method="GET",route="other",status="404"}'] >= 1
    times = 'tallywatt_http_request_seconds_{}{{method="GET",route="/api/v1/meters/{{meter}}"{}}}'
    assert after[times.format("count", "")] == after[times.format("bucket", ',le="+Inf"')] == after[name]
    assert after["tallywatt_http_connections"] >= 1 and after["tallywatt_audit_entries"] > 5
    assert after["process_resident_memory_bytes"] > 1e6 and after["tallywatt_desks_connected"] == 0


def test_the_api_is_described_by_the_document_that_the_office_serves(office):
    answer = office.send("GET", "/openapi.json", by=None)

    assert (answer.status, answer.kind, answer.body) == (200, "application/json", DOCUMENT)


def test_every_line_of_the_log_is_json_and_tells_what_was_asked_but_not_what_it_held(office):
    office.send("POST", "/api/v1/users", {"name": "eve", "role": "clerk", "password": "a secret of eve"}, by="grace")
    office.send("POST", "/sign-in", "name=wen&password=guessed-wrong", by=None)
    office.send("GET", "/api/v1/meters/4242?x=%22%0a")
    log = office.process.log().splitlines()
    lines = [json.loads(line) for line in log if not line.startswith("listening ")]

    assert all({"at", "level", "message"} <= set(line) for line in lines)
    asked = [(line["method"], line["route"], line["status"]) for line in lines if line["message"] == "request"]
    for one in (("POST", "/api/v1/users", 201), ("POST", "/sign-in", 401), ("GET", "/api/v1/meters/{meter}", 404)):
        assert one in asked
    for secret in ("a secret of eve", "guessed-wrong", "4242", *office.tokens.values()):
        assert secret not in "\n".join(log)


def test_a_stop_answers_what_was_asked_and_loses_nothing():
    with NewOffice() as stack:
        office = stack.office
        accepted = []

        def register(first):
            for meter in range(first, first + 500):
                key = str(uuid.uuid4())
                try:
                    answer = office.send("POST", "/api/v1/meters", {"meter": str(meter)}, by="samuel", key=key)
                except (OSError, http.client.HTTPException):
                    return "ended"
                assert answer.status == 201, answer.body
                accepted.append(str(meter))
            return "all"

        with concurrent.futures.ThreadPoolExecutor(4) as clients:
            running = [clients.submit(register, 1 + 1000 * n) for n in range(4)]
            wait_until(lambda: len(accepted) > 20, "no meter was registered")
            begin = time.monotonic()
            status = office.process.end()
            took = time.monotonic() - begin
            assert [one.result() for one in running] == ["ended"] * 4
        stack.processes.remove(office.process)
        sent = set(accepted)
        office.start()
        known, page = set(), office.get("meters?limit=1000")
        known |= {m["meter"] for m in page["items"]}

        assert status == 0 and took < 5
        assert sent <= known and len(known) <= len(sent) + 4
        assert "unproven" not in office.verify()
