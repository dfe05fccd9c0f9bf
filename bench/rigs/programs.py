"""The in-process benchmark programs: built, run, their last line of JSON read."""

import json
import os
import shutil
import subprocess
import sys

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BINARIES = os.path.join(ROOT, "build", "release", "bin")
TRIES_MAX = 3


def build():
    """Builds the release preset's bank and all benchmark programs."""
    subprocess.run(["cmake", "--preset", "release"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", "--preset", "release", "--target", "bank", "bench_programs"],
                   cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def built(name):
    return os.access(os.path.join(BINARIES, f"bench_{name}"), os.X_OK)


def clean_up(directory):
    """What a program that was refused has left: its store, and the witness beside it."""
    if directory:
        shutil.rmtree(directory, ignore_errors=True)
        if os.path.exists(directory + ".witness"):
            os.remove(directory + ".witness")


def run(name, **arguments):
    words = [word for key, value in arguments.items() for word in (f"--{key}", str(value))]
    # A program may be refused for want of prepared space when the disk stalls; one refusal must not cost the whole table.
    for _ in range(TRIES_MAX):
        done = subprocess.run([os.path.join(BINARIES, f"bench_{name}"), *words], capture_output=True, text=True)
        if done.returncode == 0:
            break
        sys.stderr.write(f"{name}: {done.stdout}{done.stderr}")
        clean_up(arguments.get("directory"))
    assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    return json.loads(done.stdout.strip().splitlines()[-1])


def micro(directory):
    """name → nanoseconds of processor time per iteration."""
    path = os.path.join(directory, "micro.json")
    subprocess.run([os.path.join(BINARIES, "bench_micro"), f"--benchmark_out={path}", "--benchmark_out_format=json",
                    "--benchmark_min_time=0.1"], check=True, capture_output=True)
    with open(path) as file:
        return {case["name"]: case["cpu_time"] for case in json.load(file)["benchmarks"]}
