"""What bad requests get: each a problem by name, and nothing changed."""

import itertools
import json
import re
import socket
import subprocess
import urllib.parse
import http.client

import pytest

from office_stack import PROGRAMS, ROLES, Counter, NewOffice, Stack

METER = "4711"
KEY = "018f3b2a-0000-7000-8000-000000000001"
OTHER_KEY = "018f3b2a-0000-7000-8000-000000000002"


@pytest.fixture(scope="module")
def office():
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        counter = Counter(stack.office)
        counter.insert()
        stack.office.post("cards", {"meter": METER, "desk": "counter-1"})
        yield stack.office


@pytest.fixture(autouse=True)
def nothing_changes(office):
    before = office.get("ledger", by="ada"), len(office.get("audit", by="ada")["items"])
    yield
    assert (office.get("ledger", by="ada"), len(office.get("audit", by="ada")["items"])) == before


@pytest.mark.parametrize("fields, status, code, field", [
    ({"energy_wh": 0}, 422, "energy_not_positive", "energy_wh"),
    ({"energy_wh": -5000}, 422, "energy_not_positive", "energy_wh"),
    ({"energy_wh": 1000.5}, 422, "field_not_whole", "energy_wh"),
    ({"energy_wh": 1e3}, 422, "field_not_whole", "energy_wh"),
    ({"energy_wh": 10**30}, 422, "field_not_whole", "energy_wh"),
    ({"energy_wh": 10**9 + 1}, 422, "energy_above_largest_sale", "energy_wh"),
    ({"energy_wh": 10**18}, 422, "field_out_of_range", "energy_wh"),
    ({"energy_wh": "1000"}, 422, "field_wrong_type", "energy_wh"),
    ({"energy_wh": True}, 422, "field_wrong_type", "energy_wh"),
    ({"energy_wh": None}, 422, "field_wrong_type", "energy_wh"),
    ({"energy_wh": [1000]}, 400, "body_not_an_object", "energy_wh"),
    ({}, 422, "field_missing", "energy_wh"),
    ({"money_minor": 0}, 422, "money_not_positive", "money_minor"),
    ({"money_minor": 0.5}, 422, "field_not_whole", "money_minor"),
    ({"money_minor": 10**14}, 422, "money_above_largest_sale", "money_minor"),
    ({"energy_wh": 1000, "money_minor": 100}, 422, "field_out_of_range", "energy_wh"),
    ({"energy_wh": 1000, "price": 1}, 422, "field_unknown", "price"),
    ({"energy_wh": 1000, "meter": 4711}, 422, "field_wrong_type", "meter"),
    ({"energy_wh": 1000, "meter": "04711"}, 422, "field_out_of_range", "meter"),
    ({"energy_wh": 1000, "meter": "4711 "}, 422, "field_out_of_range", "meter"),
    ({"energy_wh": 1000, "meter": "99"}, 404, "unknown_meter", "meter"),
    ({"energy_wh": 1000, "write": True}, 422, "field_missing", "desk"),
    ({"energy_wh": 1000, "write": "yes"}, 422, "field_wrong_type", "write"),
    ({"energy_wh": 1000, "desk": "a/b"}, 422, "field_out_of_range", "desk"),
])
def test_a_wrong_sale_is_refused_by_name(office, fields, status, code, field):
    answer = office.send("POST", "/api/v1/sales", {"meter": METER, **fields})

    assert (answer.status, answer.code, answer.body.get("field")) == (status, code, field)
    assert answer.body["type"] == f"/problems/{code}" and answer.body["status"] == status


@pytest.mark.parametrize("body, status, code", [
    ("", 400, "body_not_json"),
    ("{", 400, "body_not_json"),
    ('{"meter":"4711","energy_wh":1000}x', 400, "body_not_json"),
    ('{"meter":"4711","energy_wh":1000,"energy_wh":2}', 422, "field_given_twice"),
    ('{"meter":"\\u0000","energy_wh":1000}', 422, "field_out_of_range"),
    (b'{"meter":"\xff","energy_wh":1000}', 400, "body_not_json"),
    ("[]", 400, "body_not_an_object"),
    ("1", 400, "body_not_an_object"),
    ("null", 400, "body_not_an_object"),
    ('{"meter":{"a":1}}', 400, "body_not_an_object"),
    ("[" * 50_000, 400, "body_not_an_object"),
])
def test_a_body_that_is_no_flat_object_is_refused_by_name(office, body, status, code):
    answer = office.send("POST", "/api/v1/sales", body)

    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize("token", [None, "", "0" * 64, "grace", "x" * 5000])
def test_without_a_token_that_the_office_knows_nothing_is_answered(office, token):
    answer = office.send("GET", "/api/v1/sales", by=None,
                         headers={"Authorization": f"Bearer {token}"} if token is not None else {})

    assert (answer.status, answer.code) == (401, "not_signed_in")


