"""Runs every fast test in the build of one preset: `dev` under AddressSanitizer and UndefinedBehaviorSanitizer, `tsan`
under ThreadSanitizer.

    python3 tests/prove/suite.py --preset tsan [--report FILE]

What ./test prints goes through; its last line is the figures. A test fails when a sanitizer says anything.
"""

import argparse
import json
import re
import subprocess
import sys
import time

LAST_LINE = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$")


def parse(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--preset", required=True)
    parser.add_argument("--command", default="./test", help="which takes --preset and ends with the tally")
    parser.add_argument("--report", metavar="FILE")
    return parser.parse_args(words)


def last_line_of(command):
    """Its exit code and the last line that it wrote; all of them are shown as they come."""
    last = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, errors="replace") as running:
        for line in running.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            last = line.strip()
    return running.returncode, last


def main():
    arguments = parse(sys.argv[1:])
    began = time.monotonic()
    code, last = last_line_of([arguments.command, "--preset", arguments.preset])
    tally = LAST_LINE.match(last)
    if not tally:
        print(f"{arguments.command} ended with {code} and without a tally")
        return 1
    passed, failed, skipped = (int(count or 0) for count in tally.groups())
    if arguments.report:
        with open(arguments.report, "w", encoding="utf-8") as file:
            json.dump({"tests_passed": passed, "tests_failed": failed, "tests_skipped": skipped,
                       "seconds": round(time.monotonic() - began, 1)}, file)
    return 1 if code or failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
