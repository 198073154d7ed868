"""YAML of other tools as plain values: read safely, without aliases expanded beyond reason."""

from __future__ import annotations

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_MOST_BYTES = 200_000


def yaml_value(text: str) -> object:
    """The value of a document, `None` where it is none that can be read."""
    if len(text) > _MOST_BYTES or text.count("&") > 50:
        return None
    try:
        value: object = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        return None
    return value
