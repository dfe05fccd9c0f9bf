"""The bank under the load generator: started, its accounts opened and funded, its histograms read."""

import os
import re
import sys

from rigs import machine, wrk

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..", "tests", "functional"))

from bank import Bank  # noqa: E402
from ids import uuid7  # noqa: E402
from wire import request_bytes  # noqa: E402

FUNDS = 10**12
PIPELINE = 50


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
    """stage → (sorted upper bounds with cumulative counts, sum of seconds, count), from /metrics."""
    found = {}
    for name, kind, labels, value in HISTOGRAM_SAMPLE.findall(bank.ask("GET", "/metrics").body.decode()):
        stage = re.search(r'stage="(\w+)"', labels)
        if not stage or "stage" not in name:
            continue
        buckets, sums = found.setdefault(stage.group(1), ([], {}))
        if kind == "bucket":
            buckets.append((float(re.search(r'le="([^"]+)"', labels).group(1)), float(value)))
        else:
            sums[kind] = float(value)
    return {stage: (sorted(buckets), sums.get("sum", 0.0), sums.get("count", 0.0))
            for stage, (buckets, sums) in found.items()}


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


def stage_table(changed):
    lines = ["| stage | samples | mean µs | p50 below µs | p99 below µs |", "|---|---:|---:|---:|---:|"]
    for stage, (buckets, sum_, count) in changed.items():
        if count:
            lines.append(f"| {stage} | {count:,.0f} | {sum_ / count * 1e6:,.1f} | {percentile_us(buckets, 0.5):,.0f} "
                         f"| {percentile_us(buckets, 0.99):,.0f} |")
    return "\n".join(lines)
