"""Who follows operations: how soon they hear of an end, what they cost the others, and what they take while idle."""

import json
import subprocess

from rigs import machine, programs, wrk

RATE = 1000
SUBSCRIBERS = 1000
FEW = 100
IDLE = 10_000
IDLE_QUICK = 1000
CONNECTIONS = 64


def add(plan):
    bank = plan.bank("push")
    add_latency(plan, bank)
    add_throughput(plan, bank)
    add_memory(plan)


def add_latency(plan, bank):
    what = f"{RATE:,} operations/s, {SUBSCRIBERS:,} subscribers following one operation each"
    rows = [plan.row(f"push: completed to the subscriber's socket, {what}: {quantile}", "ms", f"{quantile}_ms")
            for quantile in ("p50", "p99", "p999")]
    rows.append(plan.row(f"push: request sent to the subscriber's socket, {what}: p99", "ms", "request_p99_ms"))
    plan.measure("push", "push latency", lambda: pushed(bank, SUBSCRIBERS, RATE, plan.seconds), *rows)


def pushed(bank, subscribers, rate, seconds):
    figures = programs.run("push", port=bank.port, subscribers=subscribers, rate=rate, seconds=seconds)
    assert figures["lost"] == 0, figures
    return figures


def add_throughput(plan, bank):
    """The subscribers' own operations are asked for meanwhile, one each second."""
    alone = f"bank withdrawals, {CONNECTIONS} connections, nobody follows"
    followed = f"bank withdrawals, {CONNECTIONS} connections, {FEW} subscribers following one operation each"
    plan.measure("push throughput", alone, lambda: wrk.run(bank.port, CONNECTIONS, plan.seconds), plan.row(alone, "/s"))

    def run():
        followers = machine.start_child([programs.path_of("push"), "--port", str(bank.port), "--subscribers", str(FEW),
                                         "--rate", str(FEW), "--seconds", str(plan.seconds + 2)],
                                        stdout=subprocess.PIPE, text=True)
        try:
            figures = wrk.run(bank.port, CONNECTIONS, plan.seconds)
            said, _ = followers.communicate(timeout=plan.seconds + 30)
        finally:
            machine.end_child(followers)
        pushed_meanwhile = json.loads(said)
        return {**figures, "push_p99_ms": pushed_meanwhile["p99_ms"]}
    plan.measure("push throughput", followed, run, plan.row(followed, "/s", beside=alone),
                 plan.row(f"push: completed to the subscriber's socket under that load, {FEW} subscribers: p99", "ms",
                          "push_p99_ms"))


def add_memory(plan):
    count = IDLE_QUICK if plan.quick else IDLE
    rows = (plan.row(f"resident for each of {count:,} idle subscribers", "KiB", "each"),
            plan.row(f"resident with {count:,} idle subscribers", "MiB", "all"))
    bank = plan.bank("push_idle")

    def run():
        bank.stop()
        bank.start()
        machine.wait_until_idle(bank.pid)
        before, _ = machine.memory_kib(bank.pid)
        idle = machine.start_child([programs.path_of("push"), "--port", str(bank.port), "--idle", str(count)],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            assert json.loads(idle.stdout.readline()) == {"subscribers": count}
            after, _ = machine.memory_kib(bank.pid)
        finally:
            machine.end_child(idle)
        return {"each": (after - before) / count, "all": after / 1024}
    plan.measure("push memory", "idle subscribers", run, *rows)
