"""Hooks put into the files of hosts, and taken out again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bot.errors import UserError
from bot.hook.answers import Host
from bot.hook.json_edits import NotEditable, added, without
from bot.hook.places import AMP_PROGRAM, HEADS, PLACES, Place


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of one file.

    Attributes:
        host: whose file it is.
        path: the file, from the root that was given.
        seen: its text; `None` where there is none.
        wanted: the text it is to have; `None` where it is to go.
    """

    host: Host
    path: str
    seen: str | None
    wanted: str | None

    @property
    def is_due(self) -> bool:
        """Whether anything changes."""
        return self.seen != self.wanted


def hosts_in(root: Path) -> tuple[Host, ...]:
    """The hosts that are in use in a repository, or of a user, by the files they leave there."""
    return tuple(
        host for host, place in PLACES.items() if any((root / sign).exists() for sign in place.signs)
    )


def installed(root: Path, hosts: Sequence[Host], *, is_user: bool) -> Iterator[Edit]:
    """The edits that have every host call us; nothing changes where it does already.

    Args:
        root: root of the repository, or home of the user.
        hosts: the hosts.
        is_user: whether the files of the user are meant.

    Raises:
        UserError: a file cannot be read or is no JSON of the expected form.
    """
    for host, place, path, seen in _files(root, hosts, is_user=is_user):
        if place.whole:
            yield Edit(host, path, seen, place.whole)
            continue
        text = seen if seen and seen.strip() else json.dumps(HEADS.get(host, {}), indent=2) + "\n"
        for keys, entry in place.entries.items():
            elements = entry if isinstance(entry, tuple) else (entry,)
            held = _held(path, text, keys)
            if any(element not in held for element in elements):
                text = _edited(path, without, text, keys, _is_ours)
                for element in reversed(elements) if place.first else elements:
                    text = _edited(path, partial(added, first=place.first), text, keys, element)
        yield Edit(host, path, seen, text)


def uninstalled(root: Path, hosts: Sequence[Host], *, is_user: bool) -> Iterator[Edit]:
    """The edits that take us out again; a file that is left with nothing of anybody's goes.

    Args:
        root: root of the repository, or home of the user.
        hosts: the hosts.
        is_user: whether the files of the user are meant.

    Raises:
        UserError: a file cannot be read or is no JSON of the expected form.
    """
    for host, place, path, seen in _files(root, hosts, is_user=is_user):
        if seen is None:
            continue
        if place.whole:
            yield Edit(host, path, seen, None if seen == place.whole else seen)
            continue
        text = seen
        for keys in place.entries:
            text = _edited(path, without, text, keys, _is_ours)
        is_empty = text != seen and json.loads(text) == HEADS.get(host, {})
        yield Edit(host, path, seen, None if is_empty else text)


def _files(
    root: Path, hosts: Sequence[Host], *, is_user: bool
) -> Iterator[tuple[Host, Place, str, str | None]]:
    for host in hosts:
        place = PLACES[host]
        path = place.user_file if is_user else place.file
        if path:
            yield host, place, path, _text(root, path)


def _text(root: Path, path: str) -> str | None:
    file = root / path
    try:
        return file.read_bytes().decode("utf-8") if file.exists() else None
    except (OSError, UnicodeDecodeError) as fault:
        raise UserError(f"`{file}` cannot be read: {fault}", "mend it, then run again") from fault


def _edited(path: str, edit: Callable[..., str], *given: Any) -> str:
    try:
        return edit(*given)
    except NotEditable as fault:
        raise UserError(f"`{path}` cannot be edited: {fault}", "mend it, or add the hook by hand") from fault


def _held(path: str, text: str, keys: Sequence[str]) -> Sequence[Any]:
    """The elements of the array that the keys lead to; none where there is no such array."""
    try:
        value: Any = json.loads(text)
    except ValueError as fault:
        raise UserError(f"`{path}` is no JSON: {fault}", "mend it, then run again") from fault
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, list) else ()


def _is_ours(element: Any) -> bool:
    told = json.dumps(element)
    return "decisis hook " in told or f'"{AMP_PROGRAM}"' in told
