"""JSON Schemas out of an OpenAPI 3.0 description, built per operation when first needed."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

Schema = dict[str, Any]

DROPPED_IN_2026 = {
    "pull-request": ("merge_commit_sha", "assignee"),
    "pull-request-simple": ("merge_commit_sha", "assignee"),
    "issue": ("assignee",),
    "repository": ("has_downloads",),
    "full-repository": ("has_downloads",),
    "minimal-repository": ("has_downloads",),
    "rate-limit-overview": ("rate",),
}
"""Keys that API version 2026-03-10 no longer has, while the description still demands them."""

CORRECTIONS = {
    ("pull-request-review-comment", "line"),
    ("pull-request-review-comment", "position"),
    ("review-comment", "line"),
}
"""Properties GitHub does answer with null although the description does not say so (outdated comments)."""

NOT_AN_ADDRESS = ("format", "email")
"""Bots sign with `name[bot]@…`, which no standard of addresses allows and GitHub sends all the same."""

USER_AND_ENTERPRISE = ["Simple User", "Enterprise"]
"""In one list the description says an account is both of these; elsewhere, and in fact, it is either."""

YOUNG_EVENT, OLD_EVENT = "merge_group", "branch_protection_rule"
"""An event that an App may subscribe to, and one beside it in lists that do not name the younger one yet."""

NOISE = (
    "description",
    "example",
    "examples",
    "externalDocs",
    "x-github",
    "title",
    "deprecated",
    "discriminator",
)


@dataclass(frozen=True)
class Operation:
    """The request side of one operation."""

    parameters: dict[tuple[str, str], jsonschema_rs.Validator]
    body: jsonschema_rs.Validator | None
    body_schema: Schema
    body_required: bool


@dataclass
class Schemas:
    """Validators of one description, kept once built."""

    description: Schema
    _operations: dict[str, Operation | None] = field(default_factory=dict)
    _answers: dict[tuple[str, int, str], jsonschema_rs.Validator | None] = field(default_factory=dict)
    _webhooks: dict[str, jsonschema_rs.Validator | None] = field(default_factory=dict)
    _converted: dict[str, Schema] = field(default_factory=dict)

    def operation(self, name: str) -> Operation | None:
        """The operation `VERB /template`, None if it is not described."""
        if name not in self._operations:
            raw = self._raw(name)
            self._operations[name] = self._request(raw) if raw else None
        return self._operations[name]

    def answer(self, name: str, status: int, version: str) -> jsonschema_rs.Validator | None:
        """The validator of an answer, None if that status is not described."""
        key = (name, status, version)
        if key not in self._answers:
            raw = self._raw(name) or {}
            response = self._follow(raw.get("responses", {}).get(str(status), {}))
            media = response.get("content", {}).get("application/json")
            self._answers[key] = self._validator(media["schema"], version) if media else None
        return self._answers[key]

    def webhook(self, name: str) -> jsonschema_rs.Validator | None:
        """The validator of an event's payload, such as `pull-request-opened`."""
        if name not in self._webhooks:
            raw = self.description["x-webhooks"].get(name)
            media = raw and raw["post"]["requestBody"]["content"]["application/json"]
            self._webhooks[name] = self._validator(media["schema"], "") if media else None
        return self._webhooks[name]

    def _raw(self, name: str) -> Schema | None:
        verb, _, template = name.partition(" ")
        found: Schema | None = self.description["paths"].get(template, {}).get(verb.lower())
        return found

    def _follow(self, item: Schema) -> Schema:
        while "$ref" in item:
            target: Any = self.description
            for part in item["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/")]
            item = target
        return item

    def _request(self, raw: Schema) -> Operation:
        parameters = {}
        for item in raw.get("parameters", []):
            one = self._follow(item)
            parameters[one["in"], one["name"]] = self._validator(one["schema"], "")
        body = raw.get("requestBody", {})
        schema = body.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            return Operation(parameters, None, {}, body_required=False)
        return Operation(
            parameters, self._validator(schema, ""), self._whole(schema, ""), body.get("required", False)
        )

    def _validator(self, schema: Schema, version: str) -> jsonschema_rs.Validator:
        return jsonschema_rs.Draft202012Validator(self._whole(schema, version), validate_formats=True)

    def _whole(self, schema: Schema, version: str) -> Schema:
        root: Schema = converted(schema)
        definitions: dict[str, Schema] = {}
        pending = list(_references(root))
        while pending:
            name = pending.pop()
            if name in definitions:
                continue
            definitions[name] = self._component(name, version)
            pending += _references(definitions[name])
        return root | {"$defs": definitions}

    def _component(self, name: str, version: str) -> Schema:
        if name not in self._converted:
            self._converted[name] = converted(self.description["components"]["schemas"][name])
        schema = self._converted[name]
        fixed = [key for owner, key in CORRECTIONS if owner == name]
        gone = DROPPED_IN_2026.get(name, ()) if version == "2026-03-10" else ()
        if not fixed and not gone:
            return schema
        schema = copy.deepcopy(schema)
        for key in fixed:
            schema["properties"][key] = _nullable(schema["properties"][key])
        for key in gone:
            schema["properties"].pop(key, None)
        schema["required"] = [key for key in schema.get("required", []) if key not in gone]
        return schema


