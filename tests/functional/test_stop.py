"""Fear: an orderly stop loses what is under way, hangs, or leaves a store that must be recovered."""

import json
import os
import signal

from audit import audit
from bank import STOP_DEADLINE_SECONDS, eventually
from failing_disk import arm, disarm, start_with_fault, with_fault
from ids import uuid7
from load import Attempt, Load
from wire import ConnectionLost, request_bytes

ROUNDS = 5
OPENING = 5000


def test_sigterm_under_load_loses_nothing(make_bank, tool):
    bank = make_bank().start()
    for round_ in range(ROUNDS):
        accounts = [bank.open_account(f"stop-{round_}-{index}", OPENING) for index in range(4)]
        load = Load(bank, accounts, threads=16, seed=round_).start()
        load.wait_for(200)
        code, seconds = bank.stop()
        load.join()
        assert code == 0, bank.log()
        assert seconds < STOP_DEADLINE_SECONDS
        verified = tool("store", "verify", "--data", bank.data)
        assert verified.returncode == 0, verified
        bank.start()
        told = [attempt for attempt in load.attempts if attempt.answer is not None]
        audit(bank, load.attempts, OPENING)
        print(f"stopped in {seconds * 1000:.0f} ms with {len(told)} answers given, "
              f"{len(load.attempts) - len(told)} cut off, started in {bank.start_seconds * 1000:.0f} ms")


def test_an_idle_connection_does_not_hold_up_the_stop(bank):
    with bank.connect() as idle:
        assert idle.ask("GET", "/health/live").status == 200
        code, seconds = bank.stop()
        assert code == 0 and seconds < 2.0, seconds
        assert idle.closed_by_peer()
    print(f"stopped in {seconds * 1000:.0f} ms")


def test_half_a_request_does_not_hold_up_the_stop(bank):
    with bank.connect() as slow:
        slow.send(request_bytes("PUT", f"/accounts/a/deposits/{uuid7()}", {"amount": 1})[:-3])
        assert bank.ask("GET", "/health/live").status == 200
        code, seconds = bank.stop()
        assert code == 0 and seconds < STOP_DEADLINE_SECONDS
    print(f"stopped in {seconds * 1000:.0f} ms")


def test_what_was_pipelined_before_the_stop_is_answered_or_absent(make_bank):
    bank = make_bank().start()
    account = bank.open_account("pipelined", OPENING)
    operations = [uuid7() for _ in range(200)]
    with bank.connect() as connection:
        connection.send(b"".join(request_bytes("PUT", f"/accounts/{account}/deposits/{operation}", {"amount": 1})
                                 for operation in operations))
        answers = [connection.receive()]
        bank.terminate()
        try:
            while True:
                answers.append(connection.receive())
        except ConnectionLost:
            pass
    assert bank.wait() == 0
    bank.start()
    accomplished = sum(answer.status == 201 for answer in answers)
    moved = {item["operation"] for item in bank.movements(account)}
    for operation, answer in zip(operations, answers):
        assert (operation in moved) == (answer.status == 201)
    assert bank.balance(account) == OPENING + len(moved & set(operations))
    print(f"{accomplished} of {len(operations)} pipelined operations were done and answered")


# A stop that does not end

def hanging(make_bank, fault_library, options=()):
    """A bank whose disk takes no sync any more, and somebody who waits for one."""
    bank = start_with_fault(make_bank(options=options), fault_library, "fdatasync:1+:hang")
    bank.account = bank.open_account("hanging", OPENING)
    bank.waiting = Attempt(uuid7(), bank.account, "deposits", 1)
    arm(bank)
    bank.client = bank.connect()
    bank.client.send(request_bytes("PUT", bank.waiting.target, {"amount": 1}))
    eventually(lambda: "fault.so: fdatasync" in bank.log(), what="a sync that hangs")
    taken = bank.ask("PUT", bank.waiting.target, {"amount": 1}, {"Prefer": "wait=0"})
    assert taken.json()["code"] == "outcome-unknown", "it is with the engine"
    return bank


