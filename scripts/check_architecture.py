"""Reads every #include against the table of who may include whom, and that every source is built.

usage: check_architecture.py [FOLDER]      prints one line for each finding; status 1 where there is one

The table is drawn in ARCHITECTURE.md. It is kept here, once, as data.
"""

import re
import sys
from pathlib import Path

# What a folder may include of ours, besides itself. The longest name that fits a file is its part.
MAY_INCLUDE = {
    "base": set(),
    "card": {"base"},
    "card/host": {"base", "card"},
    "meter": {"base", "card"},
    "bench": {"base", "meter"},
    "boards/bare": {"base", "card", "meter"},
    "boards/host": {"base", "card", "card/host", "meter"},
    "office/domain": {"base", "card"},
    "office/store": {"base", "card", "office/domain"},
    "office/keys": {"base", "card", "office/domain"},
    "office/reader": {"base", "card", "office/domain"},
    "office/web": {"base", "card", "office/domain"},
    "office/cli": {"base", "card", "office/domain"},
}
EVERYTHING = set(MAY_INCLUDE)
MAY_INCLUDE |= {
    "simulator": EVERYTHING,
}
EVERYTHING = set(MAY_INCLUDE)
MAY_INCLUDE |= {
    "apps": EVERYTHING,
    "tests": EVERYTHING,
    "fuzz": EVERYTHING,
    "benchmarks": EVERYTHING,
}

# The adapters that may include a library, in a .cpp file only. First fit, by how the header begins.
ADAPTERS = {
    "mbedtls/": {"card"},
    "sqlite3.h": {"office/store", "benchmarks"},
    "date/": {"office/store"},
    "p11-kit/": {"office/keys"},
    "argon2.h": {"office/keys", "office/web"},
    "qrencode.h": {"office/web"},
    "winscard.h": {"office/reader", "tests", "benchmarks"},
    "openssl/": {"office/keys", "office/store", "office/web", "office/cli", "office/reader", "apps"},
    "boost/": {"boards/host", "office/web", "office/cli", "office/reader", "apps"},
    "nlohmann/": {"office/store", "office/web", "office/cli", "boards/host", "bench", "apps", "tests",
                  "benchmarks"},
    "CLI/": {"office/cli", "apps"},
    "spdlog/": {"office/keys", "office/store", "office/web", "office/reader", "boards/host", "apps"},
}
OPERATING_SYSTEM = re.compile(
    r"(sys|netinet|arpa|net|linux)/.*|(dlfcn|fcntl|netdb|poll|pthread|pty|pwd|signal|spawn|termios|unistd)\.h")
TOUCHES_OPERATING_SYSTEM = {"card/host", "office/store", "office/keys", "office/reader", "office/web",
                            "office/cli", "boards/host", "apps", "tests", "benchmarks"}
TEST_LIBRARIES = ("gtest/", "gmock/", "nlohmann/")

STANDARD = set("""
algorithm any array atomic barrier bit bitset cctype cerrno cfenv cfloat charconv chrono cinttypes
climits clocale cmath codecvt compare complex concepts condition_variable coroutine csetjmp csignal
cstdarg cstddef cstdint cstdio cstdlib cstring ctime cuchar cwchar cwctype deque exception execution
expected filesystem forward_list fstream functional future initializer_list iomanip ios iosfwd
iostream istream iterator latch limits list locale map memory memory_resource mutex new numbers
numeric optional ostream queue random ranges ratio regex scoped_allocator semaphore set shared_mutex
source_location span spanstream sstream stack stacktrace stdexcept stop_token streambuf string
string_view strstream syncstream system_error thread tuple type_traits typeindex typeinfo
unordered_map unordered_set utility valarray variant vector version
""".split())

INPUT_OUTPUT = {"iostream", "istream", "ostream", "fstream", "cstdio", "filesystem", "thread",
                "mutex", "condition_variable", "future"}
# Standard headers that a part never sees; its tests may.
FORBIDDEN_STANDARD = {
    "card": INPUT_OUTPUT | {"functional", "string", "vector", "random"},
    "meter": INPUT_OUTPUT | {"functional", "string", "vector", "random"},
    "boards/bare": INPUT_OUTPUT | {"functional", "string", "vector", "random"},
    "office/domain": INPUT_OUTPUT | {"random"},
}
CLOCK = re.compile(r"_clock::now\s*\(|\btime\s*\(\s*(nullptr|NULL|0)\s*\)|\bgettimeofday\b")
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.MULTILINE)
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def part_of(path: str, parts=frozenset(MAY_INCLUDE)) -> str | None:
    """The part that a path of ours lies in; none for a folder that the table does not know."""
    folder = path
    while "/" in folder:
        folder = folder.rpartition("/")[0]
        if folder in parts:
            return folder
    return None


