"""Fear: the wire says something else than the contract. One test or case per row of the HTTP table, over a real socket;
and bad input in every shape, none of which may crash, hang, or leave a trace in the journal."""

import random
import re
import time
import uuid

import pytest

from bank import Bank
from failing_disk import arm, disarm, start_with_fault
from ids import uuid7
from load import Attempt
from wire import ConnectionLost, request_bytes

MEBIBYTE = 1 << 20
GROWTH_KIB_MAX = 4096


@pytest.fixture(scope="module")
def served(binary, tmp_path_factory):
    """One bank for the whole file: bad input must leave it alive."""
    # AddressSanitizer keeps what is freed for a while; here memory that grows is looked at.
    little_kept = {"ASAN_OPTIONS": "quarantine_size_mb=1:thread_local_quarantine_size_kb=64"}
    with Bank(binary, str(tmp_path_factory.mktemp("contract")), environment=little_kept) as bank:
        bank.open_account("ann", 1000)
        yield bank
        assert bank.running(), bank.log()


@pytest.fixture
def leaves_no_trace(served):
    """The journal must not grow during the test: two good operations around it get neighbouring positions."""
    before = next_position(served)
    yield
    assert next_position(served) == before + 1, "something bad left a trace in the journal"


def next_position(bank):
    answer = Attempt(uuid7(), "ann", "deposits", 1).send_alone(bank)
    assert answer.status == 201, answer
    return int(answer.header("X-Position"))


def deposit_target(operation=None, account="ann"):
    return f"/accounts/{account}/deposits/{operation or uuid7()}"


def withdrawal_target(operation=None, account="ann"):
    return f"/accounts/{account}/withdrawals/{operation or uuid7()}"


def problem(answer, status, code=None):
    """Every refusal is a problem document (RFC 9457) of its status."""
    assert answer.status == status, answer
    assert answer.header("Content-Type") == "application/problem+json", answer
    document = answer.json()
    assert document["status"] == status and document["title"], document
    if code:
        assert document["code"] == code, document
    return document


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


# What fails every time

def test_an_operation_that_fails_every_time_is_a_stored_500_with_its_causes(make_bank, fault_library):
    """The account's events cannot be read, so nothing can be decided; the journal can still be written."""
    bank = make_bank(options=["--engine.tries", "2"]).start()
    bank.open_account("unread", 1000)
    assert bank.stop()[0] == 0
    start_with_fault(bank, fault_library, "pread:1+:EIO")
    arm(bank)
    operation = uuid7()
    first = bank.ask("PUT", deposit_target(operation, "unread"), {"amount": 1})
    disarm(bank)
    document = problem(first, 500, "operation-failed")
    assert document["causes"] and document["applied"] is False and document["retryable"] is False
    again = bank.ask("PUT", deposit_target(operation, "unread"), {"amount": 1})
    assert again.replayed and again.first_answer() == first.first_answer(), "it sticks to its id"
    assert bank.ask("GET", f"/operations/{operation}").json()["status"] == "failed"
    assert bank.ask("PUT", deposit_target(account="unread"), {"amount": 1}).status == 201, "another one may be tried"
    assert bank.balance("unread") == 1001


# Bad requests, well framed

def put(target, body, headers=()):
    return lambda: request_bytes("PUT", target() if callable(target) else target, body, headers)


