"""Field cards with the real programs: an office issues them on a virtual reader, meters serve them in
their slots, and the office takes back what they wrote. A stolen one is dead after the next round."""

import pytest

from office_stack import Counter, NewOffice

from stack import Failed, Meter

METERS = ["4711", "4712", "4713"]
FIELD_CARD = "00000000000F1E1D"
NEXT_FIELD_CARD = "00000000000F1E1E"


class Round(NewOffice):
    """An office with an inspector, a counter and three meters that are keyed and run."""

    def __enter__(self):
        super().__enter__()
        try:
            self.inspector = self.office.post(
                "users", {"name": "ines", "role": "inspector", "password": "ines-password"},
                by="grace")["user"]
            token = self.folder / "ines.token"
            self.run("tallywatt-office", "user", "token", "--data", self.office.data, "--name",
                     "ines", "--label", "test", "--output", token)
            self.office.tokens["ines"] = token.read_text().strip()
            self.meters = {number: self.keyed_meter(number) for number in METERS}
            self.counter = Counter(self.office)
            for serial in (FIELD_CARD, NEXT_FIELD_CARD):
                self.run("tallywatt-card", "new", "--field", "--file", self.card_file(serial),
                         "--serial", serial)
        except BaseException:
            self.close()
            raise
        return self

    def keyed_meter(self, number, face="none"):
        self.office.open_account(number, self.tariff)
        key, state = self.folder / f"{number}.key", self.folder / f"{number}.state"
        self.run("tallywatt-office", "keying", "--data", self.office.data, "--meter", number,
                 "--output", key)
        self.run("tallywatt-meter", "key", "--state", state, "--key-file", key)
        return Meter(self, state, ["--household", "1", "--speed", "1", "--face", face], number)

    def card_file(self, serial):
        return self.folder / f"{serial}.card"

    def on_the_reader(self, serial, work):
        self.counter.card_file = self.card_file(serial)
        self.counter.insert()
        try:
            return work()
        finally:
            self.counter.pull()

    def issue(self, serial, meters, kind="inspection", **values):
        return self.on_the_reader(serial, lambda: self.office.post(
            "field-cards", {"desk": "counter-1", "kind": kind, "carrier": self.inspector,
                            "meters": ",".join(meters), **values}, by="samuel"))

    def read_back(self, serial):
        read = self.on_the_reader(serial, lambda: self.office.post(
            "desks/counter-1/read-field", {}, by="ines", status=200))
        return {place["meter"]: place for place in read["meters"]}

    def visit(self, serial, meter):
        """How the insertion ended, as the meter names it."""
        card = self.insert_card(self.card_file(serial), self.meters[meter].slot, "in-meter")
        try:
            return self.meters[meter].ask("wait_card")["result"]
        finally:
            card.end()
            self.processes.remove(card)


@pytest.fixture
def round_of_meters():
    with Round() as stack:
        yield stack


def test_an_inspection_brings_back_reports_and_events_of_every_meter_that_was_visited(
        round_of_meters):
    stack, office = round_of_meters, round_of_meters.office
    issued = stack.issue(FIELD_CARD, METERS)
    assert issued["round"] == 1
    assert [place["meter"] for place in issued["meters"]] == METERS

    for meter in METERS[:2]:
        assert stack.visit(FIELD_CARD, meter) == "field_card_served"
    places = stack.read_back(FIELD_CARD)

    assert [places[meter]["outcome"] for meter in METERS] == ["read", "read", "not_visited"]
    for meter in METERS[:2]:
        assert places[meter]["report"]["is_newer"]
        assert places[meter]["report"]["findings"] == []
        events = office.get(f"meters/{meter}/events")["items"]
        assert len(events) == places[meter]["events"] > 0
        assert events[0]["kind"] == 52  # the visit itself is the newest
        assert office.get(f"reports?meter={meter}")["items"][0]["card"] == FIELD_CARD
    shown = office.get(f"field-cards/{FIELD_CARD}")["meters"]
    assert [place["is_read_back"] for place in shown] == [True, True, False]
    # Once more the same card: nothing of it is new.
    again = stack.read_back(FIELD_CARD)
    assert not again[METERS[0]]["report"]["is_newer"]
    assert again[METERS[0]]["report"]["findings"] == []
    assert len(office.get(f"meters/{METERS[0]}/events")["items"]) == places[METERS[0]]["events"]
    office.verify()


