"""Which branches of kernel and application no test takes: each has to be explained, or is a hole.

    cmake --preset coverage && cmake --build --preset coverage
    python3 tests/coverage/run.py [--report FILE] [--worlds N]

A branch is a condition of the source and one of its two outcomes, as clang maps them. Those that cannot be taken, or
not without more than a test may do, stand in tests/coverage/explained.txt, a line each:

    src/kernel/random.cpp | if (bound == 0) | true | the caller asserts it

The exit code is 1 when a branch is neither taken nor explained, and when an explanation explains nothing any more.
"""

import argparse
import glob
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict

BIN = "build/coverage/bin"
PROGRAMS = ("kernel_test", "codec_*test", "application_*_test", "edge_http_test", "public_test", "store_*_test",
            "views_sqlite_test", "simulation_views_test", "example_bank_test")
COVERED = ("src/kernel/", "src/application/")
EXPLAINED = "tests/coverage/explained.txt"
TESTS = ("_test.cpp", "_fixture.hpp")
# Ends the program; written by the compiler; no default; what stands beside or inside a bug that no product has.
NOT_OURS = re.compile(r"HAPAX_ASSERT|= default;|^switch \(|planted\(Bug::\w+\) &&")
IN_A_PLANTED_BLOCK = re.compile(r"^if \(planted\(Bug::\w+\)\) \{$")


def parse(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=300, help="seeds of the simulation that run too")
    parser.add_argument("--report", metavar="FILE")
    return parser.parse_args(words)


def programs():
    return sorted(path for pattern in PROGRAMS for path in glob.glob(os.path.join(BIN, pattern)))


def have_run(commands, directory):
    for number, command in enumerate(commands):
        profile = os.path.join(directory, f"{number}-%p.profraw")
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, "LLVM_PROFILE_FILE": profile})


def exported(binaries, directory):
    merged = os.path.join(directory, "merged.profdata")
    subprocess.run(["llvm-profdata-19", "merge", "-sparse", "-o", merged, *glob.glob(f"{directory}/*.profraw")],
                   check=True)
    objects = [word for binary in binaries[1:] for word in ("-object", binary)]
    out = subprocess.run(["llvm-cov-19", "export", f"-instr-profile={merged}", "-skip-functions=false", binaries[0],
                          *objects, *COVERED], check=True, capture_output=True)
    return json.loads(out.stdout)["data"][0]


def counted(data):
    """{(path, line, outcome): times}, over every instantiation of a template; conditions of a line are told apart."""
    taken = defaultdict(int)
    for function in data["functions"]:
        for line, column, end_line, end_column, yes, no, file, *_ in function.get("branches", ()):
            path = os.path.relpath(function["filenames"][file])
            if not path.startswith(COVERED) or path.endswith(TESTS):
                continue
            where = (path, line, column, end_line, end_column)
            taken[(*where, "true")] += yes
            taken[(*where, "false")] += no
    return taken


def source_line(path, line, cache={}):  # noqa: B006  # read once
    if path not in cache:
        with open(path, encoding="utf-8") as file:
            cache[path] = file.read().splitlines()
    return cache[path][line - 1].strip()


def not_ours(path, line):
    return NOT_OURS.search(source_line(path, line)) or IN_A_PLANTED_BLOCK.match(source_line(path, max(line - 1, 1)))


def explanations():
    if not os.path.exists(EXPLAINED):
        return {}
    with open(EXPLAINED, encoding="utf-8") as file:
        lines = [line.strip() for line in file if line.strip() and not line.startswith("#")]
    return {tuple(part.strip() for part in line.split(" | ")[:3]): line for line in lines}


def judged(taken):
    explained, used, holes = explanations(), set(), []
    for (path, line, column, _, _, outcome), times in sorted(taken.items()):
        text = source_line(path, line)
        key = (path, text, outcome)
        if times or not_ours(path, line):
            continue
        if key in explained:
            used.add(key)
        else:
            holes.append(f"{path}:{line}:{column} never {outcome}: {text}")
    return holes, used, sorted(set(explained) - used)


def main():
    arguments = parse(sys.argv[1:])
    binaries = programs()
    simulate = os.path.join(BIN, "simulate")
    with tempfile.TemporaryDirectory() as directory:
        have_run([[binary] for binary in binaries] + [[simulate, "--seeds", f"1..{arguments.worlds}"]], directory)
        taken = counted(exported([*binaries, simulate], directory))
    holes, used, stale = judged(taken)
    for hole in holes:
        print(hole)
    for key in stale:
        print(f"{EXPLAINED}: explains nothing: {' | '.join(key)}")
    found = {"branches": len(taken), "taken": sum(times > 0 for times in taken.values()), "explained": len(used),
             "holes": len(holes)}
    print(", ".join(f"{value} {key}" for key, value in found.items()))
    if arguments.report:
        with open(arguments.report, "w", encoding="utf-8") as file:
            json.dump(found, file)
    return 1 if holes or stale or not taken else 0


if __name__ == "__main__":
    sys.exit(main())
