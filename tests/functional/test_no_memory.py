"""Fear: memory is gone for a moment, and an operation is half done, or stored as a failure, because of it."""

import os
import random

import pytest
from no_memory import NoMemory, drawn_moments, library, requests

RUNS = 16


def test_a_request_for_memory_may_fail_at_any_moment(tools, seed, judged):
    if not os.path.exists(library(tools)):
        pytest.skip("beside a sanitizer, which brings its own malloc, the library is not built")

    def jobs():
        runs = 2000 if os.environ.get("HAPAX_LONG") else RUNS
        return [NoMemory(tools, moment, seed) for moment in drawn_moments(requests(tools), runs, random.Random(seed))]

    figures = judged(jobs)
    assert figures["met"] > 0.8 * figures["runs"], "most moments come: else nothing is shown"
    assert figures["ended"]["aborted"]
