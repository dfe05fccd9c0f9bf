"""Fear: one bit turns on the disk, and somebody is told something else than before."""

import os

from bit_flips import flips

FLIPS = 2000 if os.environ.get("HAPAX_LONG") else 40


def test_a_bit_that_turned_in_any_file_is_found_or_changes_no_answer(tools, seed, judged):
    figures = judged(flips(tools, FLIPS, seed))
    assert figures["flips"] == FLIPS
    assert any(end.startswith("journal: ") and ("found" in end or "refused" in end) for end in figures["ends"])
