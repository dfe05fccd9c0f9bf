#!/usr/bin/env python3
"""Runs the models of this folder: the sound ones must hold, and every planted bug must be found.

    docs/proof/run.py                     the small configurations and all bugs: about a minute on two cores
    docs/proof/run.py --long              the large ones as well
    docs/proof/run.py --only start        names that contain the word
    docs/proof/run.py --jobs 1            one at a time
    docs/proof/run.py --keep DIR          builds there and leaves counterexamples: spin -t -p -k DIR/NAME/*.trail MODEL
    docs/proof/run.py --report FILE       the figures as a flat JSON object

Needs spin and gcc. Exit code 0 when every verdict is the expected one, 1 when not, 2 for bad arguments.
"""
from __future__ import annotations

import argparse
import concurrent.futures
import dataclasses
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from configurations import BUGS, LIMITS, SOUND, Configuration

HERE = Path(__file__).resolve().parent
JOBS = 2
DEPTH_MAX = 3_000_000
MEMORY_MB = {False: 3_000, True: 8_000}
SECONDS_MAX = {False: 120, True: 1_800}


@dataclasses.dataclass(frozen=True)
class Verdict:
    configuration: Configuration
    found: str  # "holds", "found", or what went wrong
    detail: str
    states: int
    megabytes: float
    seconds: float

    @property
    def expected(self) -> bool:
        return self.found == self.configuration.expects


def compile_model(configuration: Configuration, folder: Path) -> None:
    model = HERE / f"{configuration.model}.pml"
    defines = [f"-D{word}" for word in configuration.options.split()]
    subprocess.run(["spin", *defines, "-a", str(model)], cwd=folder, check=True, capture_output=True, text=True)
    how = ["-DNFAIR=5"] if configuration.live else ["-DSAFETY"]
    how.append(f"-DMEMLIM={MEMORY_MB[configuration.long]}")
    how.append("-O2" if configuration.expects == "holds" else "-O0")  # a counterexample is found sooner than optimised
    if configuration.long:
        how.append("-DCOLLAPSE")  # a third slower, and a fraction of the memory
    subprocess.run(["gcc", "-w", *how, "-o", "pan", "pan.c"], cwd=folder, check=True, capture_output=True, text=True)


def read_verdict(configuration: Configuration, output: str, seconds: float) -> Verdict:
    def number(pattern: str) -> float:
        match = re.search(pattern, output)
        return float(match.group(1)) if match else 0

    errors = re.search(r"errors: (\d+)", output)
    complaint = re.search(r"pan:1: (.*)", output)
    whole = "Search not completed" not in output and "max search depth too small" not in output
    if errors and int(errors.group(1)) > 0:
        found = "found"
    elif errors and whole:
        found = "holds"
    else:
        found = "the search was not completed"
    return Verdict(configuration, found, complaint.group(1)[:90] if complaint else "",
                   int(number(r"(\d+) states, stored")), number(r"([\d.]+)\ttotal actual memory usage"), seconds)


def run(configuration: Configuration, keep: Path | None) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="proof-") as temporary:
        folder = keep / configuration.name if keep else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        try:
            compile_model(configuration, folder)
            how = ["-a", "-f"] if configuration.live else []
            done = subprocess.run(["./pan", f"-m{DEPTH_MAX}", *how], cwd=folder, capture_output=True, text=True,
                                  timeout=SECONDS_MAX[configuration.long], check=False)
        except subprocess.TimeoutExpired:
            return Verdict(configuration, "out of time", "", 0, 0, time.monotonic() - began)
        except subprocess.CalledProcessError as error:
            return Verdict(configuration, "does not compile", (error.stderr or error.stdout)[:300], 0, 0, 0)
        return read_verdict(configuration, done.stdout, time.monotonic() - began)


def show(verdict: Verdict) -> None:
    mark = "ok  " if verdict.expected else "FAIL"
    print(f"{mark} {verdict.configuration.name:<62} {verdict.found:<8} {verdict.states:>12,} states "
          f"{verdict.megabytes:>7,.0f} MB {verdict.seconds:>7.1f} s  {verdict.detail}", flush=True)


def report(verdicts: list[Verdict], seconds: float) -> dict[str, object]:
    sound = [v for v in verdicts if v.configuration in SOUND]
    bugs = [v for v in verdicts if v.configuration in BUGS]
    return {
        "configurations": len(sound),
        "configurations_that_hold": sum(v.found == "holds" for v in sound),
        "states": sum(v.states for v in sound),
        "planted_bugs": len({v.configuration.bug for v in bugs}),
        "planted_bugs_found": len({v.configuration.bug for v in bugs if v.found == "found"}),
        "limits_shown": sum(v.found == "found" for v in verdicts if v.configuration in LIMITS),
        "megabytes_max": max((v.megabytes for v in verdicts), default=0),
        "surprises": sum(not v.expected for v in verdicts),
        "seconds": round(seconds, 1),
    }


def chosen(arguments: argparse.Namespace) -> list[Configuration]:
    every = [*SOUND, *BUGS, *LIMITS]
    every = [c for c in every if (arguments.long or not c.long) and arguments.only in c.name]
    return sorted(every, key=lambda c: not c.long)  # what takes long begins first


def planted_and_not_tried() -> set[str]:
    """A bug that is planted in a model and has no configuration would never be looked for."""
    planted = {word for model in HERE.glob("*.pml")
               for word in re.findall(r"^#.*\b(BUG_\w+)", model.read_text(encoding="utf-8"), re.MULTILINE)}
    return planted - {c.bug for c in BUGS}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--jobs", type=int, default=min(JOBS, os.cpu_count() or 1), metavar="N")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--keep", type=Path, metavar="DIR")
    parser.add_argument("--report", type=Path, metavar="FILE")
    arguments = parser.parse_args()
    if left := planted_and_not_tried():
        print(f"planted in a model and not tried: {', '.join(sorted(left))}", file=sys.stderr)
        return 1
    began = time.monotonic()
    verdicts = []
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for verdict in pool.map(lambda c: run(c, arguments.keep), chosen(arguments)):
            show(verdict)
            verdicts.append(verdict)
    figures = report(verdicts, time.monotonic() - began)
    print(json.dumps(figures))
    if arguments.report:
        arguments.report.write_text(json.dumps(figures) + "\n", encoding="utf-8")
    return 0 if figures["surprises"] == 0 and verdicts else 1


if __name__ == "__main__":
    sys.exit(main())
