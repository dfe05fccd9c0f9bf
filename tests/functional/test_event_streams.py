"""Fear: who follows his operations is not told of an end, is told twice, too early, or of somebody else's; a stream holds up
a stop, or outlives its client."""

import itertools
import random
import socket
import threading

import pytest

from bank import eventually
from event_stream import EventStream, Refused, StreamEnded
from hub import Closed, Hub, HubError
from ids import uuid7
from load import Attempt
from wire import Connection, ConnectionLost, request_bytes

OWN = "/operations/events"


def events_of(operation):
    return f"/operations/{operation}/events"


def deposit(bank, amount=5):
    attempt = Attempt(uuid7(), "ann", "deposits", amount).answered_by(bank)
    assert attempt.answer.status == 201, attempt
    return attempt


def test_each_own_operation_is_told_once_at_its_end_in_order_and_resumption_is_behind_the_last_id(served):
    with EventStream(served.port, OWN) as stream:
        began = stream.last_event_id
        made = [deposit(served), deposit(served)]
        rejected = Attempt(uuid7(), "ann", "withdrawals", 10**12).answered_by(served)
        events = stream.events(3)
    assert [event.name for event in events] == ["completed", "completed", "rejected"]
    assert [event.json()["id"] for event in events] == [str(a.operation) for a in [*made, rejected]]
    assert [event.id for event in events] == sorted(event.id for event in events) and events[0].id > began
    said = events[2].json()
    assert said["status"] == "rejected" and said["code"] == "insufficient-funds" and said["name"] == "Withdraw"
    assert said["resource"] == "/accounts/ann" and said["position"] == str(events[2].id)
    assert events[0].json()["correlationId"] == str(made[0].operation)
    with EventStream(served.port, OWN, last_event_id=events[0].id) as again:
        assert again.events(2) == events[1:]
    with EventStream(served.port, OWN, last_event_id=began) as again:
        assert again.events(3) == events


def test_what_is_told_is_shown_by_every_required_view(served):
    with EventStream(served.port, OWN) as stream:
        for _ in range(20):
            before = served.balance("ann")
            operation = uuid7()
            accepted = served.ask("PUT", f"/accounts/ann/deposits/{operation}", {"amount": 1},
                                  {"Prefer": "respond-async"})
            assert accepted.status == 202
            event = stream.event()
            assert event.json()["id"] == str(operation)
            assert served.balance("ann") == before + 1
            assert served.ask("GET", f"/operations/{operation}").json()["status"] == "completed"


def test_one_operation_is_followed_from_its_state_to_its_end_and_the_stream_ends(served):
    done = deposit(served)
    with EventStream(served.port, events_of(done.operation)) as stream:
        event = stream.event()
        assert event.name == "completed" and event.id == int(done.answer.json()["position"])
        assert event.json() == served.ask("GET", f"/operations/{done.operation}").json()
        with pytest.raises(StreamEnded) as ended:
            stream.event()
        assert ended.value.cleanly
    answer = served.ask("GET", events_of(done.operation), headers={"Last-Event-ID": str(event.id)})
    assert answer.status == 204, "there is nothing more: an EventSource stays away"


def test_an_operation_can_be_followed_before_it_is_asked_for(served):
    operation = uuid7()
    with EventStream(served.port, events_of(operation)) as stream:
        event = stream.event()
        assert event.name == "unknown" and event.id is None and event.json() == {"id": str(operation),
                                                                                 "status": "unknown"}
        assert served.ask("PUT", f"/accounts/ann/withdrawals/{operation}", {"amount": 10**12}).status == 409
        event = stream.event()
        assert event.name == "rejected" and event.json()["problem"]["code"] == "insufficient-funds"
        with pytest.raises(StreamEnded):
            stream.event()


def test_a_connection_goes_on_after_a_stream_and_what_was_sent_behind_it_waits(served):
    done = deposit(served)
    with Connection(served.port) as connection:
        connection.send(request_bytes("GET", events_of(done.operation)) + request_bytes("GET", "/health/live"))
        connection._until(b"\r\n\r\n")
        connection._until(b"0\r\n\r\n")
        assert connection.receive().status == 200


@pytest.mark.parametrize("given", ["x", "-1", "1.5", "99999999999999999999", "\"7\"", "0x10", "1 2"])
def test_a_last_event_id_that_is_none_is_400(served, given):
    answer = served.ask("GET", OWN, headers={"Last-Event-ID": given})
    assert answer.status == 400 and answer.json()["code"] == "invalid-last-event-id"


def test_a_position_beyond_the_journal_is_told_to_resync_and_goes_on_from_now(served):
    with EventStream(served.port, OWN, last_event_id=10**15) as stream:
        event = stream.event()
        assert event.name == "resync" and event.json()["reason"] == "unknown-position"
        assert event.id == int(event.json()["position"]) < 10**15
        assert stream.last_event_id == event.id
        made = deposit(served)
        assert stream.event().json()["id"] == str(made.operation)


