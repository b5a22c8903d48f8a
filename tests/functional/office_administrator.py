"""An administrator's day in headless Chromium, in both languages, each page looked at by axe-core: people and tokens,
a tariff by two people, desks, a meter with its account and card, the books proved and exported."""

import csv
import io
import pathlib

import pytest

from browser_story import play
from office_stack import Counter, NewOffice

METER = "4711"
SERIAL = "0123456789ABCDEF"
STORY = pathlib.Path(__file__).with_suffix(".mjs")
WORDS = {
    "en": {"password": "A password has 8 to 200 bytes.", "shown": "This token was made and shown before.",
           "money": "Write an amount like 500 or 12.50.", "meter": "A meter has 1 to 12 digits.",
           "no_card": "There is no card in the reader.", "sound": "Every row is as it was committed.", "clerk": "clerk"},
    "zh": {"password": "密码为 8 至 200 字节。", "shown": "该令牌已生成并显示过。", "money": "请输入金额，例如 500 或 12.50。",
           "meter": "表号为 1 至 12 位数字。", "no_card": "读卡器上没有电卡。", "sound": "每一行都与提交时一致。",
           "clerk": "营业员"},
}


@pytest.fixture(scope="module", params=["en", "zh"])
def seen(request):
    """What they saw, and what the office then holds; the language's words are with it."""
    with NewOffice() as stack:
        office = stack.office
        counter = Counter(office, SERIAL)
        found = play(STORY, {"office": office.url, "meter": METER, "serial": SERIAL, "language": request.param},
                     {"insert": counter.insert, "pull": counter.pull})
        yield found | {"words": WORDS[request.param], "users": office.get("users", by=found["token"])["items"],
                       "approved": [tariff["approved_by"] for tariff in office.get("tariffs")["items"]],
                       "desk": office.get("desks/counter-1"), "account": office.get(f"meters/{METER}"),
                       "quote": office.get(f"quotes?meter={METER}&energy_wh=200000")["total_minor"],
                       "verified": office.verify()}


def test_no_page_breaks_a_rule_of_accessibility(seen):
    assert seen["violations"] == []
    assert len(seen["looked"]) == 8


def test_the_browser_has_nothing_to_complain_of(seen):
    assert seen["complaints"] == []


def test_a_person_is_added_once_by_a_double_click_and_never_with_a_short_password(seen):
    assert seen["passwordComplaint"] == seen["words"]["password"]
    assert [user["role"] for user in seen["users"] if user["name"] == "nina"] == ["clerk"]
    assert seen["words"]["clerk"] in seen["people"]


def test_a_token_works_and_is_shown_once(seen):
    assert len(seen["token"]) >= 40
    assert seen["tokenAgain"].startswith(seen["words"]["shown"])


def test_a_tariff_shows_what_it_costs_before_it_is_proposed_and_needs_a_second_person(seen):
    assert seen["priceComplaint"] == seen["stepComplaint"] == seen["words"]["money"]
    # 100 kWh for 0.40, 100 for 0.50, 3.00 a month and 20 % tax; now 200 kWh for 0.31 and the tax.
    for page in ("costs", "approval"):
        for shown in ("200.000", "EUR 74.40", "EUR 111.60", "EUR 37.20"):
            assert shown in seen[page], seen[page]
    assert seen["ownApprovals"] == 0
    assert all(seen["approved"])
    assert seen["quote"] == 11_160


def test_a_desk_is_set_up_with_its_limit(seen):
    assert seen["limitComplaint"] == seen["words"]["money"]
    assert seen["desk"]["most_unsigned_cash_minor"] == 100_000


def test_a_meter_gets_an_account_and_a_card(seen):
    assert seen["meterComplaint"] == seen["words"]["meter"]
    assert seen["noBlank"] == seen["words"]["no_card"]
    assert seen["account"]["card"]["serial"] == SERIAL


def test_the_books_are_proved_from_their_page_and_exported(seen):
    assert seen["words"]["sound"] in seen["proof"]
    assert seen["journal"].startswith("leg,posting,business_date,meter,account,amount_minor,amount_wh")
    entries = list(csv.DictReader(io.StringIO(seen["audit"])))
    assert entries and all(len(entry["digest"]) == 64 for entry in entries)
    assert "verified" in seen["verified"]
