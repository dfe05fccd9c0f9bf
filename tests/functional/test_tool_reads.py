"""Fear: the hapax CLI shows other events, operations or answers than those that are stored, or changes what it reads."""

import hashlib
import json
import os

import pytest

from hapax_tool import FAILED, OK, complaint, contents, said, url
from ids import uuid7
from load import Attempt

SMALL_SEGMENTS = ["--journal.segment_bytes", "1MiB"]


# store dump

def client_hash(answer):
    """resp_hash of docs/formats/history.md, from what came over the wire."""
    headers = "".join(f"\n{name.lower()}: {answer.header(name) or ''}"
                      for name in ("Content-Type", "Location", "X-Operation"))
    return hashlib.sha256(f"{answer.status}{headers}\n\n".encode() + answer.body).hexdigest()


@pytest.mark.parametrize("running", [False, True])
def test_a_dump_has_every_record_and_the_hashes_that_clients_compute(stopped, tool, running):
    if running:
        stopped.start()
    before = contents(stopped)
    done = tool("store", "dump", "--data", stopped.data)
    assert done.returncode == OK, done
    start, *records = [json.loads(line) for line in done.stdout.splitlines()]
    assert start == {"dump": "start", "end": str(len(records))}
    assert [record["position"] for record in records] == [str(n + 1) for n in range(len(records))]
    of = {record["op"]: record for record in records}
    deposit, rejection = of[stopped.deposit.operation], of[stopped.rejection.operation]
    assert deposit["events"] == [{"type": "MoneyDeposited", "schema": 1, "data": {"amount": 50, "balance": 50}}]
    assert deposit["stream"] == f"account/{stopped.account}" and deposit["caller"] == "anonymous"
    assert (rejection["state"], rejection["code"], rejection["events"]) == ("rejected", "insufficient-funds", [])
    assert deposit["resp_hash"] == client_hash(stopped.deposit.answer)
    assert rejection["resp_hash"] == client_hash(stopped.rejection.answer)
    assert running or contents(stopped) == before


def test_a_dump_of_a_damaged_journal_is_refused(stopped, tool):
    path = os.path.join(stopped.data, "journal", "00000001.seg")
    with open(path, "r+b") as file:
        file.seek(file.read().find(b'"amount":50'))
        file.write(b'"amount":99')
    done = tool("store", "dump", "--data", stopped.data)
    assert done.returncode == FAILED and "store-corrupt" in complaint(done)


# stream read

@pytest.mark.parametrize("running", [True, False], ids=["beside-a-server", "offline"])
def test_a_stream_is_read_in_order_and_nothing_changes(stopped, tool, running):
    if running:
        stopped.start()
    before = contents(stopped)
    stream = f"account/{stopped.account}"
    events = said(tool("stream", "read", stream, "--data", stopped.data, "--output", "json"))
    assert [event["version"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["type"] == "AccountOpened"
    assert events[-1]["type"] == "MoneyDeposited" and events[-1]["payload"]["amount"] == 50
    assert events[-1]["operation"] == stopped.deposit.operation and events[-1]["caller"] == "anonymous"
    if not running:  # a server's background loop writes its witness
        assert contents(stopped) == before


def test_everything_acknowledged_is_read_beside_a_server(make_bank, tool):
    bank = make_bank(options=SMALL_SEGMENTS).start()
    account = bank.open_account("ann", 1)
    with bank.connect() as connection:
        for count in range(2, 302):
            assert Attempt(uuid7(), account, "deposits", 1).send(connection).status == 201
            if count % 50 == 0:
                done = tool("stream", "read", f"account/{account}", "--data", bank.data, "--output", "ndjson")
                assert len(done.stdout.splitlines()) == count + 1, "the opening and every deposit"


def test_a_long_stream_is_read_in_pieces(stopped, tool):
    stream = f"account/{stopped.account}"
    first = tool("stream", "read", stream, "--data", stopped.data, "--limit", "1", "--output", "ndjson")
    assert first.returncode == OK and json.loads(first.stdout)["version"] == 1
    assert complaint(first).endswith("go on with --from 2")
    rest = tool("stream", "read", stream, "--data", stopped.data, "--from", "2", "--output", "ndjson")
    assert rest.stderr == "" and json.loads(rest.stdout.splitlines()[0])["version"] == 2


def test_an_unknown_stream_is_not_found(stopped, tool):
    done = tool("stream", "read", "account/nobody", "--data", stopped.data)
    assert done.returncode == FAILED and "not-found" in complaint(done)


def test_a_torn_tail_is_left_out_and_left_alone(stopped, tool):
    stopped.start()
    stopped.kill()
    before = contents(stopped)
    assert tool("stream", "read", f"account/{stopped.account}", "--data", stopped.data).returncode == OK
    assert contents(stopped) == before


# op get

def test_an_operation_is_read_from_the_journal(stopped, tool):
    done = said(tool("op", "get", stopped.deposit.operation, "--data", stopped.data, "--output", "json"))
    assert done["status"] == "committed" and done["httpStatus"] == 201
    assert done["answer"] == stopped.deposit.answer.json(), "the very answer that was given"
    assert done["stream"] == f"account/{stopped.account}" and done["caller"] == "anonymous"


def test_an_operation_is_asked_of_a_server(stopped, tool):
    stopped.start()
    done = said(tool("op", "get", stopped.deposit.operation, "--server", url(stopped), "--output", "json"))
    assert done == stopped.ask("GET", f"/operations/{stopped.deposit.operation}").json()
    assert done["status"] == "completed"


def test_a_rejected_operation_is_shown_with_exit_code_1(stopped, tool):
    offline = tool("op", "get", stopped.rejection.operation, "--data", stopped.data, "--output", "ndjson")
    assert said(offline, FAILED)["answer"]["code"] == "insufficient-funds" and offline.stderr == ""
    stopped.start()
    asked = tool("op", "get", stopped.rejection.operation, "--server", url(stopped), "--output", "json")
    assert said(asked, FAILED)["status"] == "rejected"


def test_an_unknown_operation_is_not_found(stopped, tool):
    assert "not-found" in complaint(tool("op", "get", uuid7(), "--data", stopped.data))
    other = tool("op", "get", stopped.deposit.operation, "--caller", "ann", "--data", stopped.data)
    assert other.returncode == FAILED and "of ann" in complaint(other)
    mine = tool("op", "get", stopped.deposit.operation, "--caller", "anonymous", "--data", stopped.data)
    assert mine.returncode == OK
    stopped.start()
    asked = tool("op", "get", uuid7(), "--server", url(stopped))
    assert asked.returncode == FAILED and "not-found" in complaint(asked)
