"""The words of the HTTP contract, for tests that hold the bank to it.

    document = problem(bank.ask("PUT", deposit_target(), {"amount": 0}), 422)
    resident_kib(bank.pid)
"""

import re

from ids import uuid7
from load import Attempt


def next_position(bank):
    answer = Attempt(uuid7(), "ann", "deposits", 1).send_alone(bank)
    assert answer.status == 201, answer
    return int(answer.header("X-Position"))


def deposit_target(operation=None, account="ann"):
    return f"/accounts/{account}/deposits/{operation or uuid7()}"


def withdrawal_target(operation=None, account="ann"):
    return f"/accounts/{account}/withdrawals/{operation or uuid7()}"


def problem(answer, status, code=None):
    """Every refusal is a problem document (RFC 9457) of its status."""
    assert answer.status == status, answer
    assert answer.header("Content-Type") == "application/problem+json", answer
    document = answer.json()
    assert document["status"] == status and document["title"], document
    if code:
        assert document["code"] == code, document
    return document


def resident_kib(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1))
