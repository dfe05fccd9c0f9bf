"""A job that does to a bank what a machine does: one chain, one trouble, figures or a Violation.

    class FullDisk(Job):
        def run(self, directory): ...        # answers figures; raises Skipped where the machine does not permit it
"""

import shutil
from dataclasses import dataclass

from chain import Chain
from promises import promise
from workers import work_folder


class Skipped(Exception):
    pass


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
