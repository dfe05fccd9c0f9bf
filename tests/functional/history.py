"""What clients saw, in the words of docs/formats/history.md, and its judgement by hapax-check.

    history = History("history.ndjson")
    call = history.submit(operation, body)      # before the first byte is sent
    history.returned(call, answer)              # after the last byte came
    history.lost(call)                          # when none came
    history.nemesis("kill")
    history.close(); judge(checker, history.path, dump_path)

A logical client has one call under way; one whose call was lost is not heard of again.
Threads  one.
"""

import hashlib
import json
import os
import subprocess
import time
from dataclasses import dataclass

from promises import is_final, promise

REFUSED = (400, 404, 405, 410, 413, 414, 415, 422, 431)  # these say that the request itself had no effect
TERMINAL = ("completed", "rejected", "failed")
CHECK_SECONDS = 600
KEY_BYTES_MAX = 200


def hash_of(text):
    return hashlib.sha256(text if isinstance(text, bytes) else text.encode()).hexdigest()[:16]


def compact(value):
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def stream_name(account):
    """As the journal names the stream; the checker takes no long names, so the hash of one stands for it."""
    return f"account/{account}" if len(account) <= KEY_BYTES_MAX else f"account/~{hash_of(account)}"


def with_short_name(line):
    """The line of a dump, with the name that the history has."""
    if "stream" in line:
        line["stream"] = stream_name(line["stream"].removeprefix("account/"))
    return line


def hash_of_answer(answer):
    """The part of a final answer that every repeat gives back."""
    named = [f"\n{name}: {answer.header(name) or ''}" for name in ("content-type", "location", "x-operation")]
    return hash_of(f"{answer.status:03}{''.join(named)}\n\n".encode() + answer.body)


def hash_of_document(document):
    told = document.get("answer", document.get("problem"))
    return hash_of(f"{document['status']}\n{'' if told is None else compact(told)}")


@dataclass(frozen=True)
class Call:
    kind: str  # submit, poll, read
    proc: int
    op: str


class History:
    def __init__(self, path):
        """Goes on where the file ends: a copied store has a copied past."""
        self.path = path
        self._number = self._lines_of(path)
        self._next_client = self._number + 1  # above all that were used before
        self._free = []
        self._file = open(path, "a", encoding="utf-8", buffering=1 << 16)

    @staticmethod
    def _lines_of(path):
        if not os.path.exists(path):
            return 0
        with open(path, "rb") as file:
            return sum(1 for _ in file)

    def close(self):
        self._file.close()

    def flush(self):
        self._file.flush()

    # What clients ask

    def submit(self, operation, body):
        value = body.get("amount", 0) * (-1 if operation.verb == "withdrawals" else 1)
        return self._invoke("submit", operation.id, key=stream_name(operation.account), value=value or None,
                            body_hash=hash_of(operation.target + compact(body)), attempt=operation.attempts or 1)

    def poll(self, operation):
        return self._invoke("poll", operation.id)

    def read(self, account):
        return self._invoke("read", None, view="balances", key=stream_name(account))

    def _invoke(self, kind, op, **fields):
        client = self._free.pop() if self._free else self.new_client()
        self._write(type="invoke", f=kind, proc=client, op=op, **fields)
        return Call(kind, client, op)

    def new_client(self):
        self._next_client += 1
        return self._next_client

    # What they hear

    def returned(self, call, answer):
        how, fields = getattr(self, f"_end_of_{call.kind}")(answer)
        self._write(type=how, f=call.kind, proc=call.proc, op=call.op, status=answer.status, **fields)
        if how != "info":
            self._free.append(call.proc)

    def lost(self, call):
        self._write(type="info", f=call.kind, proc=call.proc, op=call.op)

    def _end_of_submit(self, answer):
        if answer.status == 202:
            return "ok", {}
        document = answer.json()
        if is_final(answer):
            told = {"version": document.get("version"), "position": document.get("position"),
                    "balance": document.get("balance")} if answer.status == 201 else {"code": document["code"]}
            return "ok", {"resp_hash": hash_of_answer(answer), **told}
        absent = answer.status in REFUSED or document.get("applied") is False
        return "fail" if absent else "info", {"code": document.get("code")}

    def _end_of_poll(self, answer):
        if answer.status == 404:
            return "ok", {"state": "absent"}
        if answer.status != 200:
            return "info", {}
        document = answer.json()
        state = document["status"]
        return "ok", {"state": state, "doc_hash": hash_of_document(document) if state in TERMINAL else None}

    def _end_of_read(self, answer):
        if answer.status == 200:
            return "ok", {"balance": answer.json()["amount"]}
        return "ok" if answer.status == 404 else "info", {}

    # What is pushed to them

    def subscribed(self, client, op):
        self._write(type="ok", f="subscribe", proc=client, op=op)

    def pushed(self, client, op, state, position):
        self._write(type="ok", f="push", proc=client, op=op, state=state, position=int(position))

    # What is done to the bank, and seen of it

    def nemesis(self, fault):
        self._write(type="nemesis", fault=fault)

    def seen(self, who, position):
        self._write(type="ok", f="position", node=who, value=int(position))

    def _write(self, **fields):
        self._number += 1
        line = {"n": self._number, "t": time.monotonic_ns()}
        line.update((name, value) for name, value in fields.items() if value is not None)
        self._file.write(json.dumps(line) + "\n")


def judge(checker, *paths):
    checked = subprocess.run([checker, *paths], capture_output=True, text=True, timeout=CHECK_SECONDS)
    promise(checked.returncode == 0, "hapax-check", f"{checker} {' '.join(paths)}", checked.stdout[-4000:],
            checked.stderr[-2000:])
