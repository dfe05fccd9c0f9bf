"""Measures hapax beside what it competes with: everything in one run, interleaved, so that the machine's moods cancel.

    bench/run                    three rounds, about 15 minutes; prints Markdown
    bench/run --quick            one second for each measure, and little stored beforehand
    bench/run --only http,micro  some groups
    bench/run --fill 10000000    stores so many operations first and compares with a bank that has 10,000
    bench/run --soak 600         resident memory under load for so many seconds

Everything is started on free ports in a temporary directory, and is ended and removed by this program. The exit code is
1 when a measure failed: its row says why.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from groups import GROUPS, chosen  # noqa: E402
from rigs import machine, programs, table  # noqa: E402
from rigs.plan import Plan  # noqa: E402


def at_least_one(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def parse(words):
    parser = argparse.ArgumentParser(prog="bench/run", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="1 s per measure instead of 5")
    parser.add_argument("--rounds", type=at_least_one, default=3)
    parser.add_argument("--only", type=chosen, default=list(GROUPS), metavar="GROUP,…", help=", ".join(GROUPS))
    parser.add_argument("--fill", type=int, default=0, help="operations to store before measuring the large bank")
    parser.add_argument("--soak", type=int, default=0, help="seconds of load to watch the memory under")
    parser.add_argument("--directory", default="/var/tmp", help="where data goes: the disk that is measured")
    parser.add_argument("--bank", default=os.path.join(programs.BINARIES, "bank"))
    parser.add_argument("--no-build", action="store_true", help="installs and builds nothing")
    return parser.parse_args(words)


def report(plan, seconds):
    print(f"\nMeasured on {machine.describe()}, {plan.rounds} rounds of {plan.seconds} s per measure, "
          f"interleaved, in {seconds:.0f} s.\n")
    print(table.markdown(plan.rows))
    for heading, text in plan.tables():
        print(f"\n{heading}\n\n{text}")


def main():
    arguments = parse(sys.argv[1:])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    began = time.monotonic()
    directory = tempfile.mkdtemp(prefix="hapax-bench-", dir=arguments.directory)
    os.chmod(directory, 0o755)  # PostgreSQL runs as another user
    try:
        with Plan(arguments, directory) as plan:
            for name in arguments.only:
                plan.set_up(name, GROUPS[name])
            plan.run()
            report(plan, time.monotonic() - began)
    finally:
        shutil.rmtree(directory)
    return 1 if plan.failed() else 0


if __name__ == "__main__":
    sys.exit(main())
