"""Clients of one bank, all in one thread: in each round every one sends, then every one listens.

    tellers = Tellers(Random("7"), history)
    tellers.connect(bank)
    while tellers.round(): ...        # False when the bank died meanwhile
    tellers.settle(bank)              # after a restart: what has no outcome yet is asked again until it has one
    tellers.audit(bank)               # the books, and every answer once more

They remember what they asked and the first final answer to it. A repeat must get that answer byte for byte; another
payload under the same id must be refused; at the end the accounts must have moved by what was accepted and nothing else.

Errors   Violation: the bank broke a promise. Everything else that is raised is a defect of the test.
"""

import copy
import time
from dataclasses import dataclass, field

from ids import uuid7
from wire import Answer, Connection, ConnectionLost, request_bytes

CONNECTIONS = 6
PIPELINE_MAX = 3
FINAL = (201, 409, 412)
STATES = {201: ("completed", "committed"), 409: ("rejected",), 412: ("rejected",), 500: ("failed",)}
TOLD_AGAIN = ("Content-Type", "Location", "X-Operation", "X-Resource", "ETag", "X-Position")  # beside status and body
SETTLE_SECONDS = 30.0
ANSWER_SECONDS = 20.0
PAGE = 100


class Violation(AssertionError):
    """A promise was broken."""


class BankGone(Violation):
    """The bank ended, or cut its connections, while nothing was to fail."""


def is_final(answer):
    return answer.status in FINAL or (answer.status == 500 and answer.json().get("code") == "operation-failed")


def promise(holds, what, *evidence):
    if not holds:
        raise Violation(" | ".join([what, *map(str, evidence)]))


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


def told(answer):
    return (answer.status, answer.body, *(answer.header(name) for name in TOLD_AGAIN))


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
class Tellers:
    random: object
    history: object
    accounts: list = field(default_factory=list)
    operations: list = field(default_factory=list)
    opened: set = field(default_factory=set)  # accounts that somebody was told to be open
    counts: Counts = field(default_factory=Counts)
    troubles: tuple = (503,)  # what reads may be answered instead; more while something fails
    refusals: tuple = ()  # of ids that are unknown, while the clock is wrong
    rows: list = field(default_factory=list)  # of all views, as audit() read them: lines of a dump without positions
    _bank: object = None
    _connections: list = field(default_factory=list)

    def take_over(self, others):
        """What others asked and heard; they are not heard of again."""
        self.accounts, self.opened = list(others.accounts), set(others.opened)
        self.operations = [copy.copy(operation) for operation in others.operations]

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
        batches = [[self._draw() for _ in range(self.random.choice((1, 1, 1, 2, PIPELINE_MAX)))]
                   for _ in self._connections]
        return self._exchange(batches, before_listening)

    def open_large(self, key_bytes):
        """An account with a name of so many bytes, all of whose records are large; nothing when the bank died."""
        operation = Operation(uuid7(), "large".ljust(key_bytes, "x"), "open", 1)
        self.accounts.insert(0, operation.account)
        return operation.account if self._exchange([[self._first_try(operation)]]) else None

    def bulk(self, account, deposits):
        """So many deposits to one account, as many at once as a connection takes."""
        for first in range(0, deposits, 32):
            batch = [self._first_try(Operation(uuid7(), account, "deposits", 1))
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

    # What they ask

    def _draw(self):
        kind = self.random.random()
        known = self.operations and self.random.choice(self.operations[-200:])
        if len(self.accounts) < 3 or kind < 0.06:
            return self._first_try(self._opening())
        if kind < 0.62 or not known:
            return self._first_try(self._movement())
        if kind < 0.78:
            return self._repeat(known)
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

    def _first_try(self, operation):
        self.operations.append(operation)
        return self._repeat(operation)

    def _repeat(self, operation):
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

    # What they know in the end

    def settle(self, bank):
        """Every operation gets a final answer: the first one that somebody heard, or the one that it gets now."""
        self._connect_or_raise(bank)
        deadline = time.monotonic() + SETTLE_SECONDS
        while open_ := [operation for operation in self.operations if operation.answer is None]:
            promise(time.monotonic() < deadline, f"no final answer within {SETTLE_SECONDS} s", open_[0])
            asked = open_[:CONNECTIONS * 8]
            batches = [[self._repeat(operation) for operation in asked[at::CONNECTIONS]]
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
            batches = [[self._repeat(operation) for operation in part[at::CONNECTIONS]] for at in range(CONNECTIONS)]
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
            self._audit_account(account, operations)

    def _audit_account(self, account, operations):
        is_open = any(operation.accepted for operation in operations if operation.verb == "open")
        accepted = {operation.id: operation.signed_amount for operation in operations
                    if operation.accepted and operation.verb != "open"}
        promise(is_open or not accepted, "an account moved that was never opened", account)
        balance = self._read(f"/accounts/{account}/balance")
        promise(balance.status == (200 if is_open else 404), "an account is not as it was answered", account, balance)
        if not is_open:
            return
        movements = self._movements(account)
        seen = {movement["operation"]: movement["amount"] for movement in movements}
        promise(len(seen) == len(movements), "an operation moved the account twice", account, movements)
        promise(seen == accepted, "an account moved otherwise than it was answered", account,
                sorted(set(seen.items()) ^ set(accepted.items()))[:5])
        running = 0
        self.rows.append({"dump": "row", "view": "balances", "account": account, "balance": balance.json()["amount"]})
        for movement in movements:
            self.rows.append({"dump": "row", "view": "movements", "account": account, "op": movement["operation"],
                              "index": 0, "value": movement["amount"]})
            running += movement["amount"]
            promise(movement["balance"] == running >= 0, "a balance on the way is wrong", account, movement)
        promise(balance.json()["amount"] == running, "the balance is not the sum of its movements", account, balance)

    def _movements(self, account):
        movements, cursor = [], ""
        while True:
            page = self._read(f"/accounts/{account}/movements?limit={PAGE}{cursor}")
            promise(page.status == 200, "movements cannot be read", account, page)
            page = page.json()
            movements += page["items"]
            if not page.get("next"):
                return movements
            cursor = f"&cursor={page['next']}"

    def _read(self, target):
        """Views that are built anew answer 503 until they have caught up."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while True:
            answer = self._connections[0].ask("GET", target)
            if answer.status != 503 or time.monotonic() > deadline:
                return answer
            time.sleep(0.01)
