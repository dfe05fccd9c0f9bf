"""Clients of one bank, all in one thread: in each round every one sends, then every one listens.

    tellers = Tellers(Random("7"), history)
    tellers.connect(bank)
    while tellers.round(): ...        # False when the bank died meanwhile
    tellers.settle(bank)              # after a restart: what has no outcome yet is asked again until it has one
    tellers.audit(bank)               # the books, and every answer once more

They remember what they asked and the first final answer to it (questions.py). At the end the accounts must have moved by
what was accepted and by nothing else (books.py).

Errors   Violation: the bank broke a promise. Everything else that is raised is a defect of the test.
"""

import time
from dataclasses import dataclass, field

from books import account_rows
from ids import uuid7
from promises import BankGone, Violation, promise
from questions import Operation, Questions
from wire import Connection, ConnectionLost

CONNECTIONS = 6
PIPELINE_MAX = 3
SETTLE_SECONDS = 30.0
ANSWER_SECONDS = 20.0


@dataclass
class Tellers(Questions):
    rows: list = field(default_factory=list)  # of all views, as audit() read them: lines of a dump without positions
    _bank: object = None
    _connections: list = field(default_factory=list)

    # The wire

    def connect(self, bank, connections=CONNECTIONS):
        """False when the bank is gone already."""
        self.hang_up()
        self._bank = bank
        try:
            self._connections = [Connection(bank.port, ANSWER_SECONDS) for _ in range(connections)]
        except (ConnectionError, ConnectionLost):
            return False
        return True

    def hang_up(self):
        for connection in self._connections:
            connection.close()
        self._connections = []

    def round(self, before_listening=None):
        """Everyone sends one to three requests, then everyone listens; in between the bank may be killed."""
        batches = [[self.draw() for _ in range(self.random.choice((1, 1, 1, 2, PIPELINE_MAX)))]
                   for _ in self._connections]
        return self._exchange(batches, before_listening)

    def open_large(self, key_bytes):
        """An account with a name of so many bytes, all of whose records are large; nothing when the bank died."""
        operation = Operation(uuid7(), "large".ljust(key_bytes, "x"), "open", 1)
        self.accounts.insert(0, operation.account)
        return operation.account if self._exchange([[self.first_try(operation)]]) else None

    def bulk(self, account, deposits):
        """So many deposits to one account, as many at once as a connection takes."""
        for first in range(0, deposits, 32):
            batch = [self.first_try(Operation(uuid7(), account, "deposits", 1))
                     for _ in range(min(32, deposits - first))]
            if not self._exchange([batch]):
                return False
        return True

    def _exchange(self, batches, before_listening=None):
        alive = True
        for connection, batch in zip(self._connections, batches):
            self.counts.asked += len(batch)
            try:
                connection.send(b"".join(request.raw for request in batch))
            except (ConnectionLost, ConnectionError):
                alive = False
        if before_listening:
            before_listening()
        for connection, batch in zip(self._connections, batches):
            alive = self._listen(connection, batch) and alive
        return alive

    def _listen(self, connection, batch):
        for number, request in enumerate(batch):
            try:
                answer = connection.receive()
            except (ConnectionLost, ConnectionError):
                self.counts.lost += len(batch) - number
                for unheard in batch[number:]:
                    if unheard.lost:
                        unheard.lost()
                return False
            except TimeoutError:
                raise Violation(f"no answer within {ANSWER_SECONDS} s | {request.raw[:200]}") from None
            self.counts.answered += 1
            request.heard(answer)
        return True

    # What they know in the end

    def settle(self, bank):
        """Every operation gets a final answer: the first one that somebody heard, or the one that it gets now."""
        self._connect_or_raise(bank)
        deadline = time.monotonic() + SETTLE_SECONDS
        while open_ := [operation for operation in self.operations if operation.answer is None]:
            promise(time.monotonic() < deadline, f"no final answer within {SETTLE_SECONDS} s", open_[0])
            asked = open_[:CONNECTIONS * 8]
            batches = [[self.repeat(operation) for operation in asked[at::CONNECTIONS]]
                       for at in range(CONNECTIONS)]
            if not self._exchange(batches):
                raise BankGone(f"the bank died although nothing failed | {bank.log()[-2000:]}")

    def _connect_or_raise(self, bank):
        if not self.connect(bank):
            raise BankGone("nobody listens")

    def ask_all_again(self, sample=None):
        """Every operation (or a sample) is repeated: all have final answers by now, so each gets exactly that."""
        chosen = self.operations if sample is None else self.random.sample(self.operations,
                                                                           min(sample, len(self.operations)))
        size = CONNECTIONS * 16
        for first in range(0, len(chosen), size):
            part = chosen[first:first + size]
            batches = [[self.repeat(operation) for operation in part[at::CONNECTIONS]] for at in range(CONNECTIONS)]
            if not self._exchange(batches):
                raise BankGone("the bank died although nothing failed")

    def audit(self, bank):
        self._connect_or_raise(bank)
        self.ask_all_again()
        self.rows = []
        by_account = {account: [] for account in self.accounts}
        for operation in self.operations:
            by_account[operation.account].append(operation)
        for account, operations in by_account.items():
            self.rows += account_rows(self._read, account, operations)

    def _read(self, target):
        """Views that are built anew answer 503 until they have caught up."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            answer = self._connections[0].ask("GET", target)
            if answer.status != 503 or time.monotonic() > deadline:
                return answer
            time.sleep(0.01)