BAD = {
    "json cut short": (put(deposit_target, b'{"amount": 5'), 400),
    "json with a trailing comma": (put(deposit_target, b'{"amount": 5,}'), 400),
    "json twice": (put(deposit_target, b'{"amount": 5}{"amount": 5}'), 400),
    "a key twice": (put(deposit_target, b'{"amount": 5, "amount": 6}'), 400),
    "no json at all": (put(deposit_target, b"amount=5"), 400),
    "an empty body": (put(deposit_target, b""), 400),
    "bytes that are no UTF-8": (put(deposit_target, b'{"amount": "\xff\xfe"}'), 400),
    "json deeper than 64": (put(deposit_target, b'{"amount": ' + b"[" * 100 + b"]" * 100 + b"}"), 400),
    "json of 100,000 brackets": (put(deposit_target, b"[" * 100_000), 400),
    "a bad uuid": (put("/accounts/ann/deposits/12345", {"amount": 5}), 400),
    "a uuid in braces": (put(lambda: f"/accounts/ann/deposits/%7B{uuid7()}%7D", {"amount": 5}), 400),
    "two different ids": (put(deposit_target, {"amount": 5}, {"Idempotency-Key": f'"{uuid7()}"'}), 400),
    "a bad percent sign": (put(lambda: f"/accounts/%zz/deposits/{uuid7()}", {"amount": 5}), 400),
    "a bad If-Match": (put(deposit_target, {"amount": 5}, {"If-Match": "five"}), 400),
    "an unknown route": (put("/nowhere", {"amount": 5}), 404),
    "an unknown route below an account": (put("/accounts/ann/gifts/1", {"amount": 5}), 404),
    "a method of another route": (lambda: request_bytes("DELETE", deposit_target()), 405),
    "a method nobody knows": (lambda: request_bytes("BREW", deposit_target()), (405, 501)),
    "another content type": (put(deposit_target, b"<amount/>", {"Content-Type": "application/xml"}), 415),
    "no content type": (lambda: f"PUT {deposit_target()} HTTP/1.1\r\nHost: b\r\nContent-Length: 13\r\n\r\n".encode()
                        + b'{"amount": 5}', 415),
    "an unknown field": (put(deposit_target, {"amount": 5, "tip": 1}), 422),
    "a missing field": (put(deposit_target, {}), 422),
    "an array for an object": (put(deposit_target, []), 422),
    "a text for a number": (put(deposit_target, {"amount": "5"}), 422),
    "a fraction": (put(deposit_target, b'{"amount": 5.5}'), 422),
    "a null": (put(deposit_target, {"amount": None}), 422),
    "zero": (put(deposit_target, {"amount": 0}), 422),
    "less than zero": (put(deposit_target, {"amount": -5}), 422),
    "more than 64 bits": (put(deposit_target, b'{"amount": 92233720368547758080}'), 422),
    "an exponent beyond all": (put(deposit_target, b'{"amount": 1e400}'), (400, 422)),
    "a number for a text": (put("/accounts/new", {"owner": 5}), 422),
    "a body over 1 MiB": (put(deposit_target, b'{"amount": 5, "x": "' + b"x" * MEBIBYTE + b'"}'), 413),
    "a URL over 8 KiB": (put("/accounts/" + "a" * 9000 + "/deposits/1", {"amount": 5}), 414),
    "100 headers": (put(deposit_target, {"amount": 5}, {f"X-{n}": "y" for n in range(100)}), 431),
    "headers over 16 KiB": (put(deposit_target, {"amount": 5}, {"X-Long": "y" * 20_000}), 431),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_request_is_refused_by_name_and_leaves_no_trace(served, leaves_no_trace, name):
    make, status = BAD[name]
    with served.connect() as connection:
        send_until_refused(connection, make())
        answer = connection.receive()
    document = problem(answer, answer.status)
    assert answer.status in (status if isinstance(status, tuple) else (status,)), answer
    if answer.status == 405:
        assert "PUT" in answer.header("Allow")
    if answer.status == 422:
        assert all("pointer" in error and error["detail"] for error in document["errors"])
    if name == "an unknown field":
        assert document["errors"][0]["pointer"] == "/tip"


def send_until_refused(connection, raw):
    """A server may refuse, and close, before the last byte is sent."""
    try:
        connection.send(raw)
    except ConnectionLost:
        pass


@pytest.mark.parametrize("method", ["PUT", "POST", "PATCH", "DELETE"])
def test_a_change_of_an_unknown_place_is_404_or_405(served, leaves_no_trace, method):
    assert served.ask(method, "/accounts/ann/deposits", {"amount": 5}).status in (400, 404, 405)


# Bad framing: refused with 400 and the connection closed, since nobody knows where the next request begins

PUT_HEAD = b"PUT /accounts/ann/deposits/0197a3c0-6d1e-7cc2-8a57-0242ac120002 HTTP/1.1\r\nHost: b\r\n" \
           b"Content-Type: application/json\r\n"
BAD_FRAMING = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello\r\n\r\n",
    "zero bytes": b"\x00" * 64 + b"\r\n\r\n",
    "a version nobody knows": b"GET /health/live HTTP/9.9\r\nHost: b\r\n\r\n",
    "a header without a colon": b"GET /health/live HTTP/1.1\r\nHost b\r\n\r\n",
    "a space before the colon": b"GET /health/live HTTP/1.1\r\nHost : b\r\n\r\n",
    "a folded header": b"GET /health/live HTTP/1.1\r\nHost: b\r\n folded\r\n\r\n",
    "no host": b"GET /health/live HTTP/1.1\r\n\r\n",
    "two different lengths": PUT_HEAD + b"Content-Length: 13\r\nContent-Length: 14\r\n\r\n" + b'{"amount": 5} ',
    "a length and chunks": PUT_HEAD + b"Content-Length: 13\r\nTransfer-Encoding: chunked\r\n\r\n"
                           + b'd\r\n{"amount": 5}\r\n0\r\n\r\n',
    "a negative length": PUT_HEAD + b"Content-Length: -1\r\n\r\n",
    "a length that is no number": PUT_HEAD + b"Content-Length: 1e2\r\n\r\n",
    "a length beyond 64 bits": PUT_HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n",
    "a chunk size that is no number": PUT_HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "an unknown transfer coding": PUT_HEAD + b"Transfer-Encoding: gzip\r\n\r\n",
}


