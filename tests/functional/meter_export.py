"""tallywatt-meter export: every file of what a meter remembers, after real days, kills and damage."""

import csv
import json
import random
import signal
import socket
import subprocess
import time
from datetime import datetime, timedelta

import pytest

from meter_program import KEY, METER, PROGRAMS, Running, insert, refusal, state  # noqa: F401

HEADERS = {
    "events.csv": "number,time,kind,detail,reasons_before,ordered_wh_before,consumed_mj_before,"
                  "reasons_after,ordered_wh_after,consumed_mj_after",
    "load_profile.csv": "end,consumed_wh,clock_trusted,supply,had_power",
    "day_ends.csv": "time,clock_trusted,order_sequence,ordered_wh,consumed_mj,overdrawn_mj,"
                    "highest_demand_mw,report_counter,report_digest",
}
HEADERS["month_ends.csv"] = HEADERS["reports.csv"] = HEADERS["day_ends.csv"]
HALF_HOUR = timedelta(minutes=30)
DAY_SECONDS = 24 * 3600
# Where the flash keeps what (docs/formats/flash.md).
SECTOR = 4096
FIRST_EVENT_SECTOR, SECOND_EVENT_SECTOR, PROFILE_SECTOR = 1, 34, 79


def export(path, name="history"):
    """The rows of each file, by its name; the header lines are checked."""
    folder = path.parent / name
    subprocess.run([METER, "export", "--state", path, "--output", folder], check=True, timeout=20)
    assert {file.name for file in folder.iterdir()} == set(HEADERS)
    rows = {}
    for file, header in HEADERS.items():
        text = (folder / file).read_text(encoding="utf-8")
        assert text.startswith(header + "\n") and text.endswith("\n")
        rows[file] = list(csv.DictReader(text.splitlines()))
    return rows


def show(path):
    return json.loads(subprocess.check_output([METER, "show", "--json", "--state", path]))


def moments(rows, column):
    return [datetime.strptime(row[column], "%Y-%m-%dT%H:%M:%SZ") for row in rows]


def free_address():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


@pytest.fixture
def opened(state):  # noqa: F811
    """A meter whose account is open since 2026-03-01T12:00:00Z."""
    card, slot = state.parent / "card", free_address()
    subprocess.run([PROGRAMS / "card-workshop", "card", card, KEY, "100000000017",
                    "5457000000000001"], check=True)
    subprocess.run([PROGRAMS / "card-workshop", "order", card, KEY, "1", "900000", "opening"],
                   check=True)
    with Running(state, "--household", "7", "--slot", slot) as meter:
        in_slot = insert(card, slot)
        assert meter.ask("wait_card")["result"] == "credited"
        in_slot.terminate()
        in_slot.wait()
    return state


def live(path, days):
    with Running(path, "--household", "7") as meter:
        meter.ask("run", until=["seconds"], seconds=days * DAY_SECONDS)


def check_whole(rows):
    """What holds of any export: nothing is missing in the middle, nothing is there twice."""
    numbers = [int(row["number"]) for row in rows["events.csv"]]
    assert numbers == list(range(1, len(numbers) + 1))
    times = moments(rows["events.csv"], "time")
    assert times == sorted(times)
    for file, column in (("load_profile.csv", "end"), ("day_ends.csv", "time"),
                         ("month_ends.csv", "time")):
        ends = moments(rows[file], column)
        assert ends == sorted(set(ends))
    for file, column in (("events.csv", "consumed_mj_after"), ("load_profile.csv", "consumed_wh"),
                         ("day_ends.csv", "consumed_mj")):
        registers = [int(row[column]) for row in rows[file]]
        assert registers == sorted(registers)


