"""One process: its resident memory, and how soon it answers again after kill -9 in the middle of a load."""

import time

from rigs import bank as bank_rig
from rigs import machine, wrk

STORED = 1_000_000
STORED_QUICK = 20_000


def add(plan):
    bank = plan.bank("restart")
    stored, refusals = bank_rig.fill(bank, STORED_QUICK if plan.quick else STORED)
    add_restart(plan, "restart", bank, stored, refusals)


def add_restart(plan, place, bank, stored, refusals):
    having = f"{stored:,} operations stored"
    rows = (plan.row(f"kill -9 under load to the first withdrawal answered, {having}", "ms", "answer"),
            plan.row(f"kill -9 under load to listening, {having}", "ms", "listening"),
            plan.row(f"resident after a start, idle, {having}", "MiB", "idle"),
            plan.row(f"resident under load of 256 connections, {having}", "MiB", "loaded"),
            plan.row(f"resident, highest, {having}", "MiB", "highest"))
    rows[0].record.refusals += refusals
    plan.measure(place, f"restart, {having}", lambda: restart(bank, plan.seconds), *rows)


def restart(bank, seconds):
    bank.stop()
    bank.start()
    bank_rig.withdraw_one(bank)
    machine.wait_until_idle(bank.pid)
    idle, _ = machine.memory_kib(bank.pid)
    load = wrk.Load(bank.port, 256, seconds + 10)
    time.sleep(seconds)
    loaded, highest = machine.memory_kib(bank.pid)
    began = time.monotonic()
    bank.kill()
    load.kill()
    bank.start()
    listening = time.monotonic() - began
    bank_rig.withdraw_one(bank)
    return {"idle": idle / 1024, "loaded": loaded / 1024, "highest": highest / 1024, "listening": listening * 1e3,
            "answer": (time.monotonic() - began) * 1e3}
