"""Disks that are full, and disks that break below their file system. Both take the right to mount."""

import contextlib
import ctypes
import os
import subprocess

from chain import ABORTED
from machine_job import Job, Skipped, working
from promises import promise

MEBIBYTE = 1 << 20
LEAVE_FREE_BYTES = 64 << 10


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
