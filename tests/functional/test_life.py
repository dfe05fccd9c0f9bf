"""Fear: an operation's life cannot be followed, or reads do not show what was just answered."""

import re
import subprocess

import pytest

from ids import uuid7
from load import Attempt

TERMINAL = ("completed", "rejected", "failed")


def test_respond_async_is_202_and_the_operation_completes(bank):
    account, operation = bank.open_account("ann", 100), uuid7()
    answer = bank.ask("PUT", f"/accounts/{account}/withdrawals/{operation}", {"amount": 30},
                      {"Prefer": "respond-async"})
    assert answer.status == 202, answer
    assert answer.json()["status"] == "committed"
    assert answer.header("Location") == f"/operations/{operation}"
    assert answer.header("X-Operation") == f"operations/{operation}"
    assert answer.header("X-Resource") == f"/accounts/{account}"
    assert answer.header("Preference-Applied") == "respond-async"
    assert int(answer.header("Retry-After")) >= 0
    document = bank.ask("GET", f"/operations/{operation}", headers={"Prefer": "wait=10"})
    assert document.status == 200 and document.json()["status"] == "completed"
    assert bank.balance(account) == 70
    repeat = bank.ask("PUT", f"/accounts/{account}/withdrawals/{operation}", {"amount": 30})
    assert repeat.status == 201 and repeat.replayed, "the final answer, not the 202"


def test_prefer_wait_is_honoured_and_said(bank):
    account = bank.open_account("ann", 100)
    answer = bank.ask("PUT", f"/accounts/{account}/deposits/{uuid7()}", {"amount": 1}, {"Prefer": "wait=5"})
    assert answer.status == 201
    assert answer.header("Preference-Applied") in (None, "wait=5")


def test_the_operation_document_tells_the_whole_life(bank):
    account, operation = bank.open_account("ann", 100), uuid7()
    first = Attempt(operation, account, "withdrawals", 30).send_alone(bank)
    answer = bank.ask("GET", f"/operations/{operation}")
    document = answer.json()
    assert answer.status == 200 and answer.header("ETag")
    assert document["id"] == operation and document["status"] == "completed"
    assert document["type"] and document["resource"] == f"/accounts/{account}"
    assert document["attempts"] == 1 and document["answer"] and document["links"]
    states = [step.get("state") or step.get("status") for step in document["timeline"]]
    assert states[0] == "accepted" and "committed" in states and "completed" in states, states
    text = answer.body.decode()
    assert "balances" in text and "movements" in text, "which projection reached it when"
    assert first.json()["position"] in text


def test_the_document_of_a_rejection_holds_its_problem(bank):
    account, operation = bank.open_account("ann", 10), uuid7()
    assert Attempt(operation, account, "withdrawals", 30).send_alone(bank).status == 409
    document = bank.ask("GET", f"/operations/{operation}").json()
    assert document["status"] == "rejected" and document["problem"]["code"] == "insufficient-funds"


def test_an_unknown_operation_is_404_and_a_bad_id_400(bank):
    assert bank.ask("GET", f"/operations/{uuid7()}").status == 404
    assert bank.ask("GET", "/operations/12345").status == 400


def test_a_long_poll_for_any_change_returns_at_once_when_the_etag_is_old(bank):
    account, operation = bank.open_account("ann", 10), uuid7()
    Attempt(operation, account, "deposits", 1).send_alone(bank)
    changed = bank.ask("GET", f"/operations/{operation}", headers={"Prefer": "wait=10", "If-None-Match": '"0"'})
    assert changed.status == 200


def test_a_long_poll_of_a_finished_operation_says_304_or_answers_after_its_wait(bank):
    account, operation = bank.open_account("ann", 10), uuid7()
    Attempt(operation, account, "deposits", 1).send_alone(bank)
    etag = bank.ask("GET", f"/operations/{operation}").header("ETag")
    answer = bank.ask("GET", f"/operations/{operation}", headers={"Prefer": "wait=1", "If-None-Match": etag})
    assert answer.status in (200, 304)


# Ids

def test_a_thing_is_created_once_under_the_id_of_its_address(bank):
    first = bank.ask("PUT", "/accounts/new", {"owner": "Ann"})
    again = bank.ask("PUT", "/accounts/new", {"owner": "Ann"})
    assert first.status == 201 and again.replayed and again.first_answer() == first.first_answer()
    assert re.search("-5[0-9a-f]{3}-", first.json()["operation"]), "version 5, derived from the address"
    assert bank.ask("PUT", "/accounts/new", {"owner": "Bob"}).status == 422


def test_creating_again_with_a_key_of_its_own_is_judged_by_the_domain(bank):
    assert bank.ask("PUT", "/accounts/new", {"owner": "Ann"}).status == 201
    other = bank.ask("PUT", "/accounts/new", {"owner": "Bob"}, {"Idempotency-Key": uuid7()})
    assert other.status == 409 and other.header("Content-Type") == "application/problem+json"


