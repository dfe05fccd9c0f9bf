"""Lets a bank get no memory at one moment of its life (faults/memory.c), a moment in each run.

    NoMemory(tools, "5000", seed=7)()      # a job: figures, or Violation; prove.py no-memory --only 5000

A run is the one of io_faults.py: a store that was killed in the middle of its work, a life that is refused memory once
("5000") or from then on ("5000+"), a life without trouble, judgement. C++ that gets none ends the process, and nothing
is thrown; a C library may go on with what it can do without; RocksDB may fall over a null pointer, and only there.
"""

import functools
import os
import random
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass

import crash_points
import io_faults
from tellers import promise
from workers import work_folder

USUAL_RUNS = 200
MET = "memory.so: "
NO_ALIGNED = "memory.so: no aligned memory"  # which RocksDB asks for its caches, and writes to without looking
THROWN = "terminate called"


def library(tools):
    return os.path.join(tools.folder, "memory.so")


def preloaded(tools, **environment):
    return {"LD_PRELOAD": library(tools), **environment}


@functools.cache
def requests(tools):
    """How often memory is asked for in a reference run."""
    directory = work_folder()
    count = os.path.join(directory, "count")
    with crash_points.chain_on_ground(tools, directory, "reference") as chain:
        promise(chain.begin(**preloaded(tools, HAPAX_NO_MEMORY_COUNT=count)) and chain.work(io_faults.ROUNDS),
                "the reference run died", chain.bank.log()[-2000:])
        promise(chain.stop() == 0, "the reference run did not end in order")
        with open(count, encoding="ascii") as file:
            number = int(file.read())
    shutil.rmtree(directory)
    return number


@functools.cache
def requests_before_it_serves(tools):
    """Of a bank that only prints its help: the author's main() and the making of his App lie before hapax::run()."""
    with tempfile.NamedTemporaryFile("r", encoding="ascii") as count:
        environment = {**os.environ, **preloaded(tools, HAPAX_NO_MEMORY_COUNT=count.name)}
        subprocess.run([tools.bank, "--help"], env=environment, check=True, stdout=subprocess.DEVNULL)
        return int(count.read())


def drawn_moments(most, number, random_):
    """Half of them anywhere, half of them early: a start asks for less than the work after it, and for other things."""
    early = [str(int(most ** random_.random())) for _ in range(number // 2)]
    return [moment + random_.choice(("", "+"))
            for moment in (*early, *(str(random_.randint(1, most)) for _ in range(number - len(early))))]


def crashes(log):
    return {-signal.SIGSEGV: "crashed in a library"} if NO_ALIGNED in log else {}


def jobs(options, tools):
    if options.only:
        return [NoMemory(tools, options.only, options.seed)]
    moments = drawn_moments(requests(tools), options.runs, random.Random(options.seed))
    return [NoMemory(tools, moment, options.seed) for moment in moments]


@dataclass(frozen=True)
class NoMemory:
    tools: object
    moment: str
    seed: int

    def __str__(self):
        return f"prove.py no-memory --only {self.moment} --seed {self.seed}"

    def __call__(self):
        directory = work_folder()
        with crash_points.chain_on_ground(self.tools, directory, f"{self.seed}/{self.moment}") as chain:
            ended = io_faults.life_with_trouble(
                chain, stuck="+" in self.moment, other_ends=crashes, **preloaded(self.tools, HAPAX_NO_MEMORY=self.moment))
            log = chain.bank.log()
            early = int(self.moment.rstrip("+")) <= requests_before_it_serves(self.tools)
            promise(early or THROWN not in log, "std::bad_alloc flew through a bank that serves", log[-2000:])
            chain.recover()
            promise(chain.work(2), "the bank died although nothing failed", chain.bank.log()[-2000:])
            chain.judge()
            operations = len(chain.tellers.operations)
        shutil.rmtree(directory)
        return {"runs": 1, "met": int(MET in log), "operations": operations, "ended": {ended: 1}}
