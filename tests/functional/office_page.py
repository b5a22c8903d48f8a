"""The office's page in a real browser: sign in, see customers, sales and what the cards brought."""

import pytest

from browser import Browser
from office_stack import Counter, NewOffice
from stack import wait_until

METER = "4711"


@pytest.fixture(scope="module")
def office():
    """With one customer, a card written in a real reader, and what that card brought back."""
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        counter = Counter(stack.office)
        counter.insert()
        stack.office.post("cards", {"meter": METER, "desk": "counter-1"})
        stack.office.post("sales", {"meter": METER, "energy_wh": 30_000, "desk": "counter-1",
                                    "write": True})
        stack.office.post("desks/counter-1/read", {}, status=200)
        yield stack.office


@pytest.fixture()
def browser(office):
    with Browser(office.stack) as window:
        window.open(office.url + "/?lang=en")
        yield window


def sign_in(browser, password):
    browser.type("input[name=name]", "wen")
    browser.type("input[name=password]", password)
    browser.press("main button")


def enter(browser):
    sign_in(browser, "wen-password")
    wait_until(lambda: "wen" in browser.text("header"), "the sign-in did not end")


def test_a_wrong_password_is_said_on_the_form_itself(browser):
    sign_in(browser, "not-the-password")

    wait_until(lambda: "Name or password is wrong." in browser.text("form"), "the form did not say it")


def test_a_clerk_sees_customers_sales_and_what_the_cards_brought_back(browser):
    enter(browser)
    browser.screenshot("office-english")

    page = browser.text()
    for shown in ("Amina Diallo", "12 River Lane", METER, "30.00", "11.16", "0123456789ABCDEF"):
        assert shown in page, page
    assert browser.complaints() == []


def test_the_same_page_is_there_in_chinese(browser, office):
    enter(browser)
    browser.open(office.url + "/?lang=zh")
    browser.screenshot("office-chinese")

    assert "电卡带回的数据" in browser.text() and "Amina Diallo" in browser.text()
    assert browser.complaints() == []


def test_signing_out_closes_the_page(browser, office):
    enter(browser)
    browser.press("header button")
    wait_until(lambda: "Sign in" in browser.text("main"), "the sign-out did not end")
    browser.open(office.url + "/")

    assert "Amina Diallo" not in browser.text()
    assert "Sign in" in browser.text("main")