@pytest.mark.parametrize("form", ['"{}"', "{}"], ids=["quoted", "bare"])
def test_idempotency_key_names_the_operation(bank, form):
    operation = uuid7()
    first = bank.ask("PUT", "/accounts/keyed", {"owner": "Ann"}, {"Idempotency-Key": form.format(operation)})
    assert first.status == 201 and first.json()["operation"] == operation
    again = bank.ask("PUT", "/accounts/keyed", {"owner": "Ann"}, {"Idempotency-Key": operation.upper()})
    assert again.replayed and again.first_answer() == first.first_answer()


def test_the_key_may_repeat_the_id_of_the_address(bank):
    account, operation = bank.open_account("ann"), uuid7()
    answer = bank.ask("PUT", f"/accounts/{account}/deposits/{operation}", {"amount": 1},
                      {"Idempotency-Key": f'"{operation}"'})
    assert answer.status == 201


# Reads

def test_every_read_after_a_201_shows_it(bank):
    account, balance = bank.open_account("ann", 1000), 1000
    with bank.connect() as writer, bank.connect() as reader:
        for index in range(300):
            operation = uuid7()
            assert writer.ask("PUT", f"/accounts/{account}/withdrawals/{operation}", {"amount": 1}).status == 201
            balance -= 1
            assert reader.ask("GET", f"/accounts/{account}/balance").json()["amount"] == balance, f"after {index}"
    assert len(bank.movements(account)) == 301
    print("300 writes, each seen by the next read on another connection")


def test_the_balance_names_its_account(bank):
    account = bank.open_account("ann", 7)
    row = bank.ask("GET", f"/accounts/{account}/balance").json()
    assert row["amount"] == 7 and row["account"] == account


@pytest.mark.parametrize("limit", [1, 7, 50])
def test_movements_page_without_gaps_or_repeats(bank, limit):
    account = bank.open_account("ann", 1000)
    operations = [uuid7() for _ in range(60)]
    for operation in operations:
        Attempt(operation, account, "withdrawals", 1).send_alone(bank)
    items = bank.movements(account, limit)
    listed = [item["operation"] for item in items if item["operation"] in operations]
    assert len(items) == 61 and sorted(listed) == sorted(operations)
    assert listed in (operations, operations[::-1]), "in the order they happened, or in reverse"
    assert {"operation", "caller", "amount"} <= set(items[0]), items[0]


def test_movements_hold_the_balance_after_each(bank):
    account = bank.open_account("ann", 100)
    Attempt(uuid7(), account, "withdrawals", 30).send_alone(bank)
    amounts = {item["amount"]: item for item in bank.movements(account)}
    assert set(amounts) == {100, -30}
    assert 70 in amounts[-30].values(), amounts[-30]


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=x", "limit=1000000000", "cursor=%00", "cursor=zzz",
                                   "what=1", "limit=1&limit=2"])
def test_bad_paging_is_refused_or_bounded(bank, query):
    account = bank.open_account("ann", 100)
    answer = bank.ask("GET", f"/accounts/{account}/movements?{query}")
    assert answer.status in (200, 400, 422), answer
    assert bank.ask("GET", "/health/live").status == 200


# Health, metrics, documents

def test_health_and_metrics_answer(bank):
    assert bank.ask("GET", "/health/live").status == 200
    assert bank.ask("GET", "/health/ready").status == 200
    bank.open_account("ann", 10)
    text = bank.ask("GET", "/metrics").body.decode()
    for stage in ("edge", "queue", "decide", "sync", "project", "answer"):
        assert f'stage="{stage}"' in text, stage
    assert "# TYPE" in text


# Options

def serve(binary, *options):
    return subprocess.run([binary, "serve", *options], capture_output=True, text=True, timeout=20)


def test_only_loopback_is_served_without_insecure(binary, tmp_path):
    refused = serve(binary, "--listen", "0.0.0.0:0", "--data", str(tmp_path / "data"))
    assert refused.returncode > 0 and "insecure" in refused.stderr + refused.stdout


def test_print_config_shows_what_holds(binary, tmp_path):
    shown = serve(binary, "--listen", "127.0.0.1:0", "--data", str(tmp_path / "data"), "--print-config")
    assert shown.returncode == 0 and str(tmp_path / "data") in shown.stdout and "127.0.0.1:0" in shown.stdout


def test_an_unknown_key_is_an_error_with_its_line(binary, tmp_path):
    config = tmp_path / "bank.toml"
    config.write_text("\n\n[journal]\nsegmnet_bytes = 4096\n")
    refused = serve(binary, "--listen", "127.0.0.1:0", "--data", str(tmp_path / "data"), "--config", str(config))
    assert refused.returncode > 0
    complaint = refused.stderr + refused.stdout
    assert "segmnet_bytes" in complaint and re.search(r"\b4\b", complaint), complaint


@pytest.mark.parametrize("options", [["--listen", "nonsense"], ["--listen", "127.0.0.1:99999"], ["--nonsense"],
                                     ["--config", "/nowhere/bank.toml"]])
def test_a_bad_option_is_an_error_in_words(binary, tmp_path, options):
    refused = serve(binary, "--data", str(tmp_path / "data"), *options)
    assert refused.returncode > 0 and (refused.stderr + refused.stdout).strip()
