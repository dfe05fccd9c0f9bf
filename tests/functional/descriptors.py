"""A process that may open no more files."""

import contextlib
import os
import resource

from chain import ABORTED
from machine_job import Job, working
from promises import promise
from wire import Connection

CROWD = 200


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
