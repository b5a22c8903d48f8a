"""The demo tells its whole story, from a generated and from a measured load, and leaves nothing."""

import json
import os
import pathlib
import subprocess
import tempfile

import pytest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
MEASURED = SOURCE.parent / "shared" / "data" / "load" / "house_one_minute_2006-12.csv"


def run_demo(*arguments, folder=None):
    return subprocess.run(["/usr/bin/python3", SOURCE / "scripts" / "demo.py", "--once", *arguments],
                          capture_output=True, text=True, timeout=170,
                          env={**os.environ, "TMPDIR": str(folder or tempfile.gettempdir())})


def processes_that_name(folder):
    """The command lines of all processes that have `folder` in them."""
    lines = []
    for file in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(file.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            pass  # it ended just now
    return [line for line in lines if str(folder) in line]


def test_tells_the_story_of_a_generated_household_counts_its_checks_and_leaves_nothing():
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        done = run_demo("--speed", "100000", folder=folder)

        assert list(pathlib.Path(folder).iterdir()) == []
        assert processes_that_name(folder) == []

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().splitlines()[-1].endswith("checks passed")
    story = json.loads((SOURCE / "build" / "demo" / "story.json").read_text())
    assert all(check["holds"] for check in story["checks"])
    assert (SOURCE / "build" / "demo" / "story.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(not MEASURED.exists(), reason=f"the measured load is not at {MEASURED}")
def test_counts_the_measured_load_within_one_watt_hour():
    done = run_demo("--speed", "100000", "--load", MEASURED)

    assert done.returncode == 0, done.stdout + done.stderr
    story = json.loads((SOURCE / "build" / "demo" / "story.json").read_text())
    assert abs(story["energy"]["difference_mj"]) <= 3_600_000


def test_two_demos_run_side_by_side():
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        other = subprocess.Popen(["/usr/bin/python3", SOURCE / "scripts" / "demo.py", "--once",
                                  "--speed", "100000"], env={**os.environ, "TMPDIR": folder},
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        done = run_demo("--speed", "100000")
        complaint = other.communicate(timeout=170)[1]

    assert (done.returncode, done.stderr) == (0, "")
    assert (other.returncode, complaint) == (0, "")


def test_a_load_that_is_not_there_is_wrong_usage_and_starts_nothing():
    done = run_demo("--load", "no-such-file.csv")

    assert done.returncode == 2
    assert "no-such-file.csv is not a file" in done.stderr
