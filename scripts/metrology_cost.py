"""Counts what the metrology costs on a Cortex-M4, under QEMU, and holds the count to the file kept.

usage: metrology_cost.py BUILD [--json FILE]

BUILD/bin/metrology_cost.elf runs three times with -icount, where one instruction is one nanosecond;
the three counts must be the same. Status 1 where a figure is above the target, or more than 2 % from
scripts/metrology_cost.json: then change that file and say why in the commit.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

KEPT = Path(__file__).resolve().parent / "metrology_cost.json"
RUNS = 3
TOLERANCE = 0.02
# Instructions for one hundred sets of four channels.
TARGETS = {"instructions_per_100_sets": 25000, "with_harmonics": 45000}


def count(image: Path) -> dict[str, int]:
    """One run of the image; it ends by itself."""
    done = subprocess.run(
        ["qemu-system-arm", "-M", "mps2-an386", "-display", "none", "-monitor", "none",
         "-serial", "none", "-semihosting-config", "enable=on,target=native",
         "-icount", "shift=0,sleep=off", "-kernel", str(image)],
        capture_output=True, text=True, timeout=120, check=True)
    # Semihosting writes to the standard error of QEMU.
    return json.loads(done.stderr or done.stdout)


def flash(build: Path) -> dict[str, int]:
    """Bytes of program text with tables, by object of the metrology's library."""
    listed = subprocess.run(
        ["arm-none-eabi-size", str(build / "meter" / "metrology" / "libmeter_metrology.a")],
        capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    sizes = {line.split()[5]: int(line.split()[0]) for line in listed}
    harmonics = sum(size for name, size in sizes.items() if name.startswith(("fourier", "harmonics")))
    return {"flash_bytes": sum(sizes.values()) - harmonics, "harmonics_flash_bytes": harmonics}


def judge(counts: list[dict[str, int]], kept: dict[str, int]) -> list[str]:
    """One line for each finding."""
    first = counts[0]
    found = [f"run {number + 1} counted {other}, the first {first}"
             for number, other in enumerate(counts) if other != first]
    found += [f"{name}: {first[name]} is above the target of {target}"
              for name, target in TARGETS.items() if first[name] > target]
    for name, value in first.items():
        if name not in kept:
            found.append(f"{name}: {value} is not in {KEPT.name}")
        elif abs(value - kept[name]) > TOLERANCE * kept[name]:
            found.append(f"{name}: {value} is more than 2 % from {kept[name]} in {KEPT.name}")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="build/firmware")
    parser.add_argument("--json", type=Path, help="write the counts to this file too")
    arguments = parser.parse_args()

    image = arguments.build / "bin" / "metrology_cost.elf"
    if not image.exists():
        print(f"{image} is missing: build the firmware preset first", file=sys.stderr)
        return 1
    sizes = flash(arguments.build)
    counts = [count(image) | sizes for _ in range(RUNS)]
    found = judge(counts, json.loads(KEPT.read_text()))
    for name, value in counts[0].items():
        print(f"{name:28} {value:8}")
    if arguments.json:
        arguments.json.write_text(json.dumps(counts[0], indent=2) + "\n")
    print("\n".join(found) if found else f"metrology cost: the same in {RUNS} runs, as kept")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
