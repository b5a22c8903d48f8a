"""The counter's day over the real PC/SC stack: a card is issued, sold to, written, pulled, killed."""

import signal
import threading

import pytest

from office_stack import Counter, NewOffice, wait_until

METER = "4711"


@pytest.fixture()
def counter():
    with NewOffice() as stack:
        stack.office.open_account(METER, stack.tariff)
        yield Counter(stack.office)


def issue(counter):
    counter.insert()
    return counter.office.post("cards", {"meter": METER, "desk": "counter-1"})


def sell(counter, energy_wh, key=None, status=201):
    """With the card at hand; a repeat has status 200."""
    return counter.office.post("sales", {"meter": METER, "energy_wh": energy_wh,
                                         "desk": "counter-1", "write": True}, key=key, status=status)


def order_bytes(counter):
    """The order as it lies in the card's state file, without asking the card: version, suite, key
    version, kind opening and the meter begin it."""
    state = counter.card_file.read_bytes()
    start = state.index(bytes([1, 1, 1, 1]) + int(METER).to_bytes(8, "big"))
    return state[start:start + 128]


def newest_order(counter):
    return counter.office.get(f"meters/{METER}")["newest_order"]


def test_a_card_is_issued_sold_to_written_and_read_back(counter):
    issued = issue(counter)
    sale = sell(counter, 30_000)
    counter.pull()
    counter.insert()
    read = counter.office.post("desks/counter-1/read", {}, status=200)

    assert issued == {"meter": METER, "card": "0123456789ABCDEF", "generation": 1, "customer": "1"}
    assert (sale["order_state"], sale["sequence"], sale["total_minor"]) == ("issued", 1, 1116)
    assert read["ordered_wh"] == 30_000
    assert newest_order(counter)["state"] == "issued"
    assert "verified" in counter.office.verify()


def test_the_same_sale_again_is_the_first_one(counter):
    issue(counter)
    key = "018f3b2a-0000-7000-8000-000000000001"

    first = sell(counter, 10_000, key)
    again = sell(counter, 10_000, key, status=200)

    assert again["is_repeat"] and again["receipt"] == first["receipt"]
    assert len(counter.office.get("sales")["items"]) == 1


def test_a_sale_asked_for_again_without_the_card_stands_and_says_so(counter):
    issue(counter)
    written, waiting = (f"018f3b2a-0000-7000-8000-00000000000{n}" for n in (1, 2))
    first = sell(counter, 10_000, written)
    counter.pull()
    # Sold at this desk without the card, so that its order waits.
    counter.office.post("sales", {"meter": METER, "energy_wh": 5_000, "desk": "counter-1"},
                        key=waiting)

    again = sell(counter, 10_000, written, status=200)
    second = sell(counter, 5_000, waiting, status=200)
    other = counter.office.send("POST", "/api/v1/sales", {
        "meter": METER, "energy_wh": 11_000, "desk": "counter-1", "write": True}, key=written)

    assert again["is_repeat"] and again["receipt"] == first["receipt"]
    assert again["order_state"] == "issued" and "not_written" not in again
    assert second["is_repeat"] and second["order_state"] == "pending"
    assert second["not_written"] == "no_card"
    assert (other.status, other.code) == (409, "id_already_used")
    assert len(counter.office.get("sales")["items"]) == 2


def test_a_write_repeated_after_another_sale_writes_the_newest_order(counter):
    issue(counter)
    key = "018f3b2a-0000-7000-8000-000000000001"
    path, body = f"orders/{METER}/write", {"desk": "counter-1"}
    counter.office.post("sales", {"meter": METER, "energy_wh": 1_000})
    counter.office.post(path, body, key=key, status=200)
    counter.office.post("sales", {"meter": METER, "energy_wh": 2_000})

    again = counter.office.post(path, body, key=key, status=200)

    assert (again["sequence"], again["ordered_total_wh"]) == (2, 3_000)
    assert newest_order(counter)["state"] == "issued"


def test_an_amount_that_nothing_sells_is_refused_before_the_card_is_read(counter):
    issue(counter)

    answer = counter.office.send("POST", "/api/v1/sales", {
        "meter": METER, "energy_wh": 0, "desk": "counter-1", "write": True})

    assert (answer.status, answer.code) == (422, "energy_not_positive")
    assert counter.office.get("reports")["items"] == []


