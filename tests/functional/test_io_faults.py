"""Fear: a call to the disk fails, and the bank answers, keeps or loses something because of it."""

import os
import random

from io_faults import IoFault, all_faults, calls, drawn_faults

FAULTS = 40
ALWAYS = ("fdatasync:5:lost", "fdatasync:9:EIO", "pwrite:30:torn", "pwrite:33:short", "rename:4:EIO")


def test_every_call_to_the_disk_may_fail_in_every_way(tools, fault_library, seed, judged):
    def jobs():
        counts = calls(tools)
        if os.environ.get("HAPAX_LONG"):
            faults = all_faults(counts)
        else:
            faults = [*ALWAYS, *drawn_faults(counts, FAULTS - len(ALWAYS), random.Random(seed))]
        return [IoFault(tools, fault, seed) for fault in faults]

    figures = judged(jobs)
    assert figures["met"] > 0.8 * figures["runs"], "most faults are met: else nothing is shown"
    assert figures["ended"]["went on"] and figures["ended"]["aborted"] + figures["ended"]["refused"]
