"""HTTP/1.1 by hand: sends exactly the bytes it is told to, and keeps exactly the bytes that come back.

    connection = Connection(port)
    answer = connection.ask("PUT", "/accounts/42", {"owner": "Ann"})
    answer.status, answer.header("X-Operation"), answer.json()

Errors   ConnectionLost when the peer closes or resets before an answer is whole; TimeoutError past the deadline.
Threads  one connection belongs to one thread.
"""

import json
import select
import socket
from dataclasses import dataclass

# What the contract promises to be byte-identical between the first answer and every repeat.
FIRST_ANSWER_HEADERS = ("Content-Type", "Location", "X-Operation")


class ConnectionLost(Exception):
    pass


@dataclass(frozen=True)
class Answer:
    status: int
    headers: tuple  # of (name, value), in the order they came
    body: bytes

    def header(self, name):
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    def json(self):
        return json.loads(self.body)

    @property
    def replayed(self):
        return self.header("Idempotent-Replayed") == "true"

    def first_answer(self):
        """The part of an answer that a repeat must give back byte for byte."""
        return (self.status, self.body) + tuple(self.header(name) for name in FIRST_ANSWER_HEADERS)


def request_bytes(method, target, body=None, headers=()):
    """One whole request. `body` is bytes, or anything that JSON can say."""
    lines = [f"{method} {target} HTTP/1.1", "Host: bank"]
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    given = dict(headers)
    if body is not None:
        given.setdefault("Content-Type", "application/json")
        given.setdefault("Content-Length", str(len(body)))
    lines += [f"{name}: {value}" for name, value in given.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + (body or b"")


class Connection:
    def __init__(self, port, timeout=20.0):
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self._socket.close()

    def ask(self, method, target, body=None, headers=()):
        self.send(request_bytes(method, target, body, headers))
        return self.receive(method)

    def send(self, raw):
        try:
            self._socket.sendall(raw)
        except (BrokenPipeError, ConnectionResetError) as error:
            raise ConnectionLost(str(error)) from error

    def has_come(self, seconds=0.0):
        """Whether there is something to receive, or the end, within that time."""
        return self._received != b"" or bool(select.select([self._socket], [], [], seconds)[0])

    def finish_sending(self):
        self._socket.shutdown(socket.SHUT_WR)

    def receive(self, method="GET"):
        """The next answer on this connection; interim 1xx answers are skipped."""
        while True:
            answer = self.receive_any(method)
            if answer.status >= 200:
                return answer

    def receive_any(self, method="GET"):
        """The next answer on this connection, or interim answer."""
        return self._receive_one(method)

    def receive_to_the_end(self):
        """All that comes until the peer closes."""
        while piece := self._socket.recv(65536):
            self._received += piece
        return self._received

    def closed_by_peer(self):
        """Waits until the peer closes without sending anything more; False when bytes come instead."""
        if self._received:
            return False
        try:
            return self._socket.recv(1) == b""
        except ConnectionResetError:
            return True

    def _receive_one(self, method):
        head = self._until(b"\r\n\r\n")
        status_line, *lines = head.decode("latin-1").split("\r\n")
        headers = tuple(tuple(part.strip() for part in line.split(":", 1)) for line in lines if line)
        answer = Answer(int(status_line.split(" ")[1]), headers, b"")
        if answer.status < 200 or answer.status in (204, 304) or method == "HEAD":
            return answer
        length = answer.header("Content-Length")
        assert length is not None, f"no Content-Length in {head!r}"
        return Answer(answer.status, headers, self._exactly(int(length)))

    def _until(self, mark):
        while mark not in self._received:
            self._more()
        head, self._received = self._received.split(mark, 1)
        return head

    def _exactly(self, size):
        while len(self._received) < size:
            self._more()
        body, self._received = self._received[:size], self._received[size:]
        return body

    def _more(self):
        try:
            piece = self._socket.recv(65536)
        except ConnectionResetError as error:
            raise ConnectionLost(str(error)) from error
        if not piece:
            raise ConnectionLost("closed by the peer")
        self._received += piece
