"""Fear: somebody waits longer than he wanted, or is told more than is known when his wait is over."""

import pytest

from audit import audit
from bank import eventually
from failing_disk import arm, disarm, start_with_fault
from ids import uuid7
from load import Attempt
from wire import request_bytes

OPENING = 5000
WAIT = {"Prefer": "wait=1"}


@pytest.fixture
def slow(make_bank, fault_library):
    """A bank with one account, on a disk that can be made to hang."""
    def start(fault, path):
        bank = start_with_fault(make_bank(), fault_library, fault, path)
        bank.account = bank.open_account("waits", OPENING)
        return bank

    return start


def test_a_wait_that_runs_out_before_the_sync_is_503_outcome_unknown_and_a_repeat_gets_the_answer(slow):
    bank = slow("fdatasync:1+:hang", "/journal/")
    arm(bank)
    attempt = Attempt(uuid7(), bank.account, "deposits", 1)
    answer = bank.ask("PUT", attempt.target, {"amount": 1}, WAIT)
    assert answer.status == 503 and int(answer.header("Retry-After")) > 0, answer
    problem = answer.json()
    assert problem["code"] == "outcome-unknown" and problem["retryable"] is True
    assert "applied" not in problem, "nobody knows"
    assert bank.ask("GET", f"/operations/{attempt.operation}").status in (200, 503), "it is under way"
    disarm(bank)
    assert attempt.answered_by(bank).answer.status == 201
    audit(bank, [attempt], OPENING)


def test_what_is_durable_and_not_shown_within_its_wait_is_202_and_completes_later(slow):
    """The views find no space: whoever waits hears 202 when his wait is over, or when they have given up."""
    bank = slow("pwrite:1+:ENOSPC", "views.sqlite")
    arm(bank)
    attempt = Attempt(uuid7(), bank.account, "deposits", 1)
    answer = bank.ask("PUT", attempt.target, {"amount": 1}, WAIT)
    assert answer.status == 202 and not answer.replayed, answer
    assert answer.json()["status"] == "committed"
    assert answer.header("Location") == f"/operations/{attempt.operation}"
    assert answer.header("X-Operation") == f"operations/{attempt.operation}"
    assert answer.header("X-Resource") == "/accounts/waits"
    assert answer.header("Preference-Applied") in (None, "wait=1") and int(answer.header("Retry-After")) > 0
    document = bank.ask("GET", answer.header("Location"))
    assert document.json()["status"] == "committed"
    disarm(bank)
    eventually(lambda: bank.ask("GET", answer.header("Location")).json()["status"] == "completed", what="completion")
    assert attempt.answered_by(bank).answer.status == 201 and attempt.answer.replayed
    audit(bank, [attempt], OPENING)


def test_a_head_that_does_not_arrive_in_time_is_408(make_bank):
    bank = make_bank(options=["--limits.header_time", "100ms"]).start()
    with bank.connect() as connection:
        connection.send(request_bytes("GET", "/health/live")[:20])
        answer = connection.receive()
        assert answer.status == 408 and answer.json()["code"] == "request-timeout", answer
        assert connection.closed_by_peer()


def test_an_idle_connection_is_closed_without_a_word(make_bank):
    bank = make_bank(options=["--limits.idle_time", "1s"]).start()
    with bank.connect() as connection:
        assert connection.ask("GET", "/health/live").status == 200
        assert connection.closed_by_peer()


def test_who_asked_while_the_disk_hung_is_answered_when_it_comes_back(slow):
    """Nobody else is held up meanwhile: reads are answered, and the process is alive."""
    bank = slow("fdatasync:1+:hang", "/journal/")
    arm(bank)
    attempts = [Attempt(uuid7(), bank.account, "deposits", 1) for _ in range(20)]
    with bank.connect() as connection:
        connection.send(b"".join(request_bytes("PUT", one.target, {"amount": 1}) for one in attempts))
        eventually(lambda: "fault.so: fdatasync" in bank.log(), what="a sync that hangs")
        assert bank.ask("GET", "/health/live").status == 200
        assert bank.balance(bank.account) == OPENING
        disarm(bank)
        for attempt in attempts:
            attempt.answer = connection.receive()
    assert [one.answer.status for one in attempts] == [201] * len(attempts)
    audit(bank, attempts, OPENING)


def test_a_read_model_that_hangs_holds_up_nobody_beyond_his_wait(slow):
    """Whether it is durable is not told then; the repeat is."""
    bank = slow("pwrite:1+:hang", "views.sqlite")
    arm(bank)
    attempt = Attempt(uuid7(), bank.account, "deposits", 1)
    answer = bank.ask("PUT", attempt.target, {"amount": 1}, WAIT)
    assert answer.status == 503 and "applied" not in answer.json(), answer
    disarm(bank)
    assert attempt.answered_by(bank).answer.status == 201
    audit(bank, [attempt], OPENING)
