"""The published vectors hold with another library, and the check notices one that does not."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from check_vectors import check  # noqa: E402

VECTORS = json.loads((Path(__file__).parent.parent / "docs/formats/vectors.json").read_text())


def test_another_library_computes_every_vector():
    check(VECTORS)


@pytest.mark.parametrize("kind, field", [
    ("derivations", "child"), ("wrapped_keys", "wrapped"), ("challenges", "challenge"), ("sessions", "s_enc"),
    ("sessions", "s_mac"), ("sessions", "s_rmac"), ("sessions", "card_cryptogram"), ("sessions", "host_cryptogram"),
    ("records", "bytes")])
def test_a_changed_digit_is_noticed(kind, field):
    changed = json.loads(json.dumps(VECTORS))
    text = changed[kind][0][field]
    changed[kind][0][field] = ("1" if text[0] == "0" else "0") + text[1:]
    with pytest.raises(AssertionError):
        check(changed)
