"""Fear: somebody reads and does not find what he has just written; or is given again what he has, or told that he has
what changed."""

import pytest

from failing_disk import arm, disarm, start_with_fault
from ids import uuid7
from wire import request_bytes

ROUNDS = 200
LATER = 10 ** 15
AT_ONCE = {"Prefer": "respond-async"}


def deposit(bank, account, amount, headers=AT_ONCE):
    return bank.ask("PUT", f"/accounts/{account}/deposits/{uuid7()}", {"amount": amount}, headers)


def balance_at(bank, account, position, **more):
    return bank.ask("GET", f"/accounts/{account}/balance", headers={"X-Position": str(position), **more})


def test_a_read_that_names_the_position_of_a_write_shows_it(bank):
    account = bank.open_account("own", 0)
    for amount in range(1, ROUNDS + 1):
        written = deposit(bank, account, 1)
        assert written.status == 202, written
        position = written.header("X-Position")
        assert balance_at(bank, account, position).json()["amount"] == amount
        movements = bank.ask("GET", f"/accounts/{account}/movements?limit=1000", headers={"X-Position": position})
        assert len(movements.json()["items"]) == amount


def test_a_view_that_does_not_come_so_far_in_time_is_said_to_be_late_and_shows_it_when_it_does(
        make_bank, fault_library):
    bank = start_with_fault(make_bank(), fault_library, "pwrite:1+:ENOSPC", "views.sqlite")
    account = bank.open_account("late", 5)
    arm(bank)
    position = deposit(bank, account, 1).header("X-Position")
    late = balance_at(bank, account, position, Prefer="wait=1")
    assert late.status == 504 and late.json()["code"] == "view-late" and late.json()["retryable"] is True
    assert bank.balance(account) == 5, "as it is, it is given"
    disarm(bank)
    assert balance_at(bank, account, position, Prefer="wait=30").json()["amount"] == 6


def test_a_position_of_nobody_knows_when_is_waited_for_no_longer_than_wished(bank):
    account = bank.open_account("future", 5)
    answer = balance_at(bank, account, LATER, Prefer="wait=0")
    assert answer.status == 504 and answer.json()["code"] == "view-late"
    for nonsense in ("x", "-1", "1" * 30, "1, 2"):
        assert balance_at(bank, account, nonsense).status == 400


def test_many_who_wait_and_go_away_harm_nobody(bank):
    account = bank.open_account("gone", 5)
    waiting = request_bytes("GET", f"/accounts/{account}/balance", headers={"X-Position": str(LATER)})
    connections = [bank.connect() for _ in range(100)]
    for connection in connections:
        connection.send(waiting)
    assert bank.balance(account) == 5
    for connection in connections:
        connection.close()
    position = deposit(bank, account, 1).header("X-Position")
    assert balance_at(bank, account, position).json()["amount"] == 6


def test_what_is_known_is_not_given_again_until_it_changes(bank):
    account = bank.open_account("tags", 5)
    for path in (f"/accounts/{account}/balance", f"/accounts/{account}/movements"):
        first = bank.ask("GET", path)
        tag = {"If-None-Match": first.header("ETag")}
        again = bank.ask("GET", path, headers=tag)
        assert again.status == 304 and again.body == b"" and again.header("ETag") == first.header("ETag")
        assert deposit(bank, account, 1, headers=()).status == 201
        changed = bank.ask("GET", path, headers=tag)
        assert changed.status == 200 and changed.header("ETag") != first.header("ETag")


def test_the_tag_of_a_view_is_refused_as_the_version_of_an_aggregate(bank):
    account = bank.open_account("fooled", 5)
    tag = bank.ask("GET", f"/accounts/{account}/balance").header("ETag")
    answer = deposit(bank, account, 1, headers={"If-Match": tag})
    assert answer.status == 400 and answer.json()["code"] == "invalid-precondition"
    assert bank.balance(account) == 5


@pytest.mark.parametrize(("keep", "seconds"), [("forever", None), ("48h", 172800)])
def test_how_long_an_id_is_kept_is_told_with_every_answer_and_at_config(make_bank, keep, seconds):
    bank = make_bank(options=("--retention.operations", keep))
    bank.start()
    told = bank.ask("GET", "/config")
    assert told.status == 200 and told.json()["operationIds"]["lifetimeSeconds"] == seconds
    assert told.json()["operationIds"]["version7Only"] == (seconds is not None)
    said = None if seconds is None else str(seconds)
    account = f"/accounts/kept/deposits/{uuid7()}"
    for answer in (bank.ask("PUT", account, {"amount": 1}), bank.ask("PUT", account, {"nonsense": 1})):
        assert answer.header("Idempotency-Key-Lifetime") == said, answer
    refused = bank.ask("PUT", account, b"x" * (told.json()["limits"]["bodyBytes"] + 1))
    assert refused.status == 413, "the limit is the one that was told"
