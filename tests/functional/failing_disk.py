"""A bank on a disk that fails as it is told: the fault library is preloaded (faults/fault.c says what it can do).

    start_with_fault(bank, library, "fdatasync:1+:hang")     # nothing fails yet
    arm(bank)                                                # from here on
    disarm(bank)                                             # and no longer
"""

import os


def start_with_fault(bank, library, fault, path="/journal/"):
    """The n-th call is counted from arm() on, over the files whose path contains `path`."""
    disarm(bank)
    return bank.start(**with_fault(bank, library, fault, path))


def with_fault(bank, library, fault, path="/journal/"):
    """The environment of such a bank."""
    return {"LD_PRELOAD": library, "HAPAX_FAULT": fault, "HAPAX_FAULT_PATH": path,
            "HAPAX_FAULT_WHEN": f"{bank.data}.armed", "ASAN_OPTIONS": "verify_asan_link_order=0"}


def arm(bank):
    open(f"{bank.data}.armed", "w").close()


def disarm(bank):
    if os.path.exists(f"{bank.data}.armed"):
        os.remove(f"{bank.data}.armed")
