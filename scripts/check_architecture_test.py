"""The architecture check finds what it is there for and leaves alone what is right."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from check_architecture import findings  # noqa: E402


def tree(root: Path, path: str, text: str) -> Path:
    """A project of one source file, listed in the CMakeLists.txt of its folder."""
    source = root / path
    source.parent.mkdir(parents=True)
    source.write_text(text, encoding="utf-8")
    (source.parent / "CMakeLists.txt").write_text(f"add_library(x {source.name})\n", encoding="utf-8")
    return root


@pytest.mark.parametrize("path, text", [
    ("meter/credit/account.cpp", '#include "card/order.h"\n#include <chrono>\n'),
    ("office/store/sqlite_store.cpp", '#include <sqlite3.h>\n#include "office/domain/store.h"\n'),
    ("card/crypto/aes.cpp", "#include <mbedtls/aes.h>\n"),
    ("card/order_test.cpp", "#include <gtest/gtest.h>\n#include <vector>\n"),
    ("meter/credit/account.cpp", "// nothing virtual here\n"),
    ("apps/tallywatt.cpp", '#include "office/cli/commands.h"\n'),
])
def test_what_the_table_allows_is_no_finding(tmp_path, path, text):
    assert findings(tree(tmp_path, path, text)) == []


@pytest.mark.parametrize("path, text, words", [
    ("card/order.cpp", '#include "meter/meter.h"\n', "card may not include meter"),
    ("meter/meter.cpp", '#include "office/domain/store.h"\n', "meter may not include office/domain"),
    ("office/web/server.cpp", '#include "office/store/sqlite_store.h"\n', "may not include office/store"),
    ("tests/acceptance/loop_test.cpp", '#include "apps/options.h"\n', "may not include apps"),
    ("meter/meter.cpp", "#include <vector>\n", "meter may not include <vector>"),
    ("office/domain/sale.cpp", "#include <sqlite3.h>\n", "it is no adapter of it"),
    ("office/domain/sale.cpp", "#include <unistd.h>\n", "may not include <unistd.h>"),
    ("office/web/server.cpp", "#include <zlib.h>\n", "no library that the table knows"),
    ("office/store/sqlite_store.h", "#pragma once\n#include <sqlite3.h>\n", "in a header"),
    ("card/order.cpp", "#include <gtest/gtest.h>\n", "outside a test"),
    ("card/order.cpp", '#include "card/testing/hex.h"\n', "outside a test"),
    ("meter/ports/flash.cpp", "struct Flash { virtual void write(); };\n", "virtual in meter"),
    ("meter/meter.cpp", "#ifdef __arm__\n#endif\n", "#if in meter"),
    ("meter/meter.cpp", "auto t = std::chrono::steady_clock::now();\n", "reads a clock"),
    ("card/order.h", "struct Order;\n", "without #pragma once"),
    ("office/helpers/x.cpp", "", "not in the table"),
    ("card/order.cpp", '#include "order.h"\n', "write it from the top folder"),
])
def test_what_the_table_forbids_is_found_by_name(tmp_path, path, text, words):
    found = findings(tree(tmp_path, path, text))
    assert len(found) == 1 and words in found[0]


def test_a_source_that_does_not_begin_with_its_own_header_is_found(tmp_path):
    tree(tmp_path, "card/order.cpp", '#include <array>\n#include "card/order.h"\n')
    (tmp_path / "card" / "order.h").write_text("#pragma once\n", encoding="utf-8")
    found = findings(tmp_path)
    assert len(found) == 1 and "card/order.h first" in found[0]


def test_a_test_that_no_cmake_file_names_is_found(tmp_path):
    tree(tmp_path, "card/order_test.cpp", "")
    (tmp_path / "card" / "CMakeLists.txt").write_text("add_library(x my_order_test.cpp)\n",
                                                      encoding="utf-8")
    assert findings(tmp_path) == ["card/order_test.cpp: no CMakeLists.txt names it, so nothing compiles it"]


def test_a_file_in_a_subfolder_may_be_named_from_above(tmp_path):
    tree(tmp_path, "card/crypto/aes.cpp", "")
    (tmp_path / "card" / "crypto" / "CMakeLists.txt").unlink()
    (tmp_path / "card" / "CMakeLists.txt").write_text("add_library(x crypto/aes.cpp)\n", encoding="utf-8")
    assert findings(tmp_path) == []
