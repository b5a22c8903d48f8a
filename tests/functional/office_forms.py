"""Every field of every form with wrong type, size, encoding, sign, range, duplicate or stale version: the page says it
beside the field in its own language, and nothing is stored."""

import html.parser
import http.client
import re
import urllib.parse
import uuid

import pytest

from office_stack import Counter, NewOffice

METER = "4711"
LONG = "a" * 5_000
LATIN_1 = b"Andr\xe9"
CONTROL = "a\x01b"
TOO_MUCH = "9" * 40

# What each kind of field must refuse. None: a field that is left empty may be empty.
WRONG = {
    "money": ["a lot", "-5", "+5", "1,50", "1e3", "1.234", "0x10", TOO_MUCH, "٣٤", LATIN_1, LONG],
    "energy": ["a few", "-5", "1,5", "1.2345", "1e3", TOO_MUCH, LATIN_1],
    "percent": ["twenty", "-1", "100.01", "1.234", TOO_MUCH, LATIN_1],
    "date": ["tomorrow", "2026-02-30", "22.11.2026", "-2026-01-01", TOO_MUCH, LATIN_1],
    "meter": ["x", "-1", "0x12", "1.5", "1" * 13, "١٢", LATIN_1, LONG],
    "meters": ["x", "1 -2", "4711 4711", "4711;;drop", " ".join(["4711"] * 101), LATIN_1],
    "name": ["", "   ", LONG, LATIN_1, CONTROL],
    "text": [LONG, LATIN_1, CONTROL],
    "password": ["", "short", LONG],
    "desk_name": ["", "a b", "..", "x" * 41, "<b>", LATIN_1],
    "desk": ["", "nowhere", LATIN_1, LONG],
    "choice": ["", "anything", "-1", TOO_MUCH, LATIN_1],
}
EMPTY_IS_WRONG = {"money", "energy", "percent", "date", "meter", "meters"}

# Who finds which form where, and what its fields hold: a value that is good, and its kind. A "?" marks a field
# that may be left empty.
FORMS = [
    ("grace", "/people", "/people/add",
     {"name": ("nina", "name"), "role": ("clerk", "choice"), "password": ("nina-password", "password")}),
    ("grace", "/people", "/people/token", {"label": ("billing", "name")}),
    ("grace", "/tariffs", "/tariffs/propose",
     {"name": ("Night", "name"), "price": ("0.20", "money"), "tax": ("20", "percent"),
      "valid_from": ("2099-01-01", "date"), "from_2": ("100", "energy"), "price_2": ("0.30", "money"),
      "charge": ("3", "money?"), "customers": ("household", "choice")}),
    ("grace", "/desks", "/desks/set", {"desk": ("counter-9", "desk_name"), "limit": ("100", "money?")}),
    ("samuel", "/accounts/new", "/accounts/meter", {"new_meter": ("4799", "meter")}),
    ("wen", "/accounts/new", "/accounts/open",
     {"meter": ("4712", "meter"), "tariff": ("1", "choice"), "name": ("Li Wei", "name"), "address": ("", "text"),
      "phone": ("", "text"), "customer_class": ("household", "choice")}),
    ("samuel", "/rounds/new", "/rounds/issue",
     {"desk": ("counter-1", "desk"), "kind": ("inspection", "choice"), "carrier": ("3", "choice"),
      "meters": (METER, "meters")}),
    ("samuel", "/rounds", "/rounds/read", {"desk": ("counter-1", "desk")}),
    ("wen", f"/customers/{METER}", f"/customers/{METER}/adjust",
     {"kind": ("free_issue", "choice"), "energy": ("5", "energy"), "reason": ("goodwill", "choice")}),
    ("wen", f"/customers/{METER}", f"/customers/{METER}/card", {"desk": ("counter-1", "desk")}),
    ("wen", "/counter?desk=counter-1", "/counter/shift/open", {"cash": ("50", "money")}),
    ("wen", "/counter?desk=counter-1", "/counter/find", {"meter": (METER, "meter")}),
    ("wen", f"/counter/sale?desk=counter-1&card=no&meter={METER}", "/counter/sale", {"amount": ("20", "money?")}),
    ("wen", f"/counter/sale?desk=counter-1&card=no&meter={METER}&amount=20&unit=money", "/counter/sell",
     {"tendered": ("50", "money?"), "means": ("cash", "choice")}),
    ("ada", "/books", "/books/journal", {"from": ("2026-01-01", "date?"), "to": ("2026-12-31", "date?")}),
]


