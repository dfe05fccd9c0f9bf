"""Fear: where an operation comes from is changed or lost on the way: in its record, its events, its answer and every repeat of
it, what is pushed, or the log."""

import json

from event_stream import EventStream
from failing_disk import arm, disarm, start_with_fault
from hapax_tool import said
from hub import Hub
from ids import uuid7

CORRELATION = "order-9"
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
SENT = {"X-Correlation-ID": CORRELATION, "traceparent": TRACE}
TOLD = (CORRELATION, TRACE)


def of(document):
    return document["correlationId"], document["traceparent"]


def of_head(answer):
    return answer.header("X-Correlation-ID"), answer.header("traceparent")


def followed(bank, target, body):
    """One operation, with everybody who can be told of it: its answer, and what was pushed."""
    operation = target.rsplit("/", 1)[1]
    with EventStream(bank.port, "/operations/events") as own, Hub(bank.port) as hub, \
            EventStream(bank.port, f"/operations/{operation}/events") as one:
        assert one.event().name == "unknown" and hub.call("Subscribe", operation) is None
        answer = bank.ask("PUT", target, body, SENT)
        while (end := one.event()).id is None:
            pass
        message = hub.message()
        while message[0] == "operation_pending":
            message = hub.message()
        return answer, [own.event().json(), end.json(), message[1]]


def test_where_an_operation_comes_from_is_unchanged_at_every_last_hop(make_bank, fault_library, tool):
    bank = make_bank().start()
    bank.open_account("ann")
    made = [(f"/accounts/ann/deposits/{uuid7()}", {"amount": 5}), (f"/accounts/ann/withdrawals/{uuid7()}", {"amount": 10**9})]
    answers = []
    for target, body in made:
        answer, pushed = followed(bank, target, body)
        answers.append(answer)
        assert of_head(answer) == TOLD, answer
        assert answer.status == 201 or answer.json()["correlationId"] == CORRELATION, answer
        for document in pushed:
            assert of(document) == TOLD, document
    assert [answer.status for answer in answers] == [201, 409]
    bank.kill()
    start_with_fault(bank, fault_library, "pread:1+:EIO")
    for (target, body), first in zip(made, answers):
        again = bank.ask("PUT", target, body, {"X-Correlation-ID": "another"})
        assert again.replayed and again.body == first.body, "a repeat gets the first answer"
        assert of(bank.ask("GET", f"/operations/{target.rsplit('/', 1)[1]}").json()) == TOLD
    with EventStream(bank.port, "/operations/events", last_event_id=0) as own:
        assert [of(event.json()) for event in own.events(3)[1:]] == [TOLD, TOLD]
    arm(bank)
    refused = bank.ask("PUT", *made[0], SENT)
    disarm(bank)
    assert refused.status == 503 and of_head(refused) == TOLD and refused.json()["correlationId"] == CORRELATION
    lines = [json.loads(line) for line in bank.log().splitlines() if "could not be read for a request" in line]
    assert [line["correlation"] for line in lines] == [CORRELATION], bank.log()
    assert bank.stop()[0] == 0
    for target, _ in made:
        record = said(tool("op", "get", target.rsplit("/", 1)[1], "--data", bank.data, "--output", "json"),
                      0 if "deposits" in target else 1)
        assert (record["correlation"], record["traceparent"]) == TOLD, record
    event = said(tool("stream", "read", "account/ann", "--data", bank.data, "--output", "json"))[-1]
    assert event["type"] == "MoneyDeposited" and (event["correlation"], event["traceparent"]) == TOLD, event


def test_without_one_the_operations_id_is_the_correlation_and_no_trace_is_made_up(served):
    operation = uuid7()
    with EventStream(served.port, "/operations/events") as own, Hub(served.port) as hub:
        answer = served.ask("PUT", f"/accounts/ann/deposits/{operation}", {"amount": 5})
        pushed = [own.event().json(), hub.message()[1], served.ask("GET", f"/operations/{operation}").json()]
    assert answer.header("traceparent") is None
    for document in pushed:
        assert document["correlationId"] == str(operation) and "traceparent" not in document, document
