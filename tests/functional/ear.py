"""Somebody who follows everybody's operations over every death of the bank, and writes down what he hears.

    ear = Ear(history)
    ear.connect(bank)                 # nothing when the bank is gone: what is missed is heard later
    ear.listen()                      # takes what has come, without waiting
    ear.hear_of(bank, operations)     # until each was heard of

The history gets `push` lines, and in the end a `subscribe` line for each operation, so hapax-check wants each of their ends.

Errors   Violation: an end was told twice or out of order, another history is served, or the feed does not come to the end.
Threads  the test's own.
"""

import json
import time

from event_stream import EventStream, Refused, StreamEnded
from promises import promise
from wire import ConnectionLost

FEED = "/operations/events"
END_SECONDS = 30.0
ANSWER_SECONDS = 20.0
GONE = (OSError, ConnectionLost, StreamEnded, Refused)


class Ear:
    def __init__(self, history):
        self.history = history
        self.heard = set()
        self._process = history.new_client()
        self._last = 0
        self._stream = None

    def connect(self, bank):
        self.hang_up()
        try:
            self._stream = EventStream(bank.port, FEED, last_event_id=self._last, timeout=ANSWER_SECONDS)
        except GONE:
            self._stream = None

    def hang_up(self):
        if self._stream:
            self._stream.close()
        self._stream = None

    def listen(self, seconds=0.0):
        """False when the stream has ended."""
        while self._stream and self._stream.has_come(seconds):
            try:
                if event := self._stream.look():
                    self._take(event)
            except GONE:
                self.hang_up()
            seconds = 0.0
        return self._stream is not None

    def _take(self, event):
        promise(event.name != "resync", "a feed was told to resync", event)
        promise(event.id > self._last, "an end was told twice, or out of order", event, self._last)
        self._last = event.id
        told = json.loads(event.data)
        promise(told["position"] == str(event.id) and told["status"] == event.name, "an event contradicts itself", event)
        self.heard.add(told["id"])
        self.history.pushed(self._process, told["id"], event.name, event.id)

    def hear_of(self, bank, operations):
        wanted = {str(operation.id) for operation in operations}
        deadline = time.monotonic() + END_SECONDS
        while wanted - self.heard:
            promise(time.monotonic() < deadline, "the end of an operation was never pushed", sorted(wanted - self.heard)[:3])
            if not self.listen(0.1):
                self.connect(bank)
        for operation in operations:
            self.history.subscribed(self._process, operation.id)
