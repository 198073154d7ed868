"""The JSON Schema of `enforce:`, with every rule kind and its options, from the checks themselves."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from checks.check import Check, checks_by_rule_kind
from checks.enforcement import EXAMPLES_KEYS, KEYS
from checks.finding import Level
from checks.policy import Audience
from checks.rule_terms import RULE_KEYS
from checks.schema.option_texts import option_texts
from checks.semgrep_rules import SEMGREP

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "pattern": "\\S"}
_TEXTS: Schema = {"oneOf": [_TEXT, {"type": "array", "minItems": 1, "items": _TEXT}]}
_DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_PROBES: tuple[object, ...] = ("a", ["a"], [{"id": "a"}])


def enforce_schema() -> Schema:
    """The schema of the value of `enforce`, which is also that of a side file."""
    properties = _properties()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Decisis decision",
        "description": "The key `enforce` of a decision record, or a side file beside it.",
        "type": "object",
        "additionalProperties": False,
        "required": ["rules"],
        "properties": {key: properties[key] for key in KEYS},
        "$defs": {
            "rule": {
                "type": "object",
                "oneOf": [{"required": [kind]} for kind in (*checks_by_rule_kind(), SEMGREP)],
                "additionalProperties": False,
                "properties": {
                    **{kind: _kind(check) for kind, check in checks_by_rule_kind().items()},
                    SEMGREP: {
                        "description": "A file of semgrep rules beside the record.",
                        "type": "string",
                        "pattern": "\\.ya?ml$",
                    },
                    **{key: properties[key] for key in RULE_KEYS},
                },
            },
            "example": {
                "oneOf": [
                    {"description": "A text, placed where the rule looks.", **_TEXT},
                    _mapping({"text": _TEXT, "path": _TEXT}, "text"),
                    _mapping({"diff": _TEXT}, "diff"),
                ]
            },
        },
    }


def _properties() -> Schema:
    return {
        "level": {
            "description": "How much a finding weighs.",
            "enum": [level.value for level in Level if level is not Level.OFF],
            "default": Level.BLOCK.value,
        },
        "for": {
            "description": "Whose pull requests are judged.",
            "enum": [audience.value for audience in Audience],
            "default": Audience.AGENTS.value,
        },
        "paths": {
            "description": "Files that are governed: patterns as in .gitignore, from the root.",
            **_TEXTS,
        },
        "instead": {"description": "What to do instead; a rule that blocks must say it.", **_TEXT},
        "rules": {
            "description": "The rules, each of one kind.",
            "type": "array",
            "minItems": 1,
            "items": {"$ref": "#/$defs/rule"},
        },
        "examples": {
            "description": "What proves the rules.",
            **_mapping(
                {
                    key: {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/example"}}
                    for key in EXAMPLES_KEYS
                }
            ),
        },
        "since": {"description": "The first day on which the rules hold.", **_DAY},
        "exceptions": {
            "description": "Files that are left alone until a day.",
            "type": "array",
            "minItems": 1,
            "items": _mapping(
                {"paths": _TEXTS, "owner": _TEXT, "reason": _TEXT, "until": _DAY},
                "paths",
                "owner",
                "reason",
                "until",
            ),
        },
    }


def _mapping(properties: Mapping[str, Schema], *required: str) -> Schema:
    found: Schema = {"type": "object", "additionalProperties": False, "properties": dict(properties)}
    return {**found, "required": list(required)} if required else found


def _kind(check: type[Check]) -> Schema:
    """What may stand behind a rule kind: its options, or its short forms."""
    options: Schema = _tidy(TypeAdapter(check).json_schema())
    texts = option_texts(check)
    for name, option in options["properties"].items():
        if option.get("type") == "array" and option.get("items") == {"type": "string"}:
            option["type"] = ["string", "array"]
        if name in texts:
            option["description"] = texts[name]
    summary = inspect.cleandoc(check.__doc__ or "").split("\n\n", 1)[0]
    forms = [{"type": "object", **options}, *_short_forms(check, options)]
    return {"description": " ".join(summary.split()), **(forms[0] if len(forms) == 1 else {"anyOf": forms})}


def _short_forms(check: type[Check], options: Schema) -> list[Schema]:
    """The forms that are no mapping, found by asking the check what it makes of one of each."""
    found: list[Schema] = []
    for probe in _PROBES:
        made = check.from_shorthand(probe)
        if made is None:
            continue
        target = next((name for name, value in made.items() if value == probe), None)
        if isinstance(probe, str):
            form: Schema = {"type": "string"}
        elif target is not None:
            form = {**options["properties"].get(target, {}), "type": "array"}
            form.pop("description", None)
            form.pop("default", None)
        else:
            form = {"type": "array", "minItems": 1}
        if form not in found:
            found.append(form)
    return found


def _tidy(schema: Schema) -> Schema:
    """The schema that pydantic gives, with its definitions written out and without generated titles."""
    text = json.loads(json.dumps(schema))
    definitions = text.pop("$defs", {})

    def tidy(value: Any) -> Any:
        if isinstance(value, list):
            return [tidy(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return tidy(definitions[value["$ref"].rpartition("/")[2]])
        return {key: tidy(item) for key, item in value.items() if key != "title" or isinstance(item, dict)}

    tidied: Schema = tidy(text)
    tidied.pop("description", None)
    return tidied
