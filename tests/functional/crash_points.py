"""Lets a bank die at one named point of the code (src/kernel/crashpoint.hpp), at each of its first hits.

    names()                                            # of crash_points.txt
    CrashPoint("journal.written", hits=3, ...)()       # a job: figures, or Violation

A run: a store that has lived before (the ground), one life that is told where to die and does everything a life can do,
from its start to an orderly stop; then restarts, some of which die as well; then everything is judged. A point that no
such life comes to is a violation: give it a way here.
"""

import functools
import os
import re
import shutil
from dataclasses import dataclass

from bank import eventually
from chain import KILLED, Chain
from promises import promise
from workers import work_folder

LIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "crash_points.txt")
VARIABLE = "HAPAX_CRASHPOINT"
RECORDS_OF_A_RUN = 1024  # chain.SMALL
GROUND_RECORDS = 970
ROUNDS = 20
ROUNDS_TO_A_RUN = 200  # the metric by which the ground is nearly there is late on a slow machine, and the run made before
LARGE_KEY_BYTES = 7800  # a snapshot of such an account is large: its file is made smaller after some hundred deposits
LARGE_DEPOSITS_MAX = 8000
LARGE_STEP = 400
RECOVERIES_THAT_DIE = 3
MIRROR = "mirror"

# What else a life needs before it comes to a point; most points are met by any life that goes on with an old store.
WAYS = {
    "index.removed": ("rebuilt", "fresh"), "index.begun": ("rebuilt", "fresh"),
    "views.deleted": ("rebuilt", "fresh"), "views.switched": ("rebuilt", "fresh"),
    "mirror.mend_copied": ("refilled",), "mirror.mend_renamed": ("refilled",), "mirror.mended": ("refilled",),
    "segment.roll": ("large",), "snapshot.compacted": ("large",), "snapshot.renamed": ("large",),
}
FIRST_START = ("start", "spare", "segment", "tail", "witness", "server", "views", "horizon")  # may die in a first start


def names():
    with open(LIST, encoding="utf-8") as file:
        return re.findall(r"^(\w+\.\w+) ", file.read(), re.M)


def ways(point):
    if point.startswith("horizon."):
        return ("rebuilt", "fresh")
    if point.startswith("mirror."):
        return WAYS.get(point, ("mirrored",))
    return WAYS.get(point, ("again",))


# The ground that every run begins on

@functools.cache
def ground(tools):
    """A store killed in the middle of everything: an index that is nearly a run, half a spare, segments to archive."""
    chain = Chain(tools, work_folder(), "ground")
    chain.begin()
    while chain.bank.metric("hapax_index_recent_entries") < GROUND_RECORDS:
        promise(chain.work(4), "the bank died although nothing failed")
    chain.kill()
    chain.recover()
    chain.kill()
    promise(not chain.begin(**{VARIABLE: "spare.zeroed:2"}) or not chain.work(200), "no spare was prepared")
    chain.history.close()
    return chain


def chain_on_ground(tools, directory, seed, options=None):
    if not os.path.isdir(ground(tools).directory):  # made by jobs that ran before, whose folders are gone
        ground.cache_clear()
    before = ground(tools)
    before.copy_to(directory)
    chain = Chain(tools, directory, seed, options)
    chain.tellers.take_over(before.tellers)
    return chain


def mirrored_chain(way, tools, directory, seed):
    """A life with a second copy: one that is level, or one that its start has to fill."""
    mirror = os.path.join(directory, MIRROR)
    chain = chain_on_ground(tools, directory, seed, {"--journal.mirror": mirror})
    os.makedirs(mirror)
    if way == "mirrored":
        promise(chain.begin() and chain.work(1), "no life with a mirror")
        chain.kill()
    return chain


def lose_a_disk(chain):
    """One of two, after a life that had both; what is left has to do."""
    lost = chain.random.choice((os.path.join(chain.bank.data, "journal"), os.path.join(chain.directory, MIRROR)))
    shutil.rmtree(lost)
    os.makedirs(lost)
    chain.recover()


def forget_what_is_derived(chain):
    data = chain.bank.data
    shutil.rmtree(os.path.join(data, "index"))
    for name in ("views.mark", "horizon"):
        os.remove(os.path.join(data, name))