def test_an_issued_card_is_not_issued_again(counter):
    issue(counter)

    again = counter.office.send("POST", "/api/v1/cards", {"meter": METER, "desk": "counter-1"})

    assert (again.status, again.code) == (409, "card_already_used")


def test_without_a_card_or_a_desk_nothing_is_sold(counter):
    no_card = counter.office.send("POST", "/api/v1/sales", {
        "meter": METER, "energy_wh": 1_000, "desk": "counter-1", "write": True})
    no_desk = counter.office.send("POST", "/api/v1/sales", {
        "meter": METER, "energy_wh": 1_000, "desk": "nowhere", "write": True})

    assert (no_card.status, no_card.code) == (409, "no_card")
    assert (no_desk.status, no_desk.code) == (409, "desk_not_connected")
    assert counter.office.get("sales")["items"] == []


def test_a_card_of_another_meter_is_refused_and_nothing_is_sold(counter):
    issue(counter)
    counter.office.open_account("4712", 1)

    answer = counter.office.send("POST", "/api/v1/sales", {
        "meter": "4712", "energy_wh": 1_000, "desk": "counter-1", "write": True})

    assert (answer.status, answer.code) == (409, "card_of_another_meter")
    assert counter.office.get("sales")["items"] == []


def test_a_sale_made_without_the_card_is_written_at_the_next_visit(counter):
    issue(counter)
    counter.pull()
    counter.office.post("sales", {"meter": METER, "energy_wh": 20_000})
    assert newest_order(counter)["state"] == "pending"

    counter.insert()
    written = counter.office.post(f"orders/{METER}/write", {"desk": "counter-1"}, status=200)

    assert (written["sequence"], written["ordered_total_wh"]) == (1, 20_000)
    assert newest_order(counter)["state"] == "issued"


def test_two_sales_before_a_visit_are_one_order_with_both(counter):
    issue(counter)
    counter.office.post("sales", {"meter": METER, "energy_wh": 5_000})
    counter.office.post("sales", {"meter": METER, "energy_wh": 7_000})

    written = counter.office.post(f"orders/{METER}/write", {"desk": "counter-1"}, status=200)

    assert (written["sequence"], written["ordered_total_wh"]) == (2, 12_000)
    assert [s["order_state"] for s in counter.office.get("sales")["items"]] == ["issued", "superseded"]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_card_that_goes_while_sales_run_loses_and_doubles_nothing(counter, how):
    """The card is pulled, or its process killed, at some instant of a row of sales; whatever was
    taken money for is written with the same bytes at the next visit."""
    issue(counter)
    answers = []

    def sell_until_refused():
        while True:
            answers.append(counter.office.send("POST", "/api/v1/sales", {
                "meter": METER, "energy_wh": 1_000, "desk": "counter-1", "write": True}))
            if answers[-1].status != 201 or "not_written" in answers[-1].body:
                return

    seller = threading.Thread(target=sell_until_refused)
    seller.start()
    threading.Event().wait(0.35)  # some sales in
    counter.pull(how)
    seller.join()

    sold = [a.body for a in answers if a.status == 201]
    total = 1_000 * len(sold)
    assert newest_order(counter)["ordered_total_wh"] == total
    counter.insert()
    written = counter.office.post(f"orders/{METER}/write", {"desk": "counter-1"}, status=200)
    assert (written["sequence"], written["ordered_total_wh"]) == (len(sold), total)
    assert answers[-1].code in (None, "no_card", "card_pulled", "reader_gone", "card_refused",
                                "card_not_genuine")
    assert "verified" in counter.office.verify()


def test_after_an_office_crash_the_same_bytes_are_written_again(counter):
    issue(counter)
    counter.pull()
    blank = counter.card_file.read_bytes()
    counter.insert()
    sell(counter, 30_000)
    before = order_bytes(counter)
    counter.pull()
    counter.card_file.write_bytes(blank)  # a card as it was before the order came onto it
    with pytest.raises(ValueError):
        order_bytes(counter)

    counter.office.kill()
    counter.office.start()
    counter.desk.end()
    counter.start_desk()
    counter.insert()
    counter.office.post(f"orders/{METER}/write", {"desk": "counter-1"}, status=200)

    assert order_bytes(counter) == before


def test_the_desk_comes_back_by_itself_after_the_office_was_away(counter):
    port = counter.office.host.rpartition(":")[2]
    counter.office.process.end()
    wait_until(lambda: "nothing can be sold here" in counter.desk.log(), "the desk said nothing")

    counter.office.start(port)

    counter.wait_for_desk()
