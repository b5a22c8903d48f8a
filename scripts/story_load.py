"""The energy of a measured load while the supply was closed, added up independently of the meter."""

import csv
import datetime
import decimal


def readings(path):
    """(second since the first row, milliwatts) of each row; a missing value holds the last one."""
    first, last = None, 0
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            moment = datetime.datetime.fromisoformat(row["local_time"])
            first = first or moment
            if row["active_kw"]:
                last = int(decimal.Decimal(row["active_kw"]) * 1_000_000)
            yield int((moment - first).total_seconds()), last


def energy_millijoules(path, start, closed_intervals):
    """The integral of the readings over `closed_intervals`, in millijoules.

    path              CSV with the columns local_time and active_kw; each reading holds until the next
    start             the meter's time, in seconds, at the first row
    closed_intervals  [from, to] in the meter's seconds, ascending
    """
    rows = list(readings(path))
    edges = [second for second, _ in rows[1:]] + [max(rows[-1][0], *(e - start for _, e in
                                                                     closed_intervals)) + 1]
    total = 0
    for (begin, milliwatts), end in zip(rows, edges):
        for closed_from, closed_to in closed_intervals:
            seconds = min(end, closed_to - start) - max(begin, closed_from - start)
            total += max(0, seconds) * milliwatts
    return total
