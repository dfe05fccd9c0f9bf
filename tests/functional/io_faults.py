"""Makes every call to the disk fail in every way, one in each run (faults/fault.c).

    io_faults.calls(tools)                         # {"pwrite": 310, …}: what a reference run does
    IoFault(tools, "pwrite:17:EIO", seed=7)()      # a job: figures, or Violation; --only pwrite takes all of a call

A run: a store that was killed in the middle of its work; a life with one call that fails, from its start to an orderly
stop; a life without; judgement. The bank may refuse to start, abort, or go on; what it answers meanwhile must hold, and
when it goes on after something that failed once, everything must get its outcome from it.
Background work is not the same in each run, so a few of the last calls are not met: `met` says how many were.
"""

import functools
import os
import random
import shutil
import struct
from dataclasses import dataclass

import crash_points
from chain import ABORTED
from promises import Violation, promise
from workers import work_folder

CALLS = ("open", "pread", "write", "writev", "pwrite", "fdatasync", "fsync", "rename", "ftruncate", "fallocate", "link",
         "unlink", "mkdir")  # in the order of fault.c
PATH = "/data"  # data, witness and archive of a chain
ENDED_BY_THE_LIBRARY = 137
REFUSED = 1
ROUNDS = 4
USUAL_RUNS = 300
ONCE_AND_STUCK = ("{n}:EIO", "{n}+:EIO", "{n}:ENOSPC", "{n}+:ENOSPC")
WAYS = {
    "open": ("{n}:EIO", "{n}+:EIO", "{n}:ENOSPC", "{n}:EMFILE"),
    "pread": ("{n}:EIO", "{n}+:EIO"),
    "write": (*ONCE_AND_STUCK, "{n}:short", "{n}:torn", "{n}:exit"),
    "writev": (*ONCE_AND_STUCK, "{n}:short", "{n}:torn", "{n}:exit"),
    "pwrite": (*ONCE_AND_STUCK, "{n}:short", "{n}:torn", "{n}:exit"),
    "fdatasync": ("{n}:EIO", "{n}+:EIO", "{n}:lost", "{n}:ENOSPC", "{n}:delay=50", "{n}:exit"),
    "fsync": ("{n}:EIO", "{n}+:EIO", "{n}:ENOSPC", "{n}:delay=50", "{n}:exit"),
    "rename": ("{n}:EIO", "{n}+:EIO", "{n}:ENOSPC", "{n}:exit"),
    "ftruncate": ("{n}:EIO", "{n}+:EIO", "{n}:exit"),
    "fallocate": ("{n}:EIO", "{n}+:EIO", "{n}:ENOSPC", "{n}+:ENOSPC"),
    "link": ("{n}:EIO", "{n}+:EIO", "{n}:ENOSPC", "{n}:exit"),
    "unlink": ("{n}:EIO", "{n}+:EIO", "{n}:exit"),
    "mkdir": ("{n}:EIO", "{n}+:ENOSPC", "{n}:exit"),
}


def preloaded(tools, **environment):
    return {"LD_PRELOAD": tools.fault_library, "HAPAX_FAULT_PATH": PATH,
            "ASAN_OPTIONS": "verify_asan_link_order=0", **environment}


def live(chain, **environment):
    """The life whose calls are counted and fail; it ends itself, or is stopped."""
    return chain.begin(**environment) and chain.work(ROUNDS)


def life_with_trouble(chain, stuck, other_ends=lambda log: {}, **environment):
    """How it ended: refused, aborted, killed (by the library), or went on, or in one of `other_ends`. Where the trouble is
    over, everything gets its outcome from the process that went on."""
    chain.tellers.troubles = (500, 503)
    chain.end = None
    if live(chain, **environment) and not stuck:
        chain.settle_if_alive()
    if chain.end is None:
        stop(chain)
    chain.tellers.troubles = (503,)
    ends = {0: "went on", REFUSED: "refused", ABORTED: "aborted", ENDED_BY_THE_LIBRARY: "killed",
            **other_ends(chain.bank.log())}
    promise(chain.end in ends, f"it ended with {chain.end}", chain.bank.log()[-2000:])
    return ends[chain.end]


def stop(chain):
    try:
        chain.stop()
    except Exception as late:
        raise Violation(f"a stop that does not end | {chain.bank.log()[-2000:]}") from late


@functools.cache
def calls(tools):
    """How often each call is made in a reference run."""
    directory = work_folder()
    counts = os.path.join(directory, "counts")
    with crash_points.chain_on_ground(tools, directory, "reference") as chain:
        promise(live(chain, **preloaded(tools, HAPAX_FAULT_COUNTS=counts)), "the reference run died", chain.bank.log()[-2000:])
        promise(chain.stop() == 0, "the reference run did not end in order")
        with open(counts, "rb") as file:
            numbers = struct.unpack(f"{len(CALLS)}Q", file.read())
    shutil.rmtree(directory)
    return dict(zip(CALLS, numbers))


def all_faults(counts):
    return [f"{call}:{way.format(n=n)}" for call in CALLS for n in range(1, counts[call] + 1) for way in WAYS[call]]


def drawn_faults(counts, number, random_):
    """Each kind of call in each way as often as another, so that what is called rarely is not missed."""
    made = [call for call in CALLS if counts[call]]
    kinds = [(call, way) for call in made for way in WAYS[call]]
    kinds = (kinds * (number // len(kinds) + 1))[:number]
    return sorted({f"{call}:{way.format(n=random_.randint(1, counts[call]))}" for call, way in kinds})


def jobs(options, tools):
    if options.only and ":" in options.only:
        return [IoFault(tools, options.only, options.seed)]
    counts = calls(tools)  # before the workers begin
    faults = all_faults(counts) if options.all else drawn_faults(counts, options.runs, random.Random(options.seed))
    random.Random(options.seed).shuffle(faults)
    faults = [fault for fault in faults if options.only in (None, fault.split(":")[0])]
    return [IoFault(tools, fault, options.seed) for fault in faults]


@dataclass(frozen=True)
class IoFault:
    tools: object
    fault: str
    seed: int

    def __str__(self):
        return f"prove.py io-faults --only {self.fault} --seed {self.seed}"

    def __call__(self):
        directory = work_folder()
        call, number, action = self.fault.split(":")
        with crash_points.chain_on_ground(self.tools, directory, f"{self.seed}/{self.fault}") as chain:
            ended = life_with_trouble(chain, stuck="+" in number, **preloaded(self.tools, HAPAX_FAULT=self.fault))
            met = "fault.so: " in chain.bank.log()
            chain.recover()
            promise(chain.work(2), "the bank died although nothing failed", chain.bank.log()[-2000:])
            chain.judge()
            operations = len(chain.tellers.operations)
        shutil.rmtree(directory)
        return {"runs": 1, "met": int(met), "operations": operations, "ended": {ended: 1},
                "faults": {f"{call} {action.split('=')[0]}{' stuck' if '+' in number else ''}": 1}}
