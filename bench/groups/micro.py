"""Encodings, fingerprints, ids: nanoseconds of processor time (Google Benchmark)."""

from rigs import programs


def add(plan):
    rows = [plan.row(f"micro: {name}", "ns", name) for name in programs.micro_names()]
    plan.measure("micro", "micro", lambda: programs.micro(plan.directory), *rows)
