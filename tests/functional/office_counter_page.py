"""The counter's page in headless Chromium with a card in a real reader: a clerk's shift by keyboard.
Playwright drives (office_counter_page.mjs); the pictures stay in build/screenshots."""

import pathlib

import pytest

from office_stack import Counter, NewOffice
from browser_story import play

METER = "4711"
STORY = pathlib.Path(__file__).with_suffix(".mjs")


@pytest.fixture(scope="module")
def office():
    """One customer with a card, and a desk where money is taken in shifts."""
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        counter = Counter(stack.office)
        counter.insert()
        stack.office.post("cards", {"meter": METER, "desk": "counter-1"})
        counter.pull()
        stack.office.post("desks/counter-1", {}, by="samuel")
        stack.counter = counter
        yield stack.office


@pytest.fixture(scope="module")
def seen(office):
    """What the clerk saw."""
    counter = office.stack.counter
    yield play(STORY, {"office": office.url, "meter": METER},
               {"insert": counter.insert, "pull": counter.pull})


def test_the_page_waits_for_a_card_and_the_shift_is_opened_on_it(seen):
    assert "Put the customer's card on the reader." in seen["waiting"]
    assert seen["shiftComplaint"] == "Write an amount like 500 or 12.50."
    assert "EUR 20.00" in seen["shift"]


def test_the_card_brings_up_its_customer_and_a_price_without_typing(seen):
    for shown in ("Amina Diallo", "12 River Lane", METER, "EUR 3.72"):
        assert shown in seen["customer"]


def test_the_usual_sale_is_the_digits_of_the_amount_and_two_presses(seen):
    assert "EUR 50.00" in seen["quote"]
    assert seen["pressesOfASale"] == 2
    assert "Receipt 1" in seen["receipt"] and "EUR 50.00" in seen["receipt"]
    assert "/receipts/1" in seen["staysOnTheReceipt"]


def test_what_is_wrong_stands_beside_its_field(seen):
    assert seen["amountComplaint"] == "Write an amount like 500 or 12.50."
    assert seen["tenderedComplaint"] == "This is less cash than the price."
    assert seen["noSuchMeter"] == "No meter has this number."


def test_cash_gives_change_and_a_double_click_sells_once(seen, office):
    assert seen["change"] == "Change EUR 1.28"
    assert seen["afterReload"] == "Receipt 2"
    assert [sale["receipt"] for sale in office.get("sales")["items"]] == ["4", "3", "2", "1"]


def test_a_card_pulled_before_the_sale_sells_nothing_and_trying_again_is_safe(seen, office):
    assert seen["pulled"] in ("There is no card in the reader.", "The card was pulled out.")
    assert seen["afterPull"] == "Receipt 3"
    assert office.get("sales")["items"][1]["total_minor"] == 372


def test_a_sale_without_the_card_waits_and_is_written_at_the_desk(seen, office):
    assert "its order is not on the card" in seen["waits"]
    assert office.get("sales")["items"][0]["order_state"] == "issued"
    assert office.get("sales")["items"][0]["means"] == "mobile_money"


def test_the_shift_is_closed_with_its_difference(seen):
    assert "Difference" in seen["closed"] and "EUR 15.00" in seen["closed"]


def test_the_pages_are_there_in_chinese(seen):
    assert "售电柜台" in seen["chinese"] and "请将客户的电卡放在读卡器上" in seen["chinese"]
    assert "剩余电量" not in seen["chineseSale"]  # no meter has written a report yet
    assert "应付" in seen["chineseSale"] and "Amina Diallo" in seen["chineseSale"]


def test_every_field_has_a_label_and_the_browser_nothing_to_complain_of(seen):
    assert seen["unlabelled"] == []
    assert seen["complaints"] == []


def form(office, path, fields, cookie):
    body = "&".join(f"{name}={value}" for name, value in fields.items())
    return office.send("POST", path, body, by=None, headers={
        "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie,
        "Idempotency-Key": None})


def test_a_form_without_its_pages_token_or_from_another_site_does_nothing(office, seen):
    answer = form(office, "/sign-in", {"name": "wen", "password": "wen-password"}, "")
    assert answer.status == 303
    cookie = sign_in(office)
    stolen = {"desk": "counter-1", "cash": "1", "id": "018f3b2a-0000-7000-8000-000000000001"}

    without = form(office, "/counter/shift/open", stolen, cookie)
    guessed = form(office, "/counter/shift/open", stolen | {"form_token": "0" * 64}, cookie)

    assert (without.status, guessed.status) == (403, 403)
    assert office.get("desks/counter-1")["shift"] is None


def sign_in(office):
    """wen's cookie."""
    import http.client
    connection = http.client.HTTPConnection(office.host, timeout=10)
    connection.request("POST", "/sign-in", "name=wen&password=wen-password",
                       {"Cookie": "tallywatt=" + "a" * 64})
    response = connection.getresponse()
    cookie = response.getheader("Set-Cookie")
    connection.close()
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    return cookie.split(";")[0]


def test_signing_in_makes_a_new_cookie_whatever_the_browser_brought(office):
    assert sign_in(office) != "tallywatt=" + "a" * 64


def test_an_auditor_cannot_work_at_the_counter(office):
    import http.client
    connection = http.client.HTTPConnection(office.host, timeout=10)
    connection.request("POST", "/sign-in", "name=ada&password=ada-password&next=//elsewhere.example")
    response = connection.getresponse()
    response.read()
    assert response.getheader("Location") == "/"
    connection.request("GET", "/counter", headers={
        "Cookie": response.getheader("Set-Cookie").split(";")[0]})
    assert connection.getresponse().status == 403
    connection.close()
