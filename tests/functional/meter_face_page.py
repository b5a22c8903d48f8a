"""The meter's page in headless Chromium, as a new user tries it: energy bought at the counter of a
real office on a real card, put into the meter on the page. Playwright drives (meter_face_page.mjs);
the pictures stay in build/screenshots."""

import pathlib
import re

import pytest

from meter_face import FacedMeter
from browser_story import play
from office_stack import Counter, NewOffice

METER = "4711"
# The maker, the other language, units.
NO_WORDS = {"Tallywatt", "TALLYWATT", "English", "UTC", "kWh", "kW", "mA", "Hz", "imp"}
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
        counter.pull()
        office.post("desks/counter-1", {}, by="samuel")
        meter = FacedMeter(stack, state, "--household", "7", "--cards", stack.folder)
        places = {"office": office.url + "/", "face": meter.url, "card": counter.card_file.name}
        yield play(STORY, places, {"insert": counter.insert, "pull": counter.pull})


def test_thirty_kilowatt_hours_are_bought_at_the_counter(seen):
    assert "Amina Diallo" in seen["customer"]
    assert "The order is on the card" in seen["office"]
    assert "Energy, kWh\t30.000" in seen["office"] and "EUR 11.16" in seen["office"]


def test_a_meter_without_an_account_says_what_to_do(seen):
    assert seen["before"]["advice"] == "Please see the office"
    assert "No account is open at this meter" in seen["before"]["reasons"]


def test_the_card_switches_the_supply_on_and_the_credit_is_there(seen):
    assert seen["insertion"].startswith("Card: Energy credited.")
    assert seen["pages"][0] in ("30.00 kWh", "29.99 kWh")  # a little may be used by then
    assert seen["pages"][1:] == ["30.00 kWh", "1"]
    assert seen["lit"] > 10  # segments of the display
    assert seen["cardName"] == {"text": "0123456789ABCDEF", "inside": True}


def test_the_plot_draws_power_and_remaining_energy(seen):
    plot = seen["plot"]
    assert plot["power"] > plot["width"] / 50, plot
    assert plot["remaining"] > plot["width"] / 50, plot


def test_the_test_button_trips_and_reset_and_the_main_switch_work_by_hand(seen):
    assert "Current leaked to earth" in seen["tripped"]["reasons"]
    assert "press reset" in seen["tripped"]["advice"]
    assert "Switched off by hand" in seen["byHand"] and "Press the on button" in seen["byHand"]


def test_a_magnet_is_found_among_the_events_and_the_signs(seen):
    assert "A strong magnet is near" in seen["event"]
    assert "tampering noticed" in seen["signs"]


def test_an_open_cover_is_found_among_the_events(seen):
    assert seen["coverOpen"] == "open"
    for noticed in ("The cover was opened", "The cover was closed"):
        assert noticed in seen["events"]
    assert "开盖" in seen["chinese"] and "合盖" in seen["chinese"]


def test_current_that_leaks_opens_the_supply_and_is_found_among_the_events(seen):
    assert "supply on → supply off: Current leaked to earth" in seen["leaked"]["event"]
    assert "press reset" in seen["leaked"]["advice"] and "leakage" in seen["leaked"]["signs"]
    assert "供电 → 断电：漏电" in seen["chinese"]


def test_the_event_list_shows_the_registers_before_and_after(seen):
    assert "supply off: Current leaked to earth → supply on" in seen["events"]
    assert "total ordered 0.00 → 30.00 kWh" in seen["events"]
    assert "断电：漏电 → 供电" in seen["chinese"]
    assert "累计购电量 0.00 → 30.00 kWh" in seen["chinese"]


def test_magnet_and_power_cut_are_events_in_both_languages(seen):
    for noticed in ("A strong magnet is near", "A time without metering", "The meter started"):
        assert noticed in seen["events"]
    for noticed in ("强磁场", "计量中断", "电表上电"):
        assert noticed in seen["chinese"]


def test_the_event_list_shows_how_long_the_mains_were_gone_and_the_magnet_was_near(seen):
    assert re.search(r"without mains \d{4}-\S+ \S+ – \d{4}-\S+ \S+ · \d+ s", seen["events"])
    assert re.search(r"it lasted \d{4}-\S+ \S+ – \d{4}-\S+ \S+ · \d+ s · \d+\.\d{3} kWh",
                     seen["events"])
    assert "停电 " in seen["chinese"] and "持续 " in seen["chinese"]


def test_without_mains_the_meter_goes_dark_and_starts_again(seen):
    assert "the meter is dark" in seen["dark"]["advice"] and seen["dark"]["lit"] == 0
    assert "reserve" in seen["onReserve"]


def test_the_page_is_there_in_chinese_and_fits_a_telephone(seen):
    assert "电表记录的事件" in seen["chinese"] and "剩余电量" in seen["chinese"]
    assert seen["overflow"] <= 0


def test_the_chinese_page_holds_no_english_but_names_and_units(seen):
    without_cards = re.sub(r"[0-9A-F]{16}(\.card)?", "", seen["chinese"])
    words = set(re.findall(r"[A-Za-z]{2,}", without_cards))

    assert words <= NO_WORDS, words - NO_WORDS


def test_what_the_meter_refuses_is_said_in_the_language_of_the_page(seen):
    assert seen["refused"] == "文件夹中没有此卡"


def test_the_browser_has_nothing_to_complain_of(seen):
    assert seen["complaints"] == []
