"""Fear: the wire says something else than the contract. One test or case per row of the HTTP table, over a real socket."""

import time
import uuid

import pytest

from bank import Bank
from contract import deposit_target, next_position, problem, withdrawal_target
from failing_disk import arm, disarm, start_with_fault
from ids import uuid7
from wire import request_bytes


# The rows of the table

def test_first_time_is_201_completed_with_all_its_headers(served):
    operation = uuid7()
    answer = served.ask("PUT", deposit_target(operation), {"amount": 5})
    assert answer.status == 201 and not answer.replayed
    body = answer.json()
    assert body["operation"] == operation and body["status"] == "completed"
    assert isinstance(body["position"], str) and int(body["position"]) > 0, "64 bits are a string in JSON"
    assert int(body["version"]) > 0
    assert body["stream"]
    assert answer.header("Content-Type") == "application/json"
    assert answer.header("Location") == deposit_target(operation)
    assert answer.header("X-Operation") == f"operations/{operation}"
    assert answer.header("X-Resource") == "/accounts/ann"
    assert answer.header("ETag") == f'"{body["version"]}"'
    assert answer.header("X-Position") == body["position"]


def test_location_leads_to_the_operation_document(served):
    operation = uuid7()
    location = served.ask("PUT", deposit_target(operation), {"amount": 5}).header("Location")
    document = served.ask("GET", location)
    assert document.status == 200 and document.json()["id"] == operation


def test_a_domain_rejection_is_a_409_problem_that_sticks(served):
    operation = uuid7()
    first = served.ask("PUT", withdrawal_target(operation), {"amount": 10**9})
    document = problem(first, 409, "insufficient-funds")
    assert document["operation"] == operation
    assert document["retryable"] is False and document["applied"] is False
    assert served.ask("PUT", deposit_target(), {"amount": 10**9}).status == 201
    again = served.ask("PUT", withdrawal_target(operation), {"amount": 10**9})
    assert again.replayed and again.first_answer() == first.first_answer(), "a late retry never turns a no into a yes"


def test_a_command_on_an_unknown_account_is_rejected(served):
    problem(served.ask("PUT", deposit_target(account="nobody"), {"amount": 5}), 409)


def test_reads_of_an_unknown_account_are_404(served):
    problem(served.ask("GET", "/accounts/nobody/balance"), 404)
    problem(served.ask("GET", "/accounts/nobody/movements"), 404)


def test_a_repeat_is_byte_identical_and_marked(served):
    operation = uuid7()
    first = served.ask("PUT", deposit_target(operation), {"amount": 5})
    again = served.ask("PUT", deposit_target(operation), {"amount": 5})
    assert again.replayed and again.first_answer() == first.first_answer()


@pytest.mark.parametrize("body", [b'{ "amount" : 5 }', b'{"amount":5}\n', b'\t{"\\u0061mount": 5}'])
def test_a_repeat_in_other_words_of_the_same_json_is_the_same_payload(served, body):
    operation = uuid7()
    first = served.ask("PUT", deposit_target(operation), {"amount": 5})
    assert served.ask("PUT", deposit_target(operation), body).first_answer() == first.first_answer()


def test_ids_are_compared_in_lower_case_and_segments_decoded(served):
    operation = uuid7()
    first = served.ask("PUT", deposit_target(operation), {"amount": 5})
    again = served.ask("PUT", f"/accounts/%61nn/deposits/{operation.upper()}", {"amount": 5})
    assert again.replayed and again.first_answer() == first.first_answer()


@pytest.mark.parametrize("other", [
    lambda operation: (deposit_target(operation), {"amount": 6}),
    lambda operation: (withdrawal_target(operation), {"amount": 5}),
    lambda operation: (deposit_target(operation, "other"), {"amount": 5}),
], ids=["other amount", "other verb", "other account"])
def test_the_same_id_with_another_payload_or_address_is_422(served, other):
    operation = uuid7()
    assert served.ask("PUT", deposit_target(operation), {"amount": 5}).status == 201
    problem(served.ask("PUT", *other(operation)), 422, "operation-payload-mismatch")


