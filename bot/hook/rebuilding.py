"""The files that a call leaves behind, before it is made."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot.hook.calls import Call, Kind, Replacement
from bot.hook.patches import BadPatch, patched
from bot.hook.shell import Effect, effects

MOST_BYTES = 4_000_000
"""Of a file that is rebuilt; larger ones are judged on the pull request."""


class NotRebuilt(ValueError):
    """What a call would leave behind cannot be told; one sentence says why."""


class Outside(ValueError):
    """A call writes outside of the repository, where no decision of it holds."""


def rebuilt(call: Call, top: Path) -> dict[str, bytes | None]:
    """The content of every file that a call writes, by its path from the root; `None` for one that goes.

    Args:
        call: a call that writes.
        top: the root of the repository.

    Raises:
        NotRebuilt: the call does not fit the files as they are.
        Outside: none of the files lies in the repository.
    """
    files = _Files(top, call.cwd)
    match call.kind:
        case Kind.WRITE:
            written: dict[str, bytes | None] = {call.path: call.text.encode("utf-8", "surrogatepass")}
        case Kind.EDIT:
            written = {call.path: _edited(files.read(call.path) or "", call.replacements, call.path)}
        case Kind.NOTEBOOK:
            written = {call.path: _with_cell(files.read(call.path), call.text)}
        case Kind.PATCH:
            try:
                texts = patched(call.text, files.read)
            except BadPatch as wrong:
                raise NotRebuilt(f"the patch does not fit: {wrong}; read the file again") from wrong
            written = {path: None if text is None else text.encode() for path, text in texts.items()}
        case _:
            written = _after(effects(call.text), files)
    found = {
        inside: content for path, content in written.items() if (inside := files.inside(path)) is not None
    }
    if written and not found:
        raise Outside
    return found


class _Files:
    """The work tree as the call sees it."""

    def __init__(self, top: Path, cwd: Path) -> None:
        self._top, self._cwd = Path(os.path.realpath(top)), cwd

    def inside(self, path: str) -> str | None:
        """The path from the root, `/` between its parts; `None` outside of the repository.

        Links above the file are followed, as the tool would.
        """
        whole = self._cwd / Path(path).expanduser()
        place = Path(os.path.realpath(whole.parent)) / whole.name
        try:
            inside = Path(os.path.normpath(place)).relative_to(self._top)
        except ValueError:
            return None
        return None if inside.parts[:1] in ((), (".git",)) else inside.as_posix()

    def read(self, path: str) -> str | None:
        """The text of a file, `None` if there is none."""
        content = self.content(path)
        return None if content is None else content.decode("utf-8", "surrogateescape")

    def is_folder(self, path: str) -> bool:
        """Whether there is a folder at a path."""
        return os.path.isdir(self._cwd / Path(path).expanduser())  # noqa: PTH112 - a name may be too long to ask

    def content(self, path: str) -> bytes | None:
        """The content of a file, `None` if there is none.

        Raises:
            NotRebuilt: it is too large or cannot be read.
        """
        file = self._cwd / Path(path).expanduser()
        try:
            if not file.is_file():
                return None
            if file.stat().st_size > MOST_BYTES:
                raise NotRebuilt(f"`{path}` is larger than {MOST_BYTES:,} bytes; change it in smaller files")
            return file.read_bytes()
        except OSError as fault:
            raise NotRebuilt(f"`{path}` cannot be read: {fault.strerror}") from fault


def _edited(text: str, replacements: Iterable[Replacement], path: str) -> bytes:
    for one in replacements:
        old, new = one.old, one.new
        if old and old not in text and "\r\n" in text:
            old, new = (each.replace("\r\n", "\n").replace("\n", "\r\n") for each in (old, new))
        if old not in text:
            raise NotRebuilt(f"what the edit replaces is not in `{path}`; read the file again")
        if not old:
            text = new + text if text else new
        else:
            text = text.replace(old, new) if one.everywhere else text.replace(old, new, 1)
    return text.encode("utf-8", "surrogateescape")


def _with_cell(text: str | None, source: str) -> bytes:
    """The notebook with the new source as a cell of its own, so that all of it is seen."""
    try:
        notebook = json.loads(text or '{"cells": []}')
        notebook["cells"].append({"cell_type": "code", "source": source.splitlines(keepends=True)})
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise NotRebuilt("the notebook does not read as one; mend it first") from wrong
    return json.dumps(notebook, indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _after(found: Iterable[Effect], files: _Files) -> dict[str, bytes | None]:
    """What a command leaves behind; where the text cannot be told, the file is touched and no more."""
    written: dict[str, bytes | None] = {}

    def now(path: str) -> bytes | None:
        return written[path] if path in written else files.content(path)

    for effect in found:
        if effect.is_gone:
            if now(effect.path) is not None:
                written[effect.path] = None
            continue
        if effect.source and files.is_folder(effect.path):
            effect = replace(effect, path=f"{effect.path}/{effect.source.rpartition('/')[2]}")
        before = now(effect.path) or b""
        if effect.source:
            written[effect.path] = now(effect.source) or b""
        elif effect.text is None:
            written[effect.path] = before + b"\n"
        else:
            text = effect.text.encode("utf-8", "surrogatepass")
            written[effect.path] = before + text if effect.is_added else text
    return written
