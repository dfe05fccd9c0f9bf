"""Fear: the process dies between two steps of a write, and the next start makes something else of it than was told."""

import os
import random

import crash_points
import kill_loop
from chain import Tools
from workers import run_jobs

POINTS = 12  # of all, drawn anew each time
ALWAYS = ("journal.written", "journal.synced", "segment.renamed", "views.checkpointed", "start.tail_follows")
CYCLES = 25


def judged(jobs):
    outcome = run_jobs(jobs)
    assert not outcome.findings, "\n".join(outcome.findings)
    print(outcome.figures)
    return outcome.figures


def test_the_bank_may_die_at_every_named_point(binary, seed):
    tools = Tools(os.path.dirname(binary))
    names = crash_points.names()
    if not os.environ.get("HAPAX_LONG"):
        names = sorted({*ALWAYS, *random.Random(seed).sample(names, POINTS - len(ALWAYS))})
    figures = judged([crash_points.CrashPoint(tools, name, 1, seed) for name in names])
    assert figures["crashes"] >= len(names)


def test_every_history_of_a_bank_that_is_killed_again_and_again_is_a_good_one(binary, seed):
    tools = Tools(os.path.dirname(binary))
    figures = judged([kill_loop.KillLoop(tools, number, CYCLES, seed) for number in range(2)])
    assert figures["answers cut off"] > 0, "no kill hit an operation under way: the test shows nothing"
