"""A part of the proof: a program that shows one thing, and says in a file with which figures.

    Part("kill-loop", "nothing acknowledged is lost by kill -9",
         builds={"release": ("bank", "hapax")},
         usual=("python3", "tests/functional/prove.py", "kill-loop", "--cycles", "500"),
         long=("python3", "tests/functional/prove.py", "kill-loop", "--cycles", "20000"),
         minutes=3)

A program ends with 0 when what it shows holds, prints how to reproduce what it found when not, and writes its figures
as one JSON object to the file that it is given after `--report`. Values are numbers, texts, or objects of numbers.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Part:
    name: str
    shows: str
    usual: tuple = ()  # nothing: only in --long
    long: tuple = ()  # nothing: the usual one
    builds: dict = field(default_factory=dict)  # preset -> targets
    minutes: float = 5  # of the usual form; it is ended after twice that
    long_minutes: float = 0  # 0: as many as it takes

    def command(self, is_long, report):
        words = self.long if is_long and self.long else self.usual
        return [*words, "--report", report] if words else []

    def limit_seconds(self, is_long):
        minutes = self.long_minutes if is_long else 2 * self.minutes
        return minutes * 60 or None