def test_a_month_of_a_home_is_exported_to_the_last_half_hour(opened):
    live(opened, 31)
    rows = export(opened)
    kept = show(opened)

    check_whole(rows)
    kinds = [row["kind"] for row in rows["events.csv"]]
    assert kinds[0] == "started"
    assert kinds.count("account_opened") == kinds.count("credited") == 1
    ends = moments(rows["load_profile.csv"], "end")
    assert ends[0] == datetime(2026, 3, 1, 12) and ends[-1] == datetime(2026, 4, 1, 12)
    assert all(after - before == HALF_HOUR for before, after in zip(ends, ends[1:]))
    assert moments(rows["day_ends.csv"], "time") == [
        datetime(2026, 3, 2) + timedelta(days=day) for day in range(31)]
    assert moments(rows["month_ends.csv"], "time") == [datetime(2026, 4, 1)]
    assert rows["month_ends.csv"][-1] == rows["day_ends.csv"][-1]
    (report,) = rows["reports.csv"]
    assert (report["report_counter"], report["order_sequence"]) == ("1", "1")
    assert report["ordered_wh"] == str(kept["ordered_wh"]) == "900000"
    assert int(rows["load_profile.csv"][-1]["consumed_wh"]) * 3_600_000 <= (
        kept["consumed_mj"] + 3_600_000)
    assert int(rows["day_ends.csv"][-1]["consumed_mj"]) > 0


def test_after_a_kill_the_rows_from_before_are_still_there_and_the_rest_follows(opened):
    live(opened, 2)
    for turn in range(3):
        before = export(opened, f"before{turn}")
        meter = Running(opened, "--household", "7")
        meter.ask("resume")
        time.sleep(0.05 + 0.07 * turn)
        meter.process.send_signal(signal.SIGKILL)
        meter.process.wait()
        meter.answers.close()
        meter.socket.close()

        killed = export(opened, f"killed{turn}")
        check_whole(killed)
        for file in HEADERS:
            assert killed[file][:len(before[file])] == before[file]
        assert int(killed["events.csv"][-1]["consumed_mj_after"]) <= show(opened)["consumed_mj"]
    live(opened, 1)
    check_whole(export(opened))


def destroy(path, begin, count, byte=0):
    with open(path, "r+b") as image:
        image.seek(begin)
        image.write(bytes([byte]) * count)


def test_what_lives_twice_is_exported_whole_with_a_sector_or_a_page_destroyed(opened):
    live(opened, 2)
    flash = opened.with_name(opened.name + ".flash")
    whole = export(opened)
    images = {path: path.read_bytes() for path in (opened, flash)}

    for path, begin, count in ((flash, FIRST_EVENT_SECTOR * SECTOR, SECTOR),
                               (flash, SECOND_EVENT_SECTOR * SECTOR, SECTOR),
                               (flash, 0, SECTOR), (opened, 0, 64), (opened, 191 * 64, 64)):
        destroy(path, begin, count)
        assert export(opened, f"{path.name}-{begin}") == whole
        path.write_bytes(images[path])


def test_a_destroyed_value_of_the_load_profile_is_exported_as_a_gap(opened):
    live(opened, 2)
    flash = opened.with_name(opened.name + ".flash")
    whole = export(opened)["load_profile.csv"]

    image = flash.read_bytes()
    for byte in (0, 0xFF, 0x5A):
        destroy(flash, PROFILE_SECTOR * SECTOR + 10 * 16, 2 * 16, byte)
        rows = export(opened, f"damaged{byte}")["load_profile.csv"]
        # The first record is the second place of the ring, and one line stands for both.
        assert rows[:9] == whole[:9] and rows[10:] == whole[11:]
        assert rows[9] == {"end": "gap", "consumed_wh": "", "clock_trusted": "", "supply": "",
                           "had_power": ""}
        flash.write_bytes(image)


def test_a_running_meter_can_be_exported(opened):
    with Running(opened, "--household", "7") as meter:
        meter.ask("run", until=["seconds"], seconds=DAY_SECONDS)
        check_whole(export(opened))


