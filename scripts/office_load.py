"""A full office: customers and sales of two years generated into a new one, then what its pages
take. Part of ./run bench --large; by itself with --customers and --sales."""

import argparse
import http.client
import json
import os
import pathlib
import platform
import random
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

from stack import SOURCE, Failed

sys.path.insert(0, str(SOURCE / "tests" / "functional"))
from office_stack import NewOffice  # noqa: E402

BENCHMARKS = SOURCE / "build" / "release" / "benchmarks"
RESULTS = SOURCE / "docs" / "results" / "office"
FIRST_METER = 500_000_000_000  # of benchmarks/office_years.cpp
ASKED_OF_A_PAGE = 500
ASKED_OF_A_STATISTIC = 5
SLOWEST_PAGE_MS = 100
SLOWEST_STATISTIC_MS = 1000
IDLE_CONNECTIONS = 2000
STATISTICS = ("sales?by=day", "sales?by=month", "sales?by=district", "sales?by=tariff", "sales?by=desk",
              "use?by=day", "use?by=month", "use?by=district", "use?by=area", "losses?by=area",
              "losses?by=district", "credit", "low_purchase", "no_purchase", "overdrawn", "tampering")


def commit_name():
    """What a report in docs/results names: it is to be committed with the commit that it names."""
    return subprocess.run(["git", "describe", "--always", "--dirty"], cwd=SOURCE,
                          capture_output=True, text=True, check=False).stdout.strip()


def machine_name():
    return f"{platform.machine()}, {os.cpu_count()} cores"


