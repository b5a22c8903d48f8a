"""A clerk's, a supervisor's and an auditor's day in headless Chromium, in both languages, each page looked at by
axe-core. The pictures stay in build/screenshots."""

import pathlib

import pytest

from office_stack import Counter, NewOffice
from browser_story import play

METER = "4711"
NEXT_CARD = "0123456789ABCDE1"
STORY = pathlib.Path(__file__).with_suffix(".mjs")
PAID = {"en": "paid back", "zh": "已退款"}
APPROVED = {"en": "approved", "zh": "已批准"}
COPY = {"en": "COPY 1", "zh": "副本 1"}
BLOCKED = {"en": "Nothing is sold to this customer", "zh": "该客户已被停止售电"}
NO_REPORT = {"en": "No report has shown this meter open yet", "zh": "尚无回写证明电表已开户"}
NOT_ENERGY = {"en": "Write kilowatt-hours", "zh": "请输入"}


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
        found = play(STORY, {"office": office.url, "meter": METER, "nextCard": NEXT_CARD, "language": request.param},
                     {"insert": counter.insert, "pull": counter.pull, "blank": lambda: counter.take_blank(NEXT_CARD)})
        accounts = office.get("ledger", by="ada")["accounts"]
        yield found | {"language": request.param, "cash": accounts["cash_minor"],
                       "given": accounts["energy_given_wh"], "short": accounts["cash_differences_minor"],
                       "sales": office.get("sales")["items"], "card": office.get(f"meters/{METER}")["card"],
                       "shifts": office.get("shifts")["items"], "verified": office.verify(),
                       "tariffs": office.get("tariffs")["items"]}


def test_no_page_breaks_a_rule_of_accessibility(seen):
    assert seen["violations"] == []
    assert len(seen["looked"]) == 15


def test_the_browser_has_nothing_to_complain_of(seen):
    assert seen["complaints"] == []


def test_a_reversed_sale_is_paid_back_at_the_counter(seen):
    assert PAID[seen["language"]] in seen["paid"]


def test_a_correction_before_any_report_is_refused_with_what_to_do(seen):
    assert seen["correction"].startswith(NO_REPORT[seen["language"]])


def test_the_usual_sale_takes_at_most_three_keys_besides_its_digits(seen):
    assert 1 <= seen["presses"] <= 3


def test_a_receipt_is_printed_again_as_a_copy(seen):
    original, copy = seen["papers"]
    assert COPY[seen["language"]] not in original
    assert COPY[seen["language"]] in copy


def test_a_lost_card_is_replaced_and_what_was_sold_without_the_card_is_written_to_the_next(seen):
    assert (seen["card"]["serial"], seen["card"]["generation"]) == (NEXT_CARD, 2)
    assert NEXT_CARD in seen["replaced"]
    assert seen["sales"][0]["total_minor"] == 1500


def test_a_blocked_customer_buys_nothing_and_the_page_says_why(seen):
    assert BLOCKED[seen["language"]] in seen["blocked"]
    assert len(seen["sales"]) == 2


def test_a_shift_ends_with_counted_cash_and_a_supervisors_sign(seen):
    # 50 to give change, 15 taken: 60 is 5 short.
    assert "EUR -5.00" in seen["closed"] or "-EUR 5.00" in seen["closed"], seen["closed"]
    assert seen["shifts"][0]["signed_by"]
    assert (seen["cash"], seen["short"]) == (1000, 500)


def test_who_asked_cannot_approve_and_a_second_person_does(seen):
    assert seen["own"] == 0
    assert seen["energyComplaint"].startswith(NOT_ENERGY[seen["language"]])
    assert APPROVED[seen["language"]] in seen["customer"]
    assert seen["given"] == -5000
    assert all(tariff["approved_by"] for tariff in seen["tariffs"])
    assert "verified" in seen["verified"]


def test_an_auditor_sees_the_ledger_and_the_chains(seen):
    for shown in ({"en": "Owed back to customers", "zh": "应退客户款"}[seen["language"]], "-5.000 kWh"):
        assert shown in seen["books"], seen["books"]
