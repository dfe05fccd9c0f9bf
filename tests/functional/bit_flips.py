"""Turns one bit in one file of a store, and looks whether anybody is told anything wrong.

    BitFlip(tools, "journal", number=17, seed=7)()     # a job: figures, or Violation

A flip: a copy of a store with everything in it, stopped in order or killed; one bit of one of its files turned; then
`hapax store verify`, a start, every operation repeated and every account read. Good ends are: found (verify says so, the
start is refused, what cannot be read is answered 5xx), made anew, or without effect (beyond the end of what is written).
A changed journal must be found by verify unless nothing reads the bit; what is derived may never change an answer. The
archive is read by nobody but who restores it: there, verify of what is restored must find it.
"""

import functools
import json
import os
import random
import shutil
import subprocess
from dataclasses import dataclass

from bank import eventually
from chain import Chain
from promises import Violation, promise
from workers import work_folder

# Where the files of each kind lie below the folder of a chain.
KINDS = {
    "journal": ("data/journal", ".seg"),
    "spare": ("data/journal", (".prepared", "preparing")),
    "tail": ("data/journal", "tail"),
    "witness": ("", "data.witness"),
    "index": ("data/index", ""),
    "views": ("data", ("views.sqlite", "views.sqlite-wal", "views.sqlite-shm")),
    "views-mark": ("data", "views.mark"),
    "snapshots": ("data/snapshots", ""),
    "horizon": ("data", "horizon"),
    "archive": ("data.archive", ".seg"),
}
WEIGHTS = {"journal": 4, "index": 3, "views": 4, "snapshots": 2, "archive": 2}  # the others: 1
SECTOR_BYTES = 512
ROUNDS_MIN = 30


@functools.cache
def ground(tools, end):
    """A store with a run of the index, snapshots, views and archived segments."""
    chain = Chain(tools, work_folder(), f"flips/{end}")
    for _ in range(3):
        chain.recover()
        promise(chain.work(ROUNDS_MIN), "the bank died although nothing failed")
        chain.kill()
    chain.recover()
    while not chain.bank.metric("hapax_index_runs"):
        promise(chain.work(4), "the bank died although nothing failed")
    promise(chain.work(4), "the bank died although nothing failed")
    chain.tellers.settle(chain.bank)
    getattr(chain, end)()
    chain.history.close()
    return chain


def files_of(directory, kind):
    folder, ending = KINDS[kind]
    found = [os.path.join(where, name) for where, _, names in os.walk(os.path.join(directory, folder))
             for name in names if name.endswith(ending)]
    return sorted(path for path in found if os.path.getsize(path) > 0)


def draw_place(directory, kind, random_):
    """A bit of a file; half of the time in a sector that is not all zero."""
    path = random_.choice(files_of(directory, kind))
    with open(path, "rb") as file:
        content = file.read()
    written = [at for at in range(0, len(content), SECTOR_BYTES) if any(content[at:at + SECTOR_BYTES])]
    if written and random_.random() < 0.8:
        sector = random_.choice(written)
        offset = random_.randrange(sector, min(sector + SECTOR_BYTES, len(content)))
    else:
        offset = random_.randrange(len(content))
    return path, offset, random_.randrange(8)


def flip(path, offset, bit):
    with open(path, "r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ (1 << bit)]))


def jobs(options, tools):
    if options.only:
        kind, number = options.only.split(":")
        return [BitFlip(tools, kind, int(number), options.seed)]
    return flips(tools, options.flips, options.seed)


def flips(tools, count, seed):
    kinds = [kind for kind in KINDS for _ in range(WEIGHTS.get(kind, 1))]
    return [BitFlip(tools, kinds[number % len(kinds)], number, seed) for number in range(count)]


@dataclass(frozen=True)
class BitFlip:
    tools: object
    kind: str
    number: int
    seed: int

    def __str__(self):
        return f"prove.py bit-flips --only {self.kind}:{self.number} --seed {self.seed}"

    def __call__(self):
        random_ = random.Random(f"{self.seed}/{self.kind}/{self.number}")
        how = random_.choice(("stop", "kill"))
        before = ground(self.tools, how)
        directory = before.copy_to(work_folder())
        path, offset, bit = draw_place(directory, self.kind, random_)
        flip(path, offset, bit)
        try:
            if self.kind == "archive":
                end = self._archive(directory, path, archived_end(self.tools, how))
            else:
                end = self._look(directory, before)
        except Violation as violation:
            raise Violation(f"{os.path.relpath(path, directory)} offset {offset} bit {bit}: {violation}") from None
        shutil.rmtree(directory)
        return {"flips": 1, "ends": {f"{self.kind}: {end}": 1}}

    def _look(self, directory, before):
        with Chain(self.tools, directory, f"{self.seed}/{self.number}") as chain:
            chain.tellers.take_over(before.tellers)
            damaged = chain.tool("store", "verify", "--data", chain.bank.data).returncode != 0
            promise(not damaged or self.kind in ("journal", "tail", "witness"),
                    "the journal is called damaged for something else")
            if not chain.begin(may_refuse=True):
                promise(chain.end > 0, "it died of what it read", chain.bank.log()[-2000:])
                return "refused at start"
            if damaged:
                chain.tellers.troubles = (500, 503)
                return "found by verify" + (", served in part" if self._asked_with_trouble(chain) else "")
            return self._audited(chain)

    def _audited(self, chain):
        end = "no wrong answer"
        try:
            chain.tellers.audit(chain.bank)
        except Violation as refused:
            if self.kind != "index" or "store-unavailable" not in str(refused):
                raise
            eventually(lambda: chain.bank.metric("hapax_index_rebuilds_total"), what="an index that is made again")
            chain.tellers.audit(chain.bank)
        if self.kind == "index" and chain.bank.metric("hapax_index_rebuilds_total"):
            end = "found when it was read, rebuilt by itself"
        promise(chain.stop() == 0, "an orderly stop failed", chain.bank.log()[-2000:])
        return end

    @staticmethod
    def _asked_with_trouble(chain):
        """Whatever can be answered is answered as ever; the rest is refused."""
        chain.tellers.ask_all_again()
        return chain.tellers.counts.refused > 0

    def _archive(self, directory, path, end):
        """Restored as the documents say: the segments alone make a journal. Nothing vouches for the end of the last."""
        verified, last = restored(self.tools, directory), files_of(directory, "archive")[-1]
        if verified is None:
            return "found by verify of what is restored"
        if verified["end"] == end:
            return "nobody reads that bit"
        promise(verified["tornTail"] and path == last, "a changed archive passes for a good one", verified)
        return "taken for a torn end of the last segment"


@functools.cache
def archived_end(tools, how):
    return restored(tools, ground(tools, how).copy_to(work_folder()))["end"]


def restored(tools, directory):
    """What verify says of a journal made of the archived segments; nothing when it finds damage."""
    folder = os.path.join(directory, "restored", "journal")
    os.makedirs(folder)
    for path in files_of(directory, "archive"):
        shutil.copy(path, folder)
    verified = subprocess.run([tools.hapax, "store", "verify", "--data", os.path.dirname(folder), "--output", "json"],
                              capture_output=True, text=True, timeout=60)
    return json.loads(verified.stdout) if verified.returncode == 0 else None