def is_test(path: str) -> bool:
    return (path.endswith("_test.cpp") or "/testing/" in path
            or path.startswith(("tests/", "benchmarks/", "fuzz/")))


def judge_include(path: str, quoted: bool, header: str) -> str | None:
    """What is wrong with one include, or nothing."""
    part = part_of(path)
    if quoted:
        target = part_of(header)
        if target is None:
            return f'"{header}" is in no part that the table knows; write it from the top folder'
        if target != part and target not in MAY_INCLUDE[part]:
            return f"{part} may not include {target} ({header})"
        return f"{header} outside a test" if is_test(header) and not is_test(path) else None
    if header in STANDARD:
        if header in FORBIDDEN_STANDARD.get(part, ()) and not is_test(path):
            return f"{part} may not include <{header}>"
        return None
    if header.startswith(TEST_LIBRARIES) and is_test(path):
        return None
    if OPERATING_SYSTEM.fullmatch(header):
        return None if part in TOUCHES_OPERATING_SYSTEM else f"{part} may not include <{header}>"
    library = next((name for name in ADAPTERS if header.startswith(name)), None)
    if library is None:
        return f"<{header}> outside a test or of no library that the table knows"
    if part not in ADAPTERS[library]:
        return f"{part} may not include <{header}>: it is no adapter of it"
    if path.endswith(".h"):
        return f"<{header}> in a header: only the .cpp of an adapter sees its library"
    return None


def judge_text(path: str, text: str) -> list[str]:
    """What the words of a file show besides its includes."""
    code = COMMENT_OR_STRING.sub(" ", text)
    part = part_of(path)
    found = []
    if path.endswith(".h") and "#pragma once" not in text:
        found.append("a header without #pragma once")
    if part in ("card", "meter") and re.search(r"\bvirtual\b", code):
        found.append(f"virtual in {part}: the choice is made when it is compiled")
    if part == "meter" and re.search(r"^\s*#\s*(if|ifdef|ifndef)\b", code, re.MULTILINE):
        found.append("#if in meter: the board is a template argument")
    if part in ("base", "card", "meter", "office/domain") and CLOCK.search(code):
        found.append(f"{part} reads a clock: time is an argument")
    return found


def begins_with(text: str, header: str) -> bool:
    """The first include of a source is its own header."""
    first = INCLUDE.search(text)
    return first is not None and first.groups() == ('"', header)


def is_listed(root: Path, path: str) -> bool:
    """A CMakeLists.txt of its folder or one above names the file."""
    source = root / path
    for folder in source.parents:
        lists = folder / "CMakeLists.txt"
        if lists.exists():
            name = re.escape(str(source.relative_to(folder)))
            if re.search(rf"(?<![\w./-]){name}(?![\w.])", lists.read_text(encoding="utf-8")):
                return True
        if folder == root:
            return False
    return False


def findings(root: Path) -> list[str]:
    """One line for each thing that breaks a rule, in the order of the files."""
    found = []
    tops = sorted({name.partition("/")[0] for name in MAY_INCLUDE})
    files = sorted(str(path.relative_to(root)) for top in tops for suffix in ("*.h", "*.cpp")
                   for path in (root / top).rglob(suffix))
    for path in files:
        if part_of(path) is None:
            found.append(f"{path}: its folder is not in the table of scripts/check_architecture.py")
            continue
        text = (root / path).read_text(encoding="utf-8")
        for opening, header in INCLUDE.findall(text):
            wrong = judge_include(path, opening == '"', header)
            if wrong:
                found.append(f"{path}: {wrong}")
        found += [f"{path}: {wrong}" for wrong in judge_text(path, text)]
        own = path.removesuffix(".cpp") + ".h"
        if path.endswith(".cpp") and (root / own).exists() and not begins_with(text, own):
            found.append(f"{path}: does not include {own} first, so nothing shows that it compiles alone")
        if path.endswith(".cpp") and not is_listed(root, path):
            found.append(f"{path}: no CMakeLists.txt names it, so nothing compiles it")
    return found


def main() -> int:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    found = findings(root)
    print("\n".join(found) if found else "architecture: every include is allowed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
