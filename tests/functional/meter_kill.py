"""The real meter, killed at random moments of the card dialogue and started again with the same card.

However it is cut off, each order is credited exactly once, and the meter's report comes back.
"""

import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(os.environ.get("TALLYWATT_BIN", SOURCE / "build" / "bin"))
KEY = "000102030405060708090a0b0c0d0e0f"
METER = "100000000017"
SERIAL = "5457000000000001"
KILLS = 200
ORDER_WH = 1000


def run(program, *arguments):
    subprocess.run([PROGRAMS / program, *map(str, arguments)], check=True, timeout=20)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Meter:
    """A running tallywatt-meter with a slot and a control socket; its time stands still."""

    def __init__(self, folder, slot):
        self.control = folder / "control"
        self.process = subprocess.Popen(
            [PROGRAMS / "tallywatt-meter", "run", "--state", folder / "meter.state", "--household",
             "1", "--slot", slot, "--control", self.control, "--paused", "--no-sync", "--face",
             "none"])
        self.connection = self.connect()
        self.answers = self.connection.makefile("r")

    def connect(self):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(str(self.control))
                return connection
            except OSError:
                connection.close()
                assert self.process.poll() is None, "the meter ended by itself"
                time.sleep(0.001)
        raise AssertionError("the meter opened no control socket")

    def ask(self, do):
        self.connection.sendall((json.dumps({"do": do}) + "\n").encode())
        return json.loads(self.answers.readline())

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.close()

    def quit(self):
        self.ask("quit")
        assert self.process.wait(20) == 0
        self.close()

    def close(self):
        self.answers.close()
        self.connection.close()


class Bench:
    """A meter's memory, a card's file, and the slot where they meet."""

    def __init__(self, folder):
        self.folder = folder
        self.card = folder / "customer.card"
        self.slot = f"127.0.0.1:{free_port()}"
        self.orders = 0
        key_file = folder / "meter.key"
        key_file.write_text(json.dumps({"meter": METER, "key_version": 1, "k_meter": KEY}))
        run("tallywatt-meter", "key", "--state", folder / "meter.state", "--key-file", key_file)
        run("card-workshop", "card", self.card, KEY, METER, SERIAL)

    def order(self):
        """Puts the next order on the card: one more kilowatt-hour."""
        self.orders += 1
        run("card-workshop", "order", self.card, KEY, self.orders, self.orders * ORDER_WH,
            "opening" if self.orders == 1 else "purchase")

    def insert(self):
        return subprocess.Popen([PROGRAMS / "tallywatt-card", "insert", "--file", self.card, "--at",
                                 self.slot],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def dialogue(self):
        """One insertion that nobody disturbs: its result, the meter's figures after it, seconds."""
        meter = Meter(self.folder, self.slot)
        begin = time.monotonic()
        card = self.insert()
        result = meter.ask("wait_card")["result"]
        seconds = time.monotonic() - begin
        status = meter.ask("status")
        card.terminate()
        card.wait()
        meter.quit()
        return result, status, seconds

    def dialogue_killed_after(self, seconds):
        meter = Meter(self.folder, self.slot)
        card = self.insert()
        time.sleep(seconds)
        meter.kill()
        card.terminate()
        card.wait()


def test_a_meter_killed_at_200_instants_of_the_dialogue_credits_each_order_exactly_once(tmp_path):
    seed = int(os.environ.get("TALLYWATT_SEED", random.randrange(2**32)))
    print(f"TALLYWATT_SEED={seed}")
    chance = random.Random(seed)
    bench = Bench(tmp_path)
    bench.order()
    result, status, longest = bench.dialogue()
    assert result == "credited"
    last_report = status["report_counter"]
    killed_before_credit = killed_after_credit = 0

    while killed_before_credit + killed_after_credit < KILLS:
        bench.order()
        for _ in range(chance.randint(1, 4)):
            bench.dialogue_killed_after(chance.uniform(0, longest * 1.2))
            kept = json.loads(subprocess.check_output(
                [PROGRAMS / "tallywatt-meter", "show", "--json", "--state",
                 tmp_path / "meter.state"]))
            assert kept["ordered_wh"] in ((bench.orders - 1) * ORDER_WH, bench.orders * ORDER_WH)
            assert kept["ordered_wh"] == kept["order_sequence"] * ORDER_WH
            if kept["order_sequence"] == bench.orders:
                killed_after_credit += 1
            else:
                killed_before_credit += 1
        result, status, seconds = bench.dialogue()
        assert result in ("credited", "already_loaded")
        assert status["ordered_wh"] == bench.orders * ORDER_WH
        assert status["order_sequence"] == bench.orders
        assert status["report_counter"] > last_report
        last_report = status["report_counter"]
        longest = max(longest * 0.9, seconds)

    print(f"killed {killed_before_credit} times before and {killed_after_credit} times after the "
          f"credit; {bench.orders} orders")
    assert killed_before_credit and killed_after_credit
