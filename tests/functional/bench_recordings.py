"""tallywatt-bench as a meter engineer uses it: make a recording, read it, calibrate, and what is refused."""

import json
import os
import struct
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(os.environ.get("TALLYWATT_BIN", ROOT / "build" / "bin")) / "tallywatt-bench"


def bench(*words: object) -> subprocess.CompletedProcess:
    return subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True,
                          timeout=120, check=False)


@pytest.mark.parametrize("form,units", [("f32", ()), ("i24", ("--volts-per-unit", 0.0001,
                                                             "--amperes-per-unit", 0.00002))])
def test_a_recording_made_is_read_as_it_was_made(tmp_path, form, units):
    file = tmp_path / "wave"
    made = bench("synthesize", file, "--format", form, "--rate", 10000, *units, "--amperes", 3,
                 "--lag", 60, "--harmonic", "5:3:20")
    assert made.returncode == 0, made.stderr

    read = bench("measure", file, "--format", form, "--rate", 10000, *units)

    assert read.returncode == 0, read.stderr
    reading = json.loads(read.stdout)
    assert reading["active_watts"] == pytest.approx(345 + 230 * 0.03 * 3 * 0.2, rel=2e-4)
    assert reading["reactive_fundamental_vars"] == pytest.approx(597.558, rel=2e-4)
    assert reading["frequency_hertz"] == pytest.approx(50, abs=0.002)
    assert reading["current_distortion"] == pytest.approx(0.2, rel=1e-3)
    assert reading["voltage_harmonics_volts"][4] == pytest.approx(6.9, rel=1e-3)
    assert reading["conditions"] == []


def test_a_cycle_is_played_for_half_an_hour(tmp_path):
    file = tmp_path / "cycle"
    made = bench("synthesize", file, "--rate", 30000, "--seconds", 0.02)
    assert made.returncode == 0, made.stderr

    read = bench("measure", file, "--rate", 30000, "--repeat", 100000)

    assert read.returncode == 0, read.stderr
    reading = json.loads(read.stdout)
    assert reading["seconds"] > 1999
    assert reading["imported_watt_hours"] == pytest.approx(1150 * reading["seconds"] / 3600, rel=1e-4)


def test_more_than_a_day_is_refused(tmp_path):
    file = tmp_path / "wave"
    assert bench("synthesize", file, "--rate", 8000, "--seconds", 2).returncode == 0
    done = bench("measure", file, "--rate", 8000, "--repeat", 100000)
    assert done.returncode == 1
    assert "a day" in done.stderr


def test_a_recording_without_mains_has_no_frequency(tmp_path):
    file = tmp_path / "wave"
    file.write_bytes(struct.pack("<2f", 0, 1) * 20000)
    read = bench("measure", file, "--rate", 8000)
    assert read.returncode == 0, read.stderr
    reading = json.loads(read.stdout)
    assert reading["frequency_hertz"] is None
    assert "no_mains" in reading["conditions"]


def test_what_does_not_fit_the_format_is_not_written(tmp_path):
    file = tmp_path / "wave"
    done = bench("synthesize", file, "--format", "i16", "--rate", 8000, "--volts-per-unit", 0.001)
    assert done.returncode == 1
    assert "--volts-per-unit" in done.stderr
    assert not file.exists()


def test_values_at_the_end_of_the_format_are_counted(tmp_path):
    file = tmp_path / "wave"
    file.write_bytes(struct.pack("<4h", 32767, 0, -32768, 0) * 10000)
    read = bench("measure", file, "--format", "i16", "--rate", 8000, "--volts-per-unit", 0.01)
    assert read.returncode == 0, read.stderr
    assert json.loads(read.stdout)["values_at_format_limit"] == 20000


@pytest.mark.parametrize("words", [
    ("synthesize", "FILE", "--rate", 8000, "--volts", "nan"),
    ("synthesize", "FILE", "--rate", 8000, "--seconds", "nan"),
    ("synthesize", "FILE", "--rate", 8000, "--lag", "inf"),
    ("synthesize", "FILE", "--rate", 8000, "--hertz", 0),
    ("synthesize", "FILE", "--rate", 8000, "--harmonic", "nan:1:1"),
    ("calibrate", "--gain-error", "nan"),
    ("calibrate", "--converter", "nan"),
    ("calibrate", "--phase-error", "inf"),
    ("measure", "FILE", "--rate", 8000, "--volts-per-unit", "nan"),
    ("accuracy", "--seconds", "nan"),
], ids=lambda words: " ".join(map(str, words)))
def test_an_option_that_is_no_number_is_wrong_usage(tmp_path, words):
    done = bench(*(tmp_path / "wave" if word == "FILE" else word for word in words))
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "wave").exists()


def test_a_recording_larger_than_its_reader_takes_is_not_made(tmp_path):
    done = bench("synthesize", tmp_path / "wave", "--rate", 1000000, "--seconds", 3600)
    assert done.returncode == 1
    assert "30,000,000" in done.stderr


def test_a_calibration_is_written_as_a_record_of_72_bytes(tmp_path):
    record = tmp_path / "record"
    done = bench("calibrate", "--output", record)
    assert done.returncode == 0, done.stderr
    assert record.read_bytes()[0] == 1
    assert record.stat().st_size == 72


def test_parts_that_are_wrong_are_refused(tmp_path):
    done = bench("calibrate", "--gain-error", 30)
    assert done.returncode == 1
    assert "gain" in done.stderr


@pytest.mark.parametrize("content,rate,says", [
    (b"", 8000, "empty"),
    (b"123", 8000, "ends within"),
    (struct.pack("<2f", float("nan"), 0) * 20000, 8000, "no number"),
    (struct.pack("<2f", 100, 1) * 100, 8000, "--repeat"),
    (struct.pack("<2f", 5000, 1) * 20000, 8000, "600 V"),
    (struct.pack("<2f", 100, 1) * 20000, 5, "rate"),
], ids=["empty", "not whole", "not finite", "too short", "beyond the range", "absurd rate"])
def test_what_is_no_recording_is_refused_in_one_line(tmp_path, content, rate, says):
    file = tmp_path / "wave"
    file.write_bytes(content)
    done = bench("measure", file, "--rate", rate)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_wrong_usage_has_its_own_status():
    assert bench().returncode == 2
    assert bench("measure", "x", "--rate", "fast").returncode == 2
    assert bench("measure", "x", "--rate", 8000, "--format", "wav").returncode == 2
    assert bench("--version").returncode == 0
    assert bench("measure", "--help").returncode == 0
