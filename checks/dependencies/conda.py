"""`environment.yml`: the packages that conda leaves to pip."""

from __future__ import annotations

from collections.abc import Iterator

from checks.dependencies.model import Entry, Include, Role, Scope
from checks.dependencies.python_requirement import requirement
from checks.dependencies.yaml_nodes import yaml_nodes
from checks.source import Source


def environment(source: Source, path: str) -> Iterator[Entry]:
    """The requirements of the `pip` section."""
    del path
    if "pip" not in source.text and "\\" not in source.text:
        return  # other tools have files of this name
    for item in yaml_nodes(source.text).each("dependencies"):
        for wanted in item.texts("pip"):
            text = wanted.text.strip()
            if text.startswith(("-r ", "--requirement ")):
                yield Include(wanted.line, text.split(None, 1)[1], Role.REQUIRED, Scope.RUNTIME)
            elif text.startswith(("-e ", "--editable ")):
                yield requirement(text.split(None, 1)[1], wanted.line, wanted.end_line, group="pip")
            elif not text.startswith("-"):
                bare = text.split(" #", 1)[0].split(" --", 1)[0]
                yield requirement(bare, wanted.line, wanted.end_line, group="pip")
