"""Fear: the process dies between two steps of a write, and the next start makes something else of it than was told."""

import os
import random

from crash_points import CrashPoint, names
from kill_loop import KillLoop

POINTS = 12  # of all, drawn anew each time
ALWAYS = ("journal.written", "journal.synced", "segment.renamed", "views.checkpointed", "start.tail_follows")
CYCLES = 25


def test_the_bank_may_die_at_every_named_point(tools, seed, judged):
    points = names()
    if not os.environ.get("HAPAX_LONG"):
        points = sorted({*ALWAYS, *random.Random(seed).sample(points, POINTS - len(ALWAYS))})
    figures = judged([CrashPoint(tools, point, 1, seed) for point in points])
    assert figures["crashes"] >= len(points)


def test_every_history_of_a_bank_that_is_killed_again_and_again_is_a_good_one(tools, seed, judged):
    figures = judged([KillLoop(tools, number, CYCLES, seed) for number in range(2)])
    assert figures["answers cut off"] > 0, "no kill hit an operation under way: the test shows nothing"


def test_an_order_to_die_that_cannot_be_read_is_refused(make_bank):
    """A test that kills nothing would show nothing."""
    for order in ("journal.written", "journal.written:", ":1", "journal.written:0", "journal.written:1x"):
        bank = make_bank()
        bank.begin_to_start(HAPAX_CRASHPOINT=order)
        assert bank.wait() == 2, order
        assert order in bank.log()
