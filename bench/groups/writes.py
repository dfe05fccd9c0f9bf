"""Bytes that reach the device for each withdrawal: sectors over a minute at 256 connections, and a final sync."""

import os

from rigs import machine, wrk

SECONDS = 60


def add(plan):
    name = "device bytes written per withdrawal, 256 connections, final sync included"
    if machine.written_bytes(plan.directory) is None:
        plan.note(name, "the directory is not on a block device of its own: left out")
        return
    bank = plan.bank("writes")

    def run():
        os.sync()
        before = machine.written_bytes(plan.directory)
        figures = wrk.run(bank.port, 256, plan.seconds if plan.quick else SECONDS)
        os.sync()
        return {**figures, "bytes": (machine.written_bytes(plan.directory) - before) / figures["requests"]}
    plan.measure("writes", name, run, plan.row(name, "B", "bytes"), plan.row("bank withdrawals during that time", "/s"))
