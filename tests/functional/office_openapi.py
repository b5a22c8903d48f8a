"""The OpenAPI document against the office: every route, every role, every field with every kind of
wrong value. Each answer must be one that the document describes."""

import contextlib
import http.client
import json
import re
import sqlite3
import uuid

import pytest

from office_stack import Answer, Counter, NewOffice
from openapi import DOCUMENT, OPERATIONS, mismatch, resolved, wrong_values
from stack import SOURCE

METER = "4711"
ROLES = {"wen": "clerk", "samuel": "supervisor", "grace": "administrator", "ada": "auditor"}
PATH_VALUES = {"meter": METER, "desk": "counter-9", "tariff": "1", "receipt": "1", "shift": "1",
               "statistic": "sales", "adjustment": "1",
               "card": "00000000000F1E1D"}
# A good value of every field and query parameter, so that the one under test is all that is wrong.
GOOD = {"meter": METER, "desk": "counter-9", "name": "Amina", "user": "grace", "label": "till", "role": "clerk",
        "password": "long enough", "price_minor_per_kwh": 31, "tax_basis_points": 2000, "valid_from": "2026-01-01",
        "tariff": 1, "amount_minor": 500, "most_per_sale_minor": 100, "format": "pdf", "language": "en",
        "change_fund_minor": 100, "counted_minor": 100, "date": "2099-01-01", "energy_wh": 1000, "key_version": 1,
        "customer_class": "household", "customers": "any", "means": "cash", "write": False, "address": "Lane",
        "phone": "1", "tendered_minor": 10_000, "limit": 10, "before": 5, "from": "2026-01-01", "to": "2026-12-31",
        "most_unsigned_cash_minor": 100, "csv": "meter,transformer,district,from\n4711,T1,North,2026-01-01\n",
        "dry_run": True, "by": "month", "low_wh": 1000, "receipt": "1", "reason": "goodwill", "is_blocked": True, "state": "asked",
        "kind": "parameter", "carrier": "1", "meters": METER, "new_meter": "4712", "used_since_wh": 0}
INJECTIONS = ["'; DROP TABLE sale; --", "<script>alert(1)</script>", '" onmouseover="alert(1)', "$(touch /tmp/x)",
              "../../pin", "a\r\nSet-Cookie: tallywatt=1", "%s%n%x", "{{7*7}}", "\u202e1174", "=1+1", "\\u0041", "1 OR 1=1"]


class Client:
    """Sends on one connection, which is made anew where the office ended it."""

    def __init__(self, office):
        self.office = office
        self.connection = http.client.HTTPConnection(office.host, timeout=30)

    def send(self, operation, arguments=None, query="", body=None, by="grace", key=None):
        path = re.sub(r"\{(\w+)\}", lambda m: (arguments or PATH_VALUES)[m[1]], operation.path)
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} if operation.method == "POST" else {}
        if by:
            headers["Authorization"] = f"Bearer {self.office.tokens[by]}"
        self.connection.request(operation.method, "/api/v1" + path + query, body, headers)
        response = self.connection.getresponse()
        return Answer(response.status, response.getheader("Content-Type", ""), response.read())


@pytest.fixture(scope="module")
def office():
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        yield stack.office


@pytest.fixture(scope="module")
def client(office):
    return Client(office)


def stored(office):
    """What people's commands have left in the books."""
    with contextlib.closing(sqlite3.connect(f"file:{office.data}/books.sqlite?mode=ro", uri=True)) as books:
        return (books.execute("SELECT count(*) FROM command WHERE user <> 0").fetchone(),
                books.execute("SELECT count(*) FROM posting_leg").fetchone())


@pytest.fixture
def nothing_stored(office):
    before = stored(office)
    yield
    assert stored(office) == before


def good_body(operation):
    """With what is needed, and where either energy or money is wanted energy."""
    body = {name: GOOD[name] for name in (operation.body or {}).get("required", [])}
    if operation.path == "/sales":
        body["energy_wh"] = GOOD["energy_wh"]
    return body


