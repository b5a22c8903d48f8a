"""A fleet goes over to a new master key with the real programs: made and rolled by two people, taken
to the meter by its card, shown by its report, and only then is the old key retired."""

import subprocess

from office_stack import PROGRAMS, Counter, NewOffice, wait_until

from stack import Meter

METER = "4711"


def key(stack, ceremony, *options):
    done = subprocess.run(
        [PROGRAMS / "tallywatt-office", "key", ceremony, "--data", stack.office.data,
         "--first", "grace", "--first-password-file", stack.folder / "grace.password",
         "--second", "henry", "--second-password-file", stack.folder / "henry.password", *options],
        capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout + done.stderr


def status(stack):
    return stack.run("tallywatt-office", "key", "status", "--data", stack.office.data)


def test_a_meter_goes_over_to_a_new_master_key_by_its_card_and_the_old_one_is_retired():
    with NewOffice() as stack:
        office = stack.office
        office.open_account(METER, stack.tariff)
        key_file, state = stack.folder / "meter.key", stack.folder / "meter.state"
        stack.run("tallywatt-office", "keying", "--data", office.data, "--meter", METER,
                  "--output", key_file)
        stack.run("tallywatt-meter", "key", "--state", state, "--key-file", key_file)
        meter = Meter(stack, state, ["--household", "1", "--speed", "1", "--face", "none"])
        counter = Counter(office)
        sold = 0

        def at_the_office(energy_wh):
            counter.insert()
            if not sold:
                office.post("cards", {"meter": METER, "desk": "counter-1"})
            sale = office.post("sales", {"meter": METER, "energy_wh": energy_wh,
                                         "desk": "counter-1", "write": True})
            assert sale["order_state"] == "issued", sale
            counter.pull()

        def at_the_meter(total):
            card = stack.insert_card(counter.card_file, meter.slot, "card-meter")
            meter.ask("wait_card")
            card.end()
            stack.processes.remove(card)
            assert meter.status()["ordered_wh"] == total

        at_the_office(10_000)
        sold = 10_000
        at_the_meter(sold)

        assert key(stack, "create", "--output", stack.folder / "second")[0] == 0
        assert key(stack, "roll", "--version", "2")[0] == 0
        early = key(stack, "retire", "--version", "1")
        assert early[0] == 1 and "still in use. 1 meters have it" in early[1]
        assert "0 of 1 meters, 0 %" in status(stack)

        at_the_office(5_000)  # the old key's report comes back, the next key goes along
        at_the_meter(15_000)  # the order of the old key and the new key in one commit
        assert stack.run_json("tallywatt-card", "show", "--json", "--file",
                              counter.card_file)["key_version"] == 1
        assert key(stack, "retire", "--version", "1")[0] == 1

        at_the_office(2_000)  # the report under the new key
        assert "1 of 1 meters, 100 %" in status(stack)
        assert stack.run_json("tallywatt-card", "show", "--json", "--file",
                              counter.card_file)["key_version"] == 2
        retired = key(stack, "retire", "--version", "1")
        assert retired == (0, "master key 1 has left the token\n")
        at_the_meter(17_000)

        at_the_office(1_000)
        at_the_meter(18_000)
        office.post("meters", {"meter": "4712"}, by="samuel")
        assert office.get("meters/4712")["key_version"] == 2
        used = status(stack)
        assert "master 2:" in used and "roll-over 1: 1 roll-over records" in used
        assert "verified" in office.verify()


def test_without_the_roll_over_key_cards_are_served_and_nothing_rolls():
    with NewOffice() as stack:
        office = stack.office
        office.open_account(METER, stack.tariff)
        counter = Counter(office)
        counter.insert()
        office.post("cards", {"meter": METER, "desk": "counter-1"})
        assert key(stack, "put-away")[0] == 0
        assert key(stack, "create", "--output", stack.folder / "second")[0] == 0
        assert key(stack, "roll", "--version", "2")[0] == 0

        sale = office.post("sales", {"meter": METER, "energy_wh": 1_000, "desk": "counter-1",
                                     "write": True})

        assert sale["order_state"] == "issued"
        shares = [part for n in (1, 2) for part in
                  ("--share", stack.folder / "shares" / f"share-{n}.txt")]
        brought = key(stack, "import", *shares)
        assert brought[0] == 0 and "roll-over key 1: brought into the token" in brought[1]
        office.post("sales", {"meter": METER, "energy_wh": 1_000, "desk": "counter-1",
                              "write": True})
        wait_until(lambda: "1 roll-over records" in status(stack), "no KEYS record was made")
