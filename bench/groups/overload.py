"""Ten times more is asked than a service can do: what it does for those whom it serves, beside when it is left alone."""

import os

from rigs import bank as bank_rig
from rigs import programs

CAPACITY = 1000  # a decision takes a millisecond
ALONE = CAPACITY // 5
TIMES = 10
GIVEN_MS = 25    # by clients in a hurry


def add(plan):
    service = bank_rig.started(programs.path_of("slow_service"), os.path.join(plan.directory, "overload"))
    plan.at_end(service.kill)
    what = "operations that take a millisecond"
    alone = f"{what}, {ALONE}/s asked: p99"
    full = f"{what}, {CAPACITY}/s asked: served"
    crowd = f"{what}, {TIMES * CAPACITY:,}/s asked"
    plan.measure("overload", alone, lambda: asked(service, plan, ALONE), plan.row(alone, "ms", "p99_ms"))
    plan.measure("overload", full, lambda: asked(service, plan, CAPACITY), plan.row(full, "/s"))
    plan.measure("overload", crowd, lambda: asked(service, plan, TIMES * CAPACITY),
                 plan.row(f"{crowd}: served", "/s", beside=full),
                 plan.row(f"{crowd}: p99 of the served", "ms", "p99_ms", beside=alone))
    hurry = f"{crowd}, by clients that give {GIVEN_MS} ms"
    plan.measure("overload", hurry, lambda: asked(service, plan, TIMES * CAPACITY, GIVEN_MS),
                 plan.row(f"{hurry}: served in time", "/s", beside=full),
                 plan.row(f"{hurry}: p99 of the served", "ms", "p99_ms", beside=alone))


def asked(service, plan, rate, timeout_ms=0):
    return programs.run("overload", **{"port": service.port, "rate": rate, "seconds": plan.seconds,
                                       "timeout-ms": timeout_ms})