def with_field(operation, field, value):
    body = {**good_body(operation), field: value}
    if field == "money_minor":
        del body["energy_wh"]
    if step := re.match(r"step_(\d)_", field):  # a step is read where those before it are there
        for number in range(2, int(step[1]) + 1):
            body = {f"step_{number}_from_wh": number * 1000, f"step_{number}_price_minor_per_kwh": 40, **body}
    return body


def good_query(operation):
    asked = {name: GOOD[name] for name in operation.parameters("query") if name in ("meter", "energy_wh")}
    return "?" + "&".join(f"{name}={value}" for name, value in asked.items()) if asked else ""


def fields_of(operations, place=None):
    return [pytest.param(o, name, schema, id=f"{o} {name}") for o in operations
            for name, schema in (o.parameters(place) if place else o.fields).items()]


def test_the_document_has_every_route_of_the_source_and_no_other():
    source = (SOURCE / "office/web/office_site.cpp").read_text(encoding="utf-8")
    routes = re.findall(r'\{Method::(get|post), "/api/v1([^"]+)"', source)

    assert sorted(str(o) for o in OPERATIONS) == sorted(f"{m.upper()} {p}" for m, p in routes)


def test_the_document_names_the_codes_of_the_api_and_every_reference_in_it_leads_somewhere():
    codes = set(re.findall(r'\d{3},\s+"([a-z_]+)"', (SOURCE / "office/web/problem.cpp").read_text(encoding="utf-8")))
    named = {code for o in OPERATIONS for status in o.node["responses"] for code in o.codes(status) if int(status) >= 400}

    assert named <= codes
    for reference in re.findall(r'"\$ref": "([^"]+)"', json.dumps(DOCUMENT)):
        assert resolved({"$ref": reference})


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
@pytest.mark.parametrize("by", ROLES)
def test_each_role_may_ask_what_the_document_says_and_nothing_else(client, operation, by):
    answer = client.send(operation, {**PATH_VALUES, "meter": "99"} if operation.method == "POST" else None,
                         good_query(operation), json.dumps({**good_body(operation), **({"meter": "99"} if "meter" in operation.fields else {}),
                                                            **({"name": f"{by} asks"} if "name" in operation.fields else {})})
                         if operation.method == "POST" else None, by)

    assert operation.complaint(answer) is None
    assert (answer.code == "not_permitted") == (ROLES[by] not in operation.roles or
                                                (operation.path == "/tokens" and by != "grace")), answer.body


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_nobody_may_ask_anything(client, operation, nothing_stored):
    answer = client.send(operation, by=None)

    assert (answer.status, answer.code) == (401, "not_signed_in")


@pytest.mark.parametrize("operation, field, schema", fields_of(OPERATIONS))
def test_a_field_of_the_wrong_kind_is_refused_by_its_name(client, operation, field, schema, nothing_stored):
    for value, code in wrong_values(field, schema):
        answer = client.send(operation, body=json.dumps(with_field(operation, field, value)))

        assert (answer.status, answer.code, answer.body.get("field")) == (422, code, field), (value, answer.body)
        assert operation.complaint(answer) is None


