"""What tallywatt-meter says and does for its user: commands, refusals, the control socket."""

import json
import os
import pathlib
import socket
import subprocess
import time

import pytest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("TALLYWATT_BIN", SOURCE / "build" / "bin"))
METER = PROGRAMS / "tallywatt-meter"
KEY = "000102030405060708090a0b0c0d0e0f"
HEADING = "local_time,active_kw,reactive_kvar,voltage_v,current_a\n"


@pytest.fixture
def state(tmp_path):
    """The state file of a new meter."""
    key_file = tmp_path / "meter.key"
    key_file.write_text(json.dumps({"meter": "100000000017", "key_version": 1, "k_meter": KEY}))
    path = tmp_path / "meter.state"
    subprocess.run([METER, "key", "--state", path, "--key-file", key_file], check=True)
    return path


class Running:
    """A meter under control, from the beginning paused and without a face."""

    def __init__(self, state, *arguments):
        self.control = state.parent / "control"
        self.process = subprocess.Popen(
            [METER, "run", "--state", state, "--control", self.control, "--paused", "--no-sync",
             "--speed", "0", "--start", "2026-03-01T12:00:00Z", "--face", "none", *arguments])
        self.socket, self.answers = self.connect()

    def connect(self):
        end = time.monotonic() + 20
        while True:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(str(self.control))
                return connection, connection.makefile("r")
            except OSError:
                connection.close()
                assert time.monotonic() < end and self.process.poll() is None
                time.sleep(0.005)

    def ask(self, do, **values):
        self.socket.sendall((json.dumps({"do": do, **values}) + "\n").encode())
        return json.loads(self.answers.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        assert self.process.wait(20) == 0
        self.answers.close()
        self.socket.close()


def refusal(*arguments):
    """Status and the one line of an invocation that is refused."""
    done = subprocess.run([METER, *map(str, arguments)], capture_output=True, text=True,
                          timeout=20)
    assert done.stderr.count("\n") == 1
    return done.returncode, done.stderr


def insert(card, slot):
    return subprocess.Popen([PROGRAMS / "tallywatt-card", "insert", "--file", card, "--at", slot],
                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_keyed_meter_takes_no_second_key(state):
    status, line = refusal("key", "--state", state, "--key-file", state.parent / "meter.key")
    assert status == 1 and "takes no other" in line


def test_wrong_usage_ends_with_status_2(state):
    assert refusal("run", "--state", state)[0] == 2
    assert refusal("dance")[0] == 2
    assert refusal("run", "--state", state, "--household", "1", "--start", "noon")[0] == 2


def test_a_state_that_is_none_is_refused_by_name(tmp_path):
    (tmp_path / "other").write_text("not a meter")
    status, line = refusal("show", "--state", tmp_path / "other")
    assert status == 1 and "is not the state of a meter" in line


@pytest.mark.parametrize("text, why", [
    ("local_time,volts\n", "line 1, column active_kw: the heading has no such column"),
    (HEADING + "2006-12-16T17:24:00,much,0,230,0\n", "line 2, column active_kw: 'much'"),
    (HEADING + "2006-12-16T17:24:00,1,0,230,0\n2006-12-16T17:23:00,1,0,230,0\n",
     "line 3, column local_time"),
    (HEADING + "2006-12-16T17:24:00,1,0,230\n", "line 2: has 4 fields"),
])
def test_a_bad_load_file_is_refused_with_line_and_column(state, text, why):
    load = state.parent / "load.csv"
    load.write_text(text)
    status, line = refusal("run", "--state", state, "--load", load)
    assert status == 1 and why in line


def test_the_clock_goes_on_only_while_it_runs(state):
    with Running(state, "--household", "7") as meter:
        before = meter.ask("status")
        after = meter.ask("run", until=["seconds"], seconds=3600)
        assert before["time"] == "2026-03-01T12:00:00Z" and before["paused"]
        assert after["time"] == "2026-03-01T13:00:00Z" and after["paused"]
        assert after["stopped_by"] == "seconds"
        assert after["supply"] == "open" and after["reasons"] == ["not_opened"]
        assert after["consumed_mj"] == 0
        assert after["load"]["seconds_played"] == 3600


def test_a_request_that_is_not_understood_gets_a_reason(state):
    with Running(state, "--household", "7") as meter:
        assert "error" in meter.ask("dance")
        assert "error" in meter.ask("speed", value=-1)
        assert meter.ask("status")["supply"] == "open"


def test_a_second_process_may_not_use_the_same_meter(state):
    with Running(state, "--household", "7"):
        status, line = refusal("run", "--state", state, "--household", "7", "--face", "none")
        assert status == 1 and "end that meter first" in line


def test_the_energy_counted_is_the_integral_of_the_file_while_the_supply_was_closed(state):
    load = state.parent / "load.csv"
    load.write_text(HEADING + "2006-12-16T17:24:00,3.600001,0,230,0\n2006-12-16T17:25:00,,,,\n"
                    "2006-12-16T17:27:00,1.5,0,230,0\n")
    card = state.parent / "card"
    subprocess.run([PROGRAMS / "card-workshop", "card", card, KEY, "100000000017",
                    "5457000000000001"], check=True)
    subprocess.run([PROGRAMS / "card-workshop", "order", card, KEY, "1", "30000", "opening"],
                   check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        slot = f"127.0.0.1:{probe.getsockname()[1]}"
    with Running(state, "--load", load, "--slot", slot) as meter:
        meter.ask("run", until=["seconds"], seconds=30)
        in_slot = insert(card, slot)
        done = meter.ask("wait_card")
        meter.ask("add_load", milliwatts=2_000_000, seconds=10)
        status = meter.ask("run", until=["supply_open", "seconds"], seconds=210)
        in_slot.terminate()
        in_slot.wait()
        # 150 s of the first reading and its gap, 60 s of the last, 10 s of the appliance.
        expected = 3_600_001 * 150 + 1_500_000 * 60 + 2_000_000 * 10
        assert [page["name"] for page in done["pages"]] == [
            "insertion_result", "ordered_total", "purchases", "last_purchase", "consumed_total",
            "remaining"]
        assert done["result"] == "credited"
        assert status["consumed_mj"] == expected
        assert [b - a for a, b in status["closed_intervals"]] == [210]
        assert [b - a for a, b in status["open_intervals"]] == [30]
        assert [gap["line"] for gap in status["load"]["gaps"]] == [3]
        assert status["load"]["held_at_end"]


def test_a_watcher_hears_events_supply_and_display(state):
    with Running(state, "--household", "7") as meter:
        watcher, lines = meter.connect()
        watcher.sendall(b'{"do":"watch"}\n')
        first = [json.loads(lines.readline()) for _ in range(2)]
        assert {line["watch"] for line in first} == {"supply", "display"}
        assert first[0]["supply"] == "open"
        lines.close()
        watcher.close()
