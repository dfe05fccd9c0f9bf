"""Runs the parts of the proof one after another and prints what they found. ./prove builds first and then calls this.

    ./prove [--long] [--only A,B] [--list] [--publish]

What a part prints is kept in build/prove/<part>.log; of a part that fails, the end of it is shown.
"""

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import figures  # noqa: E402
from parts import PARTS  # noqa: E402

OUT = "build/prove"
SHOWN_LINES = 60  # of a part that failed


@dataclass
class Outcome:
    name: str
    shows: str
    good: bool
    seconds: float
    figures: dict


def chosen(text):
    names = text.split(",")
    unknown = set(names) - {part.name for part in PARTS}
    if unknown:
        raise argparse.ArgumentTypeError(f"no such part: {', '.join(sorted(unknown))}")
    return names


def parse(words):
    parser = argparse.ArgumentParser(prog="./prove", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true", help="hours: the figures of a release")
    parser.add_argument("--only", type=chosen, default=[part.name for part in PARTS], metavar="A,B")
    parser.add_argument("--list", action="store_true", help="the parts and what each shows")
    parser.add_argument("--publish", action="store_true", help="writes the figures into docs/guarantees.md")
    parser.add_argument("--builds", action="store_true", help="prints what must be built: a preset and its targets")
    parser.add_argument("--no-build", action="store_true", help="installs and builds nothing")
    return parser.parse_args(words)


def builds_of(parts):
    wanted = {}
    for part in parts:
        for preset, targets in part.builds.items():
            wanted.setdefault(preset, []).extend(t for t in targets if t not in wanted.get(preset, []))
    return wanted


def figures_in(report):
    try:
        with open(report, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


# A group of its own, so that what a part started ends with it.
def ended_in_time(command, log, limit):
    running = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        return running.wait(limit) == 0
    except subprocess.TimeoutExpired:
        log.write(f"\nnot over after {limit:.0f} s\n".encode())
        return False
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()


def run(part, is_long):
    report = os.path.join(OUT, f"{part.name}.json")
    if os.path.exists(report):
        os.remove(report)
    began = time.monotonic()
    with open(os.path.join(OUT, f"{part.name}.log"), "wb") as log:
        good = ended_in_time(part.command(is_long, report), log, part.limit_seconds(is_long))
    found = figures_in(report)
    return Outcome(part.name, part.shows, good and bool(found), time.monotonic() - began, found)


def show(outcome):
    print(f"{'ok    ' if outcome.good else 'FAILED'}  {outcome.name:18} {outcome.seconds:7.1f} s  {outcome.shows}")
    if outcome.good:
        return
    with open(os.path.join(OUT, f"{outcome.name}.log"), encoding="utf-8", errors="replace") as log:
        sys.stdout.write("".join(log.readlines()[-SHOWN_LINES:]))


def run_all(parts, is_long):
    outcomes = []
    for part in parts:
        outcomes.append(run(part, is_long))
        show(outcomes[-1])
        sys.stdout.flush()
    return outcomes


def main():
    arguments = parse(sys.argv[1:])
    parts = [part for part in PARTS if part.name in arguments.only and part.command(arguments.long, "")]
    if arguments.builds:
        for preset, targets in builds_of(parts).items():
            print(preset, *targets)
        return 0
    if arguments.list:
        for part in parts:
            print(f"{part.name:18} {part.shows}")
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    os.makedirs(OUT, exist_ok=True)
    outcomes = run_all(parts, arguments.long)
    how = f"`./prove{' --long' if arguments.long else ''}`, {os.cpu_count()} cores, {platform.machine()}"
    table = figures.markdown(outcomes, how)
    with open(os.path.join(OUT, "figures.txt"), "w", encoding="utf-8") as file:
        file.write(table)
    print(f"\n{table}")
    if arguments.publish:
        figures.publish("docs/guarantees.md", table)
    failed = sum(not outcome.good for outcome in outcomes)
    print(f"{len(outcomes) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
