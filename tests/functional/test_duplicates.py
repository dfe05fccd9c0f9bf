"""Fear: the same operation, asked many times at once, happens more than once or is answered in different words."""

import resource
import threading
from collections import Counter

import pytest

from ids import uuid7
from load import Attempt
from wire import request_bytes

DUPLICATES = 1000
RELEASING_THREADS = 8


@pytest.fixture(autouse=True, scope="module")
def many_sockets():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))


def released_at_once(bank, requests):
    """Sends each request on a connection of its own: all but the last byte first, then all last bytes at once."""
    connections = [bank.connect(timeout=60) for _ in requests]
    for connection, request in zip(connections, requests):
        connection.send(request[:-1])
    barrier = threading.Barrier(RELEASING_THREADS)

    def release(share):
        barrier.wait()
        for connection, request in share:
            connection.send(request[-1:])

    pairs = list(zip(connections, requests))
    threads = [threading.Thread(target=release, args=(pairs[i::RELEASING_THREADS],)) for i in range(RELEASING_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers = [connection.receive() for connection in connections]
    for connection in connections:
        connection.close()
    return answers


def withdrawal(account, operation, amount):
    return request_bytes("PUT", f"/accounts/{account}/withdrawals/{operation}", {"amount": amount})


def test_a_thousand_identical_requests_have_one_effect_and_equal_answers(bank):
    account = bank.open_account("twin", 100_000)
    for round_ in range(5):
        operation, before = uuid7(), bank.balance(account)
        answers = released_at_once(bank, [withdrawal(account, operation, 70)] * DUPLICATES)
        assert {answer.status for answer in answers} == {201}, Counter(answer.status for answer in answers)
        assert len({answer.first_answer() for answer in answers}) == 1
        assert bank.balance(account) == before - 70
        assert sum(item["operation"] == operation for item in bank.movements(account)) == 1
        print(f"round {round_}: {DUPLICATES} answers equal, "
              f"{sum(answer.replayed for answer in answers)} of them marked as replayed")


def test_a_thousand_identical_requests_that_are_rejected_get_equal_answers(bank):
    account = bank.open_account("poor", 10)
    operation = uuid7()
    answers = released_at_once(bank, [withdrawal(account, operation, 70)] * DUPLICATES)
    assert {answer.status for answer in answers} == {409}
    assert len({answer.first_answer() for answer in answers}) == 1
    assert bank.balance(account) == 10


def test_the_same_id_on_other_accounts_at_the_same_instant_wins_at_one_address_only(bank):
    accounts = [bank.open_account(f"rival-{index}", 1000) for index in range(20)]
    operation = uuid7()
    order = [accounts[index % len(accounts)] for index in range(DUPLICATES)]
    answers = released_at_once(bank, [withdrawal(account, operation, 70) for account in order])
    winners = {account for account, answer in zip(order, answers) if answer.status == 201}
    assert len(winners) == 1, winners
    for account, answer in zip(order, answers):
        assert answer.status == (201 if account in winners else 422), answer
        if answer.status == 422:
            assert answer.json()["code"] == "operation-payload-mismatch"
    assert [bank.balance(account) for account in accounts].count(930) == 1
    assert sum(bank.balance(account) for account in accounts) == 20 * 1000 - 70
    print(f"{DUPLICATES} requests over {len(accounts)} accounts: {Counter(answer.status for answer in answers)}")


def test_the_same_id_with_another_amount_at_the_same_instant_is_a_mismatch(bank):
    account = bank.open_account("amounts", 100_000)
    operation = uuid7()
    amounts = [10 + index % 10 for index in range(DUPLICATES)]
    answers = released_at_once(bank, [withdrawal(account, operation, amount) for amount in amounts])
    won = {amount for amount, answer in zip(amounts, answers) if answer.status == 201}
    assert len(won) == 1 and {answer.status for answer in answers} == {201, 422}
    assert bank.balance(account) == 100_000 - won.pop()


def test_a_repeat_is_byte_identical_across_a_kill(bank):
    account = bank.open_account("kept", 500)
    attempts = [Attempt(uuid7(), account, "withdrawals", amount).answered_by(bank) for amount in (100, 200, 300, 150)]
    assert [attempt.answer.status for attempt in attempts] == [201, 201, 409, 201]
    bank.kill()
    bank.start()
    for attempt in attempts:
        again = attempt.send_alone(bank)
        assert again.replayed and not attempt.answer.replayed
        assert again.first_answer() == attempt.answer.first_answer()
    assert bank.balance(account) == 50
