#!/usr/bin/env python3
"""Runs the fuzz targets, on all cores, and says how to repeat what they find.

    cmake --preset fuzz && cmake --build --preset fuzz --target fuzzers
    tests/fuzz/run.py --seconds 60                    all targets, a minute in all
    tests/fuzz/run.py --executions 100000000          round after round until so many inputs were tried in all
    tests/fuzz/run.py --seconds 600 --target http_session
    tests/fuzz/run.py --minimise                      the corpus of the tree, made as small as its coverage allows

A crash, a leak, an input that takes more than ten seconds or a gigabyte ends its target: the input is kept under
--findings, the command that repeats it is printed, and the exit code is 1. What was learnt stays in the build folder,
and the next run goes on from there; tests/fuzz/corpus is read and not changed.
--report FILE writes a flat JSON object of the figures.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
EXECUTED = re.compile(r"^stat::number_of_executed_units: (\d+)$", re.MULTILINE)
INPUT_SECONDS_MAX = 10
INPUT_MEBIBYTES_MAX = 1024
INPUT_BYTES_MAX = 4096
SAID_LINES_MAX = 40
CORPUS_FILES_MAX = 150  # of one target, after --minimise


def targets():
    return sorted(folder.name for folder in (HERE / "corpus").iterdir() if folder.is_dir())


class Fuzzer:
    def __init__(self, name, options):
        self.name = name
        self.program = options.build / "bin" / f"fuzz_{name}"
        self.learnt = options.build / "corpus" / name
        self.findings = options.findings
        self.executions = 0
        self.seconds = 0.0
        self.failed = False

    def flags(self):
        dictionary = HERE / "dictionaries" / f"{self.name}.dict"
        return [f"-timeout={INPUT_SECONDS_MAX}", f"-rss_limit_mb={INPUT_MEBIBYTES_MAX}", f"-max_len={INPUT_BYTES_MAX}",
                f"-artifact_prefix={self.findings}/{self.name}-", "-print_final_stats=1"
                ] + ([f"-dict={dictionary}"] if dictionary.exists() else [])

    def run(self, seconds):
        """One round; the corpus of the tree is read too."""
        self.learnt.mkdir(parents=True, exist_ok=True)
        self.findings.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        command = [self.program, *self.flags(), f"-max_total_time={seconds}", self.learnt, HERE / "corpus" / self.name]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        self.seconds += time.monotonic() - began
        executed = EXECUTED.search(done.stdout)
        self.executions += int(executed.group(1)) if executed else 0
        if done.returncode != 0:
            self.failed = True
            self.tell(done)
        return self

    def tell(self, done):
        print(f"FAILED {self.name} (exit code {done.returncode})")
        said = [line for line in done.stdout.splitlines() if not line.startswith(("#", "stat::"))]
        print("\n".join(f"    {line}" for line in said[-SAID_LINES_MAX:]))
        kept = re.search(r"Test unit written to (\S+)", done.stdout)
        if kept:
            print(f"  repeat it: {self.program} {kept.group(1)}")
            print(f"  and then:  put it into {HERE / 'corpus' / self.name}")

    def minimise(self):
        """The inputs of tree and build that cover all that they cover together; of many, some of every size."""
        kept = HERE / "corpus" / self.name
        with tempfile.TemporaryDirectory() as smaller:
            command = [self.program, "-merge=1", f"-max_len={INPUT_BYTES_MAX}", smaller, kept, self.learnt]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            found = sorted(pathlib.Path(smaller).iterdir(), key=lambda file: (file.stat().st_size, file.name))
            chosen = found[::max(1, -(-len(found) // CORPUS_FILES_MAX))]
            named = [file for file in kept.iterdir() if not re.fullmatch("[0-9a-f]{40}", file.name)]
            for file in set(kept.iterdir()) - set(named):
                file.unlink()
            for file in chosen:
                shutil.copy(file, kept / file.name)
        print(f"{self.name}: {len(named)} of ours and {len(chosen)} that were found")


def one_round(fuzzers, seconds, jobs):
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        list(pool.map(lambda fuzzer: fuzzer.run(seconds), fuzzers))


def fuzz(options, fuzzers):
    running = list(fuzzers)
    if options.executions:
        while running and sum(fuzzer.executions for fuzzer in fuzzers) < options.executions:
            one_round(running, options.round, options.jobs)
            running = [fuzzer for fuzzer in running if not fuzzer.failed]
    else:
        share = max(1, options.seconds * options.jobs // len(fuzzers))
        one_round(running, share, options.jobs)


def report_of(fuzzers, seconds):
    report = {"targets": len(fuzzers), "executions": sum(fuzzer.executions for fuzzer in fuzzers),
              "seconds": round(seconds, 1), "findings": sum(fuzzer.failed for fuzzer in fuzzers)}
    for fuzzer in fuzzers:
        report[f"executions_{fuzzer.name}"] = fuzzer.executions
        report[f"per_second_{fuzzer.name}"] = round(fuzzer.executions / max(fuzzer.seconds, 0.001))
    return report


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=60, help="wall-clock seconds in all (default 60)")
    parser.add_argument("--executions", type=int, help="go on until so many inputs were tried in all")
    parser.add_argument("--round", type=int, default=60, help="with --executions: seconds of each target and round")
    parser.add_argument("--target", action="append", choices=targets(), help="only this one; may be given again")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="targets at the same time")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build" / "fuzz")
    parser.add_argument("--findings", type=pathlib.Path, default=ROOT / "build" / "fuzz" / "findings")
    parser.add_argument("--report", type=pathlib.Path, help="where to write the figures")
    parser.add_argument("--minimise", action="store_true", help="renew tests/fuzz/corpus instead")
    return parser.parse_args()


def main():
    options = arguments()
    fuzzers = [Fuzzer(name, options) for name in options.target or targets()]
    missing = [str(fuzzer.program) for fuzzer in fuzzers if not os.access(fuzzer.program, os.X_OK)]
    if missing:
        print(f"not built: {' '.join(missing)}\n    cmake --preset fuzz && cmake --build --preset fuzz --target fuzzers")
        return 1
    if options.minimise:
        for fuzzer in fuzzers:
            fuzzer.minimise()
        return 0
    began = time.monotonic()
    fuzz(options, fuzzers)
    report = report_of(fuzzers, time.monotonic() - began)
    if options.report:
        options.report.write_text(json.dumps(report, indent=2) + "\n")
    for fuzzer in fuzzers:
        print(f"{fuzzer.name:16} {fuzzer.executions:12} inputs {report[f'per_second_{fuzzer.name}']:9} per second")
    print(f"{report['executions']} inputs in {report['seconds']} s, {report['findings']} targets with a finding")
    return 1 if report["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
