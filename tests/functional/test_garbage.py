"""Fear: noise, and requests with bytes changed, crash the bank, make it grow, or leave a trace in the journal."""

import random

from contract import deposit_target, resident_kib
from ids import uuid7
from wire import ConnectionLost, request_bytes

GROWTH_KIB_MAX = 4096
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
