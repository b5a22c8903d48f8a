"""Runs one fuzzer for a number of inputs, from its kept ones, and says what came of it.

The fuzzers are built with clang 19, optimised, with the address and undefined sanitizers
(preset fuzz). A fault ends the run with status 1; its input is then in build/log. What the run
found new stays in build/fuzz-found. The last lines are for docs/results/.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / "build" / "log"


def built(name: str) -> Path:
    for step in (["cmake", "--preset", "fuzz"], ["cmake", "--build", "build/fuzz", "--target", name]):
        subprocess.run(step, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return ROOT / "build" / "fuzz" / "fuzz" / name


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", help="as in fuzz/CMakeLists.txt, for example card_apdu_fuzz")
    parser.add_argument("inputs", type=int)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--longest", type=int, default=400, help="bytes of an input [400]")
    return parser.parse_args()


def main() -> int:
    arguments = parse_arguments()
    program = built(arguments.name)
    found = ROOT / "build" / "fuzz-found" / arguments.name
    corpus = ROOT / "fuzz" / "corpus" / arguments.name
    found.mkdir(parents=True, exist_ok=True)
    LOG.mkdir(parents=True, exist_ok=True)
    log = LOG / f"fuzz-long-{arguments.name}.log"
    begun = time.monotonic()
    with log.open("w", encoding="utf-8") as output:
        status = subprocess.run(
            [program, f"-runs={arguments.inputs}", f"-seed={arguments.seed}",
             f"-max_len={arguments.longest}", "-timeout=10", "-print_final_stats=1",
             f"-artifact_prefix={LOG}/fuzz-{arguments.name}-", found,
             *([corpus] if corpus.is_dir() else [])],
            stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, check=False).returncode
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT, check=True,
                            capture_output=True, text=True).stdout.strip()
    print(f"{arguments.name} at {commit}, seed {arguments.seed}: "
          f"{'no fault' if status == 0 else f'status {status}'} "
          f"in {time.monotonic() - begun:.0f} s; {log.relative_to(ROOT)}")
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        if line.startswith(("stat::number_of_executed_units", "commands to the card")):
            print(f"  {line}")
    return 0 if status == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
