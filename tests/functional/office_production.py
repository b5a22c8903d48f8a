"""Batch production: a dry run, key sets and cards from a CSV, kills at any line, reports."""

import csv
import os
import re
import signal
import subprocess
import time

import pytest

from office_stack import PROGRAMS, NewOffice, wait_until

import private_pcscd

HEADING = "meter,keys,card,tariff,name,address,phone\n"


@pytest.fixture()
def stack():
    with NewOffice() as stack:
        yield stack


def row(meter, keys="yes", card=None, account=True):
    serial = card or f"{meter:016X}"
    return f"{meter},{keys},{serial}," + ('1,"Diallo, Amina",12 River Lane,\n' if account else ",,,\n")


def command(stack, file, *options):
    return [PROGRAMS / "tallywatt-office", "personalise", file, "--data", stack.office.data,
            "--user", "samuel", "--user-password-file", stack.folder / "samuel.password",
            "--keys", stack.folder / "keys", *options]


def make(stack, file, *options):
    done = subprocess.run(command(stack, file, *options), capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def to_files(stack):
    return ["--card-files", stack.folder / "cards"]


def report_of(file):
    with open(f"{file}.report.csv", newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def write(stack, *rows):
    file = stack.folder / "batch.csv"
    file.write_text(HEADING + "".join(rows))
    return file


def entries(stack):
    return len(stack.office.get("audit", by="ada")["items"])


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(stack):
    file = write(stack, row(1), row(2, card="no", account=False), row(3, account=False))
    before = entries(stack)

    status, out, err = make(stack, file, *to_files(stack), "--dry-run")

    assert status == 1 and "line 4, meter 3: a card needs an account" in out
    assert "3 meters, 3 key sets, 1 accounts, 2 cards; 1 rows refused" in out
    assert "1 rows cannot be made" in err
    assert entries(stack) == before and not (stack.folder / "cards").exists()


def test_meters_keys_accounts_and_cards_are_made_and_reported(stack):
    file = write(stack, *(row(meter) for meter in range(1, 6)),
                 row(6, keys="no", card="no", account=False))

    status, out, _ = make(stack, file, *to_files(stack))

    made = report_of(file)
    assert status == 0 and [line["outcome"] for line in made] == ["done"] * 6
    assert [line["card"] for line in made[:5]] == [f"{meter:016X}" for meter in range(1, 6)]
    assert len({line["key_check"] for line in made[:5]}) == 5 and made[5]["key_check"] == ""
    assert re.search(r"key sets +5\ncards +5\ncards a minute +[1-9]", out)
    assert (stack.folder / "batch.csv.report.txt").read_text() in out
    for meter in range(1, 6):
        assert stack.office.get(f"meters/{meter}")["card"]["state"] == "confirmed"
        key_file = stack.folder / "keys" / f"{meter}.key"
        assert key_file.stat().st_mode & 0o777 == 0o600
        stack.run("tallywatt-meter", "key", "--state", stack.folder / f"{meter}.state",
                  "--key-file", key_file)
    assert "verified" in stack.office.verify()


def test_a_run_killed_anywhere_goes_on_and_makes_nothing_twice(stack):
    meters = range(1, 13)
    file = write(stack, *(row(meter) for meter in meters))
    kills = 0
    for delay in [0.05 * n for n in range(2, 40)]:
        running = subprocess.Popen(command(stack, file, *to_files(stack)), start_new_session=True,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            assert running.wait(delay) == 0
            break
        except subprocess.TimeoutExpired:
            running.send_signal(signal.SIGKILL)
            running.wait()
            kills += 1
    status, out, err = make(stack, file, *to_files(stack))

    done = [line["row"] for line in report_of(file) if line["outcome"] == "done"]
    assert status == 0, out + err
    assert kills > 0 and done == [str(meter) for meter in meters]
    for meter in meters:
        assert stack.office.get(f"meters/{meter}")["card"]["generation"] == 1
    assert len(stack.office.get("customers?limit=100")["items"]) == len(meters)
    assert not list((stack.folder / "keys").glob("*.unfinished"))
    assert "verified" in stack.office.verify()


def test_a_line_that_was_cut_off_is_made_again_without_a_second_card_or_key(stack):
    file = write(stack, row(1), row(2))
    make(stack, file, *to_files(stack))
    report = stack.folder / "batch.csv.report.csv"
    whole = report.read_text()
    key = (stack.folder / "keys" / "2.key").read_text()
    for cut in range(whole.rindex("\n", 0, -1) + 1, len(whole), 9):
        report.write_text(whole[:cut])

        assert make(stack, file, *to_files(stack))[0] == 0

        assert [line["row"] for line in report_of(file)] == ["1", "2"]
    assert stack.office.get("meters/2")["card"]["generation"] == 1
    assert (stack.folder / "keys" / "2.key").read_text() == key


def test_a_changed_file_a_clerk_and_a_key_that_left_before_are_refused(stack):
    stack.office.post("meters", {"meter": "1"}, by="samuel")
    stack.run("tallywatt-office", "keying", "--data", stack.office.data, "--meter", "1",
              "--output", stack.folder / "first.key")
    file = write(stack, row(1), row(2))
    left = make(stack, file, *to_files(stack))
    file.write_text(file.read_text() + row(3))
    changed = make(stack, file, *to_files(stack))
    by_clerk = command(stack, file, *to_files(stack))
    by_clerk[by_clerk.index("samuel")] = "wen"
    by_clerk[by_clerk.index(stack.folder / "samuel.password")] = stack.folder / "wen.password"
    clerk = subprocess.run(by_clerk, capture_output=True, text=True)

    assert left[0] == 1 and "failed: This meter's key was exported before." in left[1]
    assert "1 rows are not made" in left[2]
    assert changed[0] == 1 and "is the report of another file" in changed[2]
    assert clerk.returncode == 1 and "wen may not register meters" in clerk.stderr


def test_cards_in_a_pcsc_reader_are_asked_for_one_after_another(stack):
    reader = private_pcscd.start(stack)
    serials = [f"{n:016X}" for n in (0xA1, 0xA2, 0xA3)]
    for serial in serials:
        stack.run("tallywatt-card", "new", "--file", stack.folder / f"{serial}.card",
                  "--serial", serial)
    file = write(stack, *(row(meter, card="any") for meter in (1, 2, 3)))
    running = stack.start("personalise", *command(stack, file, "--wait", "20"),
                          environment=reader.environment)
    for number, serial in enumerate(serials, start=1):
        wait_until(lambda: running.log().count("put a blank card in") >= 1, "no card was asked for")
        card = stack.insert_card(stack.folder / f"{serial}.card", reader.address, f"card{number}")
        wait_until(lambda: f"{number} meter {number} keys" in running.log(), running.log())
        card.end()
        stack.processes.remove(card)
        private_pcscd.wait_empty(reader, PROGRAMS)

    assert running.process.wait(20) == 0, running.log()
    assert [line["card"] for line in report_of(file)] == serials
    assert all(stack.office.get(f"meters/{m}")["card"]["state"] == "confirmed" for m in (1, 2, 3))
