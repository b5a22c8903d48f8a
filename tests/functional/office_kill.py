"""The office killed with SIGKILL at random instants while four clients sell: every acknowledged
sale is there once, and the books verify. TALLYWATT_SEED repeats a run's instants."""

import http.client
import os
import random
import threading
import time
import uuid

from office_stack import Counter, NewOffice

KILLS = 100
CLIENTS = 4
METERS = ("5001", "5002")  # fewer than clients: two sell to the same meter
LONGEST_LIFE_SECONDS = 0.5
RETRY_SECONDS = 0.01


class Client(threading.Thread):
    """Sells 1,000 Wh again and again. A sale that was not acknowledged is asked for again under its
    id, also of the next office, until it is."""

    def __init__(self, office, number):
        super().__init__()
        self.office = office
        self.meter = METERS[number % len(METERS)]
        self.stops = threading.Event()
        self.receipts = {}  # by id
        self.retried = 0
        self.refused = []

    def run(self):
        while not self.stops.is_set():
            key = str(uuid.uuid4())
            while key not in self.receipts and not self.refused:
                self.ask(key)

    def ask(self, key):
        try:
            answer = self.office.send("POST", "/api/v1/sales",
                                      {"meter": self.meter, "energy_wh": 1000}, key=key)
        except (OSError, http.client.HTTPException):
            self.retried += 1
            time.sleep(RETRY_SECONDS)
            return
        if answer.status in (200, 201):
            self.receipts[key] = answer.body["receipt"]
        elif answer.status != 503:
            self.refused.append(answer.body)


def issue_cards(office, tariff):
    """Energy is sold to meters that have a card; from then on no reader is needed."""
    counter = Counter(office)
    for number, meter in enumerate(METERS, 1):
        office.open_account(meter, tariff)
        counter.take_blank(f"{number:016X}")
        counter.insert()
        office.post("cards", {"meter": meter, "desk": "counter-1"})
        counter.pull()


def all_sales(office):
    sales, before = [], ""
    while before is not None:
        page = office.get(f"sales?limit=1000{before}")
        sales += page["items"]
        before = f"&before={page['next']}" if "next" in page else None
    return sales


def test_every_acknowledged_sale_is_there_once_after_a_hundred_kills():
    seed = int(os.environ.get("TALLYWATT_SEED", random.SystemRandom().randrange(2**32)))
    print(f"seed {seed}")
    instants = random.Random(seed)
    with NewOffice() as stack:
        office = stack.office
        issue_cards(office, stack.tariff)
        clients = [Client(office, number) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        for _ in range(KILLS):
            time.sleep(instants.uniform(0, LONGEST_LIFE_SECONDS))
            office.kill()
            office.start()
        for client in clients:
            client.stops.set()
        for client in clients:
            client.join()

        assert [client.refused for client in clients] == [[]] * CLIENTS
        sales = all_sales(office)
        acknowledged = [receipt for client in clients for receipt in client.receipts.values()]
        print(f"{len(acknowledged)} acknowledged, {sum(c.retried for c in clients)} asked for again")
        assert len(acknowledged) > KILLS
        assert len(set(acknowledged)) == len(acknowledged), "two ids got one receipt"
        assert sorted(acknowledged, key=int) == sorted((s["receipt"] for s in sales), key=int)
        for meter in METERS:
            sold = sum(s["energy_wh"] for s in sales if s["meter"] == meter)
            assert office.get(f"meters/{meter}")["ordered_total_wh"] == sold
        office.process.end()
        assert "FAULT" not in office.verify()