def test_a_stolen_field_card_opens_no_other_meter_and_is_dead_after_the_next_round(
        round_of_meters):
    stack, office = round_of_meters, round_of_meters.office
    stack.issue(FIELD_CARD, METERS[:2])
    assert stack.visit(FIELD_CARD, METERS[0]) == "field_card_served"
    assert stack.visit(FIELD_CARD, METERS[2]) == "wrong_meter"

    # Whoever prints its storage finds the keys of its places; written over the number of another
    # meter they open nothing there.
    stolen = bytearray(stack.card_file(FIELD_CARD).read_bytes())
    place = int(METERS[1]).to_bytes(8, "big")
    assert place in stolen
    thief = stack.card_file("thief")
    forged = stolen.replace(place, int(METERS[2]).to_bytes(8, "big"))
    thief.write_bytes(with_checksums(forged))
    assert stack.visit("thief", METERS[2]) == "card_not_genuine"

    lost = office.post(f"field-cards/{FIELD_CARD}/loss", {}, by="ines", status=200)
    assert lost["is_lost"]
    issued = stack.issue(NEXT_FIELD_CARD, METERS[:2])
    assert issued["round"] == 2
    assert stack.visit(NEXT_FIELD_CARD, METERS[0]) == "field_card_served"
    stack.read_back(NEXT_FIELD_CARD)

    assert stack.visit(FIELD_CARD, METERS[0]) == "card_replaced"
    assert [place["is_over"] for place in office.get(f"field-cards/{FIELD_CARD}")["meters"]] == [
        True, False]


def test_a_parameter_card_sets_its_meters_and_a_fitters_card_leaves_its_carrier_in_the_event(
        round_of_meters):
    stack, office = round_of_meters, round_of_meters.office
    issued = stack.issue(FIELD_CARD, METERS[:1], "parameter", alarm_level_wh=5_000)
    assert issued["meters"] == [{"meter": METERS[0], "parameter_version": 1}]
    assert stack.visit(FIELD_CARD, METERS[0]) == "field_card_served"
    assert stack.visit(stack_maintenance(stack), METERS[0]) == "maintained"
    stack.issue(FIELD_CARD, METERS[:1])
    assert stack.visit(FIELD_CARD, METERS[0]) == "field_card_served"
    stack.read_back(FIELD_CARD)

    details = {event["kind"]: event["detail"]
               for event in office.get(f"meters/{METERS[0]}/events")["items"]}
    assert details[22] == 1  # parameters_taken: their version
    assert details[53] == int(stack.inspector)  # maintained: who carries the card


def test_a_field_card_is_issued_by_those_in_charge_and_to_inspectors_alone(round_of_meters):
    stack, office = round_of_meters, round_of_meters.office
    asked = {"desk": "counter-1", "kind": "inspection", "carrier": stack.inspector,
             "meters": METERS[0]}

    def refused(by="samuel", **changed):
        answer = office.send("POST", "/api/v1/field-cards", {**asked, **changed}, by=by)
        return answer.status, answer.code

    def refusals():
        assert refused(by="wen") == (403, "not_permitted")
        assert refused(by="ines") == (403, "not_permitted")
        assert refused(carrier="99") == (404, "unknown_user")
        assert refused(carrier="4") == (422, "carrier_not_permitted")
        assert refused(meters="4711,4711") == (422, "field_meters_out_of_range")
        assert refused(meters="9") == (404, "unknown_meter")
        assert refused(kind="customer") == (422, "field_out_of_range")
        assert refused(kind="parameter", page_time_s=0) == (422, "parameters_out_of_range")
        assert refused(alarm_level_wh=1) == (422, "field_unknown")
        reading = office.send("POST", "/api/v1/desks/counter-1/read-field", {}, by="wen")
        assert (reading.status, reading.code) == (403, "not_permitted")

    stack.on_the_reader(FIELD_CARD, refusals)
    assert office.get("field-cards")["items"] == []
    with pytest.raises(Failed):
        stack.run("tallywatt-card", "new", "--field", "--file", stack.card_file(FIELD_CARD),
                  "--serial", FIELD_CARD)


def stack_maintenance(stack):
    stack.issue(NEXT_FIELD_CARD, METERS[:1], "maintenance")
    return NEXT_FIELD_CARD


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def with_checksums(stolen):
    """A field card's file whose places have right checksums again: the thief's own work."""
    slots, page, record = 2 * 4096, 2048, 8 + 1322
    for offset in range(slots, len(stolen), page):
        if any(stolen[offset:offset + 8]):
            checksum = crc32c(stolen[offset:offset + record]).to_bytes(4, "big")
            stolen[offset + record:offset + record + 4] = checksum
    return bytes(stolen)
