"""What clients ask of a bank, drawn at random, and what they make of each answer.

    questions = Questions(Random("7"), history)
    request = questions.draw()          # its bytes, and what to call with the answer, or when there is none
    questions.operations                 # all that was asked, each with its first final answer

A repeat must get that answer byte for byte; another payload under the same id must be refused.

Errors   Violation: the bank broke a promise.
"""

import copy
from dataclasses import dataclass, field

from ids import uuid7
from promises import is_final, promise, told
from wire import Answer, request_bytes

STATES = {201: ("completed", "committed"), 409: ("rejected",), 412: ("rejected",), 500: ("failed",)}


@dataclass(eq=False)
class Operation:
    id: str
    account: str
    verb: str  # open, deposits, withdrawals
    amount: int
    if_match: str = None
    answer: Answer = None  # the first final one
    attempts: int = 0

    @property
    def target(self):
        path = f"/accounts/{self.account}"
        return path if self.verb == "open" else f"{path}/{self.verb}/{self.id}"

    def body(self, amount=None):
        return {"owner": f"Ann {amount or self.amount}"} if self.verb == "open" else {"amount": amount or self.amount}

    def headers(self, prefer=None):
        named = {"Idempotency-Key": self.id if self.verb == "open" else None, "If-Match": self.if_match,
                 "Prefer": prefer}
        return {name: value for name, value in named.items() if value}

    @property
    def accepted(self):
        return self.answer is not None and self.answer.status == 201

    @property
    def signed_amount(self):
        return {"deposits": self.amount, "withdrawals": -self.amount}.get(self.verb, 0)


@dataclass
class Request:
    raw: bytes
    heard: object  # called with the answer
    lost: object = None  # called when there is none


@dataclass
class Counts:
    asked: int = 0
    answered: int = 0
    lost: int = 0
    replayed: int = 0
    refused: int = 0  # 503, 507: nothing of it was stored, or nobody knows

    def add(self, other):
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Questions:
    random: object
    history: object
    accounts: list = field(default_factory=list)
    operations: list = field(default_factory=list)
    opened: set = field(default_factory=set)  # accounts that somebody was told to be open
    counts: Counts = field(default_factory=Counts)
    troubles: tuple = (503,)  # what reads may be answered instead; more while something fails
    refusals: tuple = ()  # of ids that are unknown, while the clock is wrong

    def take_over(self, others):
        """What others asked and heard; they are not heard of again."""
        self.accounts, self.opened = list(others.accounts), set(others.opened)
        self.operations = [copy.copy(operation) for operation in others.operations]

    def draw(self):
        kind = self.random.random()
        known = self.operations and self.random.choice(self.operations[-200:])
        if len(self.accounts) < 3 or kind < 0.06:
            return self.first_try(self._opening())
        if kind < 0.62 or not known:
            return self.first_try(self._movement())
        if kind < 0.78:
            return self.repeat(known)
        if kind < 0.84 and known.answer and known.verb != "open":
            return self._other_payload(known)
        if kind < 0.92:
            return self._status(known)
        return self._balance(self.random.choice(self.accounts))

    def _opening(self):
        account = f"{len(self.accounts)}-{self.random.getrandbits(32):08x}"
        if self.accounts and self.random.random() < 0.2:
            account = self.random.choice(self.accounts)  # it is open: 409
        else:
            self.accounts.append(account)
        return Operation(uuid7(), account, "open", self.random.randint(1, 99))

    def _movement(self):
        verb = "deposits" if self.random.random() < 0.6 else "withdrawals"
        account = self.random.choice(self.accounts[-6:])
        if_match = f'"{self.random.randint(1, 9)}"' if self.random.random() < 0.05 else None
        return Operation(uuid7(), account, verb, self.random.randint(1, 1000), if_match)

    def first_try(self, operation):
        self.operations.append(operation)
        return self.repeat(operation)

    def repeat(self, operation):
        prefer = "respond-async" if self.random.random() < 0.05 else None
        operation.attempts += 1
        known = operation.answer is not None
        raw = request_bytes("PUT", operation.target, operation.body(), operation.headers(prefer))
        event = self.history.submit(operation, operation.body())

        def heard(answer):
            self.history.returned(event, answer)
            self._heard(operation, answer, known)

        return Request(raw, heard, lambda: self.history.lost(event))

    def _heard(self, operation, answer, known):
        if answer.status in (202, 503, 507) or (answer.status in self.refusals and not known):
            self.counts.refused += answer.status != 202
            return
        promise(is_final(answer), "an answer that no operation has", operation, answer)
        self.counts.replayed += answer.replayed
        if operation.answer is None:
            operation.answer = answer
            if operation.accepted:
                self.opened.add(operation.account)
        promise(told(answer) == told(operation.answer), "a repeat got another answer", operation, answer)
        promise(answer.replayed or not known, "a repeat that was decided anew", operation, answer)

    def _other_payload(self, operation):
        raw = request_bytes("PUT", operation.target, operation.body(operation.amount + 1), operation.headers())
        event = self.history.submit(operation, operation.body(operation.amount + 1))

        def heard(answer):
            self.history.returned(event, answer)
            promise(answer.status in (422, *self.troubles), "another payload under a known id was not refused",
                    operation, answer)

        return Request(raw, heard, lambda: self.history.lost(event))

    def _status(self, operation):
        known = operation.answer
        event = self.history.poll(operation)

        def heard(answer):
            self.history.returned(event, answer)
            if known is None or answer.status in self.troubles:
                return
            promise(answer.status == 200, "an operation with a final answer is unknown", operation, answer)
            wanted = STATES[known.status]
            promise(answer.json()["status"] in wanted, "an outcome was taken back", operation, answer)

        return Request(request_bytes("GET", f"/operations/{operation.id}"), heard, lambda: self.history.lost(event))

    def _balance(self, account):
        """A read that begins after an account was answered as open shows it."""
        answered = account in self.opened
        event = self.history.read(account)

        def heard(answer):
            self.history.returned(event, answer)
            promise(answer.status in (200, 404, *self.troubles), "a read failed", answer)
            promise(answer.status != 404 or not answered, "an account that was opened is not shown", account, answer)

        return Request(request_bytes("GET", f"/accounts/{account}/balance"), heard, lambda: self.history.lost(event))
