"""Server-sent events by hand, over a socket of its own: a head, chunks, and the events in them.

    with EventStream(port, "/operations/events", last_event_id=17) as stream:
        stream.event()            # Event("completed", 41, {...}); waits for it
        stream.last_event_id      # what a client that comes again would send

Errors   StreamEnded when the last chunk has come, or the connection is gone (`cleanly` says which); TimeoutError past
         the deadline; Refused, with the answer, when there is no stream.
Threads  one stream belongs to one thread.
"""

import json
from dataclasses import dataclass

from wire import Answer, Connection, ConnectionLost, request_bytes


@dataclass(frozen=True)
class Event:
    name: str
    id: int  # None when it carries none
    data: str

    def json(self):
        return json.loads(self.data)


class Refused(Exception):
    def __init__(self, answer):
        super().__init__(str(answer))
        self.answer = answer


class StreamEnded(Exception):
    def __init__(self, cleanly):
        super().__init__("the last chunk" if cleanly else "the connection was cut")
        self.cleanly = cleanly


class EventStream:
    def __init__(self, port, target, last_event_id=None, headers=(), timeout=20.0):
        given = dict(headers)
        if last_event_id is not None:
            given["Last-Event-ID"] = str(last_event_id)
        self.last_event_id = last_event_id
        self._text = ""
        self.connection = Connection(port, timeout)
        try:
            self.connection.send(request_bytes("GET", target, headers=given))
            self._open()
        except BaseException:
            self.connection.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.connection.close()

    def event(self):
        """The next event; what says only where the stream is, is taken note of."""
        while True:
            if event := self._event_of(self._block()):
                return event

    def has_come(self, seconds=0.0):
        """Whether something, or the end, can be read without waiting longer than that."""
        return "\n\n" in self._text or self.connection.has_come(seconds)

    def look(self):
        """What has come: an event, or None when it says only where the stream is."""
        return self._event_of(self._block())

    def _event_of(self, block):
        fields = dict(line.split(": ", 1) for line in block if not line.startswith(":"))
        if "id" in fields:
            self.last_event_id = int(fields["id"])
        if "data" not in fields:
            return None
        return Event(fields["event"], int(fields["id"]) if "id" in fields else None, fields["data"])

    def events(self, count):
        return [self.event() for _ in range(count)]

    def _open(self):
        head = self.connection._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        status = int(head[0].split(" ")[1])
        self.headers = tuple(tuple(part.strip() for part in line.split(":", 1)) for line in head[1:])
        answer = Answer(status, self.headers, b"")
        if answer.header("Transfer-Encoding") != "chunked":
            body = self.connection._exactly(int(answer.header("Content-Length") or 0))
            raise Refused(Answer(status, self.headers, body))
        assert answer.header("Content-Type") == "text/event-stream", answer
        first = self._block()  # how long to wait before coming again, and where the stream is
        assert first[0].startswith("retry: "), first
        self.reconnect_ms = int(first[0].removeprefix("retry: "))
        if len(first) > 1:
            self.last_event_id = int(first[1].removeprefix("id: "))

    def _block(self):
        while "\n\n" not in self._text:
            self._chunk()
        block, self._text = self._text.split("\n\n", 1)
        return block.split("\n")

    def _chunk(self):
        try:
            length = int(self.connection._until(b"\r\n"), 16)
            bytes_ = self.connection._exactly(length + 2)
        except ConnectionLost as lost:
            raise StreamEnded(False) from lost
        if length == 0:
            raise StreamEnded(True)
        self._text += bytes_[:-2].decode()
