"""The OpenAPI document of a running service, as tests use it.

    api = Api(bank.ask("GET", "/openapi.json").json())
    for route in api.routes(): route.method, route.path, route.parameters, route.body, route.responses
    api.complaint(schema, value)             # None, or what is wrong with it
    route.complaint(answer)                  # None, or how the answer is none that the document declares

Needs python3-jsonschema, which may stand in Debian's own folder while another Python runs the tests.
"""

import json
import sys
from dataclasses import dataclass

sys.path.append("/usr/lib/python3/dist-packages")

import jsonschema  # noqa: E402

BODILESS = (204, 304)


@dataclass(frozen=True)
class Route:
    api: "Api"
    method: str
    path: str
    parameters: tuple
    body: object  # its schema, or None
    example: object  # of the body
    responses: dict
    deprecated: bool

    def complaint(self, answer):
        declared = self.responses.get(str(answer.status))
        if declared is None:
            return f"{answer.status} is not declared: {answer.body[:300]}"
        if answer.status in BODILESS:
            return None if not answer.body else "it has a body"
        media_type = answer.header("Content-Type")
        content = declared.get("content", {}).get(media_type)
        if content is None:
            return f"{answer.status} is not declared with {media_type}"
        if not media_type.split(";")[0].endswith("json"):
            return None
        return self.api.complaint(content["schema"], answer.json())


class Api:
    def __init__(self, document):
        self.document = document

    def resolved(self, part):
        while "$ref" in part:
            at = self.document
            for key in part["$ref"].removeprefix("#/").split("/"):
                at = at[key]
            part = at
        return part

    def routes(self):
        for path, methods in self.document["paths"].items():
            for method, route in methods.items():
                content = route.get("requestBody", {}).get("content", {}).get("application/json", {})
                yield Route(self, method.upper(), path, tuple(self.resolved(p) for p in route.get("parameters", ())),
                            content.get("schema"), content.get("example"),
                            {s: self.resolved(r) for s, r in route["responses"].items()},
                            route.get("deprecated", False))

    def complaint(self, schema, value):
        whole = {"allOf": [schema], "components": self.document["components"]}
        errors = sorted(jsonschema.Draft202012Validator(whole).iter_errors(value), key=lambda error: list(error.path))
        return None if not errors else f"{errors[0].message} at {list(errors[0].path)} of {json.dumps(value)[:300]}"
