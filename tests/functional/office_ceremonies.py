"""Ceremonies over master keys with the real programs and SoftHSM: two people or nothing, shares on
paper, the lost-token drill, and what the books say about it."""

import os
import pty
import re
import shutil
import subprocess

import pytest

from office_stack import PROGRAMS, Counter, NewOffice, Office, Stack, wait_until

from stack import Meter

METER = "4711"


@pytest.fixture(scope="module")
def new_office():
    """The folder of an office that was just made, with five people."""
    with Stack() as stack:
        Office(stack).kill()
        yield stack.folder


@pytest.fixture()
def stack(new_office):
    with Stack() as stack:
        shutil.copytree(new_office, stack.folder, dirs_exist_ok=True)
        yield stack


def people(stack, first="grace", second="henry", password_of_second=None):
    """The options that name two people, each with a password out of the file PERSON.password."""
    return ["--first", first, "--first-password-file", stack.folder / f"{first}.password",
            "--second", second, "--second-password-file",
            stack.folder / f"{password_of_second or second}.password"]


def key(stack, ceremony, *options, by=None):
    """A ceremony's exit status, and what it said."""
    done = subprocess.run(
        [PROGRAMS / "tallywatt-office", "key", ceremony, "--data", stack.folder / "office",
         *(by or people(stack)), *options], capture_output=True, text=True, stdin=subprocess.DEVNULL,
        start_new_session=True)
    return done.returncode, done.stdout + done.stderr


def listed(stack):
    return stack.run("tallywatt-office", "key", "list", "--data", stack.folder / "office")


def share(stack, number, folder="shares"):
    return ["--share", stack.folder / folder / f"share-{number}.txt"]


def test_a_new_office_has_its_keys_by_its_first_ceremony(stack):
    keys = listed(stack)
    folder = stack.folder / "shares"

    for name in ("master 1", "roll-over 1", "audit 1"):
        assert re.search(rf"create +{name} +fingerprint [0-9A-F]{{8}}, any 2 of 3 shares, "
                         r"by grace and henry", keys)
    assert sorted(file.name for file in folder.iterdir()) == [f"share-{n}.txt" for n in (1, 2, 3)]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in folder.iterdir())
    assert (folder / "share-2.txt").read_text().count("TALLYWATT KEY SHARE") == 3


def test_one_person_alone_holds_no_ceremony(stack):
    output = ["--output", stack.folder / "more"]
    before = listed(stack)

    assert key(stack, "create", *output, by=people(stack, "grace", "grace")) == (
        1, "tallywatt-office: a ceremony needs two people: grace is one\n")
    for by in (people(stack, second="samuel"), people(stack, first="wen")):
        assert "is no administrator" in key(stack, "create", *output, by=by)[1]
    assert "is wrong" in key(stack, "create", *output, by=people(stack, second="nobody",
                                                                 password_of_second="henry"))[1]
    assert listed(stack) == before
    assert not (stack.folder / "more").exists()


def test_five_wrong_passwords_lock_a_person_out_of_ceremonies_whatever_comes_then(stack):
    output = ["--output", stack.folder / "more"]
    wrong = people(stack, password_of_second="wen")

    said = [key(stack, "create", *output, by=wrong)[1] for _ in range(6)]
    right = key(stack, "create", *output)

    assert all("password of henry is wrong" in line for line in said[:5])
    assert "wait a quarter of an hour" in said[5]
    assert right[0] == 1 and "wait a quarter of an hour" in right[1]
    assert "verified" in stack.run("tallywatt-office", "verify", "--data", stack.folder / "office")


def test_a_ceremony_asks_for_names_and_passwords_at_the_terminal_without_showing_them(stack):
    answers = iter([b"grace\n", b"henry\n", b"grace-password\n", b"henry-password\n"])
    screen = bytearray()
    child, terminal = pty.fork()
    if child == 0:
        os.execv(PROGRAMS / "tallywatt-office",
                 ["tallywatt-office", "key", "create", "--data", str(stack.folder / "office"),
                  "--output", str(stack.folder / "more")])
    asked = 0
    while True:
        try:
            read = os.read(terminal, 4096)
        except OSError:
            break
        if not read:
            break
        screen += read
        questions = len(re.findall(rb"administrator: |Password of \w+: ", screen))
        while asked < questions:
            asked += 1
            os.write(terminal, next(answers))
    status = os.waitpid(child, 0)[1]
    os.close(terminal)

    assert os.waitstatus_to_exitcode(status) == 0, screen.decode()
    assert b"master key 2: made in the token" in screen
    assert b"grace-password" not in screen and b"henry-password" not in screen


