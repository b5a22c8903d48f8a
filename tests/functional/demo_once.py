"""The demo tells its whole story, from a generated and from a measured load, and leaves nothing."""

import json
import pathlib
import subprocess

import pytest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
MEASURED = SOURCE.parent / "shared" / "data" / "load" / "house_one_minute_2006-12.csv"


def run_demo(*arguments):
    return subprocess.run(["/usr/bin/python3", SOURCE / "scripts" / "demo.py", "--once", *arguments],
                          capture_output=True, text=True, timeout=170)


def test_tells_the_story_of_a_generated_household_and_counts_its_checks():
    done = run_demo("--speed", "100000")

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


def test_a_load_that_is_not_there_is_wrong_usage_and_starts_nothing():
    done = run_demo("--load", "no-such-file.csv")

    assert done.returncode == 2
    assert "no-such-file.csv is not a file" in done.stderr
