"""The published key shares hold with another library, and the check notices one that does not."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from check_key_shares import check  # noqa: E402

VECTORS = json.loads((Path(__file__).parent.parent / "docs/formats/key_shares.json").read_text())


def test_another_library_computes_every_share():
    check(VECTORS)


@pytest.mark.parametrize("place", range(0, 124, 7))
def test_a_changed_digit_is_noticed(place):
    changed = json.loads(json.dumps(VECTORS))
    share = changed["splits"][0]["shares"][0]
    changed["splits"][0]["shares"][0] = share[:place] + ("1" if share[place] == "0" else "0") + share[place + 1:]
    with pytest.raises(AssertionError):
        check(changed)