class Visitor:
    """A person with a browser who is signed in, on one connection."""

    def __init__(self, office, name):
        self.connection = http.client.HTTPConnection(office.host, timeout=60)
        form = urllib.parse.urlencode({"name": name, "password": f"{name}-password", "next": "/"})
        self.connection.request("POST", "/sign-in?lang=en", form,
                                {"Content-Type": "application/x-www-form-urlencoded"})
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise Failed(f"{name} could not sign in: {answer.status}")
        self.cookie = answer.getheader("Set-Cookie").split(";")[0]

    def milliseconds(self, path):
        began = time.perf_counter()
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        answer = self.connection.getresponse()
        body = answer.read()
        took = 1000 * (time.perf_counter() - began)
        if answer.status not in (200, 303):  # found: to its sale
            raise Failed(f"{path}: {answer.status} {body[:200]}")
        return took


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def memory_mib(process):
    """What the office holds now and held at most."""
    status = pathlib.Path(f"/proc/{process.process.pid}/status").read_text()
    kib = {line.split(":")[0]: int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS") or line.startswith("VmHWM")}
    return kib["VmRSS"] / 1024, kib["VmHWM"] / 1024


def generate(office, customers, sales, seed, scratch):
    """Fills the office's books, in the folder `scratch`, and starts it again; seconds that it took."""
    office.process.end()
    office.stack.processes.remove(office.process)
    books = office.data / "books.sqlite"
    with tempfile.TemporaryDirectory(prefix="tallywatt-", dir=scratch) as folder:
        there = shutil.move(books, folder)
        began = time.monotonic()
        done = subprocess.run([BENCHMARKS / "office_years", there, str(customers), str(sales), str(seed)], check=False)
        if done.returncode != 0:
            raise Failed("the office's two years could not be generated")
        took = time.monotonic() - began
        shutil.move(there, books)
    office.start()
    return took


def measure_pages(office, customers, seed):
    """Milliseconds of the counter's pages, each for meters drawn by chance: (median, p99)."""
    chance = random.Random(seed)
    clerk = Visitor(office, "wen")
    pages = {"/counter": lambda meter: "/counter?desk=counter-1",
             "/counter/find": lambda meter: f"/counter/find?desk=counter-1&meter={meter}",
             "/counter/sale": lambda meter: f"/counter/sale?desk=counter-1&meter={meter}",
             "/counter/quote": lambda meter: f"/counter/quote?desk=counter-1&meter={meter}&unit=kwh&amount=30",
             "/customers/{meter}": lambda meter: f"/customers/{meter}",
             "/": lambda meter: "/"}
    found = {}
    for name, address in pages.items():
        times = [clerk.milliseconds(address(FIRST_METER + chance.randrange(customers)))
                 for _ in range(ASKED_OF_A_PAGE)]
        found[name] = {"median_ms": round(percentile(times, 0.5), 2), "p99_ms": round(percentile(times, 0.99), 2)}
    return found


def measure_statistics(office):
    """Milliseconds of each statistic's page, the slowest of a few; the first is with a cold cache."""
    supervisor = Visitor(office, "samuel")
    return {name: {"first_ms": round(times[0], 1), "slowest_ms": round(max(times), 1)}
            for name in STATISTICS
            if (times := [supervisor.milliseconds(f"/statistics/{name}") for _ in range(ASKED_OF_A_STATISTIC)])}


def measure_idle(office):
    """Milliseconds that a new request takes while many connections stand open and ask nothing."""
    host, port = office.host.rsplit(":", 1)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    idle = [socket.create_connection((host, int(port)), timeout=10) for _ in range(IDLE_CONNECTIONS)]
    try:
        times = []
        for _ in range(20):
            began = time.perf_counter()
            office.get("desks")
            times.append(1000 * (time.perf_counter() - began))
        return max(times)
    finally:
        for connection in idle:
            connection.close()


def measure(customers, sales, seed, scratch=None):
    with NewOffice() as stack:
        office = stack.office
        generated = generate(office, customers, sales, seed, scratch)
        file_mib = (office.data / "books.sqlite").stat().st_size / 2**20
        pages = measure_pages(office, customers, seed)
        statistics = measure_statistics(office)
        now, most = memory_mib(office.process)
        return {"commit": commit_name(), "machine": machine_name(), "seed": seed, "customers": customers,
                "sales": sales, "generated_s": round(generated), "file_mib": round(file_mib),
                "memory_mib": round(now), "most_memory_mib": round(most), "pages": pages,
                "statistics": statistics, "limits": {"page_p99_ms": SLOWEST_PAGE_MS, "statistic_ms": SLOWEST_STATISTIC_MS}}


def page_of(found):
    """The result as a page for people."""
    lines = ["# The office with two years in its books", "",
             "`scripts/office_load.py`, part of `./run bench --large`: a new office is filled by `benchmarks/office_years` with the commands",
             "of two years (accounts, sales, reports, links, feeder readings, day closes), then served and asked.", "",
             "| | |", "|---|---|", f"| commit | {found['commit']} |", f"| machine | {found['machine']} |",
             f"| seed | {found['seed']} |", f"| customers | {found['customers']:,} |", f"| sales | {found['sales']:,} |",
             f"| generated in | {found['generated_s']:,} s |", f"| file | {found['file_mib']:,} MiB |",
             f"| memory of the office afterwards, at most | {found['memory_mib']:,} MiB, {found['most_memory_mib']:,} MiB |", "",
             f"Pages of the counter, {ASKED_OF_A_PAGE} times each for meters drawn by chance; the limit of p99 is {SLOWEST_PAGE_MS} ms.", "",
             "| page | median, ms | p99, ms |", "|---|---:|---:|"]
    lines += [f"| `{name}` | {page['median_ms']} | {page['p99_ms']} |" for name, page in found["pages"].items()]
    lines += ["", f"Pages of statistics, {ASKED_OF_A_STATISTIC} times each; the limit of the slowest is {SLOWEST_STATISTIC_MS:,} ms.", "",
              "| page | first, ms | slowest, ms |", "|---|---:|---:|"]
    lines += [f"| `/statistics/{name}` | {page['first_ms']} | {page['slowest_ms']} |" for name, page in found["statistics"].items()]
    return "\n".join(lines) + "\n"


def keep(found):
    """Writes the result; a Failed where a limit is passed."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "load.json").write_text(json.dumps(found, indent=1) + "\n")
    (RESULTS / "load.md").write_text(page_of(found))
    slow = [name for name, page in found["pages"].items() if page["p99_ms"] > SLOWEST_PAGE_MS]
    slow += [name for name, page in found["statistics"].items() if page["slowest_ms"] > SLOWEST_STATISTIC_MS]
    if slow:
        raise Failed(f"slower than they may be: {', '.join(slow)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--sales", type=int, default=20_000_000)
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--scratch", help="where the books are generated before the office serves them: in memory it is "
                                          "faster by much (/dev/shm), and takes a kibibyte for each sale")
    parser.add_argument("--keep", action="store_true", help="write docs/results/office")
    given = parser.parse_args()
    try:
        found = measure(given.customers, given.sales, given.seed, given.scratch)
        print(page_of(found))
        if given.keep:
            keep(found)
    except (Failed, OSError) as failure:
        print(f"office_load: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
