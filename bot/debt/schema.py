"""The JSON Schema of `decisis debt --format json`, made of the types of the report."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.debt.ratchet import Ratchet
from bot.debt.report import Owed, Report
from checks.schema.option_texts import field_texts

Schema = dict[str, Any]

_DOCUMENTED = (Report, Owed, Ratchet)


def debt_schema() -> Schema:
    """The schema of the whole report."""
    made = TypeAdapter(Report).json_schema(mode="serialization")
    definitions = made.pop("$defs")
    told: Schema = {"Report": made, **definitions}
    for documented in _DOCUMENTED:
        _describe(told[documented.__name__], documented)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:decisis:debt:1",
        "title": "What is owed, as `decisis debt --format json` tells it",
        "description": "Version 1. Within a version keys are only added.",
        **{key: value for key, value in made.items() if key not in ("title", "description")},
        "$defs": {name: _untitled(value) for name, value in sorted(definitions.items())},
    }


def _describe(schema: Schema, documented: type) -> None:
    """Say of every field what the documentation of its type does; what came with the type is replaced."""
    texts: dict[str, str] = {}
    for one in reversed(documented.__mro__):
        texts |= field_texts(one) if is_dataclass(one) else {}
    schema["additionalProperties"] = False
    schema["required"] = [field.name for field in fields(documented)]
    for name, value in schema["properties"].items():
        value.pop("title", None)
        value["description"] = texts[name][:1].upper() + texts[name][1:]


def _untitled(schema: Schema) -> Schema:
    """A definition without the title and the prose that pydantic takes from the source text."""
    return {key: value for key, value in schema.items() if key not in ("title", "description")}
