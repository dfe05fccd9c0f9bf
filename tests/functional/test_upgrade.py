"""Fear: a store that an earlier version wrote does not open, or says something else than it said then.

tests/golden/store_v*/ are stores of bank, each as the last version with that format left it (write_store.py), with all
that was asked and seen then in seen.json. Only what is the truth is kept: index, snapshots and views are built anew.
"""

import json
import pathlib
import shutil

import pytest

from write_store import ask, dump

GOLDEN = pathlib.Path(__file__).resolve().parents[1] / "golden"


@pytest.fixture(params=sorted(path.name for path in GOLDEN.glob("store_v*")))
def store(request, make_bank):
    """A copy of the store, not yet started; `seen` is what was seen of it."""
    golden = GOLDEN / request.param
    bank = make_bank()
    shutil.copytree(golden / "journal", pathlib.Path(bank.data, "journal"))
    shutil.copy(golden / "witness", bank.data + ".witness")
    bank.seen = json.loads((golden / "seen.json").read_text())
    return bank


def test_it_verifies(store, tool):
    done = tool("store", "verify", "--data", store.data, "--output", "json")
    assert done.returncode == 0, done
    assert json.loads(done.stdout)["records"] == len(store.seen["requests"])


def of_then(now, then):
    """What is shown now, without the members that nothing showed then."""
    if isinstance(then, dict):
        return {name: of_then(now[name], part) for name, part in then.items() if name in now}
    if isinstance(then, list) and len(now) == len(then):
        return [of_then(*pair) for pair in zip(now, then)]
    return now


def test_its_views_and_streams_show_what_they_showed(store, tool):
    store.start()
    seen = store.seen["accounts"]
    assert of_then(dump(store, tool, seen), seen) == seen


def test_every_repeat_gets_the_first_answer_byte_for_byte(store):
    store.start()
    for request in store.seen["requests"]:
        answer = ask(store, request)
        status, body, *headers = answer.first_answer()
        assert answer.replayed and [status, body.decode(), *headers] == request["answer"], request


def test_it_is_written_on_and_opens_again(store):
    store.start()
    opened = store.open_account("new", 70)
    store.kill()
    store.start()
    assert store.balance(opened) == 70
    assert ask(store, store.seen["requests"][0]).replayed
