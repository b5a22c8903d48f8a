"""A customer goes over to another meter, over the real office and a real old meter."""

import subprocess

import pytest

from office_adjustments import METER, ask, new_office, read, sell, to_meter
from office_stack import PROGRAMS

NEW = "4712"


@pytest.fixture()
def office():
    with new_office() as made:
        made.post("meters", {"meter": NEW}, by="samuel")
        yield made


def exchange(office, **fields):
    return office.send("POST", "/api/v1/exchanges", {"meter": METER, "new_meter": NEW, "reason": "meter_failed", **fields})


def new_card(office):
    office.counter.pull()
    office.counter.take_blank("0123456789ABCD02")
    office.counter.insert()
    office.post("cards", {"meter": NEW, "desk": "counter-1"})


def test_what_the_final_report_leaves_opens_the_new_meter(office):
    sell(office, 30_000)
    to_meter(office)
    read(office)
    closing = ask(office, "closings")
    office.post(f"adjustments/{closing}/approve", {}, by="samuel")
    office.post(f"orders/{METER}/write", {"desk": "counter-1"}, status=200)
    to_meter(office)
    left = read(office)["report"]["remaining_wh"]

    asked = exchange(office).body["adjustment"]
    own = office.send("POST", f"/api/v1/adjustments/{asked}/approve", {})
    office.post(f"adjustments/{asked}/approve", {}, by="samuel")
    waiting = office.get(f"meters/{NEW}")
    office.send("POST", "/api/v1/desks/counter-1/read", {})
    new_card(office)
    new = office.get(f"meters/{NEW}")

    assert own.code == "not_permitted"
    assert 0 < left <= 30_000 and waiting["carried_in_wh"] == left
    assert (new["ordered_total_wh"], new["customer"], new["newest_order"]["kind"]) == (left, "1", "opening")
    assert office.get(f"meters/{METER}")["customer"] is None
    assert office.get("ledger", by="ada")["accounts"]["energy_carried_wh"] == 0
    assert office.get("customers")["items"][0]["meter"] == NEW
    assert office.send("POST", "/api/v1/sales", {"meter": METER, "energy_wh": 1, "desk": "counter-1"}).code == "no_account"
    assert "verified" in office.verify()


def test_the_command_line_exchanges_a_dead_meter_which_is_barred_then(office):
    def tallywatt(by, *words):
        return subprocess.run([PROGRAMS / "tallywatt", "--office", office.url, "--json", "--token-file",
                               office.stack.folder / f"{by}.token", *words], capture_output=True, text=True)

    sell(office, 30_000)
    asked = tallywatt("wen", "exchange", "--meter", METER, "--new-meter", NEW, "--used-since-wh", "4000", "--reason", "meter_failed")
    assert asked.returncode == 0, asked.stderr
    assert tallywatt("samuel", "adjustment", "approve", "1").returncode == 0

    assert office.get(f"meters/{NEW}")["carried_in_wh"] == 26_000
    listed = office.get("adjustments")["items"][0]
    assert (listed["new_meter"], listed["used_since_wh"], listed["is_dead"]) == (NEW, 4000, True)
    opened = office.send("POST", "/api/v1/customers", {"meter": METER, "tariff": 1, "name": "Li"})
    assert opened.code == "meter_barred"
    assert exchange(office, meter=NEW, new_meter=METER, used_since_wh=0).code == "meter_has_no_card"
    new_card(office)
    assert exchange(office, meter=NEW, new_meter=METER, used_since_wh=0).code == "meter_barred"
    assert "verified" in office.verify()


def test_an_exchange_waits_for_what_is_open_and_goes_by_what_is_known(office):
    sell(office, 30_000)
    asked = exchange(office, used_since_wh=0).body["adjustment"]
    ask(office, "free-issues", energy_wh=1000)
    approve = f"/api/v1/adjustments/{asked}/approve"

    unsettled = office.send("POST", approve, {}, by="samuel")
    office.post("adjustments/2/decline", {})
    sell(office, 1000)
    changed = office.send("POST", approve, {}, by="samuel")

    assert (unsettled.status, unsettled.code) == (409, "account_unsettled")
    assert (changed.status, changed.code) == (409, "figures_changed")
