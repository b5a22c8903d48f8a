"""What other systems read: the feed of changes and the journal, each page after the place of the one before."""

import csv
import subprocess

import pytest

from office_stack import PROGRAMS, Counter, NewOffice

METER = "4711"


@pytest.fixture(scope="module")
def office():
    with NewOffice() as stack:
        office = stack.office
        office.open_account(METER, stack.tariff)
        counter = Counter(office)
        counter.insert()
        office.post("cards", {"meter": METER, "desk": "counter-1"})
        for _ in range(3):
            office.post("sales", {"meter": METER, "energy_wh": 1000})
        yield office


def follow(office, path, limit, by="ada"):
    """Every item of a feed, page by page."""
    items, place = [], 0
    while True:
        page = office.get(f"{path}after={place}&limit={limit}", by=by)
        if not page["items"]:
            assert page["next"] == place
            return items
        items += page["items"]
        place = page["next"]


def test_the_feed_tells_every_accepted_command_once_in_order_however_it_is_paged(office):
    whole = follow(office, "changes?", 1000)

    assert follow(office, "changes?", 1) == follow(office, "changes?", 7) == whole
    assert [c["change"] for c in whole] == list(range(1, len(whole) + 1))
    assert sum(entry["commands"] for entry in office.get("audit?limit=1000", by="ada")["items"]) == len(whole)
    kinds = [c["kind"] for c in whole if c["meter"] == METER]
    assert kinds[:4] == ["other", "account_opened", "card_given_out", "other"] and kinds[-3:] == ["sale"] * 3
    assert whole[-1]["receipt"] == "3" and whole[-1]["total_minor"] == 37
    assert any(c["kind"] == "user_added" and c["meter"] is None for c in whole)


def test_a_follower_that_asks_again_later_gets_what_is_new_and_nothing_twice(office):
    place = office.get("changes?limit=1000")["next"]
    assert office.get(f"changes?after={place}") == {"items": [], "next": place}

    office.post("sales", {"meter": METER, "energy_wh": 2000})
    page = office.get(f"changes?after={place}")

    assert [(c["kind"], c["energy_wh"]) for c in page["items"]] == [("sale", 2000)]


def test_the_feed_tells_of_what_was_asked_for_beside_sales(office):
    place = office.get("changes?limit=1000")["next"]

    asked = office.post("free-issues", {"meter": METER, "energy_wh": 500, "reason": "goodwill"})
    change = office.get(f"changes?after={place}")["items"][0]

    assert (change["kind"], change["adjustment"], change["total_minor"]) == ("adjustment", asked["adjustment"], 0)


def test_the_feed_holds_no_name_no_address_and_no_secret(office):
    text = str(follow(office, "changes?", 1000))

    for hidden in ("Amina", "River Lane", *office.tokens.values()):
        assert hidden not in text


def test_the_journals_legs_sum_to_zero_in_each_posting_and_to_the_ledger(office):
    legs = follow(office, "journal?", 4)
    ledger = office.get("ledger", by="ada")["accounts"]
    postings, accounts = {}, {}
    for leg in legs:
        for unit in ("minor", "wh"):
            amount = leg.get(f"amount_{unit}", 0)
            postings[leg["posting"], unit] = postings.get((leg["posting"], unit), 0) + amount
            if f"amount_{unit}" in leg:
                name = f"{leg['account']}_{unit}"
                accounts[name] = accounts.get(name, 0) + amount

    assert legs and set(postings.values()) == {0}
    assert accounts == {name: amount for name, amount in ledger.items() if amount}


def test_the_journal_of_other_days_is_empty_and_of_a_clerk_refused(office):
    assert office.get("journal?to=2020-01-01", by="ada")["items"] == []
    assert office.send("GET", "/api/v1/journal").code == "not_permitted"


def run(office, by, *arguments):
    return subprocess.run([PROGRAMS / "tallywatt", "--office", office.url, "--token-file",
                           office.stack.folder / f"{by}.token", *arguments], capture_output=True, text=True)


def test_the_command_line_writes_the_journal_as_csv(office):
    file = office.stack.folder / "journal.csv"
    done = run(office, "ada", "journal", "--output", file)
    rows = list(csv.DictReader(file.open(newline="")))

    assert done.returncode == 0, done.stderr
    assert [int(r["leg"]) for r in rows] == [leg["leg"] for leg in follow(office, "journal?", 1000)]
    assert sum(int(r["amount_minor"] or 0) for r in rows) == sum(int(r["amount_wh"] or 0) for r in rows) == 0
    assert run(office, "ada", "journal", "--output", file).returncode == 1, "written over"


def test_a_journal_that_is_refused_leaves_no_file(office):
    file = office.stack.folder / "clerk.csv"
    done = run(office, "wen", "journal", "--output", file)

    assert done.returncode == 1 and "[not_permitted]" in done.stderr and not file.exists()
