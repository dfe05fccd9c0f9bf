"""Fear: kill -9 under load loses, doubles or halves something that somebody was told of."""

import random
import statistics
import time

from audit import audit
from load import Load

THREADS = 8
ACCOUNTS_PER_CYCLE = 4
OPENING = 5000
ACKNOWLEDGED_MAX_PER_CYCLE = 120
REPEATS_PER_CYCLE = 30


def test_nothing_acknowledged_is_lost_by_kill_9(make_bank, request, seed):
    """Each cycle: load, kill -9 at a random count of acknowledged operations, restart, audit, repeat. Every cycle has
    accounts of its own, so that an audit costs the same in the first cycle and in the thousandth; at the end a sample of
    all operations of all cycles is repeated once more, and every account audited again."""
    cycles = request.config.getoption("--cycles")
    random_ = random.Random(seed)
    bank = make_bank().start()
    history, lost_answers, starts, began = [], 0, [], time.monotonic()
    for cycle in range(cycles):
        attempts = crash(bank, cycle, random_)
        bank.start()
        starts.append(bank.start_seconds)
        unanswered = [attempt for attempt in attempts if not attempt.acknowledged]
        lost_answers += len(unanswered)
        audit(bank, attempts, OPENING)
        repeat_unanswered(bank, unanswered)
        audit(bank, attempts, OPENING)
        repeat(bank, random_.sample(attempts, min(REPEATS_PER_CYCLE, len(attempts))))
        history += attempts
    repeat(bank, random_.sample(history, min(10_000, len(history))))
    audit(bank, history, OPENING)
    code, _ = bank.stop()
    assert code == 0
    print(f"{cycles} cycles, {len(history)} operations, {lost_answers} answers cut off, "
          f"start median {statistics.median(starts) * 1000:.0f} ms, max {max(starts) * 1000:.0f} ms, "
          f"{(time.monotonic() - began) / cycles * 1000:.0f} ms per cycle")
    assert lost_answers > 0, "no kill hit an operation under way: the test shows nothing"


def crash(bank, cycle, random_):
    accounts = [bank.open_account(f"crash-{cycle}-{index}", OPENING) for index in range(ACCOUNTS_PER_CYCLE)]
    load = Load(bank, accounts, THREADS, seed=random_.random()).start()
    load.wait_for(random_.randint(1, ACKNOWLEDGED_MAX_PER_CYCLE))
    bank.kill()
    load.join()
    return load.attempts


def repeat_unanswered(bank, attempts):
    """Runs for the first time what was absent, and tells the outcome of what was there."""
    with bank.connect() as connection:
        for attempt in attempts:
            was_there = connection.ask("GET", f"/operations/{attempt.operation}").status == 200
            attempt.answer = attempt.send(connection)
            assert attempt.answer.status in (201, 409), attempt.answer
            assert attempt.answer.replayed == was_there, "whole or absent"


def repeat(bank, attempts):
    with bank.connect() as connection:
        for attempt in attempts:
            again = attempt.send(connection)
            assert again.replayed, (attempt, again)
            assert again.first_answer() == attempt.answer.first_answer(), (attempt, again)


def test_killed_again_while_it_recovers(make_bank, seed):
    """Kills the restarting process at random moments before it listens; then one start must serve all that was told."""
    random_ = random.Random(seed)
    bank = make_bank().start()
    attempts = crash(bank, 0, random_)
    starts_cut_off = 30
    for _ in range(starts_cut_off):
        bank.start_and_kill_after(random_.uniform(0, 0.05))
    bank.start()
    repeat(bank, [attempt for attempt in attempts if attempt.acknowledged])
    audit(bank, attempts, OPENING)
    print(f"{starts_cut_off} starts cut off, then {len(attempts)} operations audited, start {bank.start_seconds:.3f} s")
