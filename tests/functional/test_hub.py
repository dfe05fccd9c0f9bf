"""Fear: a client of the SignalR hub misses an end, hears of somebody else's, or disturbs others with what it sends."""

import os
import random

import pytest

from bank import Bank, eventually
from event_stream import EventStream
from hub import HANDSHAKE, PATH, PING, TEXT, Closed, Hub, HubError, frame, upgrade
from ids import uuid7
from load import Attempt
from wire import ConnectionLost

ENDED = "operation_completed"


def deposit(bank, amount=5):
    attempt = Attempt(uuid7(), "ann", "deposits", amount).answered_by(bank)
    assert attempt.answer.status == 201, attempt
    return attempt


def test_a_connection_hears_of_each_operation_of_its_caller_as_the_shop_says_it(served):
    with Hub(served.port) as hub:
        made = deposit(served)
        target, said = hub.message()
        assert target == ENDED and said["id"] == str(made.operation)
        assert said["name"] == "Deposit" and said["resource"] == "/accounts/ann"
        rejected = Attempt(uuid7(), "ann", "withdrawals", 10**12).answered_by(served)
        target, said = hub.message()
        assert target == "operation_rejected" and said["id"] == str(rejected.operation)
        assert said["code"] == "insufficient-funds" and "reason" in said


def test_subscribe_answers_with_the_document_or_null_and_the_end_follows(served):
    made = deposit(served)
    with Hub(served.port) as hub:
        assert hub.call("Subscribe", str(made.operation)) == served.ask("GET", f"/operations/{made.operation}").json()
        unknown = uuid7()
        assert hub.call("Subscribe", str(unknown)) is None
        assert served.ask("PUT", f"/accounts/ann/deposits/{unknown}", {"amount": 1}).status == 201
        assert hub.message()[1]["id"] == str(unknown)
        assert hub.call("Unsubscribe", str(unknown)) is None


@pytest.mark.parametrize("target, arguments", [("Nonsense", []), ("subscribe", [str(uuid7())]), ("Subscribe", []),
                                               ("Subscribe", [7]), ("Subscribe", ["x"]), ("Subscribe", [None, 1])])
def test_a_bad_call_is_answered_with_an_error_and_the_connection_goes_on(served, target, arguments):
    with Hub(served.port) as hub:
        with pytest.raises(HubError):
            hub.call(target, *arguments)
        assert hub.call("Subscribe", str(uuid7())) is None


def test_a_negotiation_offers_what_is_spoken(served):
    answer = served.ask("POST", PATH + "/negotiate?negotiateVersion=1", b"")
    assert answer.status == 200
    said = answer.json()
    assert said["negotiateVersion"] == 1 and said["connectionToken"]
    assert said["availableTransports"] == [{"transport": "WebSockets", "transferFormats": ["Text"]}]
    with Hub(served.port, query=f"?id={said['connectionToken']}"):
        pass


@pytest.mark.parametrize("fields, status", [({"Upgrade": None}, 426), ({"Connection": "close"}, 426),
                                            ({"Sec-WebSocket-Version": "8"}, 426), ({"Sec-WebSocket-Key": None}, 400),
                                            ({"Sec-WebSocket-Key": "short"}, 400)])
def test_a_bad_upgrade_is_a_problem_document(served, fields, status):
    with served.connect() as connection:
        connection.send(upgrade(**fields))
        answer = connection.receive()
        assert answer.status == status and answer.json()["type"].startswith("/problems/")


