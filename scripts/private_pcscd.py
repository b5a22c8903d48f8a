#!/usr/bin/python3
"""A PC/SC service of one's own with a virtual reader: on a private socket and free ports.

As a module:   reader = private_pcscd.start(stack); it ends with the stack (scripts/stack.py)
As a program:  private_pcscd.py --directory DIR     serves until SIGTERM or SIGINT; prints the socket,
               the reader's name and the port where tallywatt-card inserts, one "name value" a line

No system service is used: pcscd takes its socket from whoever starts it (socket activation: the
descriptor is 3 and LISTEN_PID is its own process), its readers from a folder of ours. Only the file
with its process id is compiled in (/run/pcscd/pcscd.pid); it is not read. The virtual reader's
driver listens on every address of the machine: for development and tests only.
"""

import argparse
import ctypes
import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PCSCD = "/usr/sbin/pcscd"
DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
PR_SET_PDEATHSIG = 1
FIRST_PORT = 20000
LAST_PORT = 65000
PRESENCE_SECONDS = 0.6  # pcscd looks for a card every 0.4 s
LONGEST_SOCKET_PATH = 107  # the client library cuts a longer one off without a word


def free_port_pair():
    """Two neighbouring free ports: one entry of the driver always opens two slots.

    Below those that the system gives to outgoing connections: of these a busy machine has every
    second one in use, or just used, and then no pair is free."""
    lowest_outgoing = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    last = lowest_outgoing - 2 if lowest_outgoing > FIRST_PORT + 1000 else LAST_PORT
    for port in random.sample(range(FIRST_PORT, last), 1000):
        with socket.socket() as first, socket.socket() as second:
            try:
                first.bind(("0.0.0.0", port))
                second.bind(("0.0.0.0", port + 1))
            except OSError:
                continue
            return port
    raise RuntimeError("no two neighbouring free ports: end other virtual readers")


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class PrivatePcscd:
    """pcscd with one virtual reader; `directory` is empty and on a short path."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.socket_path = str(self.directory / "pcscd.comm")
        self.reader = "Tallywatt Virtual Reader 00 00"
        self.port = free_port_pair()
        self.address = f"127.0.0.1:{self.port}"  # where a card is put in
        self.environment = {"PCSCLITE_CSOCK_NAME": self.socket_path}  # of the reader's clients
        self._process = None

    def start(self):
        if len(self.socket_path) > LONGEST_SOCKET_PATH:
            raise RuntimeError(f"{self.socket_path} is too long for a socket: use a shorter directory")
        configuration = self.directory / "readers.d"
        configuration.mkdir(parents=True)
        (configuration / "vpcd").write_text(
            'FRIENDLYNAME "Tallywatt Virtual Reader"\n'
            f"DEVICENAME /dev/null:{self.port}\nLIBPATH {DRIVER}\nCHANNELID {self.port}\n")
        os.makedirs("/run/pcscd", exist_ok=True)  # compiled into pcscd; scripts/setup.sh makes it
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listener.bind(self.socket_path)
        listener.listen(16)
        command = [PCSCD, "-f", "-e", "-c", str(configuration)]
        if b"disable-polkit" in subprocess.run([PCSCD, "--help"], capture_output=True).stdout:
            command.append("--disable-polkit")
        # The shell's exec keeps its process id, which LISTEN_PID must name.
        shell = 'export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@" 3<&"$0"'
        with open(self.directory / "pcscd.log", "wb") as log:
            self._process = subprocess.Popen(
                ["/bin/bash", "-c", shell, str(listener.fileno()), *command],
                pass_fds=[listener.fileno()], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                preexec_fn=_die_with_parent)
        listener.close()
        self._wait_for_reader()
        return self

    def _wait_for_reader(self):
        """Until the driver listens for cards."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise RuntimeError("pcscd ended: " + (self.directory / "pcscd.log").read_text())
            with socket.socket() as probe:
                try:
                    # Binding fails once the driver has the port; connecting would insert a card.
                    probe.bind(("0.0.0.0", self.port))
                except OSError:
                    return
            time.sleep(0.01)
        self.end()
        raise RuntimeError("pcscd did not open its virtual reader within 10 s")

    def end(self):
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.end()


def start(stack):
    """The virtual reader of a stack, which ends it."""
    pcscd = PrivatePcscd(stack.folder / "reader").start()
    stack.processes.append(pcscd)
    return pcscd


def wait_empty(pcscd, programs):
    """Until the service has noticed that the card is out. A card put in before that would silently
    take the place of the one before, or never be seen. `programs` holds tallywatt-desk."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        listed = subprocess.run([Path(programs) / "tallywatt-desk", "--list-readers"],
                                env={**os.environ, **pcscd.environment}, capture_output=True,
                                text=True).stdout
        if f"{pcscd.reader}\tempty" in listed:
            # A reset that failed shows as empty too, before the service itself has looked.
            time.sleep(PRESENCE_SECONDS)
            return
        time.sleep(0.05)
    raise RuntimeError("the card is still in the reader")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--directory", required=True, help="empty, on a short path")
    options = parser.parse_args()
    with PrivatePcscd(options.directory) as pcscd:
        print(f"socket {pcscd.socket_path}\nreader {pcscd.reader}\nport {pcscd.port}", flush=True)
        signal.sigwait({signal.SIGTERM, signal.SIGINT})
    return 0


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    sys.exit(main())