@pytest.mark.parametrize("by, method, path, body", [
    ("ada", "POST", "sales", {"meter": METER, "energy_wh": 1000}),
    ("wen", "POST", "meters", {"meter": "4799"}),
    ("wen", "POST", "tariffs", {"name": "Home", "price_minor_per_kwh": 1, "tax_basis_points": 0,
                                "valid_from": "2026-01-01"}),
    ("samuel", "POST", "users", {"name": "eve", "role": "clerk", "password": "long enough"}),
    ("samuel", "POST", "tokens", {"user": "grace", "label": "mine"}),
    ("grace", "POST", "tokens", {"user": "samuel", "label": "another's"}),
    ("wen", "GET", "ledger", None),
    ("samuel", "GET", "audit", None),
    ("wen", "GET", "users", None),
])
def test_a_role_may_do_only_what_is_its_own(office, by, method, path, body):
    answer = office.send(method, "/api/v1/" + path, body, by=by)

    assert (answer.status, answer.code) == (403, "not_permitted")


@pytest.mark.parametrize("key", [None, "", "1", "018f3b2a-0000-7000-8000-00000000000g"])
def test_a_post_without_a_uuid_of_its_own_is_refused(office, key):
    answer = office.send("POST", "/api/v1/sales", {"meter": METER, "energy_wh": 1000},
                         headers={"Idempotency-Key": key})

    assert (answer.status, answer.code) == (400, "idempotency_key_missing")


def test_who_proposed_a_tariff_cannot_approve_it():
    with NewOffice() as stack:
        tariff = stack.office.post("tariffs", {
            "name": "Home", "price_minor_per_kwh": 40, "tax_basis_points": 0,
            "valid_from": "2020-01-01"}, by="grace")["tariff"]

        answer = stack.office.send("POST", f"/api/v1/tariffs/{tariff}/approve", {}, by="grace")

        assert (answer.status, answer.code) == (403, "second_person_needed")


def test_an_id_used_twice_with_other_content_or_by_another_user_is_refused():
    with NewOffice() as stack:
        office = stack.office
        office.post("meters", {"meter": "1"}, by="samuel", key=KEY)

        same = office.send("POST", "/api/v1/meters", {"meter": "1"}, by="samuel", key=KEY)
        account = {"meter": "1", "tariff": stack.tariff, "name": "Amina"}
        office.post("customers", account, key=OTHER_KEY)
        other = office.send("POST", "/api/v1/customers", {**account, "name": "Eve"}, key=OTHER_KEY)
        stranger = office.send("POST", "/api/v1/customers", account, by="samuel", key=OTHER_KEY)

        assert (same.status, same.body["is_repeat"]) == (200, True)
        assert (other.status, other.code) == (409, "id_already_used")
        assert (stranger.status, stranger.code) == (409, "id_already_used")
        assert [c["name"] for c in office.get("customers")["items"]] == ["Amina"]


def test_a_user_or_token_asked_for_again_is_the_first_one():
    with NewOffice() as stack:
        office = stack.office
        person = {"name": "eve", "role": "clerk", "password": "long enough"}
        token = {"user": "grace", "label": "till"}
        first = office.post("users", person, by="grace", key=KEY)
        again = office.post("users", person, by="grace", key=KEY, status=200)
        other = office.send("POST", "/api/v1/users", {**person, "password": "another one"},
                            by="grace", key=KEY)
        made = office.post("tokens", token, by="grace", key=OTHER_KEY)
        made_again = office.post("tokens", token, by="grace", key=OTHER_KEY, status=200)
        other_token = office.send("POST", "/api/v1/tokens", {**token, "label": "another"},
                                  by="grace", key=OTHER_KEY)
        office.tokens["made"] = made["token"]

        assert again == {"user": first["user"], "is_repeat": True}
        assert (other.status, other.code) == (409, "id_already_used")
        assert made_again == {"token_id": made["token_id"], "token": None, "is_repeat": True}
        assert (other_token.status, other_token.code) == (409, "id_already_used")
        assert office.get("sales", by="made") == {"items": []}


@pytest.mark.parametrize("option, value", [
    ("--currency", "euro"), ("--currency", "eur"), ("--time-zone", "Nowhere"), ("--admin", "  "),
    ("--pkcs11-module", "/no/such/module.so"), ("--password-file", "short.password"),
])
def test_an_office_that_cannot_be_made_leaves_nothing_behind(option, value):
    with Stack() as stack:
        for name, password in {"good": "long enough", "short": "short"}.items():
            file = stack.folder / f"{name}.password"
            file.touch(mode=0o600)
            file.write_text(password + "\n")
        options = {"--admin": "grace", "--password-file": stack.folder / "good.password",
                   "--second-admin": "henry",
                   "--second-password-file": stack.folder / "good.password",
                   option: stack.folder / value if option == "--password-file" else value}

        made = subprocess.run([PROGRAMS / "tallywatt-office", "init", "--data", stack.folder / "new",
                               *itertools.chain.from_iterable(options.items())],
                              capture_output=True, text=True)

        assert made.returncode == 1 and made.stderr.count("\n") >= 1
        assert not (stack.folder / "new").exists()


