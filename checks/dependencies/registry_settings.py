"""Settings by which a change tells a package manager to look elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.change import Change, ChangedFile
from checks.dependencies.added import is_sample
from checks.dependencies.formats import format_of
from checks.dependencies.registries import Setting, has_settings, settings_of
from checks.dependencies.registry_hosts import host_of, is_official, is_shared
from checks.dependencies.told import cut
from checks.finding import Level, Side, Violation
from checks.introduced import introduced

_USER = re.compile(r"(?<=//)[^/@\s]*@")
_INSTEAD = "have whoever answers for the supply of packages decide on the source"


def new_settings(change: Change) -> Iterator[Violation]:
    """Report every setting that names a source of packages, or switches a protection off, and is new."""
    files = {file.path: file for file in change.files if has_settings(file.path)}
    if not files:
        return
    head = [place for file in files.values() for place in _places(file, Side.HEAD)]
    if head:
        base = [place for file in files.values() for place in _places(file, Side.BASE)]
        yield from introduced(files, base, head)


def _places(file: ChangedFile, side: Side) -> Iterator[Violation]:
    source = file.head_source if side is Side.HEAD else file.base_source
    if source is None:
        return
    for one in settings_of(file.path, source.content):
        if not one.key:
            if format_of(file.path) is None:  # a manifest that cannot be read is reported as such
                said = f"cannot be read, so where packages come from is not known: {one.value}"
                yield Violation(file.path, 0, 0, said, "unreadable", side, at_most=Level.NOTE)
        elif one.is_lax or not is_official(one.value):
            yield Violation(
                file.path,
                one.line,
                one.line,
                message=_said(one),
                text=f"{host_of(one.value) or one.value} {one.is_lax}",
                side=side,
                instead=_INSTEAD,
                sensitive=_USER.search(one.value) is not None,
                at_most=_weight(one, file.path),
            )


def _said(one: Setting) -> str:
    value = cut(_USER.sub("", one.value))
    if one.is_lax:
        return f"`{one.key}` {value} switches off a protection against forged packages"
    return f"{cut(one.key)} makes {value} a source of packages"


def _weight(one: Setting, path: str) -> Level:
    is_local = not one.is_lax and not host_of(one.value) and ":" not in one.value
    return Level.NOTE if is_local or is_shared(one.value) or is_sample(path) else Level.WARN
