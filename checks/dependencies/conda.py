"""`environment.yml`: the packages that conda leaves to pip."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.dependencies.model import Entry, Include, Role, Scope
from checks.dependencies.python_requirement import requirement
from checks.dependencies.yaml_nodes import yaml_nodes
from checks.source import Source

_PIP = re.compile(r"(?<![\w-])pip(?![\w-])")
_ESCAPE = re.compile(r"\\[xuU]")


def environment(source: Source, path: str) -> Iterator[Entry]:
    """The requirements of the `pip` section."""
    del path
    text = source.text
    if not (_ESCAPE.search(text) or ("dependencies" in text and _PIP.search(text))):
        return  # other tools have files of this name
    for item in yaml_nodes(text).each("dependencies"):
        for wanted in item.texts("pip"):
            asked = wanted.text.strip()
            if asked.startswith(("-r ", "--requirement ")):
                yield Include(wanted.line, asked.split(None, 1)[1], Role.REQUIRED, Scope.RUNTIME)
            elif asked.startswith(("-e ", "--editable ")):
                yield requirement(asked.split(None, 1)[1], wanted.line, wanted.end_line, group="pip")
            elif not asked.startswith("-"):
                bare = asked.split(" #", 1)[0].split(" --", 1)[0]
                yield requirement(bare, wanted.line, wanted.end_line, group="pip")
