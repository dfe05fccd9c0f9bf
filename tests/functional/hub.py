"""A SignalR connection by hand: WebSocket frames and messages of the JSON hub protocol.

    with Hub(port) as hub:                       # negotiated, upgraded, greeted
        document = hub.call("Subscribe", operation)
        target, argument = hub.message()         # the next invocation of the server; pings are passed over

Errors   Closed, with the code of the frame that closed it and the message that said why, if any.
Threads  one hub belongs to one thread.
"""

import base64
import json
import os
import struct

from wire import Connection, ConnectionLost, request_bytes

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
HANDSHAKE = '{"protocol":"json","version":1}\x1e'
PATH = "/hubs/operations"


class Closed(Exception):
    def __init__(self, code, said=None):
        super().__init__(f"closed with {code}, {said}")
        self.code = code
        self.said = said


class HubError(Exception):
    pass


def frame(opcode, payload, final=True, masked=True):
    payload = payload.encode() if isinstance(payload, str) else payload
    head = bytes([opcode | (0x80 if final else 0)])
    bit = 0x80 if masked else 0
    if len(payload) < 126:
        head += bytes([bit | len(payload)])
    elif len(payload) < 65536:
        head += struct.pack(">BH", bit | 126, len(payload))
    else:
        head += struct.pack(">BQ", bit | 127, len(payload))
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


def upgrade(query="", **fields):
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
               "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(), **fields}
    return request_bytes("GET", PATH + query, headers={k: v for k, v in headers.items() if v is not None})


class Hub:
    def __init__(self, port, greet=True, query="", timeout=20.0):
        self.connection = Connection(port, timeout)
        self._text = ""
        self._said = None
        self._invocations = 0
        self._waiting = []
        self.connection.send(upgrade(query))
        head = self.connection._until(b"\r\n\r\n").decode()
        assert head.startswith("HTTP/1.1 101 "), head
        if greet:
            self.send(HANDSHAKE)
            assert self._next() == {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.connection.close()

    def send(self, text):
        self.connection.send(frame(TEXT, text))

    def call(self, target, *arguments):
        self._invocations += 1
        invocation = str(self._invocations)
        self.send(json.dumps({"target": target, "arguments": arguments, "invocationId": invocation, "type": 1}) + "\x1e")
        while True:
            message = self._next()
            if message.get("type") == 3 and message["invocationId"] == invocation:
                if "error" in message:
                    raise HubError(message["error"])
                return message.get("result")
            self._waiting.append(message)

    def message(self):
        while True:
            message = self._waiting.pop(0) if self._waiting else self._next()
            if message["type"] == 1:
                return message["target"], message["arguments"][0]

    def _next(self):
        while "\x1e" not in self._text:
            self._frame()
        text, self._text = self._text.split("\x1e", 1)
        message = json.loads(text)
        if message.get("type") == 7:
            self._said = message
            return self._next()
        return message

    def _frame(self):
        try:
            first, length = self.connection._exactly(2)
            if length == 126:
                length = struct.unpack(">H", self.connection._exactly(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", self.connection._exactly(8))[0]
            payload = self.connection._exactly(length)
        except ConnectionLost as lost:
            raise Closed(None, self._said) from lost
        if first & 15 == CLOSE:
            raise Closed(struct.unpack(">H", payload[:2])[0], self._said)
        if first & 15 == TEXT:
            self._text += payload.decode()