class Forms(html.parser.HTMLParser):
    """The forms of a page: method, and fields with their values; and every complaint beside a field."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.current, self.complaints, self.inside = {}, None, {}, None
        self.alerts, self.selection = 0, None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.current = {"method": given.get("method", "get"), "fields": {}, "visible": set()}
            self.forms[given["action"]] = self.current
        elif tag in ("input", "select") and self.current is not None and "name" in given:
            if given.get("type") != "radio" or "checked" in given:
                self.current["fields"][given["name"]] = given.get("value", "")
            if given.get("type") not in ("hidden", "radio", "checkbox"):
                self.current["visible"].add(given["name"])
        if given.get("id", "").endswith("-complaint"):
            self.inside = given["id"].removesuffix("-complaint")
            self.complaints[self.inside] = ""
        self.alerts += given.get("role") == "alert"

    def handle_endtag(self, tag):
        if tag == "form":
            self.current = None
        if tag == "small":
            self.inside = None

    def handle_data(self, data):
        if self.inside is not None:
            self.complaints[self.inside] += data


class Visitor:
    """A person with a cookie and without a browser: whoever wants to send what no browser would."""

    def __init__(self, office, name, language):
        self.office, self.language, self.cookie = office, language, ""
        status, _, headers = self.send("POST", "/sign-in", {"name": name, "password": f"{name}-password"})
        assert status == 303
        self.cookie = headers["Set-Cookie"].split(";")[0] + f"; tallywatt_language={language}"

    def send(self, method, path, fields=None):
        connection = http.client.HTTPConnection(self.office.host, timeout=30)
        body = urllib.parse.urlencode(fields) if fields is not None else None
        if method == "GET" and body:
            path, body = f"{path}?{body}", None
        connection.request(method, path, body, {"Cookie": self.cookie,
                                                "Content-Type": "application/x-www-form-urlencoded"})
        response = connection.getresponse()
        page = response.read().decode()
        connection.close()
        return response.status, page, response.headers

    def form(self, page, action):
        """The form as it stands on its page, with a fresh id."""
        status, text, _ = self.send("GET", page)
        assert status == 200, text
        return Forms(text).forms[action]


@pytest.fixture(scope="module")
def office():
    """A customer, a meter without one, a desk with an empty reader."""
    with NewOffice() as stack:
        office = stack.office
        office.open_account(METER, stack.tariff)
        office.post("meters", {"meter": "4712"}, by="samuel")
        stack.counter = Counter(office)
        stack.counter.insert()
        office.post("cards", {"meter": METER, "desk": "counter-1"})
        stack.counter.pull()
        office.post("desks/counter-1", {}, by="samuel")
        yield office


def commands(office):
    """How many were ever accepted."""
    return len(office.get("changes?limit=1000")["items"])


def wrong_values(kind):
    usual, may_be_empty = kind.removesuffix("?"), kind.endswith("?")
    return WRONG[usual] + ([""] if usual in EMPTY_IS_WRONG and not may_be_empty else [])


def in_language(words, language):
    return bool(re.search("[\u4e00-\u9fff]", words)) == (language == "zh") and words.strip() != ""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("who, page, action, fields", FORMS, ids=[action for _, _, action, _ in FORMS])
def test_what_is_wrong_with_a_field_stands_beside_it_and_nothing_is_stored(office, language, who, page, action, fields):
    visitor = Visitor(office, who, language)
    form = visitor.form(page, action)
    assert form["visible"] - {"from_3", "price_3"} == set(fields), "every field has its wrong values"
    before = commands(office)
    missed = []
    for name, (_, kind) in fields.items():
        for value in wrong_values(kind):
            sent = form["fields"] | {other: good for other, (good, _) in fields.items()} | {
                "id": str(uuid.uuid4()), name: value}
            status, text, _ = visitor.send(form["method"].upper(), action, sent)
            answer = Forms(text)
            told = answer.complaints.get(name, "")
            if not 400 <= status < 500 or not in_language(told, language) or list(answer.complaints) != [name]:
                missed.append((name, value[:20], status, answer.complaints))
    assert missed == []
    assert commands(office) == before


def test_the_same_form_twice_does_its_work_once_and_with_other_content_is_refused(office):
    visitor = Visitor(office, "samuel", "en")
    sent = visitor.form("/desks", "/desks/set")["fields"] | {"desk": "counter-2", "limit": "100"}
    before = commands(office)

    first, again = (visitor.send("POST", "/desks/set", sent)[0] for _ in range(2))
    other, text, _ = visitor.send("POST", "/desks/set", sent | {"limit": "200"})

    assert (first, again, other) == (303, 303, 409)
    assert Forms(text).alerts == 1
    assert commands(office) == before + 1
    assert office.get("desks/counter-2")["most_unsigned_cash_minor"] == 10_000


def test_a_form_without_its_number_or_with_a_stale_one_is_refused(office):
    visitor = Visitor(office, "grace", "zh")
    form = visitor.form("/people", "/people/add")
    before = commands(office)
    for number in ("", "x", "018f3b2a-0000-7000-8000", "0" * 5_000):
        status, text, _ = visitor.send("POST", "/people/add", form["fields"] | {
            "id": number, "name": "omar", "role": "clerk", "password": "omar-password"})
        assert status == 400 and "请重新打开页面" in text
    assert commands(office) == before


def test_a_stale_quote_sells_nothing_and_shows_the_new_price(office):
    visitor = Visitor(office, "wen", "en")
    page = f"/counter/sale?desk=counter-1&card=no&meter={METER}&amount=20&unit=money"
    form = visitor.form(page, "/counter/sell")
    office.post("arrears", {"meter": METER, "amount_minor": 5000, "most_per_sale_minor": 100}, by="samuel")

    status, text, _ = visitor.send("POST", "/counter/sell", form["fields"] | {"means": "cash", "tendered": ""})

    assert status == 409
    assert "Paid back of arrears" in text
    assert office.get("sales")["items"] == []


def test_a_body_that_is_no_form_or_too_large_is_refused(office):
    visitor = Visitor(office, "grace", "en")
    form = visitor.form("/people", "/people/add")
    status, _, _ = visitor.send("POST", "/people/add", form["fields"] | {"name": "a" * 100_000})
    assert status == 413
    answer = office.send("POST", "/people/add", "name=%zz&id=%00", by=None,
                         headers={"Cookie": visitor.cookie, "Idempotency-Key": None})
    assert answer.status == 400
