"""Makes a copy of some sources with one protection taken out: the power-loss runner must notice.

usage: mutate.py MUTANTS.json NAME SOURCE_FOLDER OUTPUT_FOLDER

Each edit names a file, a text that stands in it exactly once, and what is put there. A text that is
not there, or there twice, is an error: the mutant would no longer be what its name says.
"""

import json
import sys
from pathlib import Path


def mutate(edits: list[dict], source: Path, output: Path) -> None:
    """Writes each file that is edited below `output`, with all of its edits."""
    for name in sorted({edit["file"] for edit in edits}):
        text = (source / name).read_text(encoding="utf-8")
        for edit in edits:
            if edit["file"] != name:
                continue
            if text.count(edit["find"]) != 1:
                raise SystemExit(f"{name} holds {text.count(edit['find'])} times: {edit['find']}")
            text = text.replace(edit["find"], edit["put"])
        target = output / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def main() -> None:
    if len(sys.argv) != 5:
        raise SystemExit(__doc__)
    mutants, name, source, output = sys.argv[1:]
    edits = json.loads(Path(mutants).read_text(encoding="utf-8"))[name]
    mutate(edits, Path(source), Path(output))


if __name__ == "__main__":
    main()
