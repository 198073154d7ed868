"""What `.gitmodules` says: where the code of each submodule comes from."""

from __future__ import annotations

import re
from typing import NamedTuple

_SECTION = re.compile(r'^\s*\[\s*submodule\s+"((?:[^"\\]|\\.)*)"\s*\]')
_ENTRY = re.compile(r"^\s*(url|path)\s*=\s*(.*?)\s*$", re.IGNORECASE)
_HOSTILE = re.compile(r"^-|^ext::|^fd::|^file:|^/|::", re.IGNORECASE)


class Submodule(NamedTuple):
    """One submodule.

    Attributes:
        name: its name.
        path: where it lies.
        url: where it comes from.
        line: the line of its address, from 1.
    """

    name: str
    path: str = ""
    url: str = ""
    line: int = 0

    @property
    def is_hostile(self) -> bool:
        """Whether the address is an option, a command or a place on the disk of whoever fetches it."""
        return _HOSTILE.search(self.url) is not None


def submodules(text: str) -> dict[str, Submodule]:
    """The submodules of a `.gitmodules` by name; of a key that is there twice the last counts, as in git."""
    found: dict[str, Submodule] = {}
    name = None
    for number, line in enumerate(text.split("\n"), 1):
        if section := _SECTION.match(line):
            name = section[1]
            found.setdefault(name, Submodule(name))
        elif line.lstrip().startswith("["):
            name = None
        elif name is not None and (entry := _ENTRY.match(line)):
            value = entry[2].strip('"')
            was = found[name]
            is_url = entry[1].lower() == "url"
            found[name] = was._replace(url=value, line=number) if is_url else was._replace(path=value)
    return found
