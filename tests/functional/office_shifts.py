"""A day's money over the real office: desks, shifts, means, receipts, takings, day close."""

import datetime
import json
import subprocess

import pytest

from office_stack import PROGRAMS, Counter, NewOffice

METER = "4711"


@pytest.fixture()
def office():
    """A customer with a card."""
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        counter = Counter(stack.office)
        counter.insert()
        stack.office.post("cards", {"meter": METER, "desk": "counter-1"})
        yield stack.office


def sell(office, by="wen", **fields):
    """30 kWh for 1116, at counter-1 unless told otherwise."""
    body = {"meter": METER, "energy_wh": 30_000, "desk": "counter-1", **fields}
    return office.send("POST", "/api/v1/sales", body, by=by)


def today(office):
    return office.get("sales")["items"][0]["business_date"]


def test_a_shift_is_opened_sold_in_counted_and_signed(office):
    office.post("desks/counter-1", {"most_unsigned_cash_minor": 5000}, by="samuel")
    shift = office.post("shifts", {"desk": "counter-1", "change_fund_minor": 2000})["shift"]

    cash = sell(office, tendered_minor=1500).body
    by_card = sell(office, means="bank_card").body
    desk = office.get("desks/counter-1")
    closed = office.post(f"shifts/{shift}/close", {"counted_minor": 3100})
    own = office.send("POST", f"/api/v1/shifts/{shift}/sign", {})
    office.post(f"shifts/{shift}/sign", {}, by="samuel")

    assert (cash["change_minor"], cash["desk_receipt"], by_card["desk_receipt"]) == (384, "1", "2")
    assert (desk["cash_taken_minor"], desk["shift"]) == (1116, shift)
    assert closed == {"shift": shift, "expected_minor": 3116, "counted_minor": 3100,
                      "difference_minor": -16, "is_repeat": False}
    assert own.code == "not_permitted"
    listed = office.get("shifts")["items"][0]
    users = {user["name"]: user["user"] for user in office.get("users", by="ada")["items"]}
    assert (listed["difference_minor"], listed["signed_by"]) == (-16, users["samuel"])
    assert [(t["means"], t["sales"], t["total_minor"]) for t in office.get("takings")["items"]] == [
        ("cash", 1, 1116), ("bank_card", 1, 1116)]
    accounts = office.get("ledger", by="ada")["accounts"]
    assert (accounts["cash_minor"], accounts["bank_cards_minor"]) == (1100, 1116)
    assert accounts["cash_differences_minor"] == 16
    assert "verified" in office.verify()


def test_money_is_taken_only_in_ones_own_shift_at_a_desk_that_is_set_up(office):
    assert sell(office).status == 201  # no desk is set up yet
    office.post("desks/counter-1", {}, by="samuel")

    assert sell(office).code == "no_shift_open"
    assert sell(office, desk="counter-2").code == "desk_not_set_up"
    office.post("shifts", {"desk": "counter-1", "change_fund_minor": 0}, by="samuel")
    assert sell(office).code == "shift_of_another"
    assert sell(office, by="grace").status == 201
    assert office.send("GET", "/api/v1/desks/counter-2").code == "desk_not_set_up"


def test_a_desk_at_its_limit_sells_without_cash(office):
    office.post("desks/counter-1", {"most_unsigned_cash_minor": 2000}, by="samuel")
    office.post("shifts", {"desk": "counter-1", "change_fund_minor": 0})
    sell(office)

    assert sell(office).code == "desk_limit_reached"
    assert sell(office, means="mobile_money").status == 201


@pytest.mark.parametrize("fields, code, field", [
    ({"tendered_minor": 1115}, "tendered_too_little", "tendered_minor"),
    ({"tendered_minor": 1116, "means": "bank_card"}, "tendered_not_cash", "tendered_minor"),
    ({"tendered_minor": -1}, "field_out_of_range", "tendered_minor"),
    ({"means": "gold"}, "field_out_of_range", "means"),
])
def test_money_that_cannot_be_taken_is_refused_by_name(office, fields, code, field):
    answer = sell(office, **fields)

    assert (answer.status, answer.code, answer.body["field"]) == (422, code, field)
    assert office.get("sales")["items"] == []


@pytest.mark.parametrize("path, body, by, status, code", [
    ("desks/counter-1", {}, "wen", 403, "not_permitted"),
    ("desks/counter-1", {"most_unsigned_cash_minor": 0}, "samuel", 422, "desk_limit_out_of_range"),
    ("desks/a%20b", {}, "samuel", 422, "field_out_of_range"),
    ("shifts", {"desk": "counter-9", "change_fund_minor": 0}, "wen", 409, "desk_not_set_up"),
    ("shifts", {"desk": "counter-9", "change_fund_minor": -1}, "wen", 422, "cash_out_of_range"),
    ("shifts/1/close", {"counted_minor": 0}, "wen", 404, "unknown_shift"),
    ("shifts/x/close", {"counted_minor": 0}, "wen", 404, "unknown_shift"),
    ("shifts/1/close", {}, "wen", 422, "field_missing"),
    ("shifts/1/sign", {}, "samuel", 404, "unknown_shift"),
    ("days", {"date": "2020-01-01"}, "wen", 403, "not_permitted"),
    ("days", {"date": "2999-01-01"}, "samuel", 422, "day_not_begun"),
    ("days", {"date": "2020-02-30"}, "samuel", 422, "date_invalid"),
    ("days", {"date": "yesterday"}, "samuel", 422, "field_out_of_range"),
])
def test_what_cannot_be_is_refused_by_name(office, path, body, by, status, code):
    answer = office.send("POST", "/api/v1/" + path, body, by=by)

    assert (answer.status, answer.code) == (status, code)


def test_a_closed_day_accepts_nothing_and_late_sales_go_to_the_next(office):
    sell(office)
    day = today(office)
    office.post("days", {"date": day}, by="samuel")

    sell(office)

    next_day = str(datetime.date.fromisoformat(day) + datetime.timedelta(days=1))
    assert today(office) == next_day
    assert office.get("days")["items"][0]["date"] == day
    assert [t["business_date"] for t in office.get("takings")["items"]] == [day, next_day]
    again = office.send("POST", "/api/v1/days", {"date": day}, by="samuel")
    assert (again.status, again.code) == (409, "day_already_closed")
    assert "verified" in office.verify()


def tallywatt(office, by, *words):
    run = subprocess.run([PROGRAMS / "tallywatt", "--office", office.url, "--json", "--token-file",
                          office.stack.folder / f"{by}.token", *words], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_the_command_line_works_a_shift(office):
    tallywatt(office, "samuel", "desk", "set", "--desk", "counter-1")
    shift = tallywatt(office, "wen", "shift", "open", "--desk", "counter-1", "--change-fund-minor",
                      "100")["shift"]
    sale = tallywatt(office, "wen", "sell", "--meter", METER, "--energy-wh", "30000", "--desk",
                     "counter-1", "--no-write", "--tendered-minor", "1200")
    closed = tallywatt(office, "wen", "shift", "close", shift, "--counted-minor", "1216")
    tallywatt(office, "samuel", "shift", "sign", shift)
    day = today(office)
    tallywatt(office, "samuel", "day", "close", "--date", day)

    assert (sale["change_minor"], closed["difference_minor"]) == (84, 0)
    takings = tallywatt(office, "wen", "takings", "--from", day, "--to", day)["items"]
    assert [t["total_minor"] for t in takings] == [1116]