def ended_by_the_watch(bank, message):
    assert bank.wait(STOP_DEADLINE_SECONDS + 10) == 1
    last = json.loads(bank.log().splitlines()[-1])
    assert last["level"] == "error" and message in last["message"], last
    bank.start()
    audit(bank, [bank.waiting], OPENING)
    assert bank.waiting.send_alone(bank).status == 201, "it happens once, whether it was written before or not"
    audit(bank, [bank.waiting.answered_by(bank)], OPENING)
    return last


def test_a_stop_that_a_disk_holds_up_is_cut_and_says_what_it_waited_for(make_bank, fault_library):
    bank = hanging(make_bank, fault_library, ["--server.shutdown", "1s"])
    bank.terminate()
    last = ended_by_the_watch(bank, "did not end in time")
    assert "loops:" in last["waited_for"] and "engine" in last["waited_for"], last
    print(last)


def test_a_second_sigterm_ends_a_stop_that_hangs_at_once(make_bank, fault_library):
    bank = hanging(make_bank, fault_library, ["--server.shutdown", "10m"])
    bank.terminate()
    eventually(lambda: '"stopping"' in bank.log(), what="the stop")
    bank.terminate()
    last = ended_by_the_watch(bank, "second time")
    assert last["waited_for"], last


def test_a_disk_that_comes_back_in_time_lets_the_stop_end_in_order(make_bank, fault_library):
    bank = hanging(make_bank, fault_library)
    bank.terminate()
    eventually(lambda: '"stopping"' in bank.log(), what="the stop")
    disarm(bank)
    assert bank.wait() == 0, bank.log()
    bank.start()
    assert bank.waiting.send_alone(bank).replayed, "it was decided, committed and sealed"
    audit(bank, [bank.waiting.answered_by(bank)], OPENING)


def test_sigterm_ends_a_start_that_hangs_at_once(make_bank, fault_library):
    bank = make_bank().start()
    account = bank.open_account("early", OPENING)
    assert bank.stop()[0] == 0
    arm(bank)
    bank.begin_to_start(**with_fault(bank, fault_library, "fdatasync:1+:hang"))
    eventually(lambda: "fault.so: fdatasync" in bank.log(), what="a start that hangs")
    bank.terminate()
    assert bank.wait(STOP_DEADLINE_SECONDS + 10) == 1
    assert "while it starts" in bank.log().splitlines()[-1]
    bank.start()
    assert bank.balance(account) == OPENING


# A pause of the process: its calls that wait return as if by a signal

def pause(bank):
    os.kill(bank.pid, signal.SIGSTOP)
    eventually(lambda: not bank.running() or state_of(bank) == "T", what="a process that stands still")
    os.kill(bank.pid, signal.SIGCONT)
    eventually(lambda: not bank.running() or state_of(bank) != "T", what="a process that goes on")
    assert bank.running(), bank.log()


def state_of(bank):
    with open(f"/proc/{bank.pid}/stat", encoding="ascii") as stat:
        return stat.read().rpartition(")")[2].split()[0]


def test_a_pause_of_a_start_that_hangs_does_not_end_it(make_bank, fault_library):
    bank = make_bank().start()
    account = bank.open_account("paused", OPENING)
    assert bank.stop()[0] == 0
    arm(bank)
    bank.begin_to_start(**with_fault(bank, fault_library, "fdatasync:1+:hang"))
    eventually(lambda: "fault.so: fdatasync" in bank.log(), what="a start that hangs")
    for _ in range(3):
        pause(bank)
    disarm(bank)
    eventually(lambda: bank.port or not bank.running(), what="the start")
    assert bank.balance(account) == OPENING


def test_a_pause_of_a_stop_that_hangs_does_not_cut_it(make_bank, fault_library):
    bank = hanging(make_bank, fault_library)
    bank.terminate()
    eventually(lambda: '"stopping"' in bank.log(), what="the stop")
    for _ in range(3):
        pause(bank)
    disarm(bank)
    assert bank.wait() == 0, bank.log()
