"""Money back over the real office, with a real meter between the visits of the card."""

import contextlib
import subprocess

import pytest

from office_stack import PROGRAMS, Counter, NewOffice
from stack import Meter

METER = "4711"


@contextlib.contextmanager
def new_office():
    """A keyed meter, its customer with a card at counter-1, and an open shift with change."""
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        key_file = stack.folder / "meter.key"
        stack.run("tallywatt-office", "keying", "--data", stack.office.data, "--meter", METER,
                  "--output", key_file)
        state = stack.folder / "meter.state"
        stack.run("tallywatt-meter", "key", "--state", state, "--key-file", key_file)
        counter = Counter(stack.office)
        counter.insert()
        stack.office.post("cards", {"meter": METER, "desk": "counter-1"})
        stack.office.post("desks/counter-1", {}, by="samuel")
        stack.office.post("shifts", {"desk": "counter-1", "change_fund_minor": 5000})
        meter = Meter(stack, state, ["--household", "7", "--speed", "0", "--paused", "--no-sync",
                                     "--face", "none", "--start", "2026-03-25T12:00:00Z"])
        stack.office.counter, stack.office.meter = counter, meter
        yield stack.office


@pytest.fixture()
def office():
    with new_office() as made:
        yield made


@pytest.fixture(scope="module")
def untouched():
    """For requests that change nothing."""
    with new_office() as made:
        yield made


def to_meter(office):
    """Puts the card into the meter until their dialogue has ended, and back into the reader."""
    counter = office.counter
    counter.pull()
    card = counter.stack.insert_card(counter.card_file, office.meter.slot, "card-meter")
    office.meter.ask("wait_card")
    card.end()
    counter.stack.processes.remove(card)
    counter.insert()


def read(office):
    return office.post("desks/counter-1/read", {}, status=200)


def sell(office, energy):
    return office.post("sales", {"meter": METER, "energy_wh": energy, "desk": "counter-1",
                                 "write": True})


def reverse(office, receipt):
    body = {"meter": METER, "receipt": receipt, "reason": "wrong_amount", "desk": "counter-1"}
    return office.send("POST", "/api/v1/reversals", body)


def ask(office, route, **fields):
    return office.post(route, {"meter": METER, "reason": "moved_out", **fields})["adjustment"]


def pay(office, adjustment):
    return office.send("POST", f"/api/v1/adjustments/{adjustment}/pay", {"desk": "counter-1"})


def cash(office):
    return office.get("ledger", by="ada")["accounts"]["cash_minor"]


def test_a_wrong_sale_is_reversed_while_the_card_still_lies_there(office):
    sale = sell(office, 30_000)

    reversed_sale = reverse(office, sale["receipt"]).body
    paid = pay(office, reversed_sale["adjustment"])

    assert (reversed_sale["total_minor"], reversed_sale["order_state"]) == (1116, "issued")
    assert (paid.status, paid.body["total_minor"], cash(office)) == (201, 1116, 0)
    assert office.get(f"meters/{METER}")["ordered_total_wh"] == 0
    assert "verified" in office.verify()


def test_a_sale_that_was_in_the_meter_is_corrected_by_two_people_and_paid_after_its_report(office):
    sale = sell(office, 30_000)
    to_meter(office)
    refused = reverse(office, sale["receipt"])
    asked = ask(office, "corrections", receipt=sale["receipt"])

    own = office.send("POST", f"/api/v1/adjustments/{asked}/approve", {})
    office.post(f"adjustments/{asked}/approve", {}, by="samuel")
    before = pay(office, asked)
    office.post(f"orders/{METER}/write", {"desk": "counter-1"}, status=200)
    written = pay(office, asked)
    to_meter(office)
    loaded = read(office)["report"]["loaded_wh"]
    paid = pay(office, asked)

    assert (refused.status, refused.code, own.code) == (409, "order_may_be_loaded", "not_permitted")
    assert (before.code, written.code) == ("energy_not_proven_back",) * 2
    assert (loaded, paid.status, cash(office)) == (0, 201, 0)
    assert "verified" in office.verify()


