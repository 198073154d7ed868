"""Files whose names are one for a careless file system or reader, found without listing a whole tree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

from checks.change import Tree
from checks.paths import folded

_MOST_LISTED = 2_000


class Twins:
    """Finds what an added path can be taken for.

    Args:
        base: where a part of a path that is there already is no news.
        head: where others must still be.
        added: the added paths, each of which can be the other of another.
    """

    def __init__(self, base: Tree, head: Tree, added: Iterable[str]) -> None:
        self._base, self._head = base, head
        self._listed: dict[str, dict[str, set[str]]] = {}
        self._added = sorted(added)

    def twin(self, path: str) -> str | None:
        """Another file or folder at the head that the path, or its first new folder, can be taken for."""
        parent, new = self._first_new(path)
        own = f"{parent}/{new}" if parent else new
        for name in sorted(_spellings(new) - {new}):
            other = f"{parent}/{name}" if parent else name
            if self._head.mode(other) is not None:
                return other
        alike = self._siblings(parent).get(_key(new), set()) - {new}
        found = min(alike, default=None)
        return None if found is None else own[: len(own) - len(new)] + found

    def new_part(self, path: str) -> str:
        """The part of an added path that is new: its name, or from the first new folder on."""
        parent, _ = self._first_new(path)
        return path[len(parent) + 1 :] if parent else path

    def _first_new(self, path: str) -> tuple[str, str]:
        parent = ""
        *folders, name = path.split("/")
        for folder in folders:
            here = f"{parent}/{folder}" if parent else folder
            if self._base.mode(here) is None:
                return parent, folder
            parent = here
        return parent, name

    def _siblings(self, parent: str) -> dict[str, set[str]]:
        if parent not in self._listed:
            start = f"{parent}/" if parent else ""
            added = (path for path in self._added if path.startswith(start))
            listed = islice(self._head.walk(parent), _MOST_LISTED) if parent else ()
            known: dict[str, set[str]] = {}
            for path in (*added, *listed):
                name = path[len(start) :].split("/")[0]
                known.setdefault(_key(name), set()).add(name)
            self._listed[parent] = known
        return self._listed[parent]


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _spellings(name: str) -> set[str]:
    plain = {name, folded(name), unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)}
    cased = {form for one in plain for form in (one.lower(), one.upper(), one.capitalize(), one.swapcase())}
    return {form for form in plain | cased if form}


def strange(path: str) -> Iterator[tuple[str, bool]]:
    """What is strange about the names of a path, each with whether it deceives or only breaks a checkout."""
    for name in path.split("/"):
        shown = name.encode("utf-8", "backslashreplace").decode()
        if any("\udc80" <= char <= "\udcff" for char in name):
            yield f"the name `{shown}` is no UTF-8", False
        if unseen := sorted(
            {char for char in name if unicodedata.category(char) in ("Cf", "Cc", "Zl", "Zp")}
        ):
            numbers = ", ".join(f"U+{ord(char):04X}" for char in unseen)
            yield f"the name holds the invisible character {numbers}", True
        if name != name.rstrip(". ") and name.strip(". "):
            yield f"the name `{shown}` ends with a dot or a space, which Windows strips", True
        if name.split(".")[0].strip().lower() in _DEVICES:
            yield f"the name `{shown}` is that of a device on Windows", False
        if short := _SHORT.fullmatch(name):
            meant = short["stem"].upper() in _GUARDED
            yield f"the name `{shown}` is the short form that Windows gives another one", meant
        if bad := sorted(set(name) & _REFUSED):
            yield f"the name `{shown}` holds `{bad[0]}`, which Windows refuses or takes for a path", False


_SHORT = re.compile(r"(?P<stem>[A-Za-z0-9_$#@!%&(){}^-]{1,6})~[1-9](?:\.[A-Za-z0-9]{1,3})?")
_GUARDED = frozenset(
    (
        *("GIT", "GITHUB", "GITLAB", "GITMOD", "GITATT", "CLAUDE", "CURSOR", "GEMINI", "VSCODE", "CODEX"),
        *("KIRO", "WINDSU", "AGENTS", "CODEOW", "COPILO", "DECISI", "SEMGRE", "HUSKY", "PRE-CO", "DEVCON"),
        *("CIRCLE", "PYPROJ", "PYTEST", "PACKAG", "CONFTE", "REQUIR", "WORKFL"),
    )
)
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{digit}" for port in ("com", "lpt") for digit in range(1, 10))]
)
_REFUSED = frozenset('\\:*?"<>|')
