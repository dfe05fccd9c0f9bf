"""What a machine does to a bank: disks that are full or break, pauses, clocks that jump, no more file descriptors.

    jobs(options, tools)            # FullDisk, BrokenDisk, Pauses, Clocks, Descriptors; each a job: figures or Violation

Mounting takes the right to mount, a clock that jumps libfaketime; where there is none the job says so and counts as
skipped.
"""

import contextlib
import ctypes
import email.utils
import os
import resource
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass

from bank import eventually
from chain import ABORTED, Chain
from tellers import promise
from wire import Connection
from workers import work_folder

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
MEBIBYTE = 1 << 20
LEAVE_FREE_BYTES = 64 << 10
JUMPS = ("+1d", "-1d", "+10y", "-10y", "+0")
SHORT_PAUSES, LONG_PAUSES = (0.2, 1.0), (1.0, 5.0, 11.0, 20.0)  # seconds; a wait of the bank ends after ten
CROWD = 200


class Skipped(Exception):
    pass


def jobs(options, tools):
    rounds = range(20 if options.long else 1)
    pauses = LONG_PAUSES if options.long else SHORT_PAUSES
    made = [job for number in rounds for job in (
        FullDisk(tools, number, options.seed), BrokenDisk(tools, number, options.seed),
        *(Pauses(tools, number, options.seed, seconds) for seconds in pauses),
        *(Clocks(tools, number, options.seed, retention) for retention in ("forever", "1h")),
        Descriptors(tools, number, options.seed))]
    return [job for job in made if options.only in (None, job.name)]


@contextlib.contextmanager
def mounted(kind, source, target, options):
    os.makedirs(target, exist_ok=True)
    words = ["mount", "-t", kind, "-o", options, source, target]
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise Skipped(f"mounting is not permitted here: {done.stderr.strip()}")
    try:
        yield target
    finally:
        ctypes.CDLL(None).umount2(target.encode(), 2)  # MNT_DETACH


@dataclass(frozen=True)
class Job:
    tools: object
    number: int
    seed: int

    @property
    def name(self):
        return type(self).__name__

    def __str__(self):
        return f"prove.py disks-and-clocks --only {self.name} --seed {self.seed}"

    def __call__(self):
        directory = work_folder()
        try:
            figures = self.run(directory)
        except Skipped as why:
            print(f"skipped: {self.name}: {why}", flush=True)
            return {"skipped": 1}
        shutil.rmtree(directory)
        return {self.name: 1, **figures}

    def chain(self, directory, options=None, kept_in=None):
        return Chain(self.tools, directory, f"{self.seed}/{self}/{self.number}", options, kept_in)

    @staticmethod
    def judged(chain, **figures):
        chain.judge()
        return {"operations": len(chain.tellers.operations), **figures}


def working(chain, rounds):
    promise(chain.work(rounds), "the bank died although it should not", chain.bank.log()[-2000:])


# Disks

def fill(directory):
    """All that is left but a little, in small steps: the bank may prepare space of its own meanwhile."""
    path = os.path.join(directory, "ballast")
    with open(path, "wb", buffering=0) as file, contextlib.suppress(OSError):
        while os.statvfs(directory).f_bavail * os.statvfs(directory).f_frsize > LEAVE_FREE_BYTES:
            file.write(bytes(16 << 10))
    return path


class FullDisk(Job):
    """Full, then not full any more, several times over, with kills in between: refused meanwhile, and nothing is lost."""

    def run(self, directory):
        disk = os.path.join(directory, "disk")
        with mounted("tmpfs", "tmpfs", disk, f"size={64 * MEBIBYTE}"), self.chain(disk, kept_in=directory) as chain:
            chain.begin()
            refused = 0
            for _ in range(3):
                working(chain, 5)
                ballast = fill(disk)
                refused += self._until_refused(chain)
                if chain.random.random() < 0.5:
                    chain.kill()
                os.remove(ballast)
                if not chain.bank.running():
                    chain.recover()
                chain.tellers.settle(chain.bank)  # of the same process when it was not killed
            return self.judged(chain, refusals=refused)

    @staticmethod
    def _until_refused(chain):
        account, before = chain.tellers.open_large(100), chain.tellers.counts.refused
        for _ in range(200):
            promise(account and chain.tellers.bulk(account, 64), "a full disk killed the bank", chain.bank.log()[-2000:])
            if chain.tellers.counts.refused > before:
                return chain.tellers.counts.refused - before
        promise(False, "a full disk refuses nothing")


