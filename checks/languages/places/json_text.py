"""JSON as tools of JavaScript read it: with comments and trailing commas."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache

_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_LAST_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


@lru_cache(1_024)
def json_mapping(text: str | None) -> Mapping[str, object]:
    """The mapping that a text holds; empty if it holds none."""
    try:
        value = json.loads(_noise_free(text)) if text else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def texts_in(value: object) -> list[str]:
    """Every text in a value, in order: of conditional targets all are taken."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    return [text for part in value for text in texts_in(part)] if isinstance(value, list) else []


def _noise_free(text: str) -> str:
    without_comments = _COMMENT.sub(lambda found: found[1] or " ", text)
    return _LAST_COMMA.sub(lambda found: found[1] or "", without_comments)
