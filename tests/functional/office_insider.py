"""What somebody tries who has the office's own files at hand: found by `tallywatt-office verify` against
the heads that the token signed, and an order signed outside the office by the first report that
carries it."""

import contextlib
import re
import shutil
import sqlite3
import subprocess
import uuid

import pytest

from office_stack import PROGRAMS, Counter, NewOffice
from stack import Meter

METER = "4711"

ORDER_WITHOUT_SALE = """
    INSERT INTO energy_order SELECT meter, command, sequence + 1, key_version, kind, card, generation, 500000,
        ordered_total_watt_hours + 500000, purchases + 1, 500000, last_purchase_utc_seconds, customer,
        parameter_version, issue_utc_seconds, office FROM energy_order ORDER BY sequence DESC LIMIT 1;
    UPDATE meter SET sequence = sequence + 1, ordered_total_watt_hours = ordered_total_watt_hours + 500000,
        purchases = purchases + 1, last_purchase_watt_hours = 500000 WHERE meter = 4711;"""

# The last command with every row under it, and the chain's end moved back: within itself it is sound.
LAST_COMMAND_TAKEN_AWAY = """
    CREATE TEMP TABLE last AS SELECT max(entry) AS entry FROM audit_entry;
    CREATE TEMP TABLE gone AS SELECT command FROM command WHERE entry = (SELECT entry FROM last);
    DELETE FROM posting_leg WHERE command IN gone; DELETE FROM sale_payment WHERE command IN gone;
    DELETE FROM sale WHERE command IN gone; DELETE FROM energy_order WHERE command IN gone;
    DELETE FROM command WHERE command IN gone; DELETE FROM audit_entry WHERE entry = (SELECT entry FROM last);
    UPDATE audit_chain SET (length, digest) = (SELECT position, digest FROM audit_entry ORDER BY entry DESC LIMIT 1);
    UPDATE meter SET (sequence, ordered_total_watt_hours, purchases, bought_in_month_watt_hours) = (
        SELECT sequence, ordered_total_watt_hours, purchases, ordered_total_watt_hours - 1000 FROM energy_order
        ORDER BY sequence DESC LIMIT 1);"""


# The second person's approval of the free issue put down to who asked for it.
CORRECTION_BY_ONE = "UPDATE adjustment_approval SET user = (SELECT asked_by FROM adjustment)"


class OfficeAtHand:
    """An office with a free issue and three sales, stopped in good order: its newest head is signed and copied."""

    def __init__(self, stack):
        self.stack = stack
        self.office = stack.office
        self.office.open_account(METER, stack.tariff)
        self.counter = Counter(self.office)
        self.counter.insert()
        self.office.post("cards", {"meter": METER, "desk": "counter-1"})
        self.office.post("free-issues", {"meter": METER, "energy_wh": 1000, "reason": "goodwill"})
        self.office.post("adjustments/1/approve", {}, by="samuel")
        for _ in range(3):
            self.office.post("sales", {"meter": METER, "energy_wh": 1000})

    def stop(self):
        self.office.process.end()
        self.stack.processes.remove(self.office.process)

    def copy(self):
        """Another directory like this one, to be edited."""
        data = self.stack.folder / f"copy-{uuid.uuid4()}"
        shutil.copytree(self.office.data, data)
        return data

    @staticmethod
    def faults(data):
        """The kinds of faults that verify finds; it says so with its exit status as well."""
        run = subprocess.run([PROGRAMS / "tallywatt-office", "verify", "--data", data],
                             capture_output=True, text=True)
        faults = {line.split()[1].rstrip(":") for line in run.stdout.splitlines() if line.startswith("FAULT")}
        assert run.returncode == (1 if faults else 0), run.stderr
        return faults


@pytest.fixture(scope="module")
def stopped():
    with NewOffice() as stack:
        at_hand = OfficeAtHand(stack)
        at_hand.stop()
        yield at_hand


def test_books_that_nobody_edited_are_sound_and_wholly_proven_after_a_stop(stopped):
    assert stopped.faults(stopped.copy()) == set()
    assert "unproven" not in stopped.office.verify()


