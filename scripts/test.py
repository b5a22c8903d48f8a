"""./run test and ./run check: builds everything, runs every test and every check, and counts."""

import argparse
import os
import platform
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
import subprocess

from stages import JOBS, LOG, ROOT, Stages, tracked_files

PYTHON = "/usr/bin/python3"
# The short form of the linter reads what runs in every meter and what the money rests on.
LINTED_IN_SHORT = ("base/", "card/", "meter/", "office/domain/")
# Of all checks those for names and forgotten errors; the analyzer takes most of the time of all.
SHORT_LINT = ("-*,readability-identifier-naming,bugprone-unused-return-value,"
              "bugprone-use-after-move,bugprone-dangling-handle,bugprone-narrowing-conversions,"
              "bugprone-sizeof-expression,performance-unnecessary-*,misc-definitions-in-headers")
SECONDS_PER_FUZZER_SHORT = 5
SECONDS_PER_FUZZER_LONG = 60


def ctest(preset: str, report: Path | None = None, *options: str) -> list[str]:
    command = ["ctest", "--test-dir", f"build/{preset}", "--parallel", str(JOBS), "--no-tests=error",
               "--output-on-failure", "--timeout", "300", *options]
    return command + (["--output-junit", str(report)] if report else [])


def build(preset: str, *targets: str, options: tuple[str, ...] = ()) -> list[list[str]]:
    """Configures and builds, on past errors so that one run shows all; with no target everything."""
    target = ["--target", *targets] if targets else []
    return [["cmake", "--preset", preset, *options],
            ["cmake", "--build", f"build/{preset}", *target, "--", "-k", "0"]]


def run_tests(stages: Stages) -> None:
    """The unit, contract and acceptance tests."""
    report = LOG / "ctest.xml"
    report.unlink(missing_ok=True)
    stages.run("tests of the parts", "ctest", ctest("release", report))
    stages.tally.count_report("ctest", report)


@contextmanager
def program_tests(stages: Stages):
    """The tests that drive the real programs: they mostly wait, so the body of the `with` may build
    beside them. Nothing in them is judged by its speed."""
    report = LOG / "pytest.xml"
    report.unlink(missing_ok=True)
    files = [name for name in tracked_files("tests/functional/*.py", "scripts/*_test.py")
             if not name.endswith("conftest.py")]
    command = [PYTHON, "-m", "pytest", "-p", "no:cacheprovider", "-v", f"--junitxml={report}",
               "-o", "junit_family=xunit2", *files]
    with stages.beside("tests of the programs and scripts", "pytest", command,
                       env={"PYTHONDONTWRITEBYTECODE": "1"}):
        yield
    stages.tally.count_report("pytest", report)


def commit_and_machine() -> list[str]:
    """What a report in docs/results names."""
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=ROOT,
                            capture_output=True, text=True, check=False).stdout.strip()
    return [commit, f"{platform.machine()}, {os.cpu_count()} cores"]


def run_power_loss(stages: Stages) -> None:
    """Every cut point in full, random years and twenty years of wear; the report is to be committed
    with the commit that it names."""
    report = ROOT / "docs" / "results" / "power_loss.md"
    stages.check(f"power loss and wear in full ({report.relative_to(ROOT)})", "power-loss",
                 ["build/bin/power_loss_long", str(report), "1", *commit_and_machine()])


def run_meter_days(stages: Stages) -> None:
    """Honest days of whole meters and tampering with 1,000 loads; the report as above."""
    report = ROOT / "docs" / "results" / "meter-days" / "report.json"
    stages.check(f"10,000 honest meter-days, 1,000 tampered loads ({report.relative_to(ROOT)})",
                 "meter-days", ["build/bin/meter-days", "10000", "../shared/data/load", str(report),
                                *commit_and_machine()])


def check_text(stages: Stages) -> None:
    """What needs no build: format, architecture, shell scripts."""
    stages.check("format (clang-format-19)", "format",
                 ["clang-format-19", "--dry-run", "--Werror", *tracked_files("*.cpp", "*.h")])
    stages.check("architecture: who includes whom", "architecture",
                 [PYTHON, "scripts/check_architecture.py"])
    stages.check("shell scripts (shellcheck)", "shellcheck",
                 ["shellcheck", "run", ".ci/run", *tracked_files("*.sh")])


def check_firmware(stages: Stages) -> None:
    stages.check("firmware: no heap, float, exception or table; size and stack", "firmware",
                 *build("firmware"), [PYTHON, "scripts/check_firmware.py", "build/firmware"])
    stages.check("metrology: instructions for a sample set on a Cortex-M4 in QEMU", "metrology-cost",
                 [PYTHON, "scripts/metrology_cost.py", "build/firmware"])


def check_sanitizers(stages: Stages) -> bool:
    title = "clang 19 builds it all, without a warning"
    if not stages.check(title, "sanitize-build", *build("sanitize")):
        return False
    stages.check("tests under the address and undefined sanitizers", "sanitize-ctest",
                 ctest("sanitize"))
    return True


