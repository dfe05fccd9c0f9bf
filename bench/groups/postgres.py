"""The same work as a plpgsql function under pgbench. The ratio is the bank's, so it needs the group `http` too."""

import os

from groups import names
from rigs import postgres


def add(plan):
    if not postgres.installed():
        plan.note("PostgreSQL function by pgbench", "not installed: left out")
        return
    cluster = postgres.Postgres(os.path.join(plan.directory, "postgres"))
    plan.at_end(cluster.stop)
    for count in names.CONNECTIONS:
        add_run(plan, cluster, count, f"PostgreSQL function by pgbench, {names.many(count, 'client')}", "withdraw",
                names.withdrawals(count))
    add_run(plan, cluster, 64, "PostgreSQL function by pgbench, repeats, 64 clients", "duplicate", names.REPEATS)


def add_run(plan, cluster, count, name, script, bank_row):
    plan.measure(names.place_of_load(count), name, lambda: cluster.run(count, plan.seconds, script),
                 plan.row(name, "/s"))
    plan.again_beside(bank_row, name)