@pytest.mark.parametrize("script, found", [
    (ORDER_WITHOUT_SALE, {"order_without_sale", "rows_altered"}),
    ("UPDATE sale SET net_minor_units = 1, total_minor_units = 1, tax_minor_units = 0 WHERE receipt = 3", {"rows_altered", "sale_not_posted"}),
    ("UPDATE user_account SET role = 3 WHERE name = 'wen'", {"rows_altered"}),
    ("UPDATE tariff_approval SET approved_by = (SELECT proposed_by FROM tariff)", {"rows_altered"}),
    ("UPDATE meter SET ordered_total_watt_hours = 900000 WHERE meter = 4711", {"meter_row_differs"}),
    ("DELETE FROM audit_entry WHERE position = 4", {"entry_missing"}),
    (CORRECTION_BY_ONE, {"rows_altered", "adjustment_by_one_person"}),
    (LAST_COMMAND_TAKEN_AWAY, {"copy_not_in_books"}),
], ids=["an order row without a sale", "a cheaper sale", "a clerk made administrator", "a tariff of one person alone",
        "a raised total", "an entry taken out", "energy for nothing by one person alone", "the end of the chain cut off"])
def test_an_edit_behind_the_offices_back_is_found(stopped, script, found):
    data = stopped.copy()
    with contextlib.closing(sqlite3.connect(data / "books.sqlite")) as books:
        books.executescript(script)

    assert found <= stopped.faults(data)


def test_copies_of_the_heads_that_the_token_did_not_sign_cover_nothing_up(stopped):
    data = stopped.copy()
    newest = sorted((data / "audit-heads").glob("heads-*"))[-1]
    lines = newest.read_text().splitlines(keepends=True)
    newest.write_text("".join(re.sub(r"[0-9a-f]{64}", "0" * 64, line) for line in lines))

    assert stopped.faults(data) & {"copy_not_genuine", "copy_not_in_books"}


def test_an_order_signed_outside_the_books_is_found_by_the_first_report_that_carries_it():
    """Somebody lets yesterday's books sign an order for the card, puts the honest
    books back and takes the newer copies away: nothing here knows of it, the meter's report does."""
    with NewOffice() as stack:
        sign_outside_the_books(OfficeAtHand(stack))


def sign_outside_the_books(at_hand):
    office, counter, stack = at_hand.office, at_hand.counter, at_hand.stack
    key_file, state = stack.folder / "meter.key", stack.folder / "meter.state"
    stack.run("tallywatt-office", "keying", "--data", office.data, "--meter", METER, "--output", key_file)
    stack.run("tallywatt-meter", "key", "--state", state, "--key-file", key_file)
    meter = Meter(stack, state, ["--household", "1", "--speed", "1", "--face", "none"])
    office.post(f"orders/{METER}/write", {"desk": "counter-1"}, status=200)
    at_hand.stop()
    honest = {file.name: file.read_bytes() for file in office.data.glob("books.sqlite*")}
    copies = set((office.data / "audit-heads").iterdir())
    office.start(port=int(office.host.rpartition(":")[2]))
    counter.wait_for_desk()
    office.post("sales", {"meter": METER, "energy_wh": 500_000, "desk": "counter-1", "write": True})
    counter.pull()
    at_hand.stop()
    for file in office.data.glob("books.sqlite*"):
        file.unlink()
    for name, content in honest.items():
        (office.data / name).write_bytes(content)
    assert at_hand.faults(office.data) == {"copy_not_in_books"}
    for copy in set((office.data / "audit-heads").iterdir()) - copies:
        copy.unlink()
    assert at_hand.faults(office.data) == set()
    office.start(port=int(office.host.rpartition(":")[2]))
    counter.wait_for_desk()

    card = stack.insert_card(counter.card_file, meter.slot, "card-meter")
    meter.ask("wait_card")
    card.end()
    stack.processes.remove(card)
    counter.insert()
    read = office.post("desks/counter-1/read", {}, status=200)

    assert "order_not_in_books" in read["findings"], read
    assert read["report"]["loaded_wh"] == 504_000 and read["ordered_wh"] == 4_000
