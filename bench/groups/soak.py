"""Resident memory under load for so many seconds (--soak), after all rounds."""

import time

from rigs import machine, wrk

SAMPLE_SECONDS = 1


def add(plan):
    if not plan.soak:
        return
    bank = plan.bank("soak")
    samples = []
    name = f"bank withdrawals, 256 connections, for {plan.soak} s"

    def run():
        load = wrk.Load(bank.port, 256, plan.soak)
        while load.under_way():
            samples.append(machine.memory_kib(bank.pid)[0] / 1024)
            time.sleep(SAMPLE_SECONDS)
        return load.figures()
    plan.measure_last(name, run, plan.row(name, "/s"))
    plan.table(f"Resident memory in {plan.soak} s at 256 connections:", lambda: markdown(samples))


def marks(samples):
    """The samples at the start, after a quarter, …, at the end; and the highest."""
    last = len(samples) - 1
    points = ("start", "quarter", "half", "three quarters", "end")
    found = {point: samples[last * number // 4] for number, point in enumerate(points)}
    return {**found, "highest": max(samples)}


def markdown(samples):
    if not samples:
        return "not measured"
    found = marks(samples)
    return "\n".join(("| " + " | ".join(found) + " |", "|" + "---:|" * len(found),
                      "| " + " | ".join(f"{value:,.1f} MiB" for value in found.values()) + " |"))
