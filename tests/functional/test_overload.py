"""Fear: more comes than there is room for, and all of it is turned away, or something that was turned away happens."""

from bank import eventually
from ids import uuid7
from load import Attempt
from wire import request_bytes

QUEUE = 16    # the smallest that there is
BURST = 64    # what one connection may have under way
BURSTS_MAX = 200


def burst(bank, account):
    """Asked in one piece on one connection: most of it reaches the engine in one round."""
    attempts = [Attempt(uuid7(), account, "deposits", 1) for _ in range(BURST)]
    with bank.connect() as connection:
        connection.send(b"".join(request_bytes("PUT", one.target, {"amount": 1}) for one in attempts))
        for attempt in attempts:
            attempt.answer = connection.receive()
    return attempts


def refused(attempts):
    return [one for one in attempts if one.answer.status == 503]


def test_of_a_round_that_does_not_fit_only_the_rest_is_refused(make_bank):
    bank = make_bank(options=["--queues.engine", str(QUEUE)]).start()
    account = bank.open_account("crowded")
    attempts, bursts = [], 0
    while not refused(attempts):
        attempts = burst(bank, account)
        bursts += 1
        assert bursts < BURSTS_MAX, "no burst was larger than the queue"
        for done in attempts[:QUEUE]:
            assert done.answer.status == 201, "there was room for it"
    for one in refused(attempts):
        assert one.answer.json()["code"] == "overloaded"
        assert "applied" not in one.answer.json(), "nobody has looked whether an earlier request was decided"
        assert int(one.answer.header("Retry-After")) > 0
        assert bank.ask("GET", f"/operations/{one.operation}").status == 404, "nothing recorded"
    done = (bursts - 1) * BURST + BURST - len(refused(attempts))
    assert bank.balance(account) == done
    for one in refused(attempts):
        eventually(lambda: one.send_alone(bank).status == 201, what="room for the repeat")
    assert bank.balance(account) == bursts * BURST
    print(f"burst {bursts}: {len(refused(attempts))} of {BURST} refused, {QUEUE} waiting at most")
