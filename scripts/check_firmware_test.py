"""The firmware check finds what the cross compiler makes of forbidden code, and passes what is right."""

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from check_firmware import judge_budget, judge_objects, judge_symbol, sizes  # noqa: E402

FLAGS = ["-std=c++23", "-mcpu=cortex-m4", "-mthumb", "-mfloat-abi=soft", "-Os", "-c", "-o"]


def compiled(folder: Path, code: str, *flags: str) -> list[Path]:
    source, made = folder / "x.cpp", folder / "x.o"
    source.write_text(code, encoding="utf-8")
    subprocess.run(["arm-none-eabi-g++", *flags, *FLAGS, made, source], check=True)
    return [made]


@pytest.mark.parametrize("code, what", [
    ("int* make() { return new int; }", "the heap"),
    ("float twice(float x) { return x + x; }", "floating point"),
    ("double half(long long x) { return x / 2.0; }", "floating point"),
    ("void stop() { throw 1; }", "exceptions"),
    ("struct A { ~A(); };\nvoid g();\nvoid f() { A a; g(); }", "exceptions"),
    ("#include <cstdlib>\nvoid stop() { std::abort(); }", "abort"),
    ("#include <array>\nint f(std::array<int, 3> a, int i) { return a.at(i); }", "abort"),
    ("struct A { virtual void f(); };\nvoid A::f() {}", "a virtual table"),
    ("int make();\nint f() { static int once = make(); return once; }", "guarded or ended statics"),
])
def test_forbidden_code_is_found_in_its_object(tmp_path, code, what):
    found = judge_objects(compiled(tmp_path, code))
    assert found and any(line.endswith(what) for line in found)


def test_integer_code_passes_also_where_it_divides_64_bits(tmp_path):
    code = "long long f(long long a, unsigned long long b) { return a / 1000 + (long long)(b % 7); }"
    assert judge_objects(compiled(tmp_path, code, "-fno-exceptions", "-fno-rtti")) == []


def test_sizes_count_initialised_data_in_flash_and_in_ram(tmp_path):
    made = compiled(tmp_path, "int started = 7; int zeroed[4];")
    assert sizes(made) == {"text_bytes": 4, "ram_bytes": 20}


@pytest.mark.parametrize("symbol", ["__aeabi_ldivmod", "__aeabi_memcpy4", "memcpy", "_ZN4base9fail_safeEPKci"])
def test_integer_helpers_and_names_of_ours_pass(symbol):
    assert judge_symbol(symbol) is None


def test_a_figure_above_its_budget_and_one_without_are_found():
    found = judge_budget({"a_bytes": 11, "b_bytes": 1, "c_bytes": 5}, {"a_bytes": 10, "c_bytes": 5})
    assert len(found) == 2 and found[0].startswith("a_bytes: 11 is above") and "b_bytes" in found[1]