@pytest.mark.parametrize("operation, field, schema", fields_of(OPERATIONS))
def test_a_field_given_twice_nested_or_left_out_is_refused_by_its_name(client, operation, field, schema, nothing_stored):
    good = with_field(operation, field, GOOD.get(field, 1))
    text = json.dumps(good)
    twice = text[:-1] + f', "{field}": 1}}'
    nested = [json.dumps({**good, field: value}) for value in ([], {}, [1], {"a": 1})]
    badly_encoded = json.dumps({**good, field: "@"}).encode().replace(b"@", b"\xff\xfe")

    for body, status, code in [(twice, 422, "field_given_twice"), *((body, 400, "body_not_an_object") for body in nested)]:
        answer = client.send(operation, body=body)
        assert (answer.status, answer.code, answer.body.get("field")) == (status, code, field), body
    answer = client.send(operation, body=badly_encoded)
    assert (answer.status, answer.code) == (400, "body_not_json")
    if field in operation.body["required"]:
        del good[field]
        answer = client.send(operation, body=json.dumps(good))
        assert (answer.status, answer.code, answer.body["field"]) == (422, "field_missing", field)


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.method == "POST"], ids=str)
def test_a_body_that_is_none_of_ours_is_refused_by_name(client, operation, nothing_stored):
    for body, status, code, field in [("{", 400, "body_not_json", None), ("[]", 400, "body_not_an_object", None),
                                      ("nil", 400, "body_not_json", None), ("[" * 60_000, 400, "body_not_an_object", None),
                                      (json.dumps({**good_body(operation), "admin": True}), 422, "field_unknown", "admin")]:
        answer = client.send(operation, body=body)
        assert (answer.status, answer.code, answer.body.get("field")) == (status, code, field), body[:40]
        assert operation.complaint(answer) is None
    answer = client.send(operation, body=json.dumps(good_body(operation)), key="not-a-uuid")
    assert (answer.status, answer.code) == (400, "idempotency_key_missing")


@pytest.mark.parametrize("operation, parameter, schema", fields_of(OPERATIONS, "query"))
def test_a_query_of_the_wrong_kind_is_refused_by_its_name(client, operation, parameter, schema):
    others = "" if parameter == "meter" else good_query(operation).removeprefix("?")
    if parameter in ("energy_wh", "money_minor"):
        others = f"meter={METER}"
    for value in ("", "-1", "x", "1.5", "1e3", "%00", "%FF", "9" * 30, "1%20", "%27%20OR%201=1", "2026-13-45"):
        answer = client.send(operation, query=f"?{others}&{parameter}={value}")

        assert answer.code in ("field_out_of_range", "request_not_http"), (value, answer.body)
        assert answer.code == "request_not_http" or answer.body["field"] == parameter
        assert answer.code == "request_not_http" or operation.complaint(answer) is None


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if "{" in o.path], ids=str)
def test_a_path_that_names_nothing_is_refused_and_opens_no_file(client, operation, nothing_stored):
    name, schema = next(iter(operation.parameters("path").items()))
    body = json.dumps(good_body(operation)) if operation.method == "POST" else None
    for value in ("0", "-1", "99999999999999999999", "1.5", "%20", "%27%20OR%201=1%20--", "..%2f..%2fpin", "%2e%2e",
                  "..", "%252e%252e", "1%0d%0aX:1", "%3Cscript%3E", "%e2%80%ae", "x" * 500):
        if operation.path == "/desks/{desk}" and mismatch(value, schema) is None:
            continue  # a desk may have this name
        answer = client.send(operation, {name: value}, body=body)

        assert answer.status in (400, 404, 405, 409, 422), (value, answer.body)
        assert answer.code is not None


@pytest.mark.parametrize("operation, field, schema", [
    case for case in fields_of(OPERATIONS) if case.values[2]["type"] == "string"])
def test_injected_text_is_refused_or_kept_as_it_is_and_done_by_nobody(client, operation, field, schema):
    for text in INJECTIONS:
        answer = client.send(operation, body=json.dumps(with_field(operation, field, text)))

        assert operation.complaint(answer) is None, text
        assert answer.status < 500 and "sqlite" not in json.dumps(answer.body).lower()
        if {"enum", "pattern"} & set(schema):
            assert (answer.code, answer.body["field"]) == ("field_out_of_range", field)


def test_injected_names_come_back_as_they_were_given_and_the_books_are_sound(office, client):
    tariffs = {t["name"] for t in office.get("tariffs")["items"]}
    users = {u["name"] for u in office.get("users", by="ada")["items"]}

    assert set(INJECTIONS) <= tariffs and set(INJECTIONS) <= users
    assert "verified" in office.verify()


