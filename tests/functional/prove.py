"""The parts of the proof that run real processes; ./prove calls them.

    prove.py crash-points     [--hits 3]      dies at every named point of the code, at each of its first hits
    prove.py io-faults        [--all]         every call to the disk fails in every way; a sample without --all
    prove.py no-memory        [--runs 200]    gets no memory at one moment
    prove.py kill-loop        [--cycles 500]  kill -9 at random moments
    prove.py disks-and-clocks [--long]        full and broken disks, pauses, clocks that jump, no file descriptors left
    prove.py bit-flips        [--flips 300]   one bit turned in one file of a store

Each ends with exit code 0 when every promise held, prints each finding with the command that repeats it, and writes its
figures with --report FILE.
"""

import argparse
import json
import os
import random
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from chain import Tools  # noqa: E402
import bit_flips  # noqa: E402
import crash_points  # noqa: E402
import disks_and_clocks  # noqa: E402
import io_faults  # noqa: E402
import kill_loop  # noqa: E402
import no_memory  # noqa: E402
from workers import run_jobs  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def parse(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", default=os.environ.get("HAPAX_BIN", os.path.join(ROOT, "build", "release", "bin")))
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--report", help="writes the figures as JSON")
    common.add_argument("--seed", type=int, default=None)
    common.add_argument("--workers", type=int, default=None, help="banks at a time; default: two for each core")
    common.add_argument("--seconds", type=float, default=None, help="begins nothing new after that")
    common.add_argument("--only", default=None, help="one of them, to repeat a finding")
    parts = parser.add_subparsers(dest="part", required=True)
    part = parts.add_parser("crash-points", parents=[common])
    part.add_argument("--hits", type=int, default=3)
    part.set_defaults(jobs=crash_points.jobs)
    part = parts.add_parser("kill-loop", parents=[common])
    part.add_argument("--cycles", type=int, default=500)
    part.set_defaults(jobs=kill_loop.jobs)
    part = parts.add_parser("io-faults", parents=[common])
    part.add_argument("--runs", type=int, default=io_faults.USUAL_RUNS, help="so many, drawn from all")
    part.add_argument("--all", action="store_true", help="every call in every way")
    part.set_defaults(jobs=io_faults.jobs)
    part = parts.add_parser("no-memory", parents=[common])
    part.add_argument("--runs", type=int, default=no_memory.USUAL_RUNS)
    part.set_defaults(jobs=no_memory.jobs)
    part = parts.add_parser("disks-and-clocks", parents=[common])
    part.add_argument("--long", action="store_true", help="longer pauses, all of it twenty times")
    part.set_defaults(jobs=disks_and_clocks.jobs)
    part = parts.add_parser("bit-flips", parents=[common])
    part.add_argument("--flips", type=int, default=300)
    part.set_defaults(jobs=bit_flips.jobs)
    options = parser.parse_args(words)
    if options.seed is None:
        options.seed = random.SystemRandom().getrandbits(32)
    return options


def main(words):
    options = parse(words)
    outcome = run_jobs(lambda: options.jobs(options, Tools(options.bin)), options.workers, options.seconds,
                       say=lambda text: print(f"FINDING {text}", flush=True))
    outcome.figures["violations"] = len(outcome.findings)
    for folder in outcome.kept:
        print(f"kept: {folder}")
    for name, value in outcome.figures.items():
        print(f"{name}: {value}")
    if options.report:
        with open(options.report, "w", encoding="utf-8") as file:
            json.dump(outcome.figures, file, indent=1)
    return 1 if outcome.findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
