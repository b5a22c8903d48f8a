"""Starts the real programs of Tallywatt for the demo, the benchmarks and the functional tests:
an office with its token, a desk with a private card reader, a card, a meter. Everything lives in
one folder, uses free ports, and ends with the `Stack`."""

import ctypes
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

SOURCE = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = pathlib.Path(os.environ.get("TALLYWATT_BIN", SOURCE / "build" / "bin"))
PR_SET_PDEATHSIG = 1


class Failed(Exception):
    """A program refused or failed; the text says which and why."""


def free_port():
    """A TCP port of the loopback address that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what, seconds=20.0):
    """The first true value of `condition()`; a Failed that names `what` after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.01)
    raise Failed(f"{what}: nothing happened for {seconds:.0f} s")


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Process:
    """One running program with its output in a log file."""

    def __init__(self, name, arguments, log, environment=None):
        self.name = name
        self.log_path = pathlib.Path(log)
        with open(log, "ab") as output:
            self.process = subprocess.Popen(
                [str(a) for a in arguments], stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})},
                preexec_fn=_die_with_parent)

    def log(self):
        return self.log_path.read_text(errors="replace")

    def is_running(self):
        return self.process.poll() is None

    def end(self, with_signal=signal.SIGTERM, seconds=10):
        """Ends the program and returns its exit status."""
        if self.is_running():
            self.process.send_signal(with_signal)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


class Meter:
    """A running tallywatt-meter, spoken to through its control socket."""

    def __init__(self, stack, state, arguments, name="meter"):
        self.slot = f"127.0.0.1:{free_port()}"
        self.control_path = stack.folder / f"{name}.control"
        self.control_path.unlink(missing_ok=True)
        self.process = stack.start(
            name, PROGRAMS / "tallywatt-meter", "run", "--state", state, "--slot", self.slot,
            "--control", self.control_path, *arguments)
        self.socket = wait_until(self._connect, f"{name}: waiting for its control socket")
        self.reader = self.socket.makefile("r")

    def _connect(self):
        if not self.process.is_running():
            raise Failed(f"tallywatt-meter ended: {self.process.log().strip()}")
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(self.control_path))
            return connection
        except OSError:
            connection.close()
            return None

    def ask(self, do, **values):
        """Sends one request and returns the answer; a refusal becomes a Failed."""
        self.socket.sendall((json.dumps({"do": do, **values}) + "\n").encode())
        line = self.reader.readline()
        if not line:
            raise Failed(f"tallywatt-meter ended: {self.process.log().strip()}")
        answer = json.loads(line)
        if "error" in answer:
            raise Failed(f"tallywatt-meter refused {do}: {answer['error']}")
        return answer

    def status(self):
        return self.ask("status")

    def face(self):
        """The line that names its page."""
        return self.process.log().splitlines()[0]


class Stack:
    """A folder full of running programs. Use it in a `with`: nothing is left behind."""

    def __init__(self, keep=None):
        # A short path: the sockets in it may have 107 characters.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tallywatt-"))
        self.keep = keep
        self.processes = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        for process in reversed(self.processes):
            process.end()
        self.processes.clear()
        if self.keep:
            shutil.copytree(self.folder, self.keep, dirs_exist_ok=True,
                            ignore=lambda _, names: [n for n in names if not n.endswith(".log")])
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, name, *arguments, environment=None):
        process = Process(name, arguments, self.folder / f"{name}.log", environment)
        self.processes.append(process)
        return process

    def run(self, program, *arguments, environment=None):
        """Runs a program to its end and returns what it printed; a Failed if it refused."""
        done = subprocess.run(
            [str(PROGRAMS / program), *(str(a) for a in arguments)], capture_output=True,
            text=True, stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
        if done.returncode != 0:
            raise Failed(f"{program} {' '.join(str(a) for a in arguments)}: {done.stderr.strip()}")
        return done.stdout

    def run_json(self, program, *arguments):
        return json.loads(self.run(program, *arguments))

    def insert_card(self, card_file, at, name="card"):
        """Puts the card of `card_file` into a reader or slot; `end()` pulls it out."""
        return self.start(name, PROGRAMS / "tallywatt-card", "insert", "--file", card_file,
                          "--at", at)
