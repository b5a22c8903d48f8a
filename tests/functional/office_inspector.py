"""An inspector's day at the size of a phone, in both languages: whom to inspect, a customer's page, a round's field
card written and read back with real meters, each page looked at by axe-core. Pictures in build/screenshots."""

import json
import pathlib
import urllib.request

import pytest

from meter_face import FACE
from office_field_cards import FIELD_CARD, METERS, Round
from stack import wait_until
from browser_story import play

STORY = pathlib.Path(__file__).with_suffix(".mjs")
ROUND = METERS[:2]
WORDS = {
    "en": {"never": "has never bought", "cover": "cover opened", "newer": "newer report", "not_visited": "not visited",
           "lost": "lost", "no_card": "There is no card in the reader.", "on_round": "on a round",
           "meters": "Meters have 1 to 12 digits; write blanks or commas between them."},
    "zh": {"never": "从未购电", "cover": "表盖打开", "newer": "新的回写数据", "not_visited": "未到访",
           "lost": "已挂失", "no_card": "读卡器上没有电卡。", "on_round": "已列入检查轮次",
           "meters": "表号为 1 至 12 位数字，之间用空格或逗号分隔。"},
}


class FacedRound(Round):
    """Its meters can be opened by hand."""

    def keyed_meter(self, number, face="127.0.0.1:0"):
        return super().keyed_meter(number, face)

    def visit_with_open_cover(self):
        """Somebody opens the meter's cover before the inspector comes."""
        meter = self.meters[ROUND[0]]
        host = wait_until(lambda: FACE.search(meter.process.log()), "the meter has no face").group(1)
        for is_open, event in ((True, "cover_opened"), (False, "cover_closed")):
            ask(host, "/do", json.dumps({"do": "hold", "what": "cover", "on": is_open}).encode())
            wait_until(lambda wanted=event: wanted in events_of(host), f"the meter did not notice: {event}")
        assert self.visit(FIELD_CARD, ROUND[0]) == "field_card_served"


def ask(host, path, body=None):
    """The first line of what a meter's face answers."""
    headers = {"Content-Type": "application/json", "Origin": f"http://{host}"}
    with urllib.request.urlopen(urllib.request.Request(f"http://{host}{path}", body, headers), timeout=10) as answer:
        return answer.readline()


def events_of(host):
    """The kinds of event that the meter's face lists."""
    return [event["kind"] for event in json.loads(ask(host, "/live").removeprefix(b"data: "))["events"]]


@pytest.fixture(scope="module", params=["en", "zh"])
def seen(request):
    """What they saw; the language's words are with it."""
    with FacedRound() as stack:
        stack.issue(FIELD_CARD, ROUND[:1])
        stack.visit(FIELD_CARD, ROUND[0])
        stack.read_back(FIELD_CARD)  # what is new is told by what was known
        stack.counter.card_file = stack.card_file(FIELD_CARD)
        found = play(STORY, {"office": stack.office.url, "meters": ROUND, "language": request.param}, {
            "insert": stack.counter.insert, "pull": stack.counter.pull,
            "visit": stack.visit_with_open_cover})
        yield found | {"words": WORDS[request.param], "cards": stack.office.get("field-cards")["items"],
                       "verified": stack.office.verify()}


def test_no_page_breaks_a_rule_of_accessibility(seen):
    assert seen["violations"] == []
    assert len(seen["looked"]) == 9


def test_no_page_is_wider_than_a_phone(seen):
    assert seen["wider"] == []


def test_the_browser_has_nothing_to_complain_of(seen):
    assert seen["complaints"] == []


def test_a_supervisor_makes_a_round_of_the_list_and_writes_its_card(seen):
    assert seen["asked"] == " ".join(ROUND)
    assert seen["carrier"] == "ines"
    assert FIELD_CARD in seen["issued"]
    assert all(meter in seen["issued"] for meter in ROUND)


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_written_without_the_card(seen):
    assert seen["metersComplaint"] == seen["words"]["meters"]
    assert seen["withoutCard"] == seen["words"]["no_card"]


def test_an_inspector_begins_with_whom_to_inspect_and_why(seen):
    assert seen["home"] == "/inspections"
    assert seen["words"]["never"] in seen["whom"] and "12 River Lane" in seen["whom"]
    assert seen["words"]["on_round"] in seen["whom"]
    assert "Amina Diallo" in seen["customer"]


def test_the_field_card_brings_back_the_report_of_the_meter_that_was_visited(seen):
    assert seen["words"]["newer"] in seen["brought"]
    assert seen["words"]["not_visited"] in seen["brought"]
    assert "verified" in seen["verified"]


def test_what_the_report_reveals_is_a_finding_and_a_reason_to_inspect(seen):
    for page in ("brought", "findings", "whomAfter"):
        assert seen["words"]["cover"] in seen[page], seen[page]


def test_a_card_is_reported_lost_on_its_page(seen):
    assert seen["words"]["lost"] in seen["lost"]
    assert [card["is_lost"] for card in seen["cards"]] == [True]
