"""What the meter's web face answers: its page, its commands, and what it refuses."""

import json
import socket
import subprocess

import pytest

from meter_face import FacedMeter
from stack import PROGRAMS, Stack, wait_until

KEY = "000102030405060708090a0b0c0d0e0f"
METER = "100000000017"


@pytest.fixture(scope="module")
def meter():
    """A keyed meter with a folder of cards: its own, with 60 kWh on it, and a neighbour's."""
    with Stack() as stack:
        key_file = stack.folder / "meter.key"
        key_file.write_text(json.dumps({"meter": METER, "key_version": 1, "k_meter": KEY}))
        stack.run("tallywatt-meter", "key", "--state", stack.folder / "meter.state",
                  "--key-file", key_file)
        cards = stack.folder / "cards"
        cards.mkdir()
        for name, number, serial in (("amina", METER, "0123456789ABCDEF"),
                                     ("neighbour", "100000000018", "0123456789ABCDEE")):
            stack.run("card-workshop", "card", cards / f"{name}.card", KEY, number, serial)
        stack.run("card-workshop", "order", cards / "amina.card", KEY, 1, 60_000, "opening")
        (cards / "notes.txt").write_text("no card")
        yield FacedMeter(stack, stack.folder / "meter.state", "--household", "7", "--speed", "60",
                         "--cards", cards)


def insertion(meter, number):
    """The end of the `number`-th insertion."""
    return wait_until(lambda: (meter.live()["insertion"] or {}).get("number") == number
                      and meter.live()["insertion"], f"insertion {number} did not end")


def test_a_card_of_the_folder_is_put_in_credited_and_pulled(meter):
    assert [card["name"] for card in meter.send("GET", "/cards").body] == ["amina.card",
                                                                          "neighbour.card"]
    assert meter.do(do="card_in", card="amina.card").status == 200
    credited = insertion(meter, 1)
    while_in = meter.live()
    twice = meter.do(do="card_in", card="neighbour.card")
    assert meter.do(do="card_out").status == 200

    assert credited["result"] == "credited"
    assert (while_in["card"], while_in["closed"], while_in["remaining_wh"] > 59_000) == (
        "amina.card", True, True)
    assert (twice.status, twice.body) == (409, {"error": "the slot holds a card: pull it first",
                                               "code": "slot_taken"})
    wait_until(lambda: meter.live()["card"] == "", "the card was not pulled")
    wait_until(lambda: meter.do(do="card_in", card="neighbour.card").status == 200,
               "the slot did not become empty")
    refused = insertion(meter, 2)
    assert (refused["failed"], refused["code"]) == (True, "Err-06")
    meter.do(do="card_out")


def test_hands_reach_the_meter_through_the_page(meter):
    for command in ({"do": "load", "watts": 1500}, {"do": "hold", "what": "magnet", "on": True},
                    {"do": "leak", "milliamperes": 3}, {"do": "mains", "volts": 225}):
        assert meter.do(**command).status == 200
    held = wait_until(lambda: meter.live()["hands"]["volts"] == 225 and meter.live()["hands"],
                      "the mains did not change")

    assert held == {"cover": False, "magnet": True, "load_w": 1500, "mains": True, "volts": 225,
                    "leak_ma": 3}
    meter.do(do="hold", what="magnet", on=False)


def test_the_display_button_turns_the_page(meter):
    meter.do(do="press", button="display")
    wait_until(lambda: meter.live()["page"] == "remaining", "the first page did not come")
    meter.do(do="press", button="display")

    wait_until(lambda: meter.live()["page"] == "ordered_total", "the page did not turn")


@pytest.mark.parametrize("command, status", [
    ({"do": "dance"}, 400), ({"do": "load", "watts": 10**9}, 400), ([], 400),
    ({"do": "card_in", "card": "../meter.state"}, 409), ({"do": "card_in", "card": "none"}, 409)])
def test_a_command_that_makes_no_sense_is_refused_with_a_sentence(meter, command, status):
    answer = meter.send("POST", "/do", json.dumps(command), Content_Type="application/json",
                        Origin=f"http://{meter.host}")

    assert answer.status == status and len(answer.body["error"]) > 10, answer.body