def test_without_a_terminal_the_options_are_named(stack):
    said = key(stack, "create", "--output", stack.folder / "more", by=["--first", "grace"])

    assert said[0] == 1 and "give --second NAME" in said[1]


def lose_token(stack):
    shutil.rmtree(stack.folder / "office" / "token")


@pytest.mark.parametrize("numbers, damage, complaint", [
    ((1,), None, "any 2 of 3 shares are needed: too few are here"),
    ((1, 1), None, "one share is here twice"),
    ((1, 2), lambda text: text.replace("1 01", "1 02", 1), "row 1 is mistyped"),
    ((1, 2), lambda text: text[:text.index("\n5 ")], "lacks row 5"),
    ((1, 2), lambda text: "", "holds no share"),
])
def test_shares_that_do_not_do_are_refused_and_nothing_comes_in(stack, numbers, damage, complaint):
    lose_token(stack)
    if damage:
        file = stack.folder / "shares" / "share-1.txt"
        file.write_text(damage(file.read_text()))

    status, said = key(stack, "import", *(part for n in numbers for part in share(stack, n)))

    assert status == 1 and complaint in said
    assert "in the token:\nceremonies:" in listed(stack)


def test_shares_of_another_ceremony_or_office_are_refused(stack):
    assert key(stack, "create", "--output", stack.folder / "more")[0] == 0
    assert key(stack, "export", *share(stack, 1), *share(stack, 3),
               "--output", stack.folder / "anew")[0] == 0
    other = stack.folder / "shares" / "share-1.txt"
    text = other.read_text()
    lose_token(stack)

    mixed = key(stack, "import", *share(stack, 1), *share(stack, 2, "anew"))
    single = key(stack, "import", *share(stack, 1, "more"))
    both = key(stack, "import", *share(stack, 1, "anew"), *share(stack, 2, "anew"))

    assert mixed[0] == 1 and "not of one ceremony" in mixed[1]
    assert single[0] == 1 and "too few" in single[1]
    assert both[0] == 0 and both[1].count("brought into the token") == 3
    assert text  # the first shares still hold the same keys: only a roll-over makes them void


def test_no_secret_is_in_the_log_or_the_list(stack):
    said = key(stack, "create", "--output", stack.folder / "more")[1] + listed(stack)
    rows = re.findall(r"^\d (?:[0-9A-F]{4} ){2,4}", (stack.folder / "more" / "share-1.txt").read_text(),
                      re.MULTILINE)

    assert rows
    for row in rows:
        assert row[2:].strip() not in said


def test_a_lost_token_is_restored_from_two_of_three_shares_and_the_office_sells_on():
    with NewOffice() as stack:
        office = stack.office
        office.open_account(METER, stack.tariff)
        counter = Counter(office)
        counter.insert()
        office.post("cards", {"meter": METER, "desk": "counter-1"})
        sale = {"meter": METER, "energy_wh": 30_000, "desk": "counter-1", "write": True}
        office.post("sales", sale)
        counter.pull()
        key_file, state = stack.folder / "meter.key", stack.folder / "meter.state"
        stack.run("tallywatt-office", "keying", "--data", office.data, "--meter", METER,
                  "--output", key_file)
        stack.run("tallywatt-meter", "key", "--state", state, "--key-file", key_file)
        meter = Meter(stack, state, ["--household", "1", "--speed", "1", "--face", "none"])
        office.process.end()
        stack.processes.remove(office.process)

        # Another machine: the books from the backup, no token, and the paper of two people.
        restored = stack.folder / "restored"
        shutil.copytree(office.data, restored, ignore=shutil.ignore_patterns("token", "address"))
        shutil.rmtree(office.data)
        restored.rename(office.data)
        status, said = key(stack, "import", *share(stack, 3), *share(stack, 1))
        assert status == 0 and said.count("brought into the token") == 3, said
        assert "verified" in office.verify()

        office.start()
        counter.desk.end()
        counter.start_desk()
        counter.insert()
        office.post("sales", {**sale, "energy_wh": 12_000})
        counter.pull()
        stack.insert_card(counter.card_file, meter.slot)
        wait_until(lambda: meter.status()["ordered_wh"] == 42_000, "the meter took no order")
