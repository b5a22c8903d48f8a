"""The meter's page in headless Chromium, as a new user tries it: energy bought at a real office on a
real card, put into the meter on the page. Playwright drives (meter_face_page.mjs); the pictures stay
in build/screenshots."""

import json
import pathlib
import subprocess

import pytest

from meter_face import FacedMeter
from office_stack import Counter, NewOffice
from stack import SOURCE

METER = "4711"
PICTURES = SOURCE / "build" / "screenshots"
STORY = pathlib.Path(__file__).with_suffix(".mjs")


@pytest.fixture(scope="module")
def seen():
    """What the new user saw."""
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
        office.post("sales", {"meter": METER, "energy_wh": 30_000, "desk": "counter-1",
                              "write": True})
        counter.pull()
        meter = FacedMeter(stack, state, "--household", "7", "--cards", stack.folder)
        PICTURES.mkdir(parents=True, exist_ok=True)
        places = {"office": office.url + "/", "face": meter.url, "meter": METER,
                  "card": counter.card_file.name, "pictures": str(PICTURES)}
        done = subprocess.run(["node", STORY, json.dumps(places)], capture_output=True, text=True,
                              cwd=SOURCE, timeout=60, check=False)
        assert done.returncode == 0, done.stderr + meter.process.log()
        yield json.loads(done.stdout)


def test_the_office_shows_what_was_bought(seen):
    assert "Amina Diallo" in seen["office"] and "30.00" in seen["office"]


def test_a_meter_without_an_account_says_what_to_do(seen):
    assert seen["before"]["advice"] == "Please see the office"
    assert "No account is open at this meter" in seen["before"]["reasons"]


def test_the_card_switches_the_supply_on_and_the_credit_is_there(seen):
    assert seen["insertion"].startswith("Card: Energy credited.")
    assert seen["pages"][0] in ("30.00 kWh", "29.99 kWh")  # a little may be used by then
    assert seen["pages"][1:] == ["30.00 kWh", "1"]
    assert seen["lit"] > 10  # segments of the display


def test_the_plot_is_drawn(seen):
    assert seen["plot"]


def test_the_test_button_trips_and_reset_and_the_main_switch_work_by_hand(seen):
    assert "Current leaked to earth" in seen["tripped"]["reasons"]
    assert "press reset" in seen["tripped"]["advice"]
    assert "Switched off by hand" in seen["byHand"] and "Press the on button" in seen["byHand"]


def test_a_magnet_is_found_among_the_events_and_the_signs(seen):
    assert "A strong magnet is near" in seen["event"]
    assert "tampering noticed" in seen["signs"]


def test_the_page_is_there_in_chinese_and_fits_a_telephone(seen):
    assert "电表记录的事件" in seen["chinese"] and "剩余电量" in seen["chinese"]
    assert seen["overflow"] <= 0


def test_the_browser_has_nothing_to_complain_of(seen):
    assert seen["complaints"] == []