def test_no_page_of_another_site_can_use_it(meter):
    port = meter.host.split(":")[1]
    json_type = {"Content_Type": "application/json"}
    for method, path, headers in (
            ("POST", "/do", json_type | {"Origin": "http://evil.example"}),
            ("POST", "/do", json_type | {"Origin": f"http://127.0.0.1:{int(port) - 1}"}),
            ("POST", "/do", json_type | {"Origin": "null"}),
            ("GET", "/live", {"Origin": "http://evil.example"}),
            # A name of the other site that has been pointed at this machine.
            ("GET", "/live", {"Host": f"evil.example:{port}"}),
            ("GET", "/", {"Host": f"evil.example:{port}"})):
        assert meter.send(method, path, "{}", **headers).status == 403, (path, headers)
    form = meter.send("POST", "/do", "{}", Content_Type="text/plain",
                      Origin=f"http://{meter.host}")
    assert form.status == 415


def test_the_page_allows_no_script_or_style_but_its_own(meter):
    page = meter.send("GET", "/")

    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "style=" not in page.body and "onclick" not in page.body


def test_what_is_no_request_of_its_own_is_answered_and_harms_nobody(meter):
    host, port = meter.host.split(":")
    for noise, status in ((b"\x16\x03\x01 TLS?\r\n\r\n", b"400"),
                          (b"GET / HTTP/1.1\r\nX: " + b"x" * 9000 + b"\r\n\r\n", b"431"),
                          (b"POST /do HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n", b"413")):
        with socket.create_connection((host, int(port)), 10) as connection:
            connection.sendall(noise)
            assert connection.recv(100).startswith(b"HTTP/1.1 " + status)
    assert meter.send("DELETE", "/").status == 405
    assert meter.send("GET", "/etc/passwd").status == 404
    assert meter.send("GET", "/").status == 200


def test_more_browsers_than_it_serves_do_not_stop_it(meter):
    host, port = meter.host.split(":")
    crowd = [socket.create_connection((host, int(port)), 10) for _ in range(80)]
    try:
        assert meter.process.is_running()
    finally:
        for connection in crowd:
            connection.close()

    def answers():
        try:
            return meter.send("GET", "/").status == 200
        except ConnectionError:
            return False

    wait_until(answers, "the face did not come back")


@pytest.mark.parametrize("address, words", [
    ("0.0.0.0:0", "other machines can reach 0.0.0.0:0"), ("here", "the face is terminal, none or"),
    ("127.0.0.1:99999", "the face is terminal, none or")])
def test_an_address_that_it_should_not_listen_on_is_refused(tmp_path, address, words):
    key_file = tmp_path / "meter.key"
    key_file.write_text(json.dumps({"meter": METER, "key_version": 1, "k_meter": KEY}))
    state = tmp_path / "meter.state"
    subprocess.run([PROGRAMS / "tallywatt-meter", "key", "--state", state, "--key-file", key_file],
                   check=True)

    done = subprocess.run([PROGRAMS / "tallywatt-meter", "run", "--state", state, "--household",
                           "7", "--face", address], capture_output=True, text=True, timeout=20)

    assert done.returncode == 1 and words in done.stderr


def test_a_cover_opened_while_the_meter_is_dark_is_found_when_the_mains_are_back(meter):
    kinds = lambda: [event["kind"] for event in meter.live()["events"]]
    before = kinds().count("cover_opened")
    meter.do(do="mains", volts=0)
    wait_until(lambda: meter.live()["text"] == "", "the display did not go dark")
    meter.do(do="hold", what="cover", on=True)
    wait_until(lambda: meter.live()["hands"]["cover"], "the cover did not open")
    began = meter.live()["seconds"]
    wait_until(lambda: meter.live()["seconds"] > began + 10, "no time passed in the dark")
    meter.do(do="hold", what="cover", on=False)
    meter.do(do="mains", volts=230)

    wait_until(lambda: kinds().count("cover_opened") == before + 1, "the latch was not read")
    wait_until(lambda: "cover_closed" in kinds(), "it did not end")
    assert "metering_gap" in kinds()
