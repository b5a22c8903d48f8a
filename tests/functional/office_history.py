"""The history of a meter with the real programs: it lives seventy days, its customer's card brings
what it kept, and the office shows it day by day. Altered, foreign and old records gain nothing."""

import contextlib
import csv
import math
import struct
from datetime import datetime, timezone

import pytest

from office_stack import Counter, NewOffice

from stack import Meter

METER, OTHER = "4711", "4712"
DAY = 24 * 3600
# Where the card's file keeps what (docs/formats/card.md).
SLOT, IMAGE, HEAD, HISTORY = 4096, 3942, 10, 738
RECORD, DAY_PLACES = 128, 12


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


class CardFile:
    """A card in the hands of somebody who can write into its memory."""

    def __init__(self, path):
        self.path = path
        self.bytes = bytearray(path.read_bytes())
        sequences = [struct.unpack_from(">Q", self.bytes, at)[0] for at in (0, SLOT)]
        self.slot = SLOT if sequences[1] > sequences[0] else 0

    def day_record(self, place):
        at = self.slot + HEAD + HISTORY + place * RECORD
        return slice(at, at + RECORD)

    def newest_day_place(self):
        def end(place):
            record = self.bytes[self.day_record(place)]
            return struct.unpack_from(">I", record, 16)[0]
        return max(range(DAY_PLACES), key=end)

    def save(self):
        image = self.slot + HEAD
        whole = image + IMAGE
        struct.pack_into(">I", self.bytes, whole - 4, crc32c(self.bytes[image:whole - 4]))
        struct.pack_into(">I", self.bytes, whole, crc32c(self.bytes[self.slot:whole]))
        self.path.write_bytes(self.bytes)


class Lives(NewOffice):
    """An office with a counter and keyed meters whose time is told to pass."""

    def __enter__(self):
        super().__enter__()
        try:
            self.counter = Counter(self.office)
            self.meters = {}
        except BaseException:
            self.close()
            raise
        return self

    def new_meter(self, number, serial=None):
        self.office.open_account(number, self.tariff)
        key, state = self.folder / f"{number}.key", self.folder / f"{number}.state"
        self.run("tallywatt-office", "keying", "--data", self.office.data, "--meter", number,
                 "--output", key)
        self.run("tallywatt-meter", "key", "--state", state, "--key-file", key)
        if serial:
            self.counter.take_blank(serial)
        self.meters[number] = (
            Meter(self, state, ["--household", "1", "--speed", "0", "--paused", "--no-sync",
                                "--face", "none"], number),
            state, self.counter.card_file)
        with self.on_the_reader(number):
            self.office.post("cards", {"meter": number, "desk": "counter-1"})
            self.office.post("sales", {"meter": number, "energy_wh": 5_000_000,
                                       "desk": "counter-1", "write": True})
        self.at_the_meter(number)

    @contextlib.contextmanager
    def on_the_reader(self, number):
        self.counter.card_file = self.meters[number][2]
        self.counter.insert()
        yield
        self.counter.pull()

    def at_the_meter(self, number, times=1):
        meter, _, card_file = self.meters[number]
        for _ in range(times):
            card = self.insert_card(card_file, meter.slot, "card-meter")
            meter.ask("wait_card")
            card.end()
            self.processes.remove(card)

    def live(self, number, days):
        self.meters[number][0].ask("run", until=["seconds"], seconds=days * DAY)

    def read(self, number):
        with self.on_the_reader(number):
            return self.office.post("desks/counter-1/read", {}, status=200)

    def history(self, number, kind):
        return self.office.get(f"meters/{number}/{kind}?limit=1000")["items"]

    def kept(self, number):
        """What the meter itself remembers."""
        folder = self.folder / f"{number}.history"
        self.run("tallywatt-meter", "export", "--state", self.meters[number][1], "--output", folder)
        return {file.stem: list(csv.DictReader(file.read_text().splitlines()))
                for file in folder.glob("*.csv")}


def consumed_wh(row):
    return math.ceil(int(row["consumed_mj"]) / 3_600_000)


def as_told(items):
    return [(item["end"], item["ordered_total_wh"], item["consumed_total_wh"],
             item["clock_trusted"]) for item in items]


def as_kept(rows):
    return [(row["time"], int(row["ordered_wh"]), consumed_wh(row),
             row["clock_trusted"] in ("1", "true", "yes")) for row in reversed(rows)]


