"""Jobs of a proof, several at a time in processes of their own, and what came of them.

    outcome = run_jobs(jobs, workers=2, seconds=None)     # each job: a picklable call that answers figures
    outcome.figures, outcome.findings

A job answers a dictionary of numbers (or dictionaries of numbers), which are added up; or raises Violation, which is a
finding; anything else that it raises is one too, with its traceback. After `seconds` no job is begun any more.
"""

import concurrent.futures
import contextlib
import multiprocessing
import os
import shutil
import tempfile
import time
import traceback
from dataclasses import dataclass, field

from promises import Violation

BANKS_FOR_A_CORE = 2  # one waits for its disk while the other runs: 60 s where one for each took 86
MEMORY_DISK = "/dev/shm"  # a kill is the same there, and a sync costs nothing


@dataclass
class Outcome:
    figures: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)
    kept: list = field(default_factory=list)  # folders, when there are findings


_bases = {}  # place -> folder of this run there


def add_figures(into, figures):
    for name, value in figures.items():
        if isinstance(value, dict):
            add_figures(into.setdefault(name, {}), value)
        else:
            into[name] = into.get(name, 0) + value


def _run(job):
    try:
        return job(), None
    except Violation as violation:
        return {}, f"{job}: {violation}"
    except Exception:  # a finding about the test, which must be heard of as well
        return {}, f"{job}: {traceback.format_exc()}"


def run_jobs(jobs, workers=None, seconds=None, say=None):
    """`jobs` may be a call that makes them. Their folders are removed, unless there is a finding to look at."""
    with contextlib.ExitStack() as stack:
        for place in (MEMORY_DISK, tempfile.gettempdir()):
            if os.path.isdir(place):
                _bases[place] = tempfile.mkdtemp(prefix="hapax-proof-", dir=place)
        stack.callback(_bases.clear)
        outcome = _run_all(jobs() if callable(jobs) else jobs, workers or BANKS_FOR_A_CORE * os.cpu_count(), seconds, say)
        if outcome.findings:
            outcome.kept = list(_bases.values())
        else:
            for base in _bases.values():
                shutil.rmtree(base)
        return outcome


def _run_all(jobs, workers, seconds, say):
    outcome, began = Outcome(), time.monotonic()
    context = multiprocessing.get_context("fork")
    waiting, jobs = set(), iter(jobs)
    with concurrent.futures.ProcessPoolExecutor(workers, mp_context=context) as pool:
        while True:
            while len(waiting) < 2 * workers and (seconds is None or time.monotonic() - began < seconds):
                job = next(jobs, None)
                if job is None:
                    break
                waiting.add(pool.submit(_run, job))
            if not waiting:
                break
            done, waiting = concurrent.futures.wait(waiting, return_when=concurrent.futures.FIRST_COMPLETED)
            for future in done:
                figures, finding = future.result()
                add_figures(outcome.figures, figures)
                if finding:
                    outcome.findings.append(finding)
                    if say:
                        say(finding)
    outcome.figures["seconds"] = round(time.monotonic() - began, 1)
    return outcome


def work_folder(number=0):
    """A new folder: of four, three in memory and one on the disk, where a sync takes its time."""
    place = tempfile.gettempdir() if number % 4 == 3 or not os.path.isdir(MEMORY_DISK) else MEMORY_DISK
    return tempfile.mkdtemp(dir=_bases.get(place, place))
