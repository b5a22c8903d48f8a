"""Proves on the objects of a firmware build what the core promises, and holds sizes to a budget.

usage: check_firmware.py BUILD [--print]

No object of base, card, meter and boards/bare (the instantiated Meter<Board>) may name the heap, a float
helper, an exception, abort or a virtual table. The build is soft-float, so every float operation is
a symbol. Program text, RAM and the stack of each function stay within scripts/firmware_budget.json.
Status 1 where something is found, one line each.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PARTS = ("base", "card", "meter", "boards")
ROOT = Path(__file__).resolve().parent.parent
BUDGET = ROOT / "scripts" / "firmware_budget.json"

# Integer helpers and block moves of the ARM run-time ABI; every other one is a float or unwinds.
INTEGER_HELPERS = re.compile(
    r"__aeabi_(u?idiv(mod)?|u?ldivmod|idiv0|ldiv0|lmul|llsl|llsr|lasr|u?lcmp"
    r"|mem(cpy|move|set|clr)[48]?|uread[48]|uwrite[48])")
FORBIDDEN = {
    "the heap": re.compile(r"(malloc|calloc|realloc|free|_sbrk|_Zn[wa]\w*|_Zd[la]\w*)"),
    "exceptions": re.compile(
        r"(__cxa_(?!guard|atexit)\w+|_Unwind_\w+|__gxx_personality\w*|__aeabi_unwind\w*)"),
    "floating point": re.compile(r"(__aeabi_\w+|__\w*[sd]f[23]?|pow|sqrt|floor|ceil|round|fmod)f?"),
    "abort": re.compile(r"(abort|exit|_exit|__assert\w*|_ZSt9terminatev|_ZSt\d+__throw_\w+)"),
    "a virtual table": re.compile(r"(_ZT[VIS]\w*)"),
    "guarded or ended statics": re.compile(r"(__cxa_guard\w*|__cxa_atexit|atexit)"),
    "printing": re.compile(r"\w*(printf|iostream|ios_base)\w*"),
}


def judge_symbol(symbol: str) -> str | None:
    """What a symbol must not be there for, or nothing."""
    if INTEGER_HELPERS.fullmatch(symbol):
        return None
    return next((what for what, pattern in FORBIDDEN.items() if pattern.fullmatch(symbol)), None)


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def objects_of(build: Path, part: str) -> list[Path]:
    return sorted(path for ending in ("*.obj", "*.o") for path in (build / part).rglob(ending))


def judge_objects(objects: list[Path]) -> list[str]:
    """One line for each forbidden symbol, by the object that names it."""
    found = []
    for path in objects:
        for symbol in sorted(set(run("arm-none-eabi-nm", "--format=just-symbols", str(path)).split())):
            what = judge_symbol(symbol)
            if what:
                found.append(f"{path.name}: {run('c++filt', symbol).strip()} brings in {what}")
    return found


def sizes(objects: list[Path]) -> dict[str, int]:
    """Bytes of program text with constants, and of RAM with what it starts with."""
    text = ram = 0
    for line in run("arm-none-eabi-size", *map(str, objects)).splitlines()[1:] if objects else []:
        in_flash, initialised, zeroed = map(int, line.split()[:3])
        text += in_flash + initialised
        ram += initialised + zeroed
    return {"text_bytes": text, "ram_bytes": ram}


def stack_frames(build: Path) -> list[tuple[int, str, str]]:
    """Bytes, function and kind (static, dynamic) of every function, the largest first."""
    frames = []
    for part in PARTS:
        for path in (build / part).rglob("*.su"):
            for line in path.read_text(encoding="utf-8").splitlines():
                place, size, kind = line.split("\t")
                frames.append((int(size), place.removeprefix(f"{ROOT}/"), kind))
    return sorted(frames, reverse=True)


def judge_budget(measured: dict, budget: dict) -> list[str]:
    """One line for each figure above its budget, or that has none."""
    found = []
    for name, value in measured.items():
        if name not in budget:
            found.append(f"{name}: {value} has no budget in {BUDGET.name}")
        elif value > budget[name]:
            found.append(f"{name}: {value} is above its budget of {budget[name]} in {BUDGET.name}")
    return found


def measure(build: Path) -> dict[str, int]:
    measured = {}
    for part in PARTS:
        for name, value in sizes(objects_of(build, part)).items():
            measured[f"{part}_{name}"] = value
    frames = stack_frames(build)
    measured["largest_stack_frame_bytes"] = frames[0][0] if frames else 0
    return measured


# What of card/ is what, by folder or file; the rest of it are records and derivations.
CARD_PARTS = {
    "crypto": ("crypto/", "library/aes", "library/platform_util"),
    "secure channel": ("scp03/",),
    "contacts, T=1 and T=0": ("t1/", "t0/"),
    "the card itself": ("software_card", "card_memory", "card_slots", "key_staging",
                        "command_assembly"),
    "records and derivations": ("",),
}
# What holds state for as long as a card is in a slot, or for ever.
CARD_STATES = {
    "a meter's end of a channel": ("card/scp03/host_channel.h", "card::HostChannel"),
    "one end of the contacts": ("card/t1/station.h", "card::T1Station"),
    "a whole card": ("card/software_card.h", "card::SoftwareCard"),
}


def card_sizes(build: Path) -> dict[str, int]:
    """Bytes of program text of each part of the card code, the AES of Mbed TLS among the crypto."""
    sorted_out = {name: [] for name in CARD_PARTS}
    for path in objects_of(build, "card") + objects_of(build, "CMakeFiles/mbedtls_aes.dir"):
        part = next(name for name, marks in CARD_PARTS.items() if any(m in str(path) for m in marks))
        sorted_out[part].append(path)
    return {name: sizes(objects)["text_bytes"] for name, objects in sorted_out.items()}


def card_states() -> dict[str, int]:
    """Bytes of RAM of what the card code keeps, as the compiler for the Cortex-M4 lays it out."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = Path(folder) / "states.o"
        source = "".join(f'#include "{header}"\n' for header, _ in CARD_STATES.values())
        source += "".join(f"char state{i}[sizeof({kind})];\n"
                          for i, (_, kind) in enumerate(CARD_STATES.values()))
        subprocess.run(["arm-none-eabi-g++", "-std=c++23", "-mcpu=cortex-m4", "-mthumb", f"-I{ROOT}",
                        "-c", "-x", "c++", "-", "-o", str(compiled)], input=source, text=True,
                       check=True)
        by_symbol = {line.split()[-1]: int(line.split()[1], 16)
                     for line in run("arm-none-eabi-nm", "-S", str(compiled)).splitlines()}
    return {name: by_symbol[f"state{i}"] for i, name in enumerate(CARD_STATES)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path, help="build/firmware")
    parser.add_argument("--print", action="store_true", help="show the figures too")
    arguments = parser.parse_args()

    objects = [path for part in PARTS for path in objects_of(arguments.build, part)]
    if not objects:
        print(f"{arguments.build} holds no objects: build the firmware preset first", file=sys.stderr)
        return 1
    measured = measure(arguments.build)
    found = judge_objects(objects) + judge_budget(measured, json.loads(BUDGET.read_text()))
    found += [f"{place}: a stack of no fixed size" for _, place, kind in stack_frames(arguments.build)
              if kind not in ("static", "dynamic,bounded")]
    if arguments.print:
        for name, value in measured.items():
            print(f"{name:28} {value:8}")
        for name, value in card_sizes(arguments.build).items():
            print(f"  card: {name:24} {value:6} bytes of flash")
        for name, value in card_states().items():
            print(f"  card: {name:28} {value:6} bytes of RAM")
        for size, place, _ in stack_frames(arguments.build)[:5]:
            print(f"  stack of {size:5} bytes: {place}")
    print("\n".join(found) if found else f"firmware: {len(objects)} objects name nothing forbidden")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