def check_threads(stages: Stages) -> None:
    stages.check("office under the thread sanitizer", "thread", *build("thread"),
                 ctest("thread", None, "--tests-regex", "office|store"))


def fuzzer_names() -> list[str]:
    listed = (ROOT / "fuzz" / "CMakeLists.txt").read_text(encoding="utf-8")
    return re.findall(r"^\s*tallywatt_fuzz\(\s*(\w+)", listed, re.MULTILINE)


def fuzz(name: str, seconds: int) -> bool:
    """Runs one fuzzer from its kept inputs; what it finds new stays in the build folder."""
    found = ROOT / "build" / "fuzz-found" / name
    found.mkdir(parents=True, exist_ok=True)
    corpus = ROOT / "fuzz" / "corpus" / name
    program = ROOT / "build" / "sanitize" / "fuzz" / name
    with (LOG / f"fuzz-{name}.log").open("w", encoding="utf-8") as output:
        if not program.exists():
            output.write(f"{program} was not built\n")
            return False
        return subprocess.run(
            [program, f"-max_total_time={seconds}", "-timeout=10", "-print_final_stats=1",
             f"-artifact_prefix={LOG}/fuzz-{name}-", found, *([corpus] if corpus.is_dir() else [])],
            stdout=output, stderr=subprocess.STDOUT, cwd=ROOT, check=False).returncode == 0


def check_fuzzers(stages: Stages, seconds: int) -> None:
    names = fuzzer_names()
    stages.say(f"fuzzing, {seconds} s each: {' '.join(names)}")
    with ThreadPoolExecutor(JOBS) as pool:
        for name, held in zip(names, pool.map(lambda name: fuzz(name, seconds), names)):
            stages.tally.count(f"fuzzer {name} (build/log/fuzz-{name}.log)", held)
            if not held:
                stages.say(f"  FAILED: {name}; see build/log/fuzz-{name}.log")


def lint(name: str, in_full: bool) -> tuple[str, int, str]:
    checks = [] if in_full else [f"--checks={SHORT_LINT}"]
    done = subprocess.run(["clang-tidy-19", "--quiet", *checks, "-p", "build/sanitize", name],
                          cwd=ROOT, capture_output=True, text=True, check=False)
    return name, done.returncode, done.stdout


def check_lint(stages: Stages, in_full: bool) -> None:
    files = [name for name in tracked_files("*.cpp")
             if in_full or (name.startswith(LINTED_IN_SHORT) and not name.endswith("_test.cpp"))]
    stages.say(f"lint and names (clang-tidy-19) of {len(files)} files")
    held = True
    with ThreadPoolExecutor(JOBS) as pool, (LOG / "lint.log").open("w", encoding="utf-8") as output:
        for name, status, words in pool.map(lambda name: lint(name, in_full), files):
            output.write(f"{name}\n{words}")
            if status != 0:
                held = False
                print(words, flush=True)
    stages.tally.count("lint and names", held)


def report_coverage(stages: Stages) -> None:
    stages.check("coverage of card, meter and office/domain (build/coverage/coverage.txt)",
                 "coverage", *build("coverage"), ctest("coverage"),
                 ["gcovr", "--root", ".", "--object-directory", "build/coverage", "--branches",
                  "--exclude-throw-branches", "--filter", "card/", "--filter", "meter/",
                  "--filter", "office/domain/", "--exclude", r".*_test\.cpp",
                  "--output", "build/coverage/coverage.txt"])


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run test", description=__doc__)
    parser.add_argument("--long", action="store_true",
                        help="everything in full: power loss and wear, all files linted, 60 s per "
                             "fuzzer, thread sanitizer, coverage")
    parser.add_argument("--checks", action="store_true", help="the checks without the tests")
    return parser.parse_args()


def run_checks(stages: Stages, in_full: bool) -> None:
    """What needs the other compilers."""
    check_firmware(stages)
    if check_sanitizers(stages):
        check_fuzzers(stages, SECONDS_PER_FUZZER_LONG if in_full else SECONDS_PER_FUZZER_SHORT)
        check_lint(stages, in_full)
    if in_full:
        check_threads(stages)
        report_coverage(stages)


def main() -> int:
    arguments = parse_arguments()
    os.chdir(ROOT)
    if arguments.long:
        os.environ["TALLYWATT_LONG"] = "1"  # tests of random stories run all of them
    stages = Stages()
    check_text(stages)
    is_built = stages.check("g++ 12 builds it all, without a warning", "build",
                            *build("release", options=("-DTALLYWATT_TESTS=ON", "-DTALLYWATT_PLAIN_PAGES=OFF")))
    if is_built:
        stages.check("each header compiles alone", "headers",
                     ["cmake", "--build", "build/release",
                      "--target", "all_verify_interface_header_sets"])
    if is_built and not arguments.checks:
        run_tests(stages)
        if arguments.long:
            run_power_loss(stages)
            run_meter_days(stages)
        with program_tests(stages):
            run_checks(stages, arguments.long)
    else:
        run_checks(stages, arguments.long)
    return stages.close()


if __name__ == "__main__":
    sys.exit(main())
