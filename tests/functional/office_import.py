"""Customers and meters from a CSV file: looked at first, brought in once, gone on with after a break."""

import json
import signal
import subprocess
import time

import pytest

from office_stack import PROGRAMS, NewOffice
from stack import wait_until

HEADING = "meter,tariff,name,address,phone\n"


@pytest.fixture
def office():
    with NewOffice() as stack:
        yield stack.office


def rows(count, first=1000):
    return "".join(f'{first + n},1,"Customer ""{n}"", of the lane","{n} River Lane\nback door",0{n}\n' for n in range(count))


def command(office, text, *options, by="samuel"):
    file = office.stack.folder / "customers.csv"
    file.write_text(text, encoding="utf-8")
    return [PROGRAMS / "tallywatt", "--office", office.url, "--token-file", office.stack.folder / f"{by}.token",
            "--json", "import", file, *options]


def bring(office, text, *options, by="samuel"):
    done = subprocess.run(command(office, text, *options, by=by), capture_output=True, text=True)
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def customers(office):
    found, page = [], office.get("customers?limit=1000")
    while True:
        found += page["items"]
        if "next" not in page:
            return found
        page = office.get(f"customers?limit=1000&before={page['next']}")


def test_a_dry_run_tells_what_would_be_made_and_stores_nothing(office):
    before = office.get("audit?limit=1000", by="ada")
    status, counts, _ = bring(office, HEADING + rows(20), "--dry-run")

    assert (status, counts) == (0, {"rows": 20, "is_dry_run": True, "made": 20, "there_before": 0, "refused": 0})
    assert office.get("audit?limit=1000", by="ada") == before


def test_a_file_is_brought_in_once_however_often_it_is_given(office):
    text = HEADING + rows(30)
    first, again = bring(office, text), bring(office, text)

    assert first[:2] == (0, {"rows": 30, "is_dry_run": False, "made": 30, "there_before": 0, "refused": 0})
    assert again[:2] == (0, {"rows": 30, "is_dry_run": False, "made": 0, "there_before": 30, "refused": 0})
    assert len(customers(office)) == 30
    one = next(c for c in customers(office) if c["meter"] == "1007")
    assert (one["name"], one["address"]) == ('Customer "7", of the lane', "7 River Lane\nback door")


@pytest.mark.parametrize("text, line, why", [
    ("meter,name\n1,Amina\n", 2, "tariff"), (HEADING + '1,1,"Amina,1\n', 2, "quote"), (HEADING + "1,1,A,B,C\n1,1,A,B,C\n", 3, "twice"),
    (HEADING + "0,1,A,B,C\n", 2, "meter"), (HEADING + "1,x,A,B,C\n", 2, "tariff"), (HEADING + "1,1,A\n", 2, ""), (HEADING, 1, ""),
    ("meter,colour\n1,red\n", 1, "colour"), ("meter,keys\n1,yes\n", 2, "personalise"), ("", 1, ""),
])
def test_a_file_with_a_fault_in_its_form_is_refused_by_its_line_and_nothing_is_sent(office, text, line, why):
    before = office.get("audit?limit=1000", by="ada")
    good = "" if "colour" in text or not text else text
    status, counts, said = bring(office, good or text)

    assert status == 1 and counts is None
    assert f"line {line}:" in said and why in said and "nothing was sent" in said, said
    assert office.get("audit?limit=1000", by="ada") == before


def test_refused_rows_are_named_by_their_lines_and_keep_no_other_row_out(office):
    office.open_account("1001", 1)
    text = HEADING + "1000,1,A,,\n1001,1,B,,\n1002,9,C,,\n1004,1,E,,\n"
    looked = bring(office, text, "--dry-run")
    status, counts, said = bring(office, text)

    assert looked[1]["refused"] == 1 and "line 4:" in looked[2]
    assert (status, counts["made"], counts["refused"]) == (1, 2, 2)
    for line, code in ((3, "account_exists"), (4, "unknown_tariff")):
        assert any(s.startswith(f"tallywatt: line {line}:") and f"[{code}]" in s for s in said.splitlines()), said
    assert {c["meter"] for c in customers(office)} == {"1000", "1001", "1004"}


def test_who_may_not_register_meters_brings_nothing_in(office):
    status, counts, said = bring(office, HEADING + rows(3), by="ada")

    assert (status, counts["made"], counts["refused"]) == (1, 0, 3) and "[not_permitted]" in said


@pytest.mark.parametrize("broken", ["import", "office"])
def test_an_import_that_broke_off_goes_on_with_the_same_file(office, broken):
    text = HEADING + rows(400)
    running = subprocess.Popen(command(office, text), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: len(office.get("customers?limit=1000")["items"]) > 20, "nothing was brought in")
    if broken == "import":
        running.kill()
        running.communicate()
    else:
        port = int(office.host.rpartition(":")[2])
        office.kill()
        said = running.communicate()[1]
        assert running.returncode == 1 and "goes on from here" in said
        office.start(port)
    there = len(customers(office))
    status, counts, _ = bring(office, text)

    assert there < 400, "it was over before it broke off"
    assert status == 0 and counts["made"] + counts["there_before"] == 400 and counts["refused"] == 0
    assert sorted(int(c["meter"]) for c in customers(office)) == list(range(1000, 1400))
    assert "verified" in office.verify()


def test_progress_is_told_each_second(office):
    running = subprocess.Popen(command(office, HEADING + rows(3000), "--connections", "1"), stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True)
    try:
        time.sleep(0.1)
        assert running.stderr.readline().endswith(" of 3000 rows\n")
    finally:
        running.send_signal(signal.SIGKILL)
        running.communicate()
