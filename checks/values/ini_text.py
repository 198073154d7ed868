"""INI files as nodes, as Python's `configparser` reads them without interpolation.

Sections are mappings at the root; options before the first section, as in `.editorconfig`, stand beside
them. Names of options are in lower case, for that is how they are looked up. Every value is a text.
The reader is our own because that of the standard library knows no lines and needs quadratic time for a
long line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from checks.values.node import Entry, Leaf, Table, Unreadable

_SECTION = re.compile(r"\[(.+)\]")
_DELIMITER = re.compile("[=:]")
_DEFAULT = "DEFAULT"
"""The section whose options stand in every other one that does not say otherwise."""


@dataclass
class _Option:
    name: str
    line: int
    lines: list[str]

    @property
    def entry(self) -> Entry:
        return Entry(self.name, self.line, Leaf(self.line, "\n".join(self.lines).rstrip(), is_typed=False))


@dataclass
class _Section:
    name: str
    line: int
    options: list[_Option] = field(default_factory=list)


def document(text: str) -> Table:
    """The sections of an INI text.

    Raises:
        Unreadable: a line is neither section nor option nor the rest of one.
    """
    section = _Section("", 0)
    sections = [section]
    option: _Option | None = None
    indent = 0
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if stripped.startswith(("#", ";")):
            continue
        if not stripped:
            if option:
                option.lines.append("")
            continue
        here = len(line) - len(line.lstrip())
        if option and here > indent:
            option.lines.append(stripped)
            continue
        indent, option = here, None
        if header := _SECTION.match(stripped):
            section = _Section(header[1], number)
            sections.append(section)
        else:
            option = _option(stripped, number)
            section.options.append(option)
    root = [option.entry for option in sections[0].options]
    shared = [option for one in sections[1:] if one.name == _DEFAULT for option in one.options]
    return Table(1, (*root, *(_entry(one, shared) for one in sections[1:])))


def _option(line: str, number: int) -> _Option:
    name, value = [*_DELIMITER.split(line, maxsplit=1), ""][:2]
    if not name.strip():
        raise Unreadable("it does not parse as INI")
    return _Option(name.strip().lower(), number, [value.strip()])


def _entry(section: _Section, shared: Sequence[_Option]) -> Entry:
    """A section with what it inherits."""
    own = {option.name for option in section.options}
    inherited = [option for option in shared if option.name not in own and section.name != _DEFAULT]
    options = tuple(option.entry for option in (*section.options, *inherited))
    return Entry(section.name, section.line, Table(section.line, options))
