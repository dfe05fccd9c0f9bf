"""Time that stands still for a process, and clocks that jump. The latter take libfaketime."""

import email.utils
import os
import signal
import time
from dataclasses import dataclass

from bank import eventually
from machine_job import Job, Skipped, working
from promises import promise

FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
JUMPS = ("+1d", "-1d", "+10y", "-10y", "+0")


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
