"""A bank with many operations stored beside one with 10,000 (--fill); otherwise they are equal.

Both have stored what they have, were stopped and started again, and made the same few withdrawals since. The stages of
both say where a difference is made.
"""

import os
import shutil

from groups.restart import add_restart
from rigs import bank as bank_rig
from rigs import machine, wrk

FEW = 10_000
WARM_UP = 2_000  # of the few, after the start


def add(plan):
    if not plan.fill:
        return
    large = plan.bank("large")
    stored, refusals = bank_rig.fill(large, plan.fill)
    few_name = f"withdrawals with {FEW:,} operations stored, 256 connections"
    large_name = f"withdrawals with {stored:,} operations stored, 256 connections"

    few_stages, large_stages = bank_rig.Stages(), bank_rig.Stages()

    def few_again():
        bank = plan.bank("few")
        try:
            bank_rig.withdraw_many(bank, FEW - WARM_UP - bank_rig.FUNDING_OPERATIONS)
            return measured_anew(bank, plan.seconds, few_stages)
        finally:
            bank.kill()
            shutil.rmtree(os.path.join(plan.directory, "few"))

    few_row = plan.row(few_name, "/s")
    large_row = plan.row(large_name, "/s", beside=few_name)
    large_row.record.refusals += refusals
    plan.measure("fill", few_name, few_again, few_row)
    plan.measure("fill", large_name, lambda: measured_anew(large, plan.seconds, large_stages), large_row)
    for name, stages in ((few_name, few_stages), (large_name, large_stages)):
        plan.table(f"Stages: {name}, minimum / median / maximum of the rounds:", stages.markdown)
    add_restart(plan, "fill, restart", large, stored, 0)


def measured_anew(bank, seconds, stages):
    bank.stop()
    bank.start()
    bank_rig.withdraw_many(bank, WARM_UP)
    machine.wait_until_idle(bank.pid)
    return stages.of_load(bank, lambda: wrk.run(bank.port, 256, seconds))
