"""Fear: bad input, well framed or not, is taken, crashes the bank, or leaves a trace in the journal."""

import pytest

from contract import deposit_target, problem
from ids import uuid7
from wire import ConnectionLost, request_bytes

MEBIBYTE = 1 << 20


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


def test_hundreds_of_silent_connections_do_not_stop_the_service(served, leaves_no_trace):
    silent = [served.connect() for _ in range(500)]
    assert served.ask("GET", "/accounts/ann/balance").status == 200
    for connection in silent:
        connection.close()
