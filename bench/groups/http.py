"""Withdrawals and repeats over HTTP, beside nginx answering a static 200 to the very same requests.

The row that counts has nginx with two workers, one for each core. The bank has one I/O loop by default; nginx with one
worker is measured for information.
"""

import os

from groups import names
from rigs import bank as bank_rig
from rigs import wrk
from rigs.nginx import Nginx

DUPLICATES = 1000
ONE_WORKER = (64, 256)
STAGES = (64, 256)


def add(plan):
    two, one = (plan.keep(Nginx(os.path.join(plan.directory, f"nginx-{n}"), n)) for n in (2, 1))
    bank = plan.bank("http")
    for count in names.CONNECTIONS:
        add_nginx(plan, two, count, 2)
        if count in ONE_WORKER:
            add_nginx(plan, one, count, 1)
        add_withdrawals(plan, bank, count)
    add_repeats(plan, bank)


def add_nginx(plan, nginx, count, workers):
    name = names.nginx(count, workers)
    plan.measure(names.place_of_load(count), name, lambda: wrk.run(nginx.port, count, plan.seconds),
                 plan.row(name, "/s"))


def add_withdrawals(plan, bank, count):
    name = names.withdrawals(count)
    stages = bank_rig.Stages()

    def run():
        return stages.of_load(bank, lambda: wrk.run(bank.port, count, plan.seconds))
    plan.measure(names.place_of_load(count), name, run, plan.row(name, "/s", beside=names.nginx(count)))
    if count in ONE_WORKER:
        plan.again_beside(name, names.nginx(count, 1))
    if count in STAGES:
        plan.table(f"Stages of a withdrawal at {names.many(count)}, minimum / median / maximum of the rounds:",
                   stages.markdown)


def add_repeats(plan, bank):
    def run():
        return wrk.run(bank.port, 64, plan.seconds, duplicates=DUPLICATES, ids=3)
    wrk.run(bank.port, 64, 2, duplicates=DUPLICATES, ids=3)  # the first time they are no repeats
    plan.measure(names.place_of_load(64), names.REPEATS, run, plan.row(names.REPEATS, "/s", beside=names.nginx(64)))