def test_what_cannot_be_exported_is_refused_with_status_1(opened):
    output = opened.parent / "out"
    status, line = refusal("export", "--state", opened.parent / "none", "--output", output)
    assert status == 1 and "none" in line
    (opened.parent / "file").write_text("in the way")
    status, line = refusal("export", "--state", opened, "--output", opened.parent / "file")
    assert status == 1 and "cannot make" in line
    opened.with_name(opened.name + ".flash").unlink()
    status, line = refusal("export", "--state", opened, "--output", output)
    assert status == 1 and "history" in line
    assert not output.exists()


def crc32c(data):
    value = 0xFFFFFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0x82F63B78 if value & 1 else 0)
    return (value ^ 0xFFFFFFFF).to_bytes(4, "big")


def change_headers(path, begin, value):
    """In both of a device: the field at `begin` gets `value`, the checksum is right."""
    step = 64 if path.stat().st_size < 1 << 20 else SECTOR
    with open(path, "r+b") as image:
        for address in (0, path.stat().st_size - step):
            image.seek(address)
            header = bytearray(image.read(60))
            header[begin:begin + len(value)] = value
            image.seek(address)
            image.write(header + crc32c(header))


def spoil(path, how):
    size = path.stat().st_size
    if how == "newer":
        change_headers(path, 4, bytes([9]))
    elif how == "of another meter":
        change_headers(path, 12, (7).to_bytes(8, "big"))
    elif how == "noise":
        path.write_bytes(random.Random(5).randbytes(size))
    elif how == "erased":
        destroy(path, 0, size, 0xFF)
    elif how == "half erased":
        destroy(path, 0, size // 2, 0xFF)
    elif how == "the other half erased":
        destroy(path, size // 2, size // 2, 0xFF)
    elif how == "half there":
        path.write_bytes(path.read_bytes()[:size // 2])
    elif how == "empty":
        path.write_bytes(b"")


@pytest.mark.parametrize("device, how, why", [
    ("", "newer", "newer tallywatt-meter"),
    ("", "noise", "is damaged"),
    ("", "half erased", "is not the state of a meter"),  # as after a first commit that was cut
    ("", "half there", "is not the state of a meter"),
    ("", "empty", "is not the state of a meter"),
    (".flash", "newer", "newer tallywatt-meter"),
    (".flash", "of another meter", "the history of another meter"),
    (".flash", "half there", "holds no history"),
    (".flash", "empty", "holds no history"),
    (".flash", "noise", "both of its headers are destroyed"),
    (".flash", "erased", "both of its headers are destroyed"),
])
def test_a_device_that_is_not_the_meters_is_refused_by_name_and_left_as_it_is(
        opened, device, how, why):
    image = opened.with_name(opened.name + device)
    spoil(image, how)
    files = {path: path.read_bytes() for path in (opened, opened.with_name(opened.name + ".flash"))}

    status, line = refusal("export", "--state", opened, "--output", opened.parent / "out")

    assert status == 1 and image.name + " " in line and why in line
    assert {path: path.read_bytes() for path in files} == files
    assert not (opened.parent / "out").exists()


@pytest.mark.parametrize("device, how", [
    (".flash", "half erased"), (".flash", "the other half erased"),
    ("", "the other half erased"),
])
def test_what_is_left_of_a_spoiled_device_is_exported_and_nothing_is_invented(opened, device, how):
    live(opened, 2)
    whole = export(opened)
    image = opened.with_name(opened.name + device)
    spoil(image, how)
    files = {path: path.read_bytes() for path in (opened, opened.with_name(opened.name + ".flash"))}

    rows = export(opened, "spoiled")

    for file, kept in rows.items():
        assert [row for row in kept if row not in whole[file] and row.get("end") != "gap"] == []
    if device == "" or how == "the other half erased":
        # The upper half of the flash has images, notes and a header; of the EEPROM, energy.
        assert rows == whole
    assert {path: path.read_bytes() for path in files} == files


def test_an_export_without_a_folder_is_wrong_usage(opened):
    assert refusal("export", "--state", opened)[0] == 2
