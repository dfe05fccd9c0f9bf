"""kill -9 at random moments, life after life of the same store.

    KillLoop(tools, number=0, cycles=25, seed=7)()     # a job: figures, or Violation

A cycle: the bank works for a while, dies with answers on their way, starts again (one start in five is cut off as well,
one life in ten ends by an orderly stop, which may be cut off too), and everything of unknown outcome gets one. After the
last cycle everything is judged.
"""

import shutil
import time
from dataclasses import dataclass

from chain import Chain
from promises import promise
from workers import work_folder

CYCLES_OF_A_CHAIN = 25
ROUNDS_MAX = 8
START_SECONDS = 0.05  # a start that is cut off is cut somewhere before
STOP_SECONDS = 0.01


def jobs(options, tools):
    full, rest = divmod(options.cycles, CYCLES_OF_A_CHAIN)
    sizes = [CYCLES_OF_A_CHAIN] * full + ([rest] if rest else [])
    chosen = range(len(sizes)) if options.only is None else [int(options.only)]
    return [KillLoop(tools, number, sizes[number], options.seed) for number in chosen]


@dataclass(frozen=True)
class KillLoop:
    tools: object
    number: int
    cycles: int
    seed: int

    def __str__(self):
        return f"prove.py kill-loop --only {self.number} --cycles {self.cycles * (self.number + 1)} --seed {self.seed}"

    def __call__(self):
        directory = work_folder(self.number)
        figures = {"cycles": 0, "kills": 0, "starts cut off": 0, "stops": 0}
        with Chain(self.tools, directory, f"{self.seed}/{self.number}") as chain:
            chain.begin()
            for _ in range(self.cycles):
                self._cycle(chain, figures)
            chain.judge()
            counts = chain.tellers.counts
            figures |= {"operations": len(chain.tellers.operations), "requests": counts.asked,
                        "answers cut off": counts.lost, "repeats answered": counts.replayed}
        shutil.rmtree(directory)
        return figures

    def _cycle(self, chain, figures):
        figures["cycles"] += 1
        promise(chain.work(chain.random.randint(0, ROUNDS_MAX)), "the bank died although nothing failed",
                chain.bank.log()[-2000:])
        if chain.random.random() < 0.1:
            self._stop(chain, figures)
        else:
            chain.kill_while_working()
            figures["kills"] += 1
        while chain.random.random() < 0.2:
            chain.bank.start_and_kill_after(chain.random.uniform(0, START_SECONDS))
            figures["starts cut off"] += 1
        chain.recover()

    @staticmethod
    def _stop(chain, figures):
        figures["stops"] += 1
        if chain.random.random() < 0.5:
            promise(chain.stop() == 0, "an orderly stop failed", chain.bank.log()[-2000:])
            return
        chain.hang_up()
        chain.bank.terminate()
        time.sleep(chain.random.uniform(0, STOP_SECONDS))  # the moment of the kill
        chain.kill()
