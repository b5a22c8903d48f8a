"""Runs the stages of ./run test one after another, keeps their logs and counts what they found."""

import os
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / "build" / "log"
# Published vectors and measurements: a clone without them skips what reads them, and only that.
SHARED = ROOT.parent / "shared"
JOBS = os.cpu_count() or 2
SECONDS_BETWEEN_SIGNS_OF_LIFE = 20
LINES_SHOWN_ON_FAILURE = 40


@dataclass
class Tally:
    """How many tests and checks held; a skipped one is neither passed nor failed."""

    passed: int = 0
    failed: int = 0
    skipped: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def count(self, name: str, held: bool) -> None:
        if held:
            self.passed += 1
        else:
            self.failed += 1
            self.failures.append(name)

    def count_report(self, name: str, report: Path) -> None:
        """Adds each test case of a JUnit report; a report without one is a failure."""
        cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
        if not cases:
            self.count(f"{name}: no test was run", False)
        for case in cases:
            title = f"{name}: {case.get('name')}"
            if case.find("failure") is not None or case.find("error") is not None:
                self.count(title, False)
            elif case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
                self.skipped.append(title)
            else:
                self.count(title, True)


class Stages:
    """The sections of one run: each has a title, a log of its own and its seconds."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._began = time.monotonic()
        self._running: set[subprocess.Popen] = set()
        LOG.mkdir(parents=True, exist_ok=True)
        for interruption in (signal.SIGINT, signal.SIGTERM):
            signal.signal(interruption, self._interrupted)

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self._began:5.0f} s] {text}", flush=True)

    def run(self, title: str, log_name: str, *commands: list[str], env: dict | None = None) -> bool:
        """Runs the commands until one fails. Their words go to the log, its end to the screen."""
        self.say(title)
        log = LOG / f"{log_name}.log"
        began = time.monotonic()
        with log.open("w", encoding="utf-8") as output:
            held = all(self._run_one(command, output, log, env) for command in commands)
        if held:
            self.say(f"  ok, {time.monotonic() - began:.0f} s: {title}")
        else:
            self.say(f"  FAILED: {title}; from {log.relative_to(ROOT)}:")
            print("\n".join(what_failed(log)), flush=True)
        return held

    def check(self, title: str, log_name: str, *commands: list[str], env: dict | None = None) -> bool:
        """A stage that counts as one check."""
        held = self.run(title, log_name, *commands, env=env)
        self.tally.count(title, held)
        return held

    @contextmanager
    def beside(self, title: str, log_name: str, command: list[str], env: dict | None = None):
        """Runs a command that mostly waits while the body of the `with` keeps the machine busy."""
        with ThreadPoolExecutor(1) as pool:
            done = pool.submit(self.run, title, log_name, command, env=env)
            yield
            done.result()

    def close(self) -> int:
        """Says what was skipped and what failed, then the one line that counts; the exit status.
        A skipped test is a failure where what it reads is there."""
        for name in self.tally.skipped:
            print(f"skipped: {name}")
            if SHARED.is_dir():
                self.tally.count(f"{name}: skipped although the measurements are there", False)
        for name in self.tally.failures:
            print(f"failed: {name}")
        self.say("done")
        print(f"{self.tally.passed} passed, {self.tally.failed} failed, "
              f"{len(self.tally.skipped)} skipped")
        return 1 if self.tally.failed or not self.tally.passed else 0

    def _run_one(self, command: list[str], output, log: Path, env: dict | None) -> bool:
        output.write(f"$ {' '.join(command)}\n")
        output.flush()
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            env={**os.environ, **(env or {})}, start_new_session=True)
        self._running.add(process)
        while True:
            try:
                status = process.wait(SECONDS_BETWEEN_SIGNS_OF_LIFE)
                self._running.discard(process)
                return status == 0
            except subprocess.TimeoutExpired:
                self.say(f"  … {' '.join(tail(log, 1))[:100]}")

    def _interrupted(self, number: int, _frame) -> None:
        for process in list(self._running):
            os.killpg(process.pid, signal.SIGTERM)  # with all that it has started
        sys.exit(128 + number)


def what_failed(log: Path) -> list[str]:
    """The errors that compilers and linters wrote; the log's end where there are none."""
    errors = [line for line in log.read_text(errors="replace").splitlines()
              if ": error:" in line or ": undefined reference" in line]
    return errors[:LINES_SHOWN_ON_FAILURE] or tail(log, LINES_SHOWN_ON_FAILURE)


def tail(log: Path, lines: int) -> list[str]:
    return [line for line in log.read_text(errors="replace").splitlines() if line.strip()][-lines:]


def tracked_files(*patterns: str) -> list[str]:
    """The files of the project that match, from git where it is one and from the folders where not."""
    listed = subprocess.run(["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, text=True,
                            capture_output=True, check=False)
    if listed.returncode == 0:
        return sorted(name for name in listed.stdout.split("\0") if name and (ROOT / name).exists())
    return sorted(str(path.relative_to(ROOT)) for pattern in patterns
                  for path in ROOT.rglob(pattern)
                  if "build" not in path.relative_to(ROOT).parts[:1])


if __name__ == "__main__":
    sys.exit("stages.py is read by test.py: use ./run test")