def test_a_meters_key_leaves_the_office_once():
    with NewOffice() as stack:
        stack.office.post("meters", {"meter": "1"}, by="samuel")
        files = [stack.folder / name for name in ("first.key", "second.key")]

        left = [subprocess.run([PROGRAMS / "tallywatt-office", "keying", "--data", stack.office.data,
                                "--meter", "1", "--output", file], capture_output=True, text=True)
                for file in files]

        assert [run.returncode for run in left] == [0, 1]
        assert "exported before" in left[1].stderr
        assert json.loads(files[0].read_text())["meter"] == "1" and not files[1].exists()
        assert files[0].stat().st_mode & 0o777 == 0o600


def test_the_command_line_tells_the_id_to_repeat_with_when_the_office_is_away(office):
    asked = subprocess.run([PROGRAMS / "tallywatt", "--office", "http://127.0.0.1:1",
                            "--token-file", office.stack.folder / "wen.token", "sell",
                            "--meter", METER, "--energy-wh", "1000"],
                           capture_output=True, text=True)

    assert asked.returncode == 1
    assert re.search(r"repeat with --id [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\n$", asked.stderr)


@pytest.mark.parametrize("method, path, status, code", [
    ("GET", "/api/v1/nothing", 404, "not_found"),
    ("GET", "/api/v1/meters/99", 404, "unknown_meter"),
    ("GET", "/api/v1/meters/x", 404, "unknown_meter"),
    ("POST", "/api/v1/ledger", 405, "method_not_allowed"),
    ("DELETE", "/api/v1/sales", 405, "method_not_allowed"),
    ("GET", "/api/v1/sales?limit=0", 422, "field_out_of_range"),
    ("GET", "/api/v1/sales?limit=1001", 422, "field_out_of_range"),
    ("GET", "/api/v1/sales?before=x", 422, "field_out_of_range"),
    ("GET", "/api/v1/sales?meter=x", 422, "field_out_of_range"),
    ("GET", "/%zz", 400, "request_not_http"),
    ("GET", "/api/v1/desks/counter-1/link", 404, "not_found"),
])
def test_an_address_that_does_not_exist_is_refused_by_name(office, method, path, status, code):
    answer = office.send(method, path)

    assert (answer.status, answer.code) == (status, code)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(office):
    answer = office.send("POST", "/api/v1/sales", "x" * 70_000)

    assert (answer.status, answer.code) == (413, "body_too_large")


def test_a_header_that_is_too_large_is_refused(office):
    answer = office.send("GET", "/livez", headers={"X-Large": "x" * 20_000})

    assert (answer.status, answer.code) == (431, "header_too_large")


def test_bytes_that_are_no_http_end_their_connection_and_nothing_else(office):
    host, _, port = office.host.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"\x16\x03\x01\x02\x00hello\r\n\r\n")
        answer = connection.recv(4096)

    assert b" 400 " in answer.split(b"\r\n")[0]
    assert office.send("GET", "/livez", by=None).body == "alive\n"


def test_idle_connections_keep_nobody_waiting(office):
    host, _, port = office.host.rpartition(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(300)]
    try:
        assert office.send("GET", "/readyz", by=None).body == "ready\n"
    finally:
        for connection in idle:
            connection.close()


def sign_in(office, name, password):
    """The status and cookie that the page's form gives."""
    connection = http.client.HTTPConnection(office.host, timeout=10)
    try:
        connection.request("POST", "/sign-in?lang=en",
                           urllib.parse.urlencode({"name": name, "password": password}))
        response = connection.getresponse()
        return response.status, (response.getheader("Set-Cookie") or "").split(";")[0]
    finally:
        connection.close()


def test_the_page_shows_customers_and_sales_to_those_who_signed_in(office):
    status, cookie = sign_in(office, "wen", "wen-password")
    english = office.send("GET", "/?lang=en", by=None, headers={"Cookie": cookie})
    chinese = office.send("GET", "/?lang=zh", by=None, headers={"Cookie": cookie})

    assert status == 303
    assert "Amina Diallo" in english.body and "What the cards brought back" in english.body
    assert "电卡带回的数据" in chinese.body
    assert english.body.count("<script") == english.body.count('<script src="/')  # none within


def test_the_page_shows_nothing_to_strangers(office):
    for name, password in (("wen", "wrong-password"), ("nobody", "wen-password")):
        status, cookie = sign_in(office, name, password)
        assert status == 401 and "tallywatt=" not in cookie
    assert office.send("GET", "/", by=None).status == 303
    assert office.send("GET", "/", by=None, headers={"Cookie": "tallywatt=" + "0" * 64}).status == 303


def test_no_secret_is_in_the_offices_log(office):
    log = office.process.log()

    for name in ROLES:
        assert office.tokens[name] not in log and f"{name}-password" not in log
    assert (office.data / "pin").read_text().strip() not in log
    assert json.dumps(KEY) not in log
