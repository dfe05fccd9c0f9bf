"""Judges what the clients of simulated worlds saw by the checker of histories: two judges that share no code.

    python3 -B tests/prove/histories.py --seeds 1..500 [--planted build/planted/bin/simulate] [--report FILE]

Of the seeds no history may raise an alarm. Of each planted bug that a client can see, the history of one of its first
seeds must. Exit code 1 when not, with the commands that show it again.
"""

import argparse
import concurrent.futures
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass

BIN = "build/release/bin"
SEED_SECONDS = 120
# A sync that hangs when the faults end holds up an orderly stop that has begun, for ten seconds at most.
ANSWER_SECONDS = 15
FIRST_VIOLATION = 11  # exit codes of hapax-check from here on are 10 + the number of a check

BAD_ARGUMENTS = 2  # of simulate: a bug that is not in its list

# Planted bugs that are seen from outside, in a history that comes to its end, and in how many seeds.
VISIBLE = ("fingerprint_without_address", "fingerprint_without_body", "row_cache_kept")
PLANTED_SEEDS = 2000  # as many as the hunt has


@dataclass(frozen=True)
class Judged:
    seed: int
    check: int = 0  # 0: no violation
    trouble: str = ""  # there is no verdict, and why
    figures: dict = None
    said: str = ""


def seeds_in(text):
    first, _, last = text.partition("..")
    return range(int(first), int(last or first) + 1)


def judge(simulate, checker, seed, folder, plant=""):
    history = os.path.join(folder, f"{plant}{seed}.ndjson")
    report = history + ".report"
    try:
        words = ["--plant", plant] if plant else []
        told = run(simulate, *words, "--seed", str(seed), "--history", history)
        if told.returncode == BAD_ARGUMENTS:
            raise SystemExit(told.stderr)
        if told.returncode != 0 and not plant:
            return Judged(seed, trouble=f"simulate ended with {told.returncode}", said=told.stderr)
        if not os.path.exists(history):
            return Judged(seed, trouble="no history")
        checked = run(checker, history, "--answer-within", str(ANSWER_SECONDS), "--report", report)
        if checked.returncode >= FIRST_VIOLATION:
            return Judged(seed, check=checked.returncode - FIRST_VIOLATION + 1, said=checked.stdout)
        if checked.returncode != 0:
            return Judged(seed, trouble=f"hapax-check ended with {checked.returncode}", said=checked.stderr)
        with open(report, encoding="utf-8") as file:
            return Judged(seed, figures=json.load(file))
    except subprocess.TimeoutExpired as late:
        return Judged(seed, trouble=str(late))
    finally:
        for path in (history, report):
            if os.path.exists(path):
                os.remove(path)


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SEED_SECONDS)


def command_again(simulate, checker, seed, plant=""):
    words = f"--plant {plant} " if plant else ""
    return (f"{simulate} {words}--seed {seed} --history h.ndjson; "
            f"{checker} h.ndjson --answer-within {ANSWER_SECONDS}")


def judge_seeds(simulate, checker, seeds, folder, jobs):
    """Prints what is not clean; answers how many were, and sums of the figures of those."""
    sums = Counter()
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for judged in pool.map(lambda seed: judge(simulate, checker, seed, folder), seeds):
            if judged.figures:
                sums.update({name: judged.figures[name] for name in ("operations", "lines", "register_calls")})
                continue
            bad += 1
            print(f"seed {judged.seed}: {judged.trouble or f'C{judged.check}'}\n{judged.said[:2000]}")
            print(f"again: {command_again(simulate, checker, judged.seed)}", flush=True)
    return bad, sums


def first_alarm(simulate, checker, plant, folder):
    for seed in range(1, PLANTED_SEEDS + 1):
        judged = judge(simulate, checker, seed, folder, plant)
        if judged.check:
            return judged
    return None


def judge_planted(simulate, checker, folder, jobs):
    """Answers which planted bugs raised no alarm, and by which check the others were found."""
    found = {}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        alarms = pool.map(lambda plant: first_alarm(simulate, checker, plant, folder), VISIBLE)
        for plant, alarm in zip(VISIBLE, alarms):
            if alarm:
                found[plant] = f"C{alarm.check}, seed {alarm.seed}"
            print(f"{plant:32} {found.get(plant, 'no alarm')}", flush=True)
    return [plant for plant in VISIBLE if plant not in found], found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=seeds_in, default=seeds_in("1..500"), metavar="A..B")
    parser.add_argument("--simulate", default=f"{BIN}/simulate", metavar="FILE")
    parser.add_argument("--checker", default=f"{BIN}/hapax-check", metavar="FILE")
    parser.add_argument("--planted", metavar="FILE", help="a simulate with planted bugs")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N")
    parser.add_argument("--report", metavar="FILE")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="hapax-histories-") as folder:
        bad, sums = judge_seeds(said.simulate, said.checker, said.seeds, folder, said.jobs)
        figures = {"histories": len(said.seeds), "alarms": bad, **sums}
        missed = []
        if said.planted:
            missed, found = judge_planted(said.planted, said.checker, folder, said.jobs)
            figures.update(planted_bugs=len(VISIBLE), planted_bugs_found=len(found))
    print(json.dumps(figures))
    if said.report:
        with open(said.report, "w", encoding="utf-8") as file:
            json.dump(figures, file)
    return 1 if bad or missed else 0


if __name__ == "__main__":
    sys.exit(main())
