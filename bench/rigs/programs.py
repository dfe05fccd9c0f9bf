"""The in-process benchmark programs: run, their last line of JSON read, what a failed one left removed."""

import json
import os
import shutil
import subprocess

from rigs.attempts import Refused

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BINARIES = os.path.join(ROOT, "build", "release", "bin")
REFUSALS = ("refused: ", "storage-full")  # what a program says that found no prepared space


class ProgramFailed(Exception):
    pass


def path_of(name):
    return os.path.join(BINARIES, f"bench_{name}")


def run(name, **arguments):
    """Raises Refused when the store had no room for a command, and ProgramFailed for anything else."""
    words = [word for key, value in arguments.items() for word in (f"--{key}", str(value))]
    done = subprocess.run([path_of(name), *words], capture_output=True, text=True)
    if done.returncode == 0:
        return json.loads(done.stdout.strip().splitlines()[-1])
    clean_up(arguments.get("directory"))
    said = f"{name} ended with {done.returncode}: {done.stdout}{done.stderr}"
    raise (Refused if any(word in said for word in REFUSALS) else ProgramFailed)(said)


def clean_up(directory):
    """What a program that failed has left: its store, and the witness beside it."""
    if directory:
        shutil.rmtree(directory, ignore_errors=True)
        if os.path.exists(directory + ".witness"):
            os.remove(directory + ".witness")


def micro(directory):
    """name → nanoseconds of processor time per iteration."""
    path = os.path.join(directory, "micro.json")
    subprocess.run([path_of("micro"), f"--benchmark_out={path}", "--benchmark_out_format=json",
                    "--benchmark_min_time=0.1"], check=True, capture_output=True)
    with open(path) as file:
        return {case["name"]: case["cpu_time"] for case in json.load(file)["benchmarks"]}


def micro_names():
    listed = subprocess.run([path_of("micro"), "--benchmark_list_tests"], check=True, capture_output=True, text=True)
    return listed.stdout.split()