def test_the_office_shows_what_a_meter_kept_of_seventy_days():
    with Lives() as stack:
        stack.new_meter(METER)
        stack.live(METER, 62)
        for _ in range(8):  # each cut and start is kept as an event
            stack.meters[METER][0].ask("mains", on=False)
            stack.meters[METER][0].ask("run", until=["seconds"], seconds=60)
            stack.meters[METER][0].ask("mains", on=True)
            stack.live(METER, 1)
        stack.at_the_meter(METER, times=6)

        assert stack.read(METER)["findings"] == []

        kept = stack.kept(METER)
        days, months = stack.history(METER, "day-ends"), stack.history(METER, "month-ends")
        # Beside the last 62 it knows those that the first insertion brought.
        assert len(days) >= 62
        assert as_told(days[:62]) == as_kept(kept["day_ends"])[:62]
        assert set(as_told(days)) <= set(as_kept(kept["day_ends"]))
        assert len(months) in (2, 3)  # by the day on which the seventy begin
        assert as_told(months) == as_kept(kept["month_ends"])
        events = stack.history(METER, "events")
        assert len(events) >= 16
        by_number = {int(row["number"]): row for row in kept["events"]}
        for event in events:
            row = by_number[event["number"]]
            assert event["at"] == row["time"]
            assert event["detail"] == int(row["detail"])
            assert event["consumed_total_wh"] == math.ceil(
                int(row["consumed_mj_after"]) / 3_600_000)

        # A series to be plotted: each day with what was used in it.
        for day, before in zip(days[:61], days[1:62]):
            assert day["since"] == before["end"]
            assert day["consumed_wh"] == day["consumed_total_wh"] - before["consumed_total_wh"]
            assert day["end_utc_seconds"] - before["end_utc_seconds"] == DAY
            assert datetime.fromtimestamp(day["end_utc_seconds"], timezone.utc).strftime(
                "%Y-%m-%dT%H:%M:%SZ") == day["end"]
        assert sum(day["consumed_wh"] for day in days[:61]) > 100_000
        told = stack.run_json("tallywatt", "--office", stack.office.url, "--token-file",
                              stack.folder / "wen.token", "--json", "history", "--meter", METER,
                              "--limit", "3")
        assert told["items"] == days[:3]

        # The same card again brings nothing twice; another day brings one more.
        assert stack.read(METER)["findings"] == []
        assert stack.history(METER, "day-ends") == days
        stack.live(METER, 1)
        stack.at_the_meter(METER)
        assert stack.read(METER)["findings"] == []
        assert stack.history(METER, "day-ends")[1:] == days
        assert "verified" in stack.office.verify()


@pytest.mark.parametrize("attack", ["altered", "of another meter", "of another kind"])
def test_a_record_that_the_meter_did_not_write_is_a_finding_and_nothing_else(attack):
    with Lives() as stack:
        stack.new_meter(METER)
        stack.live(METER, 3)
        stack.at_the_meter(METER)
        card = CardFile(stack.meters[METER][2])
        place = card.newest_day_place()
        if attack == "altered":
            record = bytearray(card.bytes[card.day_record(place)])
            record[31] ^= 1
            card.bytes[card.day_record(place)] = record
        elif attack == "of another meter":
            stack.new_meter(OTHER, "0123456789ABCDE0")
            stack.live(OTHER, 3)
            stack.at_the_meter(OTHER)
            foreign = CardFile(stack.meters[OTHER][2])
            card.bytes[card.day_record(place)] = foreign.bytes[
                foreign.day_record(foreign.newest_day_place())]
        else:
            month = DAY_PLACES
            card.bytes[card.day_record(month)] = card.bytes[card.day_record(place)]
            card.bytes[card.day_record(place)] = bytes(RECORD)
        card.save()

        assert stack.read(METER)["findings"] == ["history_altered"]

        assert stack.history(METER, "day-ends") == []
        if attack == "of another kind":
            assert stack.history(METER, "month-ends") == []
        reading = stack.office.get(f"reports?meter={METER}")["items"][0]
        assert reading["findings"] == ["history_altered"]
        assert reading["report"] is not None


def test_old_records_put_back_onto_the_card_change_nothing():
    with Lives() as stack:
        stack.new_meter(METER)
        stack.live(METER, 3)
        stack.at_the_meter(METER)
        assert stack.read(METER)["findings"] == []
        old = CardFile(stack.meters[METER][2])
        place = old.newest_day_place()
        stack.live(METER, 2)
        stack.at_the_meter(METER)
        card = CardFile(stack.meters[METER][2])
        assert card.newest_day_place() == place
        card.bytes[card.day_record(place)] = old.bytes[old.day_record(place)]
        card.save()
        before = stack.history(METER, "day-ends")

        assert stack.read(METER)["findings"] == []

        assert len(before) == 3
        assert stack.history(METER, "day-ends") == before
        assert "verified" in stack.office.verify()