# What the documented refusals need that no request brings about by itself: faults, time, cards and readers
# (office_counter.py, office_tariffs.py, attacks in card/), or more than a meter can live through.
NEEDS_MORE = {
    "books_unavailable", "office_superseded", "keys_unavailable", "too_busy", "generation_used_up", "sequence_used_up",
    "total_above_largest", "supervisor_needed", "quote_expired", "quote_stale", "no_tariff_in_force", "money_below_charges",
    "money_buys_nothing", "desk_busy", "no_card", "card_pulled", "reader_gone", "desk_gone", "not_our_card", "card_not_blank",
    "card_blank", "card_blocked", "card_not_genuine", "card_of_left_key", "card_refused", "card_of_another_meter", "report_not_genuine",
    "report_of_another_meter", "unknown_card", "card_already_used", "card_not_confirmed", "body_too_large",
    "not_a_field_card"}
AT_A_DESK = {"unknown_meter", "no_account", "meter_has_no_card", "unknown_order"}
# Or what a meter has done with an order, and a customer who may not buy (office_adjustments.py).
BY_A_METER = {"account_closing", "customer_blocked", "order_may_be_loaded", "energy_was_used", "energy_not_proven_back"}

# Or an exchange that was approved, or was asked for and overtaken (office_exchanges.py, exchange_test.cpp).
BY_AN_EXCHANGE = {"meter_barred", "energy_overdrawn", "account_unsettled", "figures_changed"}


