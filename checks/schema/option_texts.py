"""What a check's documentation says about each of its options."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Mapping

from checks.check import Check

_ENTRY = re.compile(r"^(?: {4}|- )`?(?P<name>[a-z][\w-]*)`?(?:, `[\w-]+`)*: (?P<text>.+)$")


def option_texts(check: type[Check]) -> Mapping[str, str]:
    """The sentence about each option, by the option's name as written in YAML.

    Read are entries `name: text` under `Attributes:` and "- `name`: text" in a list, with the more indented
    lines that go on. An option that the documentation does not mention has none.
    """
    names = {check.option_name(field.name) for field in dataclasses.fields(check)}
    found: dict[str, str] = {}
    open_name = ""
    for line in inspect.cleandoc(check.__doc__ or "").split("\n"):
        entry = _ENTRY.match(line)
        name = check.option_name(entry["name"]) if entry else ""
        if entry and name in names:
            open_name, found[name] = name, entry["text"].strip()
        elif open_name and line.startswith("  ") and line.strip():
            found[open_name] += f" {line.strip()}"
        else:
            open_name = ""
    return found
