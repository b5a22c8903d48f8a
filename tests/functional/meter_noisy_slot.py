"""The real card and the real meter with a noisy line between them: T=1 over the slot's byte stream.

One byte in 1,000 is changed or lost, each way. That slows an insertion and never breaks it.
"""

import random
import socket
import subprocess
import threading

import pytest
from meter_kill import ORDER_WH, PROGRAMS, Bench, Meter, free_port

INSERTIONS = 40
NOISE = 1_000


class NoisyLine:
    """Listens where a card comes, and carries its bytes to a slot and back, disturbed."""

    def __init__(self, slot, seed):
        host, port = slot.split(":")
        self.slot = (host, int(port))
        self.disturbed = self.carried = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"
        self.seed = seed
        self.is_open = True
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        while True:
            card, _ = self.listener.accept()
            with card, socket.create_connection(self.slot) as slot:
                if not self.is_open:
                    return
                for end in (card, slot):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.seed += 2
                ways = [threading.Thread(target=self.carry, args=way) for way in
                        ((card, slot, random.Random(self.seed)),
                         (slot, card, random.Random(self.seed + 1)))]
                for way in ways:
                    way.start()
                for way in ways:
                    way.join()

    def close(self):
        self.is_open = False
        socket.create_connection(self.listener.getsockname()).close()
        self.thread.join(20)
        self.listener.close()

    def carry(self, source, target, chance):
        while True:
            try:
                data = source.recv(4096)
            except OSError:
                data = b""
            if not data:
                break
            try:
                target.sendall(self.disturb(data, chance))
            except OSError:
                break
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def disturb(self, data, chance):
        passed = bytearray()
        for byte in data:
            self.carried += 1
            if chance.randrange(NOISE) == 0:
                self.disturbed += 1
                if chance.random() < 0.5:
                    passed.append(byte ^ chance.randrange(1, 256))
            else:
                passed.append(byte)
        return bytes(passed)


@pytest.mark.parametrize("seed", [20261122])
def test_a_noisy_line_slows_insertions_and_breaks_none(tmp_path, seed):
    bench = Bench(tmp_path)
    meter = Meter(tmp_path, bench.slot)
    line = NoisyLine(bench.slot, seed)
    try:
        for _ in range(INSERTIONS):
            bench.order()
            card = subprocess.Popen([PROGRAMS / "tallywatt-card", "insert", "--file", bench.card,
                                     "--at", line.address], stdout=subprocess.DEVNULL)
            told = meter.ask("wait_card")
            status = meter.ask("status")
            card.terminate()
            card.wait()
            assert told["result"] == "credited"
            assert status["ordered_wh"] == bench.orders * ORDER_WH
    finally:
        line.close()
        meter.quit()
    print(f"{line.disturbed} of {line.carried} bytes disturbed")
    assert line.disturbed >= INSERTIONS / 4