class BrokenDisk(Job):
    """ext4 in a file on a small tmpfs: it says that it has space, and when the tmpfs has none its writes fail (EIO),
    some of them long after they were accepted, and a page whose write failed is clean."""

    def run(self, directory):
        below, disk = os.path.join(directory, "below"), os.path.join(directory, "disk")
        with mounted("tmpfs", "tmpfs", below, f"size={10 * MEBIBYTE}"):
            image = os.path.join(below, "image")
            with open(image, "wb") as file:
                file.truncate(256 * MEBIBYTE)
            made = subprocess.run(["mkfs.ext4", "-q", "-E", "nodiscard,lazy_itable_init=1,lazy_journal_init=1", "-J",
                                   "size=4", image], capture_output=True, text=True)
            if made.returncode != 0:
                raise Skipped(made.stderr)
            with mounted("ext4", image, disk, "loop"), self.chain(disk, kept_in=directory) as chain:
                ended = self._until_it_breaks(chain)
                clients = chain.tellers
            subprocess.run(["mount", "-o", f"remount,size={200 * MEBIBYTE}", below], check=True)
            subprocess.run(["e2fsck", "-p", image], capture_output=True)
            with mounted("ext4", image, disk, "loop"), self.chain(disk, kept_in=directory) as chain:
                chain.tellers.take_over(clients)
                chain.recover()
                working(chain, 5)
                return self.judged(chain, **{"broken disks": 1, "ended": {ended: 1}})

    def _until_it_breaks(self, chain):
        chain.tellers.troubles = (500, 503)
        if not chain.begin(may_refuse=True):
            return "refused"
        account = chain.tellers.open_large(1000)
        for _ in range(100):
            if not account or not chain.tellers.bulk(account, 64):
                chain._ended()
                promise(chain.end == ABORTED, f"it ended with {chain.end}", chain.bank.log()[-2000:])
                return "aborted"
        return "went on"


# Time

@dataclass(frozen=True)
class Pauses(Job):
    """Stopped while requests are under way, and while it starts."""
    seconds: float = 1.0

    def run(self, directory):
        with self.chain(directory) as chain:
            chain.begin()
            for _ in range(3):
                working(chain, 3)
                promise(chain.tellers.round(before_listening=lambda: self._pause(chain)), "the bank died of a pause",
                        chain.bank.log()[-2000:])
            chain.kill()
            chain.bank.begin_to_start()
            self._pause(chain)
            eventually(lambda: chain.bank.port, what="a start that was paused")
            chain.tellers.settle(chain.bank)
            return self.judged(chain, pauses=4)

    def _pause(self, chain):
        chain.history.nemesis("pause")
        os.kill(chain.bank.pid, signal.SIGSTOP)
        time.sleep(self.seconds)
        os.kill(chain.bank.pid, signal.SIGCONT)


@dataclass(frozen=True)
class Clocks(Job):
    """The clock jumps while the bank works, and between its lives. With a finite retention new ids are refused while the
    clock says that they are from the future, and what is known is answered all the same."""
    retention: str = "forever"

    def run(self, directory):
        if not os.path.exists(FAKETIME):
            raise Skipped("libfaketime is not installed")
        clock = os.path.join(directory, "clock")
        environment = {"LD_PRELOAD": FAKETIME, "FAKETIME_TIMESTAMP_FILE": clock, "FAKETIME_NO_CACHE": "1",
                       "FAKETIME_DONT_FAKE_MONOTONIC": "1", "ASAN_OPTIONS": "verify_asan_link_order=0"}
        with self.chain(directory, {"--retention.operations": self.retention}) as chain:
            chain.tellers.refusals = () if self.retention == "forever" else (410, 422)
            self._set(clock, "+0")
            for jump in JUMPS:
                if chain.bank.running():
                    chain.kill()
                promise(chain.begin(**environment), "a start was refused because of its clock", chain.bank.log()[-2000:])
                working(chain, 3)
                for next_ in (chain.random.choice(JUMPS), jump):
                    self._set(clock, next_)
                    working(chain, 3)
                self._check(chain, jump)
            chain.kill()
            chain.recover()  # with the right clock
            return self.judged(chain, **{"clock jumps": 2 * len(JUMPS)})

    @staticmethod
    def _set(path, offset):
        with open(path + ".new", "w", encoding="ascii") as file:
            file.write(offset + "\n")
        os.replace(path + ".new", path)

    @staticmethod
    def _check(chain, jump):
        """The bank is where we sent it: else nothing was shown."""
        said = email.utils.parsedate_to_datetime(chain.bank.ask("GET", "/health/live").header("Date")).timestamp()
        days = {"+1d": 1, "-1d": -1, "+10y": 3650, "-10y": -3650, "+0": 0}[jump]
        promise(abs(said - time.time() - days * 86400) < 86400 * (0.5 + abs(days) / 365), "the clock did not jump",
                jump, said)


# Descriptors

class Descriptors(Job):
    """More connections than there are file descriptors: those that are there are served, and all are afterwards."""

    def run(self, directory):
        with self.chain(directory) as chain:
            chain.begin()
            working(chain, 5)
            used = len(os.listdir(f"/proc/{chain.bank.pid}/fd"))
            resource.prlimit(chain.bank.pid, resource.RLIMIT_NOFILE, (used + 10, used + 10))
            chain.tellers.troubles = (500, 503)
            with contextlib.ExitStack() as crowd:
                for _ in range(CROWD):
                    crowd.enter_context(Connection(chain.bank.port))
                survived = chain.work(30)
            if not survived:
                promise(chain.end == ABORTED, f"it ended with {chain.end}", chain.bank.log()[-2000:])
                chain.recover()
            chain.tellers.troubles = (503,)
            chain.tellers.settle(chain.bank)
            working(chain, 5)
            chain.kill()
            chain.recover()
            return self.judged(chain, ended={"went on" if survived else "aborted": 1})
