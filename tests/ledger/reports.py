"""What the ledger's commands print for programs, held to its published description."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs

DOCS = Path(__file__).parents[2] / "docs"
_CHECK = jsonschema_rs.Draft202012Validator(json.loads((DOCS / "check.schema.json").read_text()))


def described(name: str, printed: str) -> Any:
    """The value that was printed, once `docs/NAME.schema.json` has been held against it."""
    schema = json.loads((DOCS / f"{name}.schema.json").read_text())
    jsonschema_rs.meta.validate(schema)
    value = json.loads(printed)
    jsonschema_rs.Draft202012Validator(schema).validate(value)
    for one in (*value.get("steps", ()), *value.get("records", ())):
        verdict = one.get("verdict") or one.get("document") or {}
        if "schema" in verdict:
            _CHECK.validate(verdict)
    return value
