#!/usr/bin/python3
"""The main job of Tallywatt on real parts, told as it happens: the office sells energy to a card
in a PC/SC reader, the card goes into a meter, the meter supplies a home, warns, trips, is restored,
and the office takes the figures back."""

import argparse
import pathlib
import secrets
import signal
import sys
import time

import private_pcscd
import story_load
from stack import PROGRAMS, SOURCE, Failed, Meter, Stack, wait_until
from story import Telling, seconds_of

METER_ID = "100000000017"
CARD_SERIAL = "5457000000000001"
SOLD_WH = 30_000
HOUSEHOLD_SEED = 2026
ALARM_WH = 20_000
KETTLES_MILLIWATTS = 24_200_000  # eleven kettles of 2.2 kW
CHUNK_SECONDS = 600  # how often the picture samples the meter


class Story(Telling):
    """The customer Amina Diallo, her meter, her card, and the office that sells to her."""

    def __init__(self, stack, load_file, speed):
        super().__init__()
        self.stack = stack
        self.load_file = load_file
        self.speed = speed
        self.added_loads = []
        self.card = None
        self.card_file = stack.folder / "customer.card"

    def open_office(self):
        stack, data = self.stack, self.stack.folder / "office"
        passwords = {}
        for name in ("grace", "henry", "samuel", "wen"):
            passwords[name] = secrets.token_urlsafe(12)
            file = stack.folder / f"{name}.password"
            file.touch(mode=0o600)
            file.write_text(passwords[name] + "\n")
        stack.run("tallywatt-office", "init", "--data", data, "--name", "Riverside Energy",
                  "--currency", "EUR", "--time-zone", "Europe/Paris",
                  "--admin", "grace", "--password-file", stack.folder / "grace.password",
                  "--second-admin", "henry",
                  "--second-password-file", stack.folder / "henry.password",
                  "--shares", stack.folder / "shares")
        for name, role in (("samuel", "supervisor"), ("wen", "clerk")):
            stack.run("tallywatt-office", "user", "add", "--data", data, "--name", name,
                      "--role", role, "--password-file", stack.folder / f"{name}.password")
        for name in passwords:
            stack.run("tallywatt-office", "user", "token", "--data", data, "--name", name,
                      "--label", "demo", "--output", stack.folder / f"{name}.token")
        self.office_data = data
        self.passwords = passwords
        self.office = stack.start("office", PROGRAMS / "tallywatt-office", "serve", "--data", data,
                                  "--listen", "127.0.0.1:0")
        address = data / "address"
        self.url = wait_until(lambda: self.office.is_running() and address.exists()
                              and address.read_text().strip(), "the office did not start")
        tariff = self.clerk("tariff", "propose", "--name", "Home", "--price-minor-per-kwh", 31,
                            "--tax-basis-points", 2000, "--valid-from", "2020-01-01", by="grace")
        self.clerk("tariff", "approve", tariff["tariff"], by="samuel")
        self.tariff = tariff["tariff"]
        self.step("The office opens: its keys in a PKCS#11 token, an empty ledger, three people, "
                  "a tariff that two of them agreed on")

    def clerk(self, *arguments, by="wen"):
        """One command of the office's command line, its answer as JSON."""
        return self.stack.run_json("tallywatt", "--office", self.url, "--token-file",
                                   self.stack.folder / f"{by}.token", "--json", *arguments)

    def open_account(self):
        stack = self.stack
        self.reader = private_pcscd.start(stack)
        stack.start("desk", PROGRAMS / "tallywatt-desk", "--office", self.url, "--token-file",
                    stack.folder / "wen.token", "--name", "counter-1",
                    environment=self.reader.environment)
        wait_until(lambda: any(d["name"] == "counter-1" for d in self.clerk("desks")["items"]),
                   "the desk did not reach the office")
        self.clerk("meter", "add", "--meter", METER_ID, by="grace")
        key_file = stack.folder / "meter.key"
        stack.run("tallywatt-office", "keying", "--data", self.office_data, "--meter", METER_ID,
                  "--output", key_file)
        self.meter_state = stack.folder / "meter.state"
        stack.run("tallywatt-meter", "key", "--state", self.meter_state, "--key-file", key_file)
        key_file.unlink()
        account = self.clerk("account", "open", "--meter", METER_ID, "--tariff", self.tariff,
                             "--name", "Amina Diallo", "--address", "12 River Lane",
                             "--phone", "+33 1 23 45 67 89")
        stack.run("tallywatt-card", "new", "--file", self.card_file, "--serial", CARD_SERIAL)
        self.card_to_office()
        self.clerk("card", "issue", "--meter", METER_ID, "--desk", "counter-1")
        sale = self.clerk("sell", "--meter", METER_ID, "--energy-wh", SOLD_WH,
                          "--desk", "counter-1")
        self.step(f"Customer {account['customer']} opens an account and buys "
                  f"{SOLD_WH / 1000:g} kWh for {sale['total_minor'] / 100:.2f} EUR; "
                  "the card is written in the PC/SC reader", sale=sale)
        self.check(sale["order_state"] == "issued", "the order is proven to be on the card")

    def start_meter(self):
        load = (["--load", self.load_file] if self.load_file else ["--household", HOUSEHOLD_SEED])
        self.meter = Meter(self.stack, self.meter_state,
                           [*load, "--speed", self.speed, "--paused", "--face", "127.0.0.1:0",
                            "--cards", self.stack.folder])
        status = self.sample()
        self.step("The meter is on the wall: keyed, not opened, nothing bought")
        self.check(status["supply"] == "open", "a meter without an account supplies nothing")
        self.start_time = seconds_of(status["time"])

    def load_name(self):
        return (f"measured load {self.load_file.name}" if self.load_file
                else f"generated household, seed {HOUSEHOLD_SEED}")

    def card_to_office(self):
        self.pull_card()
        self.card = self.stack.insert_card(self.card_file, self.reader.address, "card-office")

    def pull_card(self):
        if self.card:
            self.card.end()
            self.card = None

    def card_to_meter(self):
        """Puts the card into the meter, waits for the dialogue, pulls it; the dialogue's end."""
        self.pull_card()
        private_pcscd.wait_empty(self.reader, PROGRAMS)
        self.card = self.stack.insert_card(self.card_file, self.meter.slot, "card-meter")
        done = self.meter.ask("wait_card")
        for page in done["pages"]:
            self.say(f"       page  {page['text']:>8} {page['unit']:<4} {page['name']}")
        self.pull_card()
        return done

    def run_meter(self, *until, seconds=None):
        """Lets the home use energy until one of `until` happens or `seconds` have passed."""
        end = None if seconds is None else seconds_of(self.meter.status()["time"]) + seconds
        while True:
            now = seconds_of(self.sample()["time"])
            chunk = CHUNK_SECONDS if end is None else min(CHUNK_SECONDS, end - now)
            if chunk <= 0:
                return
            answer = self.meter.ask("run", until=[*until, "seconds"], seconds=chunk)
            if answer["stopped_by"] in until:
                self.sample()
                return

    def tell(self):
        self.open_office()
        self.open_account()
        self.start_meter()

        done = self.card_to_meter()
        status = self.meter.status()
        self.step("The card goes into the meter: credited, supply on", result=done["result"])
        self.mark("credited")
        self.check(done["result"] == "credited" and status["ordered_wh"] == SOLD_WH,
                   f"the meter holds {SOLD_WH / 1000:g} kWh")
        self.check(status["supply"] == "closed", "the supply is closed")

        self.say("\n     … the household uses energy …")
        self.run_meter("supply_open")
        status = self.meter.status()
        self.step("At the reminder level the supply opens once")
        self.mark("reminder trip")
        self.check(status["reasons"] == ["reminder"], "the reason is the reminder")
        self.check(ALARM_WH - 10 <= status["remaining_wh"] <= ALARM_WH,
                   f"remaining is {status['remaining_wh'] / 1000:.3f} kWh")
        self.run_meter(seconds=900)

        done = self.card_to_meter()
        self.step("The customer inserts the card: supply restored", result=done["result"])
        self.mark("restored by the card")
        self.check(done["result"] == "already_loaded", "nothing is credited twice")
        self.check(self.meter.status()["supply"] == "closed", "the supply is closed again")

        self.run_meter(seconds=3 * 3600)
        status = self.meter.status()
        self.step("Below the alarm level the display stays on the remaining energy")
        self.check("alarm" in status["display"]["signs"], "the alarm sign shows")
        self.check(_display_wh(status) == status["remaining_wh"] // 10 * 10,
                   "the display shows the remaining energy")

        self.run_meter("supply_open")
        status = self.meter.status()
        self.step("At zero the supply opens")
        self.mark("zero")
        self.check(status["reasons"] == ["zero"] and -10 <= status["remaining_wh"] <= 0,
                   "the reason is that nothing remains")
        done = self.card_to_meter()
        self.check(self.meter.status()["supply"] == "open",
                   "the card alone does not help at zero")
        self.run_meter(seconds=1800)

        self.card_to_office()
        brought = self.clerk("card", "read", "--desk", "counter-1")
        self.check(brought["report"]["consumed_wh"] == status["ordered_wh"]
                   - self.meter.status()["remaining_wh"],
                   "the card brought the meter's figures back to the office")
        sale = self.clerk("sell", "--meter", METER_ID, "--energy-wh", SOLD_WH,
                          "--desk", "counter-1")
        self.step("At the counter: the figures are taken back and another 30 kWh are sold",
                  sale=sale, report=brought["report"])

        done = self.card_to_meter()
        status = self.meter.status()
        self.step("Inserted: credited, supply on", result=done["result"])
        self.mark("credited again")
        self.check(status["ordered_wh"] == 2 * SOLD_WH and status["supply"] == "closed",
                   "the meter holds both orders and supplies again")
        self.run_meter(seconds=3600)

        self.kettle_too_many()
        self.run_meter(seconds=3600)
        self.check_energy()
        self.take_figures_back()

    def kettle_too_many(self):
        before = self.meter.status()
        self.meter.ask("add_load", milliwatts=KETTLES_MILLIWATTS, seconds=60)
        start = seconds_of(before["time"])
        self.added_loads.append({"from": start, "until": start + 60,
                                 "milliwatts": KETTLES_MILLIWATTS})
        self.run_meter("supply_open", seconds=60)
        status = self.meter.status()
        self.step("A kettle too many: above the rated power for ten seconds, the supply opens")
        self.mark("power limit")
        self.check(status["reasons"] == ["power_limit"], "the reason is the power limit")
        self.check(seconds_of(status["time"]) - start in range(10, 13),
                   f"it took {seconds_of(status['time']) - start} s")
        self.run_meter(seconds=120)
        done = self.card_to_meter()
        self.step("The kettles are off; the card restores the supply", result=done["result"])
        self.mark("restored by the card")
        self.check(self.meter.status()["supply"] == "closed", "the supply is closed again")

    def check_energy(self):
        """What the meter counted against the load while the supply was closed."""
        status = self.meter.status()
        intervals = status["closed_intervals"]
        added = sum(_overlap(load, intervals) * load["milliwatts"] for load in self.added_loads)
        self.energy = {"closed_intervals": intervals, "added_loads": self.added_loads,
                       "added_mj": added, "counted_mj": status["consumed_mj"],
                       "counted_without_added_mj": status["consumed_mj"] - added}
        if self.load_file:
            from_file = story_load.energy_millijoules(self.load_file, self.start_time, intervals)
            difference = status["consumed_mj"] - added - from_file
            self.energy |= {"file": str(self.load_file), "from_file_mj": from_file,
                            "difference_mj": difference}
            self.check(abs(difference) <= 3_600_000,
                       f"the meter counted {(status['consumed_mj'] - added) / 3.6e6:.3f} Wh of the "
                       f"measured load, the file holds {from_file / 3.6e6:.3f} Wh while the supply "
                       "was closed")
        self.check(status["remaining_wh"] == (status["ordered_wh"] * 3_600_000
                                              - status["consumed_mj"]) // 3_600_000,
                   "remaining = ordered - consumed, exactly")

    def take_figures_back(self):
        self.card_to_meter()
        status = self.meter.status()
        self.card_to_office()
        brought = self.clerk("card", "read", "--desk", "counter-1")
        self.pull_card()
        report = brought["report"]
        self.step("The report goes back to the office", report=report)
        self.mark("report")
        self.check(brought["ordered_wh"] == report["loaded_wh"] == status["ordered_wh"]
                   == 2 * SOLD_WH, f"sold = loaded = {report['loaded_wh'] / 1000:g} kWh")
        self.check(report["remaining_wh"] == status["remaining_wh"]
                   and report["loaded_wh"] - report["consumed_wh"] == status["remaining_wh"],
                   f"consumed {report['consumed_wh'] / 1000:.3f} kWh, remaining "
                   f"{report['remaining_wh'] / 1000:.3f} kWh, to the watt-hour")
        self.check(not brought["findings"], "the office has nothing to ask")
        verified = self.stack.run("tallywatt-office", "verify", "--data", self.office_data)
        self.check(verified, "tallywatt-office verify: the ledger and the audit chain hold")


