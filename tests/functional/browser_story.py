"""Plays a story of a person with a browser (NAME.mjs, on top of browser_story.mjs) against a real office."""

import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))

from stack import SOURCE  # noqa: E402

PICTURES = SOURCE / "build" / "screenshots"


def play(story_file, places, moves):
    """Runs the story and makes each move that it asks for by name; gives what it saw."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    told = {"pictures": str(PICTURES), "story": story_file.stem} | places
    with subprocess.Popen(["node", story_file, json.dumps(told)], stdin=subprocess.PIPE, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=SOURCE) as story:
        for line in story.stdout:
            if line.startswith("{"):
                return json.loads(line)
            moves[line.strip()]()
            story.stdin.write("done\n")
            story.stdin.flush()
        raise AssertionError(story.stderr.read())
