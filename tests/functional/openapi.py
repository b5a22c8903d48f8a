"""The office's OpenAPI document as tests use it: its operations, good and bad values for its fields,
and whether an answer is one that it describes."""

import dataclasses
import json
import re

from stack import SOURCE

DOCUMENT = json.loads((SOURCE / "docs/formats/openapi.json").read_text(encoding="utf-8"))
KINDS = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}


def resolved(node):
    """What a reference stands for; what stands beside it wins."""
    while "$ref" in node:
        target = DOCUMENT
        for part in node["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        node = {**target, **{name: value for name, value in node.items() if name != "$ref"}}
    return node


@dataclasses.dataclass(frozen=True)
class Operation:
    """One method of one path."""

    method: str
    path: str

    @property
    def node(self):
        return DOCUMENT["paths"][self.path][self.method.lower()]

    @property
    def roles(self):
        return self.node["x-roles"]

    def parameters(self, place):
        found = [resolved(p) for p in self.node.get("parameters", [])]
        return {p["name"]: resolved(p["schema"]) for p in found if p["in"] == place}

    @property
    def body(self):
        """The schema of its body; None where it takes none."""
        content = self.node.get("requestBody", {}).get("content", {})
        return content["application/json"]["schema"] if content else None

    @property
    def fields(self):
        return {name: resolved(s) for name, s in (self.body or {}).get("properties", {}).items()}

    def codes(self, status):
        """The problems that it documents for a status."""
        return set(self.node["responses"].get(str(status), {}).get("description", "").split(", "))

    def complaint(self, answer):
        """Why the document does not describe this answer; None where it does."""
        response = self.node["responses"].get(str(answer.status))
        if response is None:
            return f"status {answer.status} is not documented: {answer.body}"
        kind = answer.kind.split(";")[0]
        content = resolved(response)["content"].get(kind)
        if content is None:
            return f"type {kind} is not documented for {answer.status}"
        if kind == "application/problem+json" and answer.code not in self.codes(answer.status):
            return f"code {answer.code} is not documented for {answer.status}"
        return mismatch(answer.body, content["schema"]) if "json" in kind else None

    def __str__(self):
        return f"{self.method} {self.path}"


OPERATIONS = [Operation(method.upper(), path) for path, methods in DOCUMENT["paths"].items()
              for method in methods]


def mismatch(value, schema, where="answer"):
    """Why `value` is not as `schema` says; None where it is. Of JSON Schema what the document uses;
    a word that this does not know is an error, not something to be passed over."""
    schema = resolved(schema)
    if "anyOf" in schema:
        found = [mismatch(value, one, where) for one in schema["anyOf"]]
        return None if None in found else " or ".join(found)
    unknown = set(schema) - {"type", "description", "enum", "const", "pattern", "format", "properties", "required",
                             "additionalProperties", "items", "minimum", "maximum", "minLength", "maxLength"}
    assert not unknown, unknown
    kind = KINDS[schema["type"]] if "type" in schema else object
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return f"{where} is no {schema['type']}: {value!r}"
    if "const" in schema and value != schema["const"] or value not in schema.get("enum", [value]):
        return f"{where} is {value!r}"
    if kind is str and not re.search(schema.get("pattern", ""), value):
        return f"{where} has another form: {value!r}"
    if kind is str and not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return f"{where} has another length"
    if kind is int and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"{where} is out of range: {value}"
    if kind is list:
        return next((m for i, v in enumerate(value) if (m := mismatch(v, schema["items"], f"{where}[{i}]"))), None)
    return _members_mismatch(value, schema, where) if kind is dict else None


def _members_mismatch(value, schema, where):
    properties = schema.get("properties", {})
    more = schema.get("additionalProperties", {})
    if missing := set(schema.get("required", [])) - set(value):
        return f"{where} lacks {sorted(missing)}"
    if more is False and (extra := set(value) - set(properties)):
        return f"{where} has {sorted(extra)} besides"
    return next((m for name, v in value.items()
                 if (m := mismatch(v, properties.get(name, more or {}), f"{where}.{name}"))), None)


def wrong_values(field, schema):
    """Values that are no `schema`: each with the code that refuses them."""
    if schema["type"] == "integer":
        yield from ((value, "field_wrong_type") for value in ("1", "", True, None))
        yield from ((value, "field_not_whole") for value in (1.5, 1e3, 10**30, -10**30))
        yield from ((value, "field_out_of_range") for value in (schema["minimum"] - 1, schema["maximum"] + 1))
    elif schema["type"] == "boolean":
        yield from ((value, "field_wrong_type") for value in (0, 1, "true", None))
    else:
        yield from ((value, "field_wrong_type") for value in (0, -1, 1.5, False, None))
        yield from ((value, "field_out_of_range") for value in ("x" * 5_000, "a\0b"))
        if "enum" in schema or "pattern" in schema:
            for value in ("", " ", "no such", "-1", "１２", "'--", "1" * 39, "x" * 41):
                if mismatch(value, schema):
                    yield value, "field_out_of_range"
        if schema.get("maxLength") == 200 and field not in ("password", "quote", "user"):
            yield "é" * 101, "text_too_long"  # bytes count, not characters
        if schema.get("minLength"):
            yield "x" * (schema["minLength"] - 1), "field_out_of_range"