def _display_wh(status):
    """The energy that the display shows, in watt-hours; it has two decimals of a kWh."""
    return round(float(status["display"]["text"]) * 100) * 10


def _overlap(load, intervals):
    return sum(max(0, min(load["until"], end) - max(load["from"], begin))
               for begin, end in intervals)


def main():
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the story")
    parser.add_argument("--load", metavar="FILE", type=pathlib.Path,
                        help="a measured load (CSV) instead of the generated household")
    parser.add_argument("--speed", type=int, default=7200,
                        help="how much faster than life the home runs (default 7200)")
    options = parser.parse_args()
    if options.load and not options.load.is_file():
        parser.error(f"{options.load} is not a file: name a CSV like the one in the README")
    begin = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with Stack() as stack:
            story = Story(stack, options.load and options.load.resolve(), options.speed)
            story.tell()
            folder = SOURCE / "build" / "demo"
            story.write(folder, story.load_name(), ALARM_WH, energy=story.energy)
            print(f"\nThe story took {time.monotonic() - begin:.0f} s. "
                  f"Its figures: {folder}/story.json, its picture: {folder}/story.png")
            summary = f"demo: {len(story.checks)} checks passed"
            if not options.once:
                story.meter.ask("speed", value=60)
                story.meter.ask("resume")
                print(f"\n{summary}\nThe office page: {story.url}/  sign in as wen with "
                      f"{story.passwords['wen']}\n{story.meter.face()}  put the card in, switch things on, "
                      "hold a magnet to it\nBoth stay open until you press Ctrl-C.", flush=True)
                while story.office.is_running():
                    time.sleep(0.5)
                raise Failed("the office ended by itself")
        print(summary)
    except KeyboardInterrupt:
        print("\ndemo: closed")
    except (Failed, OSError) as failure:
        print(f"demo: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
