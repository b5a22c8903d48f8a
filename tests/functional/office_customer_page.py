"""A customer's page in headless Chromium: with what was sold, what the card brought back
and the energy used by day and month. The reports are a real meter's, ten days apart."""

import datetime
import json
import pathlib
import subprocess

import pytest

from office_stack import Counter, NewOffice
from stack import SOURCE, Meter

METER = "4711"
PICTURES = SOURCE / "build" / "screenshots"
STORY = pathlib.Path(__file__).with_suffix(".mjs")


def to_meter(counter, meter):
    """Puts the card into the meter until their dialogue has ended."""
    counter.pull()
    card = counter.stack.insert_card(counter.card_file, meter.slot, "card-meter")
    meter.ask("wait_card")
    card.end()
    counter.stack.processes.remove(card)
    counter.insert()


@pytest.fixture(scope="module")
def office():
    """A customer whose meter has reported twice, ten days apart."""
    with NewOffice() as stack:
        office = stack.office
        office.open_account(METER, stack.tariff)
        key_file = stack.folder / "meter.key"
        stack.run("tallywatt-office", "keying", "--data", office.data, "--meter", METER,
                  "--output", key_file)
        state = stack.folder / "meter.state"
        stack.run("tallywatt-meter", "key", "--state", state, "--key-file", key_file)
        counter = Counter(office)
        counter.insert()
        office.post("cards", {"meter": METER, "desk": "counter-1"})
        office.post("sales", {"meter": METER, "energy_wh": 500_000, "desk": "counter-1",
                              "write": True})
        meter = Meter(stack, state, ["--household", "7", "--speed", "0", "--paused", "--no-sync",
                                     "--face", "none", "--start", "2026-03-25T12:00:00Z"])
        to_meter(counter, meter)
        office.post("desks/counter-1/read", {}, status=200)
        meter.ask("run", until=["seconds"], seconds=10 * 86_400)
        to_meter(counter, meter)
        yield office


@pytest.fixture(scope="module")
def seen(office):
    """What the clerk saw, and the months that the meter lived in."""
    consumed = office.post("desks/counter-1/read", {}, status=200)["report"]["consumed_wh"]
    PICTURES.mkdir(parents=True, exist_ok=True)
    places = {"office": office.url, "meter": METER, "pictures": str(PICTURES)}
    done = subprocess.run(["node", STORY, json.dumps(places)], capture_output=True, text=True,
                          cwd=SOURCE, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    reports = [report["report"]["meter_time"][:10] for report in office.get("reports")["items"] if report["report"]]
    first, last = (datetime.date.fromisoformat(day) for day in (min(reports), max(reports)))
    lived = {str(first + datetime.timedelta(days=n))[:7] for n in range((last - first).days + 1)}
    yield json.loads(done.stdout) | {"consumed": consumed, "lived": lived}


def test_the_page_shows_sales_readings_and_what_is_left(seen):
    for shown in ("Amina Diallo", "12 River Lane", "500.000", "EUR 186.00"):
        assert shown in seen["page"], seen["page"]


def test_energy_used_is_plotted_and_its_months_sum_up_to_what_the_meter_counted(seen):
    assert seen["plots"] == [True, True]
    assert [month for month, _ in seen["months"]] == sorted(seen["lived"], reverse=True)
    assert sum(round(float(energy) * 1000) for _, energy in seen["months"]) == seen["consumed"]


def test_the_browser_has_nothing_to_complain_of(seen):
    assert seen["complaints"] == []
