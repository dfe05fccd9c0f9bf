"""The bank under the load generator: started, its accounts opened and funded, its histograms read."""

import os
import re
import sys
from collections import Counter

from rigs import attempts, machine, table, wrk

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tests", "functional"))

from bank import Bank  # noqa: E402
from ids import uuid7  # noqa: E402
from wire import request_bytes  # noqa: E402

FUNDS = 10**12
PIPELINE = 50
FUNDING_OPERATIONS = 2 * wrk.ACCOUNTS
FILL_SECONDS = 2


def started(binary, directory, options=()):
    os.makedirs(directory, exist_ok=True)
    bank = Bank(binary, directory, options)
    machine.at_exit(bank.kill)
    return bank.start()


def fund(bank):
    """Opens and funds the accounts that the wrk script withdraws from."""
    accounts = [f"bench-{number}" for number in range(wrk.ACCOUNTS)]
    ask_all(bank, [("PUT", f"/accounts/{account}", {"owner": "bench"}) for account in accounts])
    ask_all(bank, [("PUT", f"/accounts/{account}/deposits/{uuid7()}", {"amount": FUNDS}) for account in accounts])


def withdrawal(number):
    return "PUT", f"/accounts/bench-{number % wrk.ACCOUNTS}/withdrawals/{uuid7()}", {"amount": 1}


def withdraw_one(bank):
    ask_all(bank, [withdrawal(0)])


def withdraw_many(bank, count):
    ask_all(bank, [withdrawal(number) for number in range(count)])


def fill(bank, operations):
    """Withdraws until so many operations are stored; answers how many there are, and how many runs were refused."""
    refusals = []
    stored = bank.metric("hapax_operations_total")
    while stored < operations:
        attempts.repeated(lambda: wrk.run(bank.port, 256, FILL_SECONDS), lambda: refusals.append(stored))
        stored = bank.metric("hapax_operations_total")
    machine.wait_until_idle(bank.pid)
    return int(stored), len(refusals)


def ask_all(bank, requests):
    with bank.connect(timeout=60) as connection:
        for start in range(0, len(requests), PIPELINE):
            slice_ = requests[start:start + PIPELINE]
            connection.send(b"".join(request_bytes(*request) for request in slice_))
            for _ in slice_:
                answer = connection.receive()
                assert answer.status == 201, answer


HISTOGRAM_SAMPLE = re.compile(r'^(\w+?)_(bucket|sum|count)\{(.*?)\} (\S+)$', re.MULTILINE)


def stages(bank):
    """stage → (sorted upper bounds with cumulative counts, sum of seconds, count), from /metrics, edges added up."""
    return stages_in(bank.ask("GET", "/metrics").body.decode())


def stages_in(page):
    found = {}
    for name, kind, labels, value in HISTOGRAM_SAMPLE.findall(page):
        stage = re.search(r'stage="(\w+)"', labels)
        if not stage or name != "hapax_stage_seconds":
            continue
        buckets, sums = found.setdefault(stage.group(1), (Counter(), Counter()))
        if kind == "bucket":
            buckets[float(re.search(r'le="([^"]+)"', labels).group(1))] += float(value)
        else:
            sums[kind] += float(value)
    return {stage: (sorted(buckets.items()), sums["sum"], sums["count"]) for stage, (buckets, sums) in found.items()}


def percentile_us(buckets, share):
    """The upper bound, in microseconds, of the bucket in which that share of all samples is reached."""
    total = buckets[-1][1] if buckets else 0
    return next((bound * 1e6 for bound, count in buckets if total and count >= share * total), 0.0)


def since(before, after):
    """The stages of what happened between two scrapes."""
    changed = {}
    for stage, (buckets, sum_, count) in after.items():
        old_buckets, old_sum, old_count = before.get(stage, ([], 0.0, 0.0))
        old = dict(old_buckets)
        changed[stage] = ([(bound, n - old.get(bound, 0)) for bound, n in buckets], sum_ - old_sum, count - old_count)
    return changed


class Stages:
    """What the stages of several runs took: one table."""

    def __init__(self):
        self._runs = []

    def of_load(self, bank, run):
        """Runs a load; what the bank does behind it is waited for."""
        before = stages(bank)
        figures = run()
        machine.wait_until_idle(bank.pid)
        self.add(since(before, stages(bank)))
        return figures

    def add(self, changed):
        self._runs.append(changed)

    def markdown(self):
        head = ["| stage | samples | mean µs | p50 below µs | p99 below µs |", "|---|---:|---:|---:|---:|"]
        return "\n".join(head + [self._line(stage) for stage in (self._runs[-1] if self._runs else ())])

    def _line(self, stage):
        runs = [run[stage] for run in self._runs if stage in run and run[stage][2]]
        cells = (table.spread([count for _, _, count in runs], 0),
                 table.spread([sum_ / count * 1e6 for _, sum_, count in runs], 1),
                 *(table.spread([percentile_us(buckets, share) for buckets, _, _ in runs], 0) for share in (0.5, 0.99)))
        return f"| {stage} | " + " | ".join(cells) + " |"
