"""Fear: a request that nobody thought of is answered in a way that the document does not declare, or by a 5xx; a repeat
of a PUT gets other bytes.

Method: hypothesis reads /openapi.json and makes requests for every route: what the document allows, mixed with what it
does not. HAPAX_LONG=1 takes many more.
"""

import collections
import os
import sys
import urllib.parse

import pytest

sys.path.append("/usr/lib/python3/dist-packages")

hypothesis = pytest.importorskip("hypothesis", reason="python3-hypothesis is not installed")
pytest.importorskip("jsonschema", reason="python3-jsonschema is not installed")

from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from ids import uuid7  # noqa: E402
from openapi import Api  # noqa: E402
from wire import Connection  # noqa: E402

EXAMPLES = 3000 if os.environ.get("HAPAX_LONG") else 30  # for each route; of commands some times as many
COMMANDS = 3
# A wait of nothing may end so.
OF_THE_MOMENT = {"outcome-unknown", "overloaded", "answer-timeout", "deadline-passed", "view-late"}
ACCOUNTS = ("ann", "bob", "42", "a b", "käse", "%2F", "..x")
PRINTABLE = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)
ATOMS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
ANYTHING = st.recursive(ATOMS, lambda inner: st.lists(inner, max_size=3) |
                        st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8)


def names_a_thing(segment):
    """Segments of dots are steps to another address (RFC 3986)."""
    return segment not in ("", ".", "..")


def text_of(schema):
    if schema.get("format") == "uuid":
        return st.uuids().map(str)
    if "pattern" in schema:
        return st.from_regex(schema["pattern"].removesuffix("$") + r"\Z", fullmatch=True)
    most = min(schema.get("maxLength", 30), 300)
    return st.text(st.characters(blacklist_categories=("Cs",)), min_size=schema.get("minLength", 0), max_size=most)


def objects(api, schema):
    members = schema.get("properties", {})
    needed = set(schema.get("required", ()))
    return st.fixed_dictionaries({name: values(api, members[name]) for name in members if name in needed},
                                 optional={name: values(api, members[name]) for name in members if name not in needed})


def values(api, schema):
    """What the schema allows."""
    schema = api.resolved(schema)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return st.one_of([values(api, part) for part in schema[choice]])
    kind = schema.get("type")
    if isinstance(kind, list):
        return st.one_of([values(api, {**schema, "type": one}) for one in kind])
    return {
        "null": st.none,
        "boolean": st.booleans,
        "integer": lambda: st.integers(schema.get("minimum"), schema.get("maximum")),
        "number": lambda: st.floats(allow_nan=False, allow_infinity=False),
        "string": lambda: text_of(schema),
        "array": lambda: st.lists(values(api, schema["items"]), min_size=schema.get("minItems", 0), max_size=3),
        "object": lambda: objects(api, schema),
    }.get(kind, lambda: ANYTHING)()


@st.composite
def requests(draw, api, route):
    """(method, target, body, headers): mostly what the document allows."""
    path, query, headers = route.path, [], {}
    for parameter in route.parameters:
        good = values(api, parameter["schema"])
        place, name = parameter["in"], parameter["name"]
        if place == "path":
            known = st.sampled_from(ACCOUNTS) if parameter["schema"].get("minLength") else good
            value = draw(known | known | known | PRINTABLE.filter(names_a_thing))
            path = path.replace("{" + name + "}", urllib.parse.quote(value, safe=""))
        elif draw(st.booleans()):
            value = str(draw(good | PRINTABLE if place == "query" else PRINTABLE | good.map(str).filter(str.isascii)))
            if place == "query":
                query.append((name, value))
            elif value.isprintable():
                headers[name] = value.strip()
    if "X-Position" in headers:  # of a position that may never come
        headers["Prefer"] = "wait=0"
    body = None
    if route.body:
        body = draw(values(api, route.body) | values(api, route.body) | ANYTHING | st.binary(max_size=40))
        headers.setdefault("Prefer", "wait=2")
    return route.method, path + ("?" + urllib.parse.urlencode(query) if query else ""), body, headers


def typical(route):
    """What no run shall miss: the example of the document, to a version that is not there, and to be answered later."""
    path = route.path.replace("{account}", "ann")
    for headers in ({}, {"If-Match": '"999999"'}, {"Prefer": "respond-async"}):
        yield route.method, path.replace("{operation}", uuid7()), route.example, headers


def check(route, request, answer):
    assert route.complaint(answer) is None, (request, route.complaint(answer))
    if answer.status < 500:
        return
    assert answer.json()["code"] in OF_THE_MOMENT, (request, answer)


def drive(route, connection, request, statuses):
    first = connection.ask(*request)
    statuses[f"{route.method} {first.status}"] += 1
    check(route, request, first)
    if route.method != "PUT":
        return
    again = connection.ask(*request)
    check(route, request, again)
    if first.status in (201, 409, 412) and again.status != 504:  # it may have no time left
        assert again.replayed and again.first_answer() == first.first_answer(), request


def test_every_route_answers_as_the_document_declares(served):
    api = Api(served.ask("GET", "/openapi.json").json())
    routes = [route for route in api.routes() if "text/event-stream" not in str(route.responses)]
    assert len(routes) >= 18
    statuses = collections.Counter()
    for route in routes:
        with Connection(served.port) as connection:
            for request in typical(route) if route.body else ():
                drive(route, connection, request, statuses)

            @settings(max_examples=EXAMPLES * (COMMANDS if route.body else 1), deadline=None, database=None,
                      derandomize=not os.environ.get("HAPAX_LONG"), suppress_health_check=list(HealthCheck))
            @given(request=requests(api, route))
            def any_request(request):
                drive(route, connection, request, statuses)

            any_request()
    print(f"{sum(statuses.values())} requests to {len(routes)} routes: {dict(statuses)}")
    must = {"PUT 201", "PUT 202", "PUT 409", "PUT 412", "PUT 422", "GET 200", "GET 404"}
    assert must <= set(statuses), "it asks too little"
    assert served.running()