def chain_for(way, tools, directory, seed):
    if way in ("mirrored", "refilled"):
        return mirrored_chain(way, tools, directory, seed)
    if way in ("fresh", "large"):
        return Chain(tools, directory, seed)
    chain = chain_on_ground(tools, directory, seed)
    if way == "rebuilt":
        forget_what_is_derived(chain)
    return chain


# One run

def rest(chain):
    """Until the upkeep has nothing to do: it is alive then."""
    def rests():
        return chain.bank.metric("hapax_journal_archive_waiting") == 0 and (
            chain.bank.metric("hapax_index_recent_entries") < RECORDS_OF_A_RUN)
    try:
        eventually(rests, what="upkeep that has caught up")
    except (OSError, ConnectionError):
        pass
    except Exception as error:
        if type(error).__name__ != "ConnectionLost":
            raise


def live_until_it_dies(chain, way, order):
    """The whole life; True when it died of the order."""
    rounds = ROUNDS_TO_A_RUN if order.startswith("index.") else ROUNDS
    if chain.begin(**{VARIABLE: order}) and chain.work(rounds):
        if way == "large" and not large_load(chain):
            chain._ended()
        elif not chain.bank.running():
            chain._ended()
        else:
            rest(chain)
            chain.stop()
    if chain.end == 0:
        return False
    promise(chain.end == KILLED, f"it died otherwise than told, with {chain.end}", chain.bank.log()[-2000:])
    return True


def large_load(chain):
    """Some of it is refused for want of prepared space: so it goes on until it is killed, or long enough."""
    tellers = chain.tellers
    large = tellers.open_large(LARGE_KEY_BYTES)
    return large is not None and all(tellers.bulk(large, LARGE_STEP)
                                     for _ in range(0, LARGE_DEPOSITS_MAX, LARGE_STEP))


def starts_of(way):
    """The points of a start; with a mirror every point of it is one."""
    of_a_mirror = ("mirror.",) if way in ("mirrored", "refilled") else ()
    return [name for name in names() if name.startswith(("start.", *of_a_mirror))]


def recover(chain, starts):
    """Some restarts die as well, each somewhere else."""
    died = 0
    while chain.random.random() < 0.4 and died < RECOVERIES_THAT_DIE:
        point = chain.random.choice(starts)
        if chain.begin(**{VARIABLE: f"{point}:1"}):
            chain.work(1)
            chain.kill()
        died += 1
    chain.recover()
    return died


def jobs(options, tools):
    chosen = [options.only] if options.only else names()
    return [CrashPoint(tools, point, options.hits, options.seed) for point in chosen]


@dataclass(frozen=True)
class CrashPoint:
    """All hits of one point."""
    tools: object
    point: str
    hits: int
    seed: int

    def __str__(self):
        return f"prove.py crash-points --only {self.point} --hits {self.hits} --seed {self.seed}"

    def __call__(self):
        figures = {"crash points": 1, "crashes": 0, "recoveries that died": 0, "operations": 0}
        for way in ways(self.point):
            self._all_hits(way, self.hits, figures)
        if self.point.split(".")[0] in FIRST_START and "fresh" not in ways(self.point):
            self._all_hits("fresh", 1, figures, must=False)
        return figures

    def _all_hits(self, way, hits, figures, must=True):
        most = None  # so often a life comes here
        for number in range(1, hits + 1):
            hit = number if most is None else (number - 1) % most + 1
            if self._run(way, hit, number, figures):
                continue
            promise(hit > 1 or not must, f"no life comes to {self.point}", way)
            most = hit - 1
            if most == 0:
                return

    def _run(self, way, hit, number, figures):
        directory = work_folder(number)
        seed = f"{self.seed}/{self.point}/{way}/{number}"
        with chain_for(way, self.tools, directory, seed) as chain:
            died = live_until_it_dies(chain, way, f"{self.point}:{hit}")
            figures["crashes"] += died
            figures["recoveries that died"] += recover(chain, starts_of(way))
            promise(chain.work(2), "the bank died although nothing failed", chain.bank.log()[-2000:])
            if way in ("mirrored", "refilled"):
                chain.kill()
                lose_a_disk(chain)
            chain.judge()
            figures["operations"] += len(chain.tellers.operations)
        shutil.rmtree(directory)
        return died
