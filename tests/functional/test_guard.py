"""Fear: who presses the button twice pays twice; or who means it, or somebody else, is told that he did."""

import os

import pytest

from bank import Bank
from contract import problem
from ids import uuid7
from test_callers import DEV, bearer, mint


@pytest.fixture(scope="module")
def till(binary, tool, tmp_path_factory):
    service = os.path.join(os.path.dirname(binary), "till")
    with Bank(service, str(tmp_path_factory.mktemp("till")), DEV) as till:
        till.alice, till.bob = bearer(mint(tool, till, "alice")), bearer(mint(tool, till, "bob"))
        yield till
        assert till.running(), till.log()


@pytest.fixture
def name():
    """A till of its own for each test: nothing before looks alike."""
    return uuid7()


def sell(till, name, operation, who, amount=5, **more):
    return till.ask("PUT", f"/tills/{name}/sales/{operation}", {"amount": amount}, {**who, **more})


def total(till, name):
    return till.ask("GET", f"/tills/{name}/sum", None, till.alice).json()["amount"]


def expect_possible_duplicate(answer, earlier):
    document = problem(answer, 409, "possible-duplicate")
    assert document["earlier"] == earlier and document["applied"] is False and document["retryable"] is False


def test_the_same_under_a_new_id_is_asked_about_and_leaves_nothing(till, name):
    first, again = uuid7(), uuid7()
    assert sell(till, name, first, till.alice).status == 201
    expect_possible_duplicate(sell(till, name, again, till.alice), first)
    assert till.ask("GET", f"/operations/{again}", None, till.alice).status == 404
    assert total(till, name) == 5


def test_a_repeat_is_no_duplicate(till, name):
    operation = uuid7()
    first, repeat = (sell(till, name, operation, till.alice) for _ in range(2))
    assert (first.status, repeat.status) == (201, 201) and first.body == repeat.body


def test_who_means_it_says_so_once(till, name):
    first, meant = uuid7(), uuid7()
    assert sell(till, name, first, till.alice).status == 201
    expect_possible_duplicate(sell(till, name, meant, till.alice), first)
    assert sell(till, name, meant, till.alice, **{"X-Allow-Duplicate": "true"}).status == 201
    repeat = sell(till, name, meant, till.alice)
    assert repeat.status == 201 and repeat.header("Idempotent-Replayed") == "true"
    assert total(till, name) == 10


def test_another_caller_another_amount_and_another_route_are_no_duplicates(till, name):
    assert sell(till, name, uuid7(), till.alice).status == 201
    assert sell(till, name, uuid7(), till.bob).status == 201
    assert sell(till, name, uuid7(), till.alice, 6).status == 201
    for _ in range(2):
        assert till.ask("PUT", f"/tills/{name}/tips/{uuid7()}", {"amount": 5}, till.alice).status == 201
    assert total(till, name) == 26


def test_what_was_rejected_may_be_asked_again(till, name):
    for _ in range(2):
        problem(sell(till, name, uuid7(), till.alice, 0), 409, "nothing-sold")


def test_an_id_in_a_header_is_left_out_too(till, name):
    first, again = uuid7(), uuid7()
    ids = [{**till.alice, "Idempotency-Key": f'"{one}"'} for one in (first, again)]
    assert till.ask("POST", f"/tills/{name}/refunds", {"amount": 5}, ids[0]).status == 201
    expect_possible_duplicate(till.ask("POST", f"/tills/{name}/refunds", {"amount": 5}, ids[1]), first)
    assert total(till, name) == -5


def test_a_crash_does_not_make_it_forget(till, name):
    first = uuid7()
    assert sell(till, name, first, till.alice).status == 201
    till.kill()
    till.start()
    expect_possible_duplicate(sell(till, name, uuid7(), till.alice), first)
    assert sell(till, name, uuid7(), till.bob).status == 201


@pytest.mark.parametrize("word", ["false", "TRUE", "1", "yes", "x" * 1000, "true,true"])
def test_only_one_word_means_it(till, name, word):
    first = uuid7()
    assert sell(till, name, first, till.alice).status == 201
    expect_possible_duplicate(sell(till, name, uuid7(), till.alice, **{"X-Allow-Duplicate": word}), first)


def test_the_document_declares_it(till):
    paths = till.ask("GET", "/openapi.json").json()["paths"]
    def parameters(path):
        return [one["$ref"] for one in paths[path]["put"]["parameters"] if "$ref" in one]
    assert "#/components/parameters/AllowDuplicate" in parameters("/tills/{till}/sales/{operation}")
    assert "#/components/parameters/AllowDuplicate" not in parameters("/tills/{till}/tips/{operation}")
