"""A card pulled in the middle of a sale, at many moments, with a real reader: the page says what is known and what to
do; doing it sells once, and the order is on the card."""

import pathlib
import signal
import time

import pytest

from browser_story import play
from office_stack import Counter, NewOffice

METER = "4711"
MOMENTS = [0, 10, 20, 30, 45, 60, 80, 120]  # milliseconds; a sale with the card takes about 100
STORY = pathlib.Path(__file__).with_suffix(".mjs")


def tear_after(counter, milliseconds):
    def move():
        time.sleep(milliseconds / 1000)
        counter.pull(signal.SIGKILL)
    return move


@pytest.fixture(scope="module", params=["en", "zh"])
def seen(request):
    """What the clerk saw at each moment, and what was sold."""
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        counter = Counter(stack.office)
        counter.insert()
        stack.office.post("cards", {"meter": METER, "desk": "counter-1"})
        counter.pull()
        moves = {f"tear {moment}": tear_after(counter, moment) for moment in MOMENTS}
        found = play(STORY, {"office": stack.office.url, "moments": MOMENTS, "language": request.param},
                     {"insert": counter.insert, "pull": counter.pull} | moves)
        yield found | {"sales": stack.office.get("sales")["items"], "verified": stack.office.verify()}


def test_doing_what_the_page_says_ends_each_visit_with_the_order_on_the_card(seen):
    assert [visit["milliseconds"] for visit in seen["visits"]] == MOMENTS
    assert all(visit["presses"] <= 1 for visit in seen["visits"]), seen["visits"]
    assert len({visit["ended"] for visit in seen["visits"]}) == 1


def test_the_page_says_something_in_its_language_at_every_moment(seen):
    assert all(visit["said"].strip() for visit in seen["visits"])
    assert any(visit["presses"] for visit in seen["visits"]), "no moment was in the middle"


def test_each_visit_is_sold_once(seen):
    assert len(seen["sales"]) == len(MOMENTS)
    assert {sale["order_state"] for sale in seen["sales"]} == {"issued"}
    assert "verified" in seen["verified"]


def test_the_browser_has_nothing_to_complain_of(seen):
    assert seen["complaints"] == []
