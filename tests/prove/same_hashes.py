"""Runs the same seeds in the builds of both compilers and compares the hashes of all that happened. The one by clang has
the planted bugs in it, asleep: that they change nothing is shown with it.

    python3 tests/prove/same_hashes.py --seeds 1..10000 [--report FILE]
    python3 tests/prove/same_hashes.py A/simulate B/simulate --seeds 1..100
"""

import argparse
import itertools
import json
import subprocess
import sys

SIMULATORS = ("build/release/bin/simulate", "build/planted/bin/simulate")


def parse(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("simulators", nargs="*", default=SIMULATORS)
    parser.add_argument("--seeds", default="1..10000", metavar="A..B")
    parser.add_argument("--report", metavar="FILE")
    arguments = parser.parse_args(words)
    if len(arguments.simulators) != 2:
        parser.error("two simulators are compared")
    return arguments


def hashes(simulator, seeds):
    ran = subprocess.run([simulator, "--seeds", seeds, "--hashes"], capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        sys.exit(f"{simulator} --seeds {seeds} ended with {ran.returncode}:\n{ran.stderr}")
    return ran.stdout.splitlines()


def differences(ours, theirs):
    return [pair for pair in itertools.zip_longest(ours, theirs, fillvalue="nothing") if pair[0] != pair[1]]


def main():
    arguments = parse(sys.argv[1:])
    ours, theirs = (hashes(simulator, arguments.seeds) for simulator in arguments.simulators)
    different = differences(ours, theirs)
    for mine, other in different[:10]:
        print(f"{arguments.simulators[0]}: {mine}\n{arguments.simulators[1]}: {other}")
    if arguments.report:
        with open(arguments.report, "w", encoding="utf-8") as file:
            json.dump({"seeds": len(ours), "different_hashes": len(different)}, file)
    return 1 if different or not ours else 0


if __name__ == "__main__":
    sys.exit(main())