def test_other_methods_bad_ids_and_queries_are_refused(served):
    assert served.ask("POST", OWN, {}, {"Idempotency-Key": str(uuid7())}).status == 405
    assert served.ask("GET", "/operations/nonsense/events").status == 400
    assert served.ask("GET", OWN + "?after=1").status == 400
    head = served.ask("HEAD", OWN)
    assert head.status == 200 and head.header("Content-Type") == "text/event-stream"


def test_a_stream_of_a_client_that_went_away_is_closed(served):
    before = served.metric("hapax_http_streams")
    streams = [EventStream(served.port, OWN) for _ in range(20)]
    assert served.metric("hapax_http_streams") == before + 20
    for number, stream in enumerate(streams):
        if number % 2:
            stream.connection._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        stream.close()
    eventually(lambda: served.metric("hapax_http_streams") == before, what="the last stream's end")
    eventually(lambda: served.metric("hapax_feed_subscribers") == 0, what="the last subscriber's leave")


def test_a_subscriber_that_reads_nothing_holds_nobody_up_and_loses_nothing(bank):
    """What he cannot take stays in the journal: on another connection he gets all of it from there."""
    bank.open_account("ann", 0)
    quick = EventStream(bank.port, OWN)
    slow = EventStream(bank.port, OWN)
    slow.connection._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made = []
    while bank.metric("hapax_feed_subscribers_behind") == 0:
        batch = [uuid7() for _ in range(200)]
        with bank.connect() as connection:
            for operation in batch:
                connection.send(request_bytes("PUT", f"/accounts/ann/deposits/{operation}", {"amount": 1}))
            for operation in batch:
                assert connection.receive("PUT").status == 201
        made += [str(operation) for operation in batch]
        assert [event.json()["id"] for event in quick.events(len(batch))] == made[-len(batch):]
        assert len(made) < 200_000, "it never fell behind"
    slow.close()
    with EventStream(bank.port, OWN, last_event_id=slow.last_event_id) as again:
        assert [event.json()["id"] for event in again.events(len(made))] == made
    quick.close()
    print(f"fell behind within {len(made)} operations")


def test_the_limits_of_push_are_what_the_configuration_says(make_bank):
    bank = make_bank(options=["--push.subscribers", "2", "--push.subscriptions", "1", "--push.message_bytes", "1KiB",
                              "--push.heartbeat", "1s", "--push.reconnect", "7s"]).start()
    with EventStream(bank.port, OWN) as stream, Hub(bank.port) as hub:
        assert stream.reconnect_ms == 7000
        with pytest.raises(Refused) as refused:
            EventStream(bank.port, OWN)
        assert refused.value.answer.status == 503 and refused.value.answer.json()["code"] == "too-many-subscribers"
        assert stream.look() is None, "a heartbeat"
        assert hub.call("Subscribe", str(uuid7())) is None
        with pytest.raises(HubError):
            hub.call("Subscribe", str(uuid7()))
        with pytest.raises(Closed) as closed:
            hub.call("x" * 1024)
        assert closed.value.code == 1009


def test_a_stop_ends_every_stream_cleanly_and_in_time(bank):
    bank.open_account("ann", 0)
    streams = [EventStream(bank.port, OWN) for _ in range(10)]
    streams.append(EventStream(bank.port, events_of(uuid7())))
    streams[-1].event()
    code, seconds = bank.stop()
    assert code == 0 and seconds < 8
    for stream in streams:
        with pytest.raises(StreamEnded) as ended:
            while True:
                stream.event()
        assert ended.value.cleanly
        stream.close()


def follow(bank, heard, over):
    """Keeps a feed over every death of the bank; what is heard is (id of the event, operation)."""
    last = 0
    while not over.is_set() or len(heard) < over.expected:
        try:
            with EventStream(bank.port, OWN, last_event_id=last, timeout=2) as stream:
                while not over.is_set() or len(heard) < over.expected:
                    event = stream.event()
                    assert event.name != "resync", event
                    heard.append((event.id, event.json()["id"]))
                    last = event.id
        except (OSError, TypeError, StreamEnded, ConnectionLost, Refused):
            over.wait(0.01)


@pytest.mark.parametrize("deaths", [8])
def test_over_every_kill_a_resumed_feed_hears_of_each_operation_once(bank, seed, deaths):
    bank.open_account("ann", 0)
    draw = random.Random(seed)
    heard, over = [], threading.Event()
    over.expected = 0
    follower = threading.Thread(target=follow, args=(bank, heard, over), daemon=True)
    follower.start()
    made = []
    for _ in range(deaths):
        for number in itertools.count():
            attempt = Attempt(uuid7(), "ann", "deposits", 1)
            made.append(attempt)
            if number == draw.randrange(3, 40) or number == 40:
                bank.kill()
                bank.start()
            attempt.answered_by(bank)
            if number >= 40:
                break
    assert bank.balance("ann") == len(made)
    over.expected = len(made) + 1  # the opening
    over.set()
    follower.join(30)
    assert not follower.is_alive(), f"{len(heard)} of {over.expected} were heard"
    ids = [position for position, _ in heard]
    assert ids == sorted(set(ids)), "in order, none twice"
    assert {operation for _, operation in heard} >= {str(attempt.operation) for attempt in made}
    assert len(heard) == over.expected
