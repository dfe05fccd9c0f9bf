"""What is measured: one file for each group, each with `add(plan)`, in the order in which the table shows them."""

import argparse

from groups import fill, http, micro, overload, postgres, program, push, restart, soak, writes

GROUPS = {"http": http.add, "postgres": postgres.add, "program": program.add, "push": push.add,
          "overload": overload.add, "restart": restart.add, "writes": writes.add, "micro": micro.add, "fill": fill.add, "soak": soak.add}


def chosen(text):
    """Group names separated by commas; always in the order of GROUPS."""
    wanted = [name for name in text.split(",") if name]
    unknown = [name for name in wanted if name not in GROUPS]
    if unknown or not wanted:
        raise argparse.ArgumentTypeError(f"no such group: {', '.join(unknown)} (there are {', '.join(GROUPS)})")
    return [name for name in GROUPS if name in wanted]
