"""tallywatt-bench accuracy in its short form: every target and every table, and the report it leaves."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = Path(os.environ.get("TALLYWATT_BIN", ROOT / "build" / "bin")) / "tallywatt-bench"


def test_a_folder_without_waves_is_refused_before_anything_is_run(tmp_path):
    done = subprocess.run([PROGRAM, "accuracy", "--waves", tmp_path, "--report", tmp_path / "report"],
                          capture_output=True, text=True, timeout=60, check=False)

    assert done.returncode == 1
    assert "appliance_cycles_30000Hz.f32" in done.stderr
    assert not (tmp_path / "report").exists()


def test_the_short_form_meets_every_target_and_leaves_a_report(tmp_path):
    done = subprocess.run([PROGRAM, "accuracy", "--quick", "--report", tmp_path, "--commit", "abc"],
                          capture_output=True, text=True, timeout=280, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "MISSED" not in done.stdout
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["commit"] == "abc"
    assert all(target["met"] for target in report["targets"])
    names = [target["name"] for target in report["targets"]]
    for converter in ("ideal", "101 dB", "88 dB", "84 dB"):
        assert f"{converter}: rows of the tables beyond their limit, creep not run" in names
    assert [c["converter"] for c in report["converters"]] == ["ideal", "101 dB", "88 dB", "84 dB"]
    assert any("polyphase" in reason for reason in report["not_applied"])
    assert all(point["limit_source"] == "unverified"
               for c in report["converters"] for point in c["intrinsic"])
    assert "left out: real waveforms" in done.stdout and "left out: creep" in done.stdout
    assert any("--waves" in reason for reason in report["not_applied"])
    html = (tmp_path / "report.html").read_text()
    assert "No conformity is claimed" in html and "</html>" in html
    assert (tmp_path / "error-curves.png").read_bytes().startswith(b"\x89PNG")
