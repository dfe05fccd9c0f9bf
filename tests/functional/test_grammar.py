"""Fear: what the parser says in a unit test is not what the server does on a socket. Every case of tests/grammar is sent
to a real bank: HTTP cases in their writes and in two halves, JSON cases as bodies with a length and in chunks. None may
be answered by a 5xx that the table does not have, none may leave a trace when it is refused, and the bank stays."""

import pytest

from bank import Bank
from cases import http_cases, json_cases
from ids import uuid7
from wire import ConnectionLost

GOOD = b"GET /health/live HTTP/1.1\r\nHost: after\r\n\r\n"


@pytest.fixture(scope="module")
def served(binary, tmp_path_factory):
    with Bank(binary, str(tmp_path_factory.mktemp("grammar"))) as bank:
        bank.open_account("x", 1)
        yield bank
        assert bank.running(), bank.log()
        assert not bank.sanitizer_reports()


def check_fields(answer, expected):
    for name, value, present in expected.fields:
        assert (answer.header(name) is not None) == present, (name, answer)
        assert value is None or answer.header(name) == value, (name, answer)


def receive(connection, expected):
    answer = connection.receive_any("HEAD" if expected.to_head else "GET")
    assert answer.status == expected.status, answer
    assert (answer.header("Connection") == "close") == expected.closes, answer
    check_fields(answer, expected)


def send_all(connection, writes):
    """A server that refuses early closes while the rest is still being sent."""
    try:
        for write in writes:
            connection.send(write)
    except ConnectionLost:
        pass


def check(bank, case, writes):
    answers = case.answers
    with bank.connect() as connection:
        if any(answer.status == 100 for answer in answers):
            connection.send(writes[0])
            before = [answer for answer in answers if answer.status == 100 or answer is not answers[-1]]
            for answer in before:
                receive(connection, answer)
            writes, answers = writes[1:], answers[len(before):]
            if case.waits:
                return
        send_all(connection, writes + ((GOOD,) if not case.waits else ()))
        for answer in answers:
            receive(connection, answer)
        if case.closes:
            assert connection.closed_by_peer(), "something was answered after the end"
        elif not case.waits:
            assert connection.receive().status == 200, "what came after it was not answered"


@pytest.mark.parametrize("case", list(http_cases()), ids=lambda case: case.name)
def test_http_case(served, case):
    check(served, case, case.writes)
    if not any(answer.status == 100 for answer in case.answers):
        whole = b"".join(case.writes)
        middle = len(whole) // 2
        check(served, case, (whole[:middle], whole[middle:]))


def put(connection, case, framing, body):
    target = f"/accounts/json-{uuid7()}"
    if case.to_deposit:
        assert connection.ask("PUT", target, {"owner": "Ann"}).status == 201
        target += f"/deposits/{uuid7()}"
    head = f"PUT {target} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{framing}\r\n\r\n"
    send_all(connection, (head.encode() + body,))
    return connection.receive()


def chunks(text):
    middle = len(text) // 2
    parts = [part for part in (text[:middle], text[middle:]) if part]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def test_every_json_case_gets_its_status(served):
    wrong = []
    for case in json_cases():
        with served.connect() as connection:
            sized = put(connection, case, f"Content-Length: {len(case.text)}", case.text)
        with served.connect() as connection:
            chunked = put(connection, case, "Transfer-Encoding: chunked", chunks(case.text))
        if (sized.status, chunked.status) != (case.status, case.status):
            wrong.append((case.name, case.status, sized.status, chunked.status, case.text[:60]))
        if case.status >= 400:
            assert sized.header("Content-Type") == "application/problem+json", case
    assert not wrong
