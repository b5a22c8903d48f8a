"""What the last line of a run says: a test that was not run never counts as passed."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import stages  # noqa: E402

REPORT = """<testsuite><testcase name="held"/>
<testcase name="was skipped"><skipped message="nothing to read"/></testcase></testsuite>"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run that read REPORT; `shared` is where its measurements would lie."""
    monkeypatch.setattr(stages, "LOG", tmp_path / "log")
    monkeypatch.setattr(stages, "SHARED", tmp_path / "shared")
    monkeypatch.setattr(stages.signal, "signal", lambda *_: None)
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")
    made = stages.Stages()
    made.tally.count_report("some", report)
    return made


def test_a_skipped_test_is_said_and_is_not_passed(run, capsys):
    assert run.close() == 0
    said = capsys.readouterr().out
    assert "skipped: some: was skipped" in said and "1 passed, 0 failed, 1 skipped" in said


def test_a_test_skipped_beside_its_measurements_is_a_failure(run, capsys):
    stages.SHARED.mkdir()
    assert run.close() == 1
    assert "1 passed, 1 failed, 1 skipped" in capsys.readouterr().out


def test_a_report_without_a_test_is_a_failure(run, tmp_path):
    run.tally.count_report("none", tmp_path / "missing.xml")
    assert run.close() == 1
