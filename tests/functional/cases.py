"""The tables of tests/grammar, for a bank with a real socket: notation as in tests/grammar/notation.hpp.

    for case in http_cases(): case.writes, case.answers
    for case in json_cases(): case.text, case.status
"""

import pathlib
import re
from dataclasses import dataclass

from ids import uuid7

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "grammar"
ESCAPE = re.compile(r"~(?:n|i|a|[0-9A-F]{2}|\{(\d+):([^}]*)\})")
TOKEN = re.compile(r"(?P<status>\d{3})(?P<head>h?)(?P<closes>!?)(?:\[(?P<fields>[^]]*)\])?|(?P<waits>-)")


@dataclass(frozen=True)
class Expected:
    status: int
    to_head: bool
    closes: bool
    fields: tuple  # of (name, value or None, must it be there)


@dataclass(frozen=True)
class HttpCase:
    name: str
    notation: str
    answers: tuple
    waits: bool

    @property
    def writes(self):
        """With ids and accounts of their own each time."""
        return tuple(bytes_of(write) for write in self.notation.split("~|"))

    @property
    def closes(self):
        return bool(self.answers) and self.answers[-1].closes


@dataclass(frozen=True)
class JsonCase:
    name: str
    text: bytes
    to_deposit: bool
    status: int


def _meaning(match):
    escape = match.group(0)
    if escape == "~n":
        return b"\r\n"
    if escape == "~i":
        return str(uuid7()).encode()
    if escape == "~a":
        return b"grammar-" + str(uuid7()).encode()
    if escape[1] == "{":
        return bytes_of(match.group(2)) * int(match.group(1))
    return bytes([int(escape[1:], 16)])


def bytes_of(notation):
    parts, at = [], 0
    for match in ESCAPE.finditer(notation):
        parts += [notation[at:match.start()].encode(), _meaning(match)]
        at = match.end()
    return b"".join(parts + [notation[at:].encode()])


def _rows(name, columns):
    for number, line in enumerate((FOLDER / name).read_text(encoding="utf-8").split("\n"), 1):
        if line and not line.startswith("#"):
            row = line.split("\t")
            assert len(row) == columns, f"{name}:{number}"
            yield number, row


def _demand(text):
    name, _, value = text.lstrip("!").partition(": ")
    return name, value or None, not text.startswith("!")


def _expected(match):
    fields = match["fields"].split(";") if match["fields"] else []
    return Expected(int(match["status"]), bool(match["head"]), bool(match["closes"]), tuple(map(_demand, fields)))


def http_cases():
    for number, (section, answers, notation, _) in _rows("http.tsv", 4):
        tokens = list(TOKEN.finditer(answers))
        yield HttpCase(name=f"{number}-{section.replace(' ', '-')}",
                       notation=notation,
                       answers=tuple(_expected(token) for token in tokens if not token["waits"]),
                       waits=any(token["waits"] for token in tokens))


def json_cases():
    for number, (_, status, _, notation, _) in _rows("json.tsv", 5):
        to, code = status.split(":")
        yield JsonCase(f"{number}", bytes_of(notation), to == "deposit", int(code))
