"""Tells a story step by step, checks its claims, and keeps all of it as JSON and as a picture."""

import datetime
import json
import os
import subprocess

import story_plot
from stack import Failed

REGISTERS = ("time", "supply", "reasons", "ordered_wh", "consumed_wh", "remaining_wh",
             "overdrawn_wh", "order_sequence", "purchases", "last_purchase_wh", "report_counter",
             "display")


class Telling:
    """What was told so far: steps with the meter's registers, samples for the picture, checks."""

    def __init__(self):
        self.meter = None  # a stack.Meter once it is on the wall
        self.steps, self.samples, self.marks, self.checks = [], [], [], []

    def say(self, text):
        print(text, flush=True)

    def step(self, title, **facts):
        """A chapter of the story, with the meter's registers and switch at its end."""
        status = self.meter.status() if self.meter else None
        registers = {"meter": {key: status[key] for key in REGISTERS}} if status else {}
        self.steps.append({"step": len(self.steps) + 1, "title": title, **facts, **registers})
        self.say(f"\n[{len(self.steps):2}] {title}")
        if status:
            self._show(status)

    def _show(self, status):
        supply = "closed, lamp on" if status["supply"] == "closed" else "OPEN, lamp off"
        reasons = "reason: " + ", ".join(status["reasons"]) if status["reasons"] else ""
        display = status["display"]
        self.say(f"     {status['time']:<24}┌{'─' * 18}┐\n"
                 f"     {'supply ' + supply:<24}│{display['text']:>11} {display['unit']:<6}│ "
                 f"{' '.join(display['signs'])}\n"
                 f"     {reasons:<24}└{'─' * 18}┘")

    def check(self, holds, claim):
        """Counts a claim that holds; the first that does not ends the story."""
        self.checks.append({"claim": claim, "holds": bool(holds)})
        self.say(f"     {'✓' if holds else '✗'} {claim}")
        if not holds:
            raise Failed(f"the story went wrong: {claim}")

    def sample(self):
        """The meter's status, kept as a point of the picture."""
        status = self.meter.status()
        self.samples.append((seconds_of(status["time"]), status["remaining_wh"], status["supply"]))
        return status

    def mark(self, text):
        """A numbered point in the picture, at this moment of the meter's time."""
        self.marks.append((seconds_of(self.sample()["time"]), text))

    def write(self, folder, load, alarm_wh, **facts):
        """Leaves story.json, story.svg and story.png in `folder`, each replaced whole."""
        folder.mkdir(parents=True, exist_ok=True)
        start = self.samples[0][0]
        story = {"load": load, "start": iso(start), "steps": self.steps,
                 "samples": [{"time": iso(t), "remaining_wh": r, "supply": s}
                             for t, r, s in self.samples], **facts, "checks": self.checks}
        _replace(folder / "story.json", json.dumps(story, indent=1, ensure_ascii=False) + "\n")
        _replace(folder / "story.svg", story_plot.draw(
            [(t - start, r, s) for t, r, s in self.samples],
            [(t - start, text) for t, text in self.marks], alarm_wh,
            f"{load}; every figure read from the meter"))
        png = folder / f"story.png.{os.getpid()}"
        subprocess.run(["rsvg-convert", "--width", "1400", "--output", png, folder / "story.svg"],
                       check=True)
        png.replace(folder / "story.png")


def seconds_of(time):
    """An ISO 8601 UTC time as seconds since 1970."""
    return int(datetime.datetime.fromisoformat(time.replace("Z", "+00:00")).timestamp())


def iso(seconds):
    moment = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _replace(path, text):
    """Writes a whole file at once, so that a second copy of the demo never sees half of one."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_text(text)
    part.replace(path)
