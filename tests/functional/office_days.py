"""A clerk's, a supervisor's and an auditor's day in headless Chromium, in both languages, each page looked at by
axe-core. The pictures stay in build/screenshots."""

import pathlib

import pytest

from office_stack import Counter, NewOffice
from browser_story import play

METER = "4711"
STORY = pathlib.Path(__file__).with_suffix(".mjs")
PAID = {"en": "paid back", "zh": "已退款"}
APPROVED = {"en": "approved", "zh": "已批准"}


@pytest.fixture(scope="module", params=["en", "zh"])
def seen(request):
    """What they saw; the language is with it."""
    with NewOffice() as stack:
        office = stack.office
        office.open_account(METER, stack.tariff)
        office.post("tariffs", {"name": "Home", "price_minor_per_kwh": 35, "tax_basis_points": 2000,
                                "valid_from": "2099-01-01"}, by="grace")
        counter = Counter(office)
        counter.insert()
        office.post("cards", {"meter": METER, "desk": "counter-1"})
        counter.pull()
        office.post("desks/counter-1", {}, by="samuel")
        found = play(STORY, {"office": office.url, "meter": METER, "language": request.param},
                     {"insert": counter.insert, "pull": counter.pull})
        accounts = office.get("ledger", by="ada")["accounts"]
        yield found | {"language": request.param, "cash": accounts["cash_minor"],
                       "given": accounts["energy_given_wh"], "verified": office.verify(),
                       "tariffs": office.get("tariffs")["items"]}


def test_no_page_breaks_a_rule_of_accessibility(seen):
    assert seen["violations"] == []
    assert len(seen["looked"]) == 11


def test_the_browser_has_nothing_to_complain_of(seen):
    assert seen["complaints"] == []


def test_a_reversed_sale_is_paid_back_at_the_counter(seen):
    assert PAID[seen["language"]] in seen["paid"]
    assert seen["cash"] == 0


def test_who_asked_cannot_approve_and_a_second_person_does(seen):
    assert seen["own"] == 0
    assert APPROVED[seen["language"]] in seen["customer"]
    assert seen["given"] == -5000
    assert all(tariff["approved_by"] for tariff in seen["tariffs"])
    assert "verified" in seen["verified"]


def test_an_auditor_sees_the_ledger_and_the_chains(seen):
    for shown in ({"en": "Owed back to customers", "zh": "应退客户款"}[seen["language"]], "-5.000 kWh"):
        assert shown in seen["books"], seen["books"]