def test_an_account_is_closed_and_what_its_final_report_leaves_is_paid(office):
    sell(office, 30_000)
    to_meter(office)
    read(office)
    closing = ask(office, "closings")
    office.post(f"adjustments/{closing}/approve", {}, by="samuel")
    office.post(f"orders/{METER}/write", {"desk": "counter-1"}, status=200)
    to_meter(office)
    left = read(office)["report"]["remaining_wh"]

    refused = office.send("POST", "/api/v1/sales", {"meter": METER, "energy_wh": 1000,
                                                    "desk": "counter-1"})
    quote = office.send("GET", f"/api/v1/quotes?meter={METER}&energy_wh=1000")
    refund = ask(office, "refunds", energy_wh=left)
    office.post(f"adjustments/{refund}/approve", {}, by="samuel")
    paid = pay(office, refund)

    assert (refused.code, quote.code) == ("account_closing",) * 2
    assert paid.status == 201 and 0 < paid.body["total_minor"] <= 1116
    assert "verified" in office.verify()


def test_a_blocked_customer_is_sold_nothing(office):
    office.post(f"meters/{METER}/block", {}, by="samuel")
    assert office.send("POST", "/api/v1/sales", {"meter": METER, "energy_wh": 1000,
                                                 "desk": "counter-1"}).code == "customer_blocked"
    assert office.send("GET", f"/api/v1/quotes?meter={METER}&energy_wh=1000").code == "customer_blocked"
    office.post(f"meters/{METER}/block", {"is_blocked": False}, by="samuel")

    assert sell(office, 1000)["order_state"] == "issued"


@pytest.mark.parametrize("path, body, status, code, field", [
    ("corrections", {}, 422, "field_missing", "receipt"),
    ("corrections", {"receipt": "9"}, 404, "unknown_receipt", "receipt"),
    ("corrections", {"receipt": "-1"}, 422, "field_out_of_range", "receipt"),
    ("refunds", {"energy_wh": 0}, 422, "energy_not_positive", "energy_wh"),
    ("refunds", {"energy_wh": 5}, 422, "energy_not_sold", "energy_wh"),
    ("free-issues", {"energy_wh": 10**10}, 422, "energy_above_largest_sale", "energy_wh"),
    ("closings", {"energy_wh": 5}, 422, "field_unknown", "energy_wh"),
    ("closings", {"reason": "bored"}, 422, "field_out_of_range", "reason"),
    ("reversals", {"receipt": "9", "desk": "counter-1"}, 404, "unknown_receipt", "receipt"),
])
def test_what_cannot_be_is_refused_by_name(untouched, path, body, status, code, field):
    answer = untouched.send("POST", "/api/v1/" + path, {"meter": METER, "reason": "goodwill", **body})

    assert (answer.status, answer.code, answer.body.get("field")) == (status, code, field)
    assert untouched.get("adjustments")["items"] == []


def test_the_command_line_gives_energy_for_nothing_with_two_people(office):
    def tallywatt(by, *words):
        return subprocess.run([PROGRAMS / "tallywatt", "--office", office.url, "--json",
                               "--token-file", office.stack.folder / f"{by}.token", *words],
                              capture_output=True, text=True)

    asked = tallywatt("wen", "adjustment", "ask", "--meter", METER, "--kind", "free_issue",
                      "--energy-wh", "5000", "--reason", "goodwill")
    assert asked.returncode == 0, asked.stderr
    assert tallywatt("wen", "adjustment", "approve", "1").returncode == 1
    assert tallywatt("samuel", "adjustment", "approve", "1").returncode == 0
    assert office.get(f"meters/{METER}")["ordered_total_wh"] == 5000
    assert office.get("adjustments?state=asked")["items"] == []
    listed = tallywatt("wen", "adjustments", "--meter", METER)
    assert '"free_issue"' in listed.stdout