@pytest.mark.parametrize("name", BAD_FRAMING)
def test_bad_framing_is_refused_and_the_connection_closed(served, leaves_no_trace, name):
    with served.connect() as connection:
        send_until_refused(connection, BAD_FRAMING[name] + request_bytes("PUT", deposit_target(), {"amount": 5}))
        try:
            answer = connection.receive()
        except ConnectionLost:
            return
        assert answer.status in (400, 411, 413, 501, 505), answer
        assert connection.closed_by_peer(), "a second request was read out of a broken stream"


def test_requests_cut_off_at_any_byte_leave_no_trace(served, leaves_no_trace):
    request = request_bytes("PUT", deposit_target(), {"amount": 5})
    for size in range(len(request)):
        with served.connect() as connection:
            connection.send(request[:size])
    print(f"{len(request)} connections cut off")


UNFIT_PUT = b"PUT /accounts/ann/deposits/0197a3c0-6d1e-4cc2-8a57-0242ac12 HTTP/1.1\r\nHost: b\r\n" \
            b"Content-Type: application/json\r\n"  # its id is too short, and so mutations seldom make it valid
SEEDS = [
    UNFIT_PUT + b'Content-Length: 14\r\n\r\n{"amount": -5}',
    UNFIT_PUT + b'Transfer-Encoding: chunked\r\n\r\n4\r\n{"am\r\na\r\nount": -5}\r\n0\r\nTrailer: x\r\n\r\n',
    UNFIT_PUT + b'If-Match: "7"\r\nPrefer: wait=1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}',
    b"POST /accounts/ann HTTP/1.1\r\nHost: b\r\nIdempotency-Key: \"x\"\r\nContent-Length: 0\r\n\r\n",
    request_bytes("GET", "/accounts/ann/movements?limit=3&cursor=x", headers={"If-None-Match": '"1"'}),
    request_bytes("GET", f"/operations/{uuid7()}", headers={"Prefer": "wait=0"}),
    request_bytes("GET", "/accounts/ann/balance", headers={"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}),
    request_bytes("OPTIONS", "*"),
]


def mutated(random_, raw):
    """The bytes with a few of them replaced, cut out, said twice, put in or swapped for those of another request."""
    text = bytearray(raw)
    for _ in range(random_.randint(1, 6)):
        at = random_.randrange(len(text) + 1)
        end = min(len(text), at + random_.choice((1, 1, 2, 8, 64)))
        what = random_.randrange(5)
        if what == 0:
            text[at:end] = random_.randbytes(end - at)
        elif what == 1:
            del text[at:end]
        elif what == 2:
            text[at:at] = text[at:end] * random_.choice((1, 1, 100))
        elif what == 3:
            text[at:at] = random_.choice((b"\r\n", b"\r\n\r\n", b"\x00", b" ", b":", b"%", b"9" * 30, b"\xff"))
        else:
            text[at:end] = random_.choice(SEEDS)[at:end]
    return bytes(text)


def send_and_drain(bank, raw):
    """Sends, says that nothing more comes, and reads to the end, which must come."""
    with bank.connect() as connection:
        try:
            connection.send(raw)
            connection.finish_sending()
            return connection.receive_to_the_end()
        except (ConnectionLost, OSError) as lost:
            assert not isinstance(lost, TimeoutError), f"no end after {raw!r}"
            return b""


def test_two_thousand_pieces_of_garbage_leave_no_trace(served, leaves_no_trace, seed):
    """Mutated requests and mere noise: the service lives, answers, does not grow and stores nothing."""
    random_ = random.Random(seed)

    def noise(count):
        answers = 0
        for _ in range(count):
            garbage = random_.randrange(4) == 0
            raw = random_.randbytes(random_.randint(1, 2000)) if garbage else mutated(random_, random_.choice(SEEDS))
            answers += send_and_drain(served, raw).startswith(b"HTTP/1.1 ")
        return answers

    noise(500)
    before = resident_kib(served.pid)
    answered = noise(2000)
    after = resident_kib(served.pid)
    assert served.running() and served.ask("GET", "/health/live").status == 200
    assert answered > 500, "most of it is answered and not only cut"
    assert after - before < GROWTH_KIB_MAX, (before, after)
    print(f"{answered} of 2000 were answered; resident {before} KiB, then {after} KiB")


def test_hundreds_of_silent_connections_do_not_stop_the_service(served, leaves_no_trace):
    silent = [served.connect() for _ in range(500)]
    assert served.ask("GET", "/accounts/ann/balance").status == 200
    for connection in silent:
        connection.close()


def test_memory_does_not_grow_with_bad_input(served):
    """Warm up, then the same bad requests again: resident memory must stay where it was (within a few MiB)."""
    def burst():
        with served.connect() as connection:
            for _ in range(3000):
                assert connection.ask("PUT", deposit_target(), b'{"amount": -5}').status == 422
        return resident_kib(served.pid)

    burst()
    before, after = burst(), burst()
    assert after - before < GROWTH_KIB_MAX
    print(f"resident {before} KiB, then {after} KiB")


def resident_kib(pid):
    with open(f"/proc/{pid}/status") as status:
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read()).group(1))
