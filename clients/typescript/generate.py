#!/usr/bin/env python3
"""Writes a typed TypeScript client from an OpenAPI document of a hapax service.

    bank openapi | clients/typescript/generate.py > clients/typescript/src/bank.ts

The same document gives the same text. What is not JSON (pages, metrics, event streams) is left out. Numbers are
TypeScript numbers: whole ones are exact up to 2^53, which is why positions are texts.
"""

import json
import re
import sys

HEADING = """// Made by clients/typescript/generate.py from the OpenAPI document of {title}: do not edit.

import {{ Client, type CallOptions, type OperationOptions, type Outcome }} from "./hapax.js";
"""
INDENT = "  "


def type_name(reference):
    """#/components/schemas/Order/$defs/Line is Order_Line."""
    parts = reference.removeprefix("#/components/schemas/").split("/")
    return re.sub(r"\W", "_", "_".join(part for part in parts if part != "$defs"))


def quoted(name):
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name)


def type_of(schema, indent=""):
    if "$ref" in schema:
        return type_name(schema["$ref"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    for words, joint in (("anyOf", " | "), ("oneOf", " | "), ("allOf", " & ")):
        if words in schema:
            return joint.join(type_of(part, indent) for part in schema[words])
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(type_of({**schema, "type": one}, indent) for one in kind)
    if kind == "array":
        return f"Array<{type_of(schema['items'], indent)}>"
    if kind == "object":
        return object_type(schema, indent)
    return {"string": "string", "integer": "number", "number": "number", "boolean": "boolean",
            "null": "null"}.get(kind, "unknown")


def object_type(schema, indent):
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        return f"Record<string, {type_of(extra, indent)}>"
    inner = indent + INDENT
    lines = []
    for name, member in schema.get("properties", {}).items():
        if about := member.get("description"):
            lines.append(f"{inner}/** {comment(about)} */")
        mark = "" if name in schema.get("required", ()) else "?"
        lines.append(f"{inner}{quoted(name)}{mark}: {type_of(member, inner)};")
    return "{\n" + "\n".join(lines) + f"\n{indent}}}" if lines else "Record<string, unknown>"


def comment(text):
    return text.replace("*/", "*\\/").replace("\n", " ")


def declarations(schemas, prefix=""):
    for name, schema in schemas.items():
        whole = prefix + re.sub(r"\W", "_", name)
        if about := schema.get("description"):
            yield f"/** {comment(about)} */"
        yield f"export type {whole} = {type_of(schema)};\n"
        yield from declarations({k: v for k, v in schema.get("$defs", {}).items() if k != name}, whole + "_")


class Route:
    def __init__(self, document, path, method, route):
        self.document, self.path, self.method, self.route = document, path, method, route
        self.parameters = [self.resolved(part) for part in route.get("parameters", ())]

    def resolved(self, part):
        while "$ref" in part:
            at = self.document
            for key in part["$ref"].removeprefix("#/").split("/"):
                at = at[key]
            part = at
        return part

    def json_of(self, status):
        answer = self.route["responses"].get(status)
        return self.resolved(answer).get("content", {}).get("application/json") if answer else None

    def command(self):
        return self.method != "get" and self.json_of("201") is not None

    def read(self):
        return self.method == "get" and self.json_of("200") is not None

    def rejections(self):
        answer = self.route["responses"].get("409")
        content = self.resolved(answer).get("content", {}).get("application/problem+json", {}) if answer else {}
        return [code for part in content.get("schema", {}).get("allOf", ())
                for code in part.get("properties", {}).get("code", {}).get("enum", ())]

    def keys(self):
        return [p["name"] for p in self.parameters if p["in"] == "path" and p["name"] != "operation"]

    def address(self):
        path = self.path.replace("{operation}", "${id}")
        return "`" + re.sub(r"(?<!\$)\{(\w+)\}", r"${encodeURIComponent(key.\1)}", path) + "`"

    def lines(self):
        mark = "@deprecated " if self.route.get("deprecated") else ""
        yield f"{INDENT}/** {mark}{comment(self.route['summary'])} */"
        yield from self.command_lines() if self.command() else self.read_lines()

    def key(self):
        return "key: { " + "; ".join(f"{name}: string" for name in self.keys()) + " }" if self.keys() else None

    def command_lines(self):
        body = self.route.get("requestBody", {}).get("content", {}).get("application/json")
        answer = type_of(self.json_of("201")["schema"])
        taken = [self.key(), f"body: {type_of(body['schema'])}" if body else None, "options?: OperationOptions"]
        named = "{operation}" in self.path
        address = f"(id) => {self.address()}" if named else self.address()
        derived = ", true" if self.method == "put" and not named else ""
        yield f"{INDENT}{self.route['operationId']}({', '.join(filter(None, taken))}): Promise<Outcome<{answer}>> {{"
        yield (f"{INDENT * 2}return this.client.execute(\"{self.method.upper()}\", {address}, "
               f"{'body' if body else '{}'}, options{derived});")
        yield f"{INDENT}}}\n"

    def read_lines(self):
        answer = type_of(self.json_of("200")["schema"], INDENT)
        queries = [p for p in self.parameters if p["in"] == "query"]
        query = "query: { " + "; ".join(f"{quoted(p['name'])}?: {type_of(p['schema'])}" for p in queries) + " } = {}"
        taken = [self.key() if "{operation}" not in self.path else
                 "key: { " + "; ".join(f"{n}: string" for n in [*self.keys(), "operation"]) + " }",
                 query if queries else None, "options?: CallOptions"]
        address = self.address().replace("${id}", "${encodeURIComponent(key.operation)}")
        yield f"{INDENT}{self.route['operationId']}({', '.join(filter(None, taken))}): Promise<{answer}> {{"
        yield f"{INDENT * 2}return this.client.read({address}, {'query' if queries else '{}'}, options);"
        yield f"{INDENT}}}\n"


def routes_of(document):
    for path, methods in document["paths"].items():
        for method, route in methods.items():
            yield Route(document, path, method, route)


def client_lines(document):
    title = document["info"]["title"]
    routes = [route for route in routes_of(document) if route.command() or route.read()]
    for route in routes:
        if codes := route.rejections():
            name = route.route["operationId"]
            yield f"/** How {name}() may be rejected. */"
            yield f"export type {name[0].upper() + name[1:]}Rejection = {' | '.join(map(json.dumps, codes))};\n"
    yield f"/** The routes of {title}. Rejections are thrown as ProblemError. */"
    yield f"export class {''.join(word.capitalize() for word in title.split('-'))}Client {{"
    yield f"{INDENT}constructor(readonly client: Client) {{}}\n"
    for route in routes:
        yield from route.lines()
    yield "}"


def main():
    document = json.load(sys.stdin)
    print(HEADING.format(title=document["info"]["title"]))
    for line in (*declarations(document["components"]["schemas"]), *client_lines(document)):
        print(line)


if __name__ == "__main__":
    main()
