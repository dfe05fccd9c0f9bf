"""Fear: a list of one's own operations misses one, shows one twice, or shows another's; it forgets after a restart."""

import concurrent.futures
import os
import shutil

import pytest

from bank import Bank
from contract import deposit_target, problem, withdrawal_target
from ids import uuid7
from test_callers import DEV, bearer, mint

RUN_RECORDS = 1024  # the least that the index may be told: several runs and memory are listed over


@pytest.fixture(scope="module")
def lists(binary, tool, tmp_path_factory):
    """A bank with the operations of two callers, in runs of its index and in memory; `told` is who was told what."""
    options = [*DEV, "--index.run_records", str(RUN_RECORDS)]
    with Bank(binary, str(tmp_path_factory.mktemp("lists")), options) as bank:
        tokens = {name: bearer(mint(tool, bank, name)) for name in ("alice", "bob")}
        bank.tokens, bank.told = tokens, {"alice": [], "bob": []}
        assert bank.ask("PUT", "/accounts/ann", {"owner": "Ann"}, tokens["alice"]).status == 201
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda worker: fill(bank, worker), range(8)))
        yield bank
        assert bank.running(), bank.log()


def fill(bank, worker):
    name = "bob" if worker == 0 else "alice"
    with bank.connect() as connection:
        for _ in range(30 if name == "bob" else 340):
            operation = uuid7()
            answer = connection.ask("PUT", deposit_target(operation), {"amount": 1}, bank.tokens[name])
            assert answer.status == 201, answer
            bank.told[name].append((int(answer.header("X-Position")), operation))


def pages(bank, name, query="", limit=100, between=lambda: None):
    """All items of all pages."""
    items, cursor = [], ""
    with bank.connect() as connection:
        while cursor is not None:
            more = f"&cursor={cursor}" if cursor else ""
            answer = connection.ask("GET", f"/operations?limit={limit}{query}{more}", None, bank.tokens[name])
            assert answer.status == 200, answer
            page = answer.json()
            assert len(page["items"]) <= limit
            items += page["items"]
            cursor = page["next"]
            between()
    return items


def expect_whole(bank, name):
    """Each that this caller was told of, once, the newest first, and nobody else's."""
    items = pages(bank, name)
    positions = [int(item["position"]) for item in items]
    assert positions == sorted(set(positions), reverse=True)
    listed = dict(zip(positions, (item["id"] for item in items)))
    for position, operation in bank.told[name]:
        assert listed[position] == operation
    others = {operation for other, told in bank.told.items() if other != name for _, operation in told}
    assert others.isdisjoint(listed.values())
    assert {item["status"] for item in items} <= {"completed", "rejected"}


def test_each_sees_his_own_and_all_of_it(lists):
    expect_whole(lists, "alice")
    expect_whole(lists, "bob")
    assert len(pages(lists, "bob")) == 30


def test_nothing_is_missed_or_repeated_while_others_arrive(lists):
    def deposit():
        operation = uuid7()
        answer = lists.ask("PUT", deposit_target(operation), {"amount": 1}, lists.tokens["bob"])
        assert answer.status == 201
        lists.told["bob"].append((int(answer.header("X-Position")), operation))

    before = list(lists.told["bob"])
    items = pages(lists, "bob", limit=4, between=deposit)
    assert [int(item["position"]) for item in items] == sorted((position for position, _ in before), reverse=True)


def test_it_filters(lists):
    refused = uuid7()
    assert lists.ask("PUT", withdrawal_target(refused), {"amount": 10**9}, lists.tokens["bob"]).status == 409
    rejected = pages(lists, "bob", "&status=rejected")
    assert [item["id"] for item in rejected] == [refused]
    assert [item["id"] for item in pages(lists, "bob", "&type=Withdraw")] == [refused]
    item = rejected[0]
    assert item["resource"] == "/accounts/ann" and item["links"]["self"] == f"/operations/{refused}"
    status = lists.ask("GET", item["links"]["self"], None, lists.tokens["bob"]).json()
    assert {key: status[key] for key in item if key != "links"} == {key: item[key] for key in item if key != "links"}
    since = item["acceptedAt"]
    assert [one["id"] for one in pages(lists, "bob", f"&since={since}")] == [refused]
    assert pages(lists, "bob", "&since=2999-01-01T00:00:00Z") == []
    assert pages(lists, "bob", "&status=executing") == []


@pytest.mark.parametrize("query", ["cursor=x", "cursor=o0", "cursor=o" + "9" * 30, "cursor=p17", "limit=0", "limit=x",
                                   "status=done", "since=yesterday", "type=", "unknown=1", "limit=1&limit=2",
                                   "cursor=%00", "type=" + "x" * 200, "cursor=%E2%82%AC"])
def test_garbage_is_refused(lists, query):
    problem(lists.ask("GET", f"/operations?{query}", None, lists.tokens["bob"]), 400, "invalid-query")


def test_who_says_nothing_of_himself_is_told_nothing(lists):
    problem(lists.ask("GET", "/operations"), 401, "unauthorized")


def test_a_cursor_of_another_shows_ones_own_only(lists):
    of_alice = lists.ask("GET", "/operations?limit=1", None, lists.tokens["alice"]).json()["next"]
    own = {item["id"] for item in pages(lists, "bob")}
    page = lists.ask("GET", f"/operations?cursor={of_alice}", None, lists.tokens["bob"]).json()
    assert {item["id"] for item in page["items"]} <= own


def test_it_is_the_same_after_a_crash(lists):
    lists.kill()
    lists.start()
    expect_whole(lists, "alice")
    expect_whole(lists, "bob")


def test_it_is_the_same_after_the_index_was_lost(lists):
    lists.kill()
    shutil.rmtree(os.path.join(lists.data, "index"))
    lists.start()
    expect_whole(lists, "alice")