def test_if_match_of_another_version_is_412_with_the_current_one_and_sticks(served):
    served.open_account("guarded", 100)
    version = served.ask("PUT", deposit_target(account="guarded"), {"amount": 1}).json()["version"]
    operation = uuid7()
    stale = {"If-Match": '"1"'}
    first = served.ask("PUT", deposit_target(operation, "guarded"), {"amount": 1}, stale)
    assert problem(first, 412)["currentVersion"] == version
    again = served.ask("PUT", deposit_target(operation, "guarded"), {"amount": 1}, stale)
    assert again.replayed and again.first_answer() == first.first_answer()
    right = served.ask("PUT", deposit_target(account="guarded"), {"amount": 1}, {"If-Match": f'"{version}"'})
    assert right.status == 201 and int(right.json()["version"]) == int(version) + 1


def test_correlation_and_trace_are_returned(served):
    headers = {"X-Correlation-ID": "order-7", "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    answer = served.ask("PUT", deposit_target(), {"amount": 1}, headers)
    assert answer.header("X-Correlation-ID") == "order-7"
    assert "0af7651916cd43dd8448eb211c80319c" in answer.header("traceparent")


def test_pipelined_requests_are_answered_in_order(served):
    operations = [uuid7() for _ in range(50)]
    with served.connect() as connection:
        connection.send(b"".join(request_bytes("PUT", deposit_target(operation), {"amount": 1})
                                 for operation in operations))
        answers = [connection.receive() for _ in operations]
    assert [answer.json()["operation"] for answer in answers] == operations


def test_a_request_sent_byte_by_byte_is_understood(served):
    with served.connect() as connection:
        for byte in request_bytes("PUT", deposit_target(), {"amount": 1}):
            connection.send(bytes([byte]))
        assert connection.receive().status == 201


def test_a_chunked_body_is_understood(served):
    head = (f"PUT {deposit_target()} HTTP/1.1\r\nHost: bank\r\nContent-Type: application/json\r\n"
            "Transfer-Encoding: chunked\r\n\r\n").encode()
    with served.connect() as connection:
        connection.send(head + b'4\r\n{"am\r\n8\r\nount":1}\r\n0\r\n\r\n')
        assert connection.receive().status == 201


def test_expect_100_continue_is_honoured(served):
    request = request_bytes("PUT", deposit_target(), {"amount": 1}, {"Expect": "100-continue"})
    with served.connect() as connection:
        connection.send(request)
        assert connection.receive().status == 201


# Operations that are kept for a time

@pytest.fixture(scope="module")
def forgetful(binary, tmp_path_factory):
    with Bank(binary, str(tmp_path_factory.mktemp("forgetful")), ["--retention.operations", "1h"]) as bank:
        bank.open_account("ann", 1000)
        yield bank


def test_an_id_beyond_the_horizon_is_410_when_it_is_run_and_when_it_is_asked_for(forgetful):
    before = next_position(forgetful)
    old = uuid7(int((time.time() - 3 * 86400) * 1000))
    document = problem(forgetful.ask("PUT", deposit_target(old), {"amount": 5}), 410, "operation-expired")
    assert "applied" not in document, "it may have been done before it was forgotten"
    for target in (f"/operations/{old}", deposit_target(old)):
        document = problem(forgetful.ask("GET", target), 410, "operation-expired")
        assert document["operation"] == old and document["retryable"] is False
    assert forgetful.ask("GET", f"/operations/{uuid7()}").status == 404, "this one may still be run"
    assert next_position(forgetful) == before + 1


@pytest.mark.parametrize("make, code", [
    (lambda: uuid7(int((time.time() + 600) * 1000)), "operation-id-from-the-future"),
    (lambda: str(uuid.uuid4()), "operation-id-not-version-7"),
])
def test_an_id_without_a_lifetime_is_422_when_operations_are_kept_for_a_time(forgetful, make, code):
    before = next_position(forgetful)
    operation = make()
    document = problem(forgetful.ask("PUT", deposit_target(operation), {"amount": 5}), 422, code)
    assert document["applied"] is False
    assert forgetful.ask("GET", f"/operations/{operation}").status == 404
    assert next_position(forgetful) == before + 1


def test_what_is_created_needs_no_id_with_a_lifetime(forgetful):
    assert forgetful.ask("PUT", "/accounts/timeless", {"owner": "Ann"}).status == 201