def test_every_refusal_that_is_documented_can_be_had_and_no_other_comes(office, client):
    meter, bare = {"meter": METER}, {"meter": "5000"}
    office.post("meters", bare, by="samuel")
    mine = office.post("tariffs", {**GOOD_TARIFF, "name": "mine"}, by="grace")["tariff"]
    theirs = office.post("tariffs", {**GOOD_TARIFF, "name": "shops", "customers": "business"}, by="grace")["tariff"]
    office.post(f"tariffs/{theirs}/approve", {}, by="samuel")
    office.post("meters", {"meter": "5001"}, by="samuel")
    account = {"meter": "5001", "tariff": 1, "name": "Li"}
    today = office.post("desks/till", {"most_unsigned_cash_minor": 500}, by="samuel") and "2020-01-01"
    shift = office.post("shifts", {"desk": "till", "change_fund_minor": 0}, by="samuel")["shift"]
    used = str(uuid.uuid4())
    office.post("desks/other", {}, by="samuel", key=used)
    assert office.send("POST", "/api/v1/sales", {**meter, "energy_wh": 1}).code == "meter_has_no_card"
    counter = Counter(office)
    counter.insert()
    office.post("cards", {**meter, "desk": "counter-1"})
    asked = [
        ("grace", "users", {"name": "wen", "role": "clerk", "password": "long enough"}, "name_taken"),
        ("grace", "users", {"name": " ", "role": "clerk", "password": "long enough"}, "name_empty"),
        ("grace", "tokens", {"user": "grace", "label": ""}, "name_empty"), ("grace", "tokens", {"user": "x", "label": "y"}, "unknown_user"),
        *(("grace", "tariffs", {**GOOD_TARIFF, **wrong}, code) for wrong, code in [
            ({"name": ""}, "name_empty"), ({"price_minor_per_kwh": 0}, "price_out_of_range"), ({"tax_basis_points": 10_001}, "tax_out_of_range"),
            ({"valid_from": "2026-02-30"}, "date_invalid"), ({"monthly_charge_minor": -1}, "charge_out_of_range"),
            ({"step_2_from_wh": 0, "step_2_price_minor_per_kwh": 9}, "steps_out_of_order")]),
        ("grace", "tariffs/999/approve", {}, "unknown_tariff"), ("samuel", "tariffs/1/approve", {}, "already_approved"),
        ("grace", f"tariffs/{mine}/approve", {}, "second_person_needed"),
        ("samuel", "meters", meter, "meter_exists"), ("samuel", "meters", {"meter": "5002", "key_version": 0}, "key_version_out_of_range"),
        *(("wen", "customers", {**account, **wrong}, code) for wrong, code in [
            ({"name": ""}, "name_empty"), ({"meter": "98"}, "unknown_meter"), (meter, "account_exists"), ({"tariff": 999}, "unknown_tariff"),
            ({"tariff": mine}, "tariff_not_approved"), ({"tariff": theirs}, "tariff_of_another_class"),
            ({"customer_class": "any"}, "customer_class_out_of_range"), ({"address": "é" * 101}, "text_too_long")]),
        ("samuel", "field-cards/00000000000000FF/loss", {}, "unknown_field_card"),
        *(("samuel", "arrears", {**meter, "amount_minor": 5, "most_per_sale_minor": 5, **wrong}, code) for wrong, code in [
            ({"meter": "98"}, "unknown_meter"), (bare, "no_account"), ({"amount_minor": 0}, "arrears_out_of_range"),
            ({"most_per_sale_minor": 0}, "recovery_out_of_range")]),
        *((by, "sales", body, code) for by, body, code in SALES),
        ("wen", "cards", {**meter, "desk": "x"}, "desk_not_connected"), ("wen", "sales", {**meter, "energy_wh": 1, "write": True, "desk": "x"}, "desk_not_connected"),
        ("wen", f"orders/{METER}/write", {"desk": "x"}, "desk_not_connected"), ("wen", "desks/x/read", {}, "desk_not_connected"),
        ("wen", "orders/x/write", {"desk": "x"}, "unknown_meter"), ("wen", "receipts/9/prints", {"format": "pdf"}, "unknown_receipt"),
        ("samuel", "desks/x", {"most_unsigned_cash_minor": 0}, "desk_limit_out_of_range"), ("samuel", "desks/..", {}, "field_out_of_range"),
        ("wen", "shifts", {"desk": "no", "change_fund_minor": 1}, "desk_not_set_up"), ("wen", "shifts", {"desk": "till", "change_fund_minor": 1}, "shift_already_open"),
        ("wen", "shifts", {"desk": "till", "change_fund_minor": -1}, "cash_out_of_range"), ("wen", "shifts/999/close", {"counted_minor": 1}, "unknown_shift"),
        ("wen", f"shifts/{shift}/close", {"counted_minor": 1}, "shift_of_another"), *ADJUSTMENTS, ("samuel", f"shifts/{shift}/close", {"counted_minor": -1}, "cash_out_of_range"),
        ("samuel", f"shifts/{shift}/sign", {}, "shift_not_closed"), ("samuel", "shifts/999/sign", {}, "unknown_shift"),
        ("samuel", "days", {"date": "2099-01-01"}, "day_not_begun"), ("samuel", "days", {"date": "2026-02-30"}, "date_invalid"),
        ("samuel", "days", {"date": "2999-12-31"}, "day_not_begun"),
        ("samuel", f"shifts/{shift}/close", {"counted_minor": 0}, None), ("samuel", f"shifts/{shift}/close", {"counted_minor": 0}, "shift_already_closed"),
        ("samuel", f"shifts/{shift}/sign", {}, "second_person_needed"), ("grace", f"shifts/{shift}/sign", {}, None),
        ("grace", f"shifts/{shift}/sign", {}, "shift_already_signed"),
        ("samuel", "days", {"date": today}, None), ("samuel", "days", {"date": today}, "day_already_closed"),
        # An id is used up for the office, or for the meter that it was about.
        *(("grace", re.sub(r"\{(\w+)\}", lambda m: PATH_VALUES[m[1]], o.path)[1:], good_body(o), "id_already_used")
          for o in OPERATIONS if o.method == "POST" and not re.search("meters|customers|arrears|cards|sales|receipts|orders|read|premises|feeders|corrections|refunds|free-issues|closings|exchanges|adjustments|reversals", o.path)),
    ]
    had = set()
    for by, path, body, code in asked:
        operation = next(o for o in OPERATIONS if o.method == "POST" and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", o.path), "/" + path))
        answer = office.send("POST", "/api/v1/" + path, body, by=by, key=used if code == "id_already_used" else None)
        assert (answer.code, operation.complaint(answer)) == (code, None), (path, body, answer.body)
        had.add((str(operation), code))
    for path, code in QUOTES:
        answer = office.send("GET", "/api/v1/" + path)
        operation = next(o for o in OPERATIONS if str(o) == "GET /" + path.split("?")[0].replace("98", "{meter}").replace("none", "{meter}").replace("/x", "/{desk}")
                         .replace("00000000000000FF", "{card}"))
        assert (answer.code, operation.complaint(answer)) == (code, None), path
        had.add((str(operation), code))

    general = NEEDS_MORE | {"not_signed_in", "not_permitted", "idempotency_key_missing", "body_not_json", "body_not_an_object", "id_already_used",
                            "field_missing", "field_unknown", "field_given_twice", "field_wrong_type", "field_not_whole", "field_out_of_range", "text_too_long"}
    documented = {(str(o), code) for o in OPERATIONS for status in o.node["responses"] if int(status) >= 400 for code in o.codes(status)}
    missing = {(o, c) for o, c in documented if c not in general} - had
    assert {(o, c) for o, c in missing if c != "meter_has_no_card"
            and not (c in AT_A_DESK and o in ("POST /cards", "POST /orders/{meter}/write", "POST /desks/{desk}/read", "POST /reversals"))
            and c not in BY_A_METER | BY_AN_EXCHANGE and not (c == "account_exists" and o.endswith("/approve")) and not (c in ("no_report_yet", "already_taken_back") and o.endswith("/approve"))
            and o not in ("POST /premises", "POST /feeders", "GET /statistics/{statistic}")  # office_statistics.py
            and o not in ("POST /field-cards", "POST /desks/{desk}/read-field")  # a card lies there first: office_field_cards.py
            and (o, c) != ("POST /days", "shifts_still_open")} == set()


GOOD_TARIFF = {"name": "Home", "price_minor_per_kwh": 31, "tax_basis_points": 0, "valid_from": "2026-01-01"}
TILL = {"meter": METER, "desk": "till"}
SALES = [("wen", {"meter": "98", "energy_wh": 1}, "unknown_meter"), ("wen", {"meter": "5000", "energy_wh": 1}, "no_account"),
         *(("samuel", {**TILL, **wrong}, code) for wrong, code in [
             ({"energy_wh": 0}, "energy_not_positive"), ({"energy_wh": 10**9 + 1}, "energy_above_largest_sale"),
             ({"money_minor": 0}, "money_not_positive"), ({"money_minor": 10**14}, "money_above_largest_sale"),
             ({"energy_wh": 1000, "means": "bank_card", "tendered_minor": 99}, "tendered_not_cash"),
             ({"energy_wh": 1000, "tendered_minor": 1}, "tendered_too_little"), ({"energy_wh": 100_000}, "desk_limit_reached"),
             ({"energy_wh": 1000, "desk": "no"}, "desk_not_set_up"), ({"energy_wh": 1000, "desk": "other"}, "no_shift_open")]),
         ("wen", {**TILL, "energy_wh": 1000}, "shift_of_another")]
ASKED = {"meter": METER, "reason": "goodwill"}
REVERSED = {**ASKED, "receipt": "2", "desk": "counter-1"}
EXCHANGED = {**ASKED, "new_meter": "5001"}
# Two sales, the newer one reversed and its money handed back; and energy for nothing.
ADJUSTMENTS = [
    *(("wen", path, {**ASKED, **more, "meter": meter}, code) for meter, code in [("98", "unknown_meter"), ("5000", "no_account")]
      for path, more in [("corrections", {"receipt": "1"}), ("refunds", {"energy_wh": 1}), ("free-issues", {"energy_wh": 1}), ("closings", {})]),
    *(("wen", path, {**ASKED, "energy_wh": energy}, code) for path in ("refunds", "free-issues")
      for energy, code in [(0, "energy_not_positive"), (10**9 + 1, "energy_above_largest_sale")]),
    ("wen", "corrections", {**ASKED, "receipt": "9"}, "unknown_receipt"), ("wen", "refunds", {**ASKED, "energy_wh": 1}, "energy_not_sold"),
    ("wen", "closings", ASKED, "no_report_yet"), ("wen", "reversals", {**REVERSED, "receipt": "9"}, "unknown_receipt"),
    ("wen", "reversals", {**REVERSED, "desk": "x"}, "desk_not_connected"),
    ("samuel", "sales", {**TILL, "energy_wh": 1000}, None), ("samuel", "sales", {**TILL, "energy_wh": 2000, "means": "bank_card"}, None),
    ("samuel", f"orders/{METER}/write", {"desk": "counter-1"}, None),
    ("wen", "corrections", {**ASKED, "receipt": "1"}, "no_report_yet"), ("wen", "refunds", {**ASKED, "energy_wh": 1}, "no_report_yet"),
    ("wen", "reversals", {**REVERSED, "receipt": "1"}, "not_the_newest_order"), ("wen", "reversals", REVERSED, None),
    ("wen", "reversals", REVERSED, "already_taken_back"), ("wen", "corrections", {**ASKED, "receipt": "2"}, "already_taken_back"),
    ("wen", "adjustments/1/pay", {"desk": "till"}, "shift_of_another"), ("samuel", "adjustments/1/pay", {"desk": "no"}, "desk_not_set_up"),
    ("samuel", "adjustments/1/pay", {"desk": "other"}, "no_shift_open"), ("samuel", "adjustments/1/pay", {"desk": "till"}, "not_enough_cash"),
    ("samuel", "sales", {**TILL, "energy_wh": 3000}, None), ("samuel", "adjustments/1/pay", {"desk": "till"}, None),
    ("samuel", "adjustments/1/pay", {"desk": "till"}, "already_paid"),
    ("samuel", "free-issues", {**ASKED, "energy_wh": 1000}, None), ("samuel", "adjustments/2/approve", {}, "second_person_needed"),
    ("samuel", "adjustments/2/pay", {"desk": "till"}, "nothing_to_pay"), ("grace", "adjustments/2/approve", {}, None),
    ("grace", "adjustments/2/approve", {}, "already_decided"), ("grace", "adjustments/2/decline", {}, "already_decided"),
    *(("grace", f"adjustments/9/{done}", body, "unknown_adjustment") for done, body in
      [("approve", {}), ("decline", {}), ("pay", {"desk": "till"})]),
    *(("wen", "exchanges", {**EXCHANGED, **wrong}, code) for wrong, code in [
        ({"meter": "98"}, "unknown_meter"), ({"new_meter": "98"}, "unknown_meter"), ({"meter": "5000"}, "no_account"),
        ({"new_meter": METER}, "account_exists"), ({}, "estimate_out_of_range"), ({"used_since_wh": 10**9}, "estimate_out_of_range")]),
    ("samuel", "meters/98/block", {}, "unknown_meter"), ("samuel", "meters/5000/block", {}, "no_account")]
QUOTES = [("quotes?" + "&".join(f"{k}={v}" for k, v in body.items() if k != "desk"), code) for _, body, code in SALES[:6]] + [
    ("meters/98", "unknown_meter"), ("desks/x", "desk_not_set_up"), ("field-cards/00000000000000FF", "unknown_field_card"),
    *((f"meters/none/{of}", "unknown_meter") for of in ("events", "day-ends", "month-ends"))]
