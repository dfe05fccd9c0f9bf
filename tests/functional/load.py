"""Writers under way: threads that deposit and withdraw, and remember what they asked and what they were told.

    load = Load(bank, accounts, threads=8, seed=7).start()
    load.wait_for(100)          # acknowledged operations
    bank.kill(); load.join()
    load.attempts               # each with its answer, or None when the connection was lost first

Threads  start, wait_for, stop and join from one thread; `attempts` after join().
"""

import random
import threading
from dataclasses import dataclass

from ids import uuid7
from wire import Answer, ConnectionLost


@dataclass
class Attempt:
    operation: str
    account: str
    verb: str  # deposits or withdrawals
    amount: int
    answer: Answer = None

    @property
    def target(self):
        return f"/accounts/{self.account}/{self.verb}/{self.operation}"

    @property
    def signed_amount(self):
        return self.amount if self.verb == "deposits" else -self.amount

    @property
    def acknowledged(self):
        """Accepted or rejected for good; a 503 is neither and may be repeated."""
        return self.answer is not None and self.answer.status in (201, 202, 409)

    def send(self, connection):
        return connection.ask("PUT", self.target, {"amount": self.amount})

    def send_alone(self, bank):
        with bank.connect() as connection:
            return self.send(connection)

    def answered_by(self, bank):
        self.answer = self.send_alone(bank)
        return self


class Load:
    def __init__(self, bank, accounts, threads=8, seed=0):
        self._bank = bank
        self._accounts = accounts
        self._stopping = False
        self._changed = threading.Condition()
        self._acknowledged = 0
        self._histories = [[] for _ in range(threads)]
        self._errors = []
        self._threads = [threading.Thread(target=self._write, args=(history, random.Random(f"{seed}/{index}")))
                         for index, history in enumerate(self._histories)]

    @property
    def attempts(self):
        return [attempt for history in self._histories for attempt in history]

    @property
    def acknowledged(self):
        return self._acknowledged

    def start(self):
        for thread in self._threads:
            thread.start()
        return self

    def wait_for(self, acknowledged, deadline_seconds=60.0):
        with self._changed:
            done = self._changed.wait_for(lambda: self._acknowledged >= acknowledged or self._errors, deadline_seconds)
        assert done and not self._errors, self._errors or f"only {self._acknowledged} acknowledged"

    def stop(self):
        self._stopping = True
        self.join()

    def join(self):
        for thread in self._threads:
            thread.join()
        assert not self._errors, self._errors

    def _write(self, history, random_):
        try:
            with self._bank.connect() as connection:
                while not self._stopping:
                    attempt = self._next(random_)
                    history.append(attempt)
                    attempt.answer = attempt.send(connection)
                    self._count(attempt)
                    if attempt.answer.header("Connection") == "close":
                        return
        except (ConnectionLost, ConnectionError, TimeoutError):
            return
        except Exception as error:  # a test must hear about it
            with self._changed:
                self._errors.append(repr(error))
                self._changed.notify_all()

    def _next(self, random_):
        verb = "deposits" if random_.random() < 0.5 else "withdrawals"
        return Attempt(uuid7(), random_.choice(self._accounts), verb, random_.randint(1, 1000))

    def _count(self, attempt):
        if attempt.acknowledged:
            with self._changed:
                self._acknowledged += 1
                self._changed.notify_all()
