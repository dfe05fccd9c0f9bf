"""Fear: the documents say something else than the service does, or what they say is not valid.

Whether the document is one that Redocly's linter takes is tried where clients/typescript has its packages.
"""

import json
import pathlib
import re
import shutil
import subprocess

import pytest

from contract import problem
from ids import uuid7

jsonschema = pytest.importorskip("jsonschema", reason="python3-jsonschema is not installed")
from openapi import Api  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "clients" / "typescript" / "node_modules"
METHODS = {"get", "put", "post", "patch", "delete"}
COMPONENT = re.compile(r"^[A-Za-z0-9._-]+$")


@pytest.fixture(scope="module")
def api(served):
    return Api(served.ask("GET", "/openapi.json").json())


def references(part):
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_the_program_prints_the_document_that_it_serves(served, binary):
    printed = subprocess.run([binary, "openapi"], capture_output=True, timeout=60, check=True).stdout
    assert printed == served.ask("GET", "/openapi.json").body


def test_the_document_has_the_form_of_openapi_3_1(api):
    document = api.document
    assert document["openapi"] == "3.1.0" and document["info"]["title"] == "bank"
    assert document["jsonSchemaDialect"] == "https://json-schema.org/draft/2020-12/schema"
    names = [route["operationId"] for methods in document["paths"].values() for route in methods.values()]
    assert len(names) == len(set(names))
    for kind in document["components"].values():
        assert all(COMPONENT.match(name) for name in kind)
    for path, methods in document["paths"].items():
        assert path.startswith("/") and set(methods) <= METHODS
        for route in methods.values():
            named = {p["name"] for p in map(api.resolved, route["parameters"]) if p["in"] == "path"}
            assert named == set(re.findall(r"\{(\w+)\}", path)), path
            keys = [(p["name"], p["in"]) for p in map(api.resolved, route["parameters"])]
            assert len(keys) == len(set(keys)), path
            assert all(answer["description"] for answer in map(api.resolved, route["responses"].values()))


def test_every_reference_of_the_document_leads_somewhere(api):
    found = set(references(api.document))
    assert len(found) > 20
    for reference in found:
        assert reference.startswith("#/components/")
        api.resolved({"$ref": reference})


def test_every_schema_is_one_and_every_example_fits_it(api):
    for schema in api.document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
        for example in schema.get("examples", []):
            assert api.complaint(schema, example) is None
    for route in api.routes():
        if route.body:
            content = api.document["paths"][route.path][route.method.lower()]["requestBody"]["content"]
            assert api.complaint(route.body, content["application/json"]["example"]) is None
    problems = api.document["components"]["schemas"]["Problem"]
    for example in api.document["components"]["examples"].values():
        assert api.complaint(problems, example["value"]) is None


def test_schemas_stand_alone_at_their_address(served, api):
    listed = next(route for route in api.routes() if route.path == "/schemas/{type}").parameters
    names = next(p for p in listed if p["name"] == "type")["schema"]["enum"]
    assert {"Withdraw", "WithdrawCompleted", "Balance", "MoneyWithdrawn"} <= set(names)
    for name in names:
        answer = served.ask("GET", f"/schemas/{name}")
        assert answer.header("Content-Type") == "application/schema+json"
        schema = answer.json()
        assert schema["$id"] == f"/schemas/{name}"
        jsonschema.Draft202012Validator.check_schema(schema)
        assert all(reference.startswith("#/$defs/") for reference in references(schema))
        for example in schema["examples"]:
            jsonschema.Draft202012Validator(schema).validate(example)
    problem(served.ask("GET", "/schemas/Nothing"), 404, "not-found")


def test_the_type_of_a_problem_is_the_address_of_its_page(served):
    target = f"/accounts/ann/withdrawals/{uuid7()}"
    for ask in ((target, {"amount": 10**12}), (target, {"amount": 1}), (target, {"sum": 1}), ("/nowhere", None)):
        document = problem(answer := served.ask("PUT" if ask[1] else "GET", *ask), answer.status)
        page = served.ask("GET", document["type"], headers={"Accept": "application/json"})
        assert page.status == 200, document
        assert page.json()["code"] == document["code"] and page.json()["status"] == document["status"]
        for_people = served.ask("GET", document["type"])
        assert for_people.header("Content-Type").startswith("text/html")
        assert document["title"].encode() in for_people.body


def test_where_an_operation_comes_from_is_told_unchanged(served):
    operation, trace = uuid7(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    sent = {"X-Correlation-ID": "order-9", "traceparent": trace}
    for target, body in ((f"/accounts/ann/deposits/{operation}", {"amount": 5}),
                         (f"/accounts/ann/withdrawals/{uuid7()}", {"amount": 10**12})):
        first = served.ask("PUT", target, body, sent)
        status = served.ask("GET", first.header("Location")).json()
        assert (first.header("X-Correlation-ID"), first.header("traceparent")) == ("order-9", trace)
        assert (status["correlationId"], status["traceparent"]) == ("order-9", trace)
    assert served.ask("PUT", target, body).json()["correlationId"] == "order-9", "a repeat gets the first answer"


def test_documents_are_not_sent_again_to_whoever_has_them(served):
    for target in ("/", "/docs", "/openapi.json", "/schemas/Withdraw", "/problems/overloaded", "/assets/docs.js"):
        first = served.ask("GET", target)
        again = served.ask("GET", target, headers={"If-None-Match": first.header("ETag")})
        assert (first.status, again.status, again.body) == (200, 304, b""), target


def test_pages_load_nothing_from_elsewhere(served):
    for target in ("/", "/docs", "/problems/overloaded"):
        page = served.ask("GET", target)
        assert page.header("Content-Security-Policy").startswith("default-src 'self'")
        for address in re.findall(rb'(?:href|src)="([^"]+)"', page.body):
            assert address.startswith((b"/", b"data:,")), address
            if address.startswith(b"/"):
                assert served.ask("GET", address.decode()).status == 200, address


def test_redocly_takes_the_document(served, tmp_path):
    linter = PACKAGES / ".bin" / "redocly"
    if not linter.exists() or shutil.which("node") is None:
        pytest.skip("no linter: node or the packages of clients/typescript are not installed")
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(served.ask("GET", "/openapi.json").json()))
    done = subprocess.run([linter, "lint", path, "--skip-rule", "no-unused-components"], capture_output=True, text=True,
                          timeout=120, env={"PATH": "/usr/bin:/bin", "REDOCLY_TELEMETRY": "off",
                                            "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"})
    assert done.returncode == 0, done.stdout + done.stderr