BAD = {
    "not masked": (frame(TEXT, HANDSHAKE, masked=False), 1002),
    "binary": (frame(2, b"x"), 1003),
    "a continuation of nothing": (frame(0, b"x"), 1002),
    "an unknown opcode": (frame(3, b"x"), 1002),
    "a reserved bit": (b"\xc1\x80aaaa", 1002),
    "a ping in fragments": (frame(PING, b"x", final=False), 1002),
    "a long ping": (frame(PING, b"x" * 126), 1002),
    "no UTF-8": (frame(TEXT, b"\xff\x1e"), 1007),
    "an oversized frame": (b"\x81\xff" + (1 << 40).to_bytes(8, "big") + b"aaaa", 1009),
    "an oversized message": (frame(TEXT, b"x" * 20_000) * 2, 1009),
    "another protocol": (frame(TEXT, '{"protocol":"messagepack","version":1}\x1e'), 1002),
    "no handshake": (frame(TEXT, '{"type":6}\x1e'), 1002),
    "nonsense": (frame(TEXT, "nonsense\x1e"), 1002),
}


@pytest.mark.parametrize("bad", BAD)
def test_bad_frames_are_closed_with_their_code_and_others_are_undisturbed(served, bad):
    sent, code = BAD[bad]
    with Hub(served.port) as other, Hub(served.port, greet=False) as hub:
        hub.connection.send(sent)
        with pytest.raises(Closed) as closed:
            while True:
                hub._next()
        assert closed.value.code == code
        made = deposit(served)
        assert other.message()[1]["id"] == str(made.operation)


def test_garbage_behind_a_handshake_never_takes_the_bank_down(served, seed):
    draw = random.Random(seed)
    for _ in range(200):
        with Hub(served.port, timeout=5) as hub:
            try:
                for _ in range(draw.randrange(1, 5)):
                    if draw.random() < 0.5:
                        hub.connection.send(draw.randbytes(draw.randrange(1, 300)))
                    else:
                        hub.connection.send(frame(TEXT, bytes(draw.choice(b'{}[]":,\x1etype1234567') for _ in range(40))))
            except ConnectionLost:
                pass
    eventually(lambda: served.metric("hapax_http_streams") == 0, what="the last connection's end")
    assert served.running()


def test_half_a_frame_and_half_a_handshake_hold_nobody_up(served):
    hubs = [Hub(served.port, greet=False) for _ in range(10)]
    for number, hub in enumerate(hubs):
        hub.connection.send(frame(TEXT, HANDSHAKE)[:number + 1])
    made = deposit(served)
    with EventStream(served.port, f"/operations/{made.operation}/events") as stream:
        assert stream.event().name == "completed"
    for hub in hubs:
        hub.close()


def test_a_stop_tells_every_connection_to_come_again(bank):
    bank.open_account("ann", 0)
    hubs = [Hub(bank.port) for _ in range(5)]
    code, seconds = bank.stop()
    assert code == 0 and seconds < 8
    for hub in hubs:
        with pytest.raises(Closed) as closed:
            hub.message()
        assert closed.value.code == 1001 and closed.value.said == {"type": 7, "allowReconnect": True}
        hub.close()


def test_after_a_kill_a_connection_made_anew_learns_the_end_by_subscribing(bank):
    bank.open_account("ann", 0)
    hub = Hub(bank.port)
    made = deposit(bank)
    assert hub.message()[1]["id"] == str(made.operation)
    bank.kill()
    with pytest.raises(Closed):
        hub.message()
    hub.close()
    bank.start()
    with Hub(bank.port) as again:
        assert again.call("Subscribe", str(made.operation))["status"] == "completed"


def test_a_token_in_the_address_is_taken_and_written_nowhere(binary, tool, tmp_path):
    with Bank(binary, str(tmp_path), ["--auth.mode", "dev"]) as bank:
        minted = tool("token", "--sub", "alice", "--data", bank.data)
        assert minted.returncode == 0, minted.stderr
        token = minted.stdout.strip()
        with Hub(bank.port, query=f"?access_token={token}") as hub:
            opened = bank.ask("PUT", "/accounts/ann", {"owner": "Ann"}, {"Authorization": f"Bearer {token}"})
            assert opened.status == 201
            assert hub.message()[0] == ENDED
        assert bank.stop()[0] == 0
    with open(bank.log_path, encoding="utf-8", errors="replace") as log:
        assert token not in log.read()
    for folder, _, files in os.walk(bank.data):
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                assert token.encode() not in file.read(), name