def converted(schema: Any) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema 2020-12: `nullable`, references, and no prose."""
    if isinstance(schema, list):
        return [converted(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"$ref": schema["$ref"].replace("#/components/schemas/", "#/$defs/")}
    if [one.get("title") for one in schema.get("allOf", ())] == USER_AND_ENTERPRISE:
        schema = {"anyOf" if key == "allOf" else key: value for key, value in schema.items()}
    kept: Schema = {}
    for key, value in schema.items():
        if key == "properties":
            kept[key] = {name: converted(item) for name, item in value.items()}
        elif key == "enum" and OLD_EVENT in value:
            kept[key] = sorted({*value, YOUNG_EVENT})
        elif key not in NOISE and key != "nullable" and (key, value) != NOT_AN_ADDRESS:
            kept[key] = converted(value)
    return _nullable(kept) if schema.get("nullable") else kept


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _references(item)
    elif isinstance(schema, dict):
        target = schema.get("$ref")
        if isinstance(target, str):
            yield target.removeprefix("#/$defs/")
        for item in schema.values():
            yield from _references(item)


def unknown_keys(schema: Schema, value: Any) -> list[str]:
    """Keys of `value` that the schema does not name, as paths; the schemas mostly let extra keys pass."""
    return sorted(_unknown(schema, [schema], value, ""))


def _unknown(root: Schema, options: list[Schema], value: Any, path: str) -> Iterator[str]:
    flat = [one for option in options for one in _alternatives(root, option)]
    if isinstance(value, list):
        items = [one["items"] for one in flat if "items" in one]
        for place, item in enumerate(value):
            yield from _unknown(root, items, item, f"{path}[{place}]") if items else ()
        return
    if not isinstance(value, dict) or not any("properties" in one for one in flat):
        return
    if any(one.get("additionalProperties") not in (None, False) for one in flat):
        return
    for key, item in value.items():
        inner = [one["properties"][key] for one in flat if key in one.get("properties", {})]
        if not inner:
            yield f"{path}.{key}".removeprefix(".")
        else:
            yield from _unknown(root, inner, item, f"{path}.{key}")


def _alternatives(root: Schema, schema: Schema) -> Iterator[Schema]:
    if "$ref" in schema:
        yield from _alternatives(root, root["$defs"][schema["$ref"].removeprefix("#/$defs/")])
        return
    yield schema
    for keyword in ("anyOf", "oneOf", "allOf"):
        for option in schema.get(keyword, []):
            yield from _alternatives(root, option)
