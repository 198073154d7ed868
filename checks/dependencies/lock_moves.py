"""What a change does in a lock file beside taking other versions: hosts, hashes, own packages."""

from __future__ import annotations

from collections.abc import Iterator

from checks.change import Blob, Change, ChangedFile
from checks.dependencies.added import is_own, is_sample
from checks.dependencies.formats import Format, format_of
from checks.dependencies.lock_pins import Pins, pins_of
from checks.dependencies.model import Dependency, NotRead
from checks.dependencies.registry_hosts import is_official
from checks.dependencies.told import cut, listed
from checks.finding import Level, Violation
from checks.path_parts import folder_of

_INSTEAD = "let the package manager write the lock file anew, or say who changed the source and why"


def lock_moves(change: Change) -> Iterator[Violation]:
    """Report what a changed lock file takes from elsewhere, and one that changes alone."""
    for file in change.files:
        format_ = format_of(file.path)
        if format_ is None or not format_.is_lock or file.head is None or file.base is None:
            continue
        if file.head.content is None or file.base.content is None:
            said = "is too large to be read, so hosts and hashes are not compared"
            yield Violation(file.path, 0, 0, said, "too large", at_most=Level.NOTE)
        else:
            yield from _compared(file, format_, change)
        if not _explained(file, format_, change) and not is_sample(file.path):
            said = "changes although no manifest that it belongs to does"
            yield Violation(file.path, 0, 0, said, "alone", at_most=Level.NOTE)


def _explained(file: ChangedFile, format_: Format, change: Change) -> bool:
    """Whether the change touches a manifest of the same ecosystem beside the lock file or below."""
    folder = folder_of(file.path)
    return any(
        (other := format_of(one.path)) is not None
        and other.type == format_.type
        and not other.is_lock
        and (not folder or one.path.startswith(f"{folder}/"))
        for one in change.everywhere
    )


def _compared(file: ChangedFile, format_: Format, change: Change) -> Iterator[Violation]:
    try:
        base = _pins(file.path, file.base)
    except NotRead:
        return
    try:
        head = _pins(file.path, file.head)
    except NotRead as wrong:
        said = f"cannot be read as a lock file: {wrong}"
        yield _violation(file, 0, said, "unreadable", Level.WARN)
        return
    if base is not None and head is not None:
        yield from _hosts(file, base, head)
        yield from _hashes(file, base, head)
        yield from _confused(file, format_, base, head, change)


def _pins(path: str, blob: Blob | None) -> Pins | None:
    return pins_of(path, blob.content) if blob is not None and blob.content is not None else None


def _hosts(file: ChangedFile, base: Pins, head: Pins) -> Iterator[Violation]:
    """Packages that come from another host than before, in the same version; one sentence for a host."""
    moved: dict[str, list[tuple[int, str, str]]] = {}
    for key, pin in sorted(head.packages.items()):
        old = base.packages.get(key)
        if old is None or not old.hosts:
            continue
        for host in sorted(pin.hosts - old.hosts):
            if not (_is_usual(host) and all(map(_is_usual, old.hosts))):
                moved.setdefault(host, []).append((pin.line, key[0], min(old.hosts)))
    for host, places in sorted(moved.items()):
        names = list(dict.fromkeys(name for _, name, _ in places))
        before = listed(sorted({old for _, _, old in places}))
        said = f"takes {listed(names)} from {cut(host)} instead of {before}, in the same version"
        weight = Level.NOTE if _is_usual(host) else Level.WARN
        yield _violation(file, places[0][0], said, f"host {host} {' '.join(names)}", weight)


def _is_usual(host: str) -> bool:
    return is_official(f"https://{host}/")


def _hashes(file: ChangedFile, base: Pins, head: Pins) -> Iterator[Violation]:
    """Packages whose content is another than before, in the same version."""
    changed = []
    for key, pin in sorted(head.packages.items()):
        old = base.packages.get(key)
        shared = old.hashes.keys() & pin.hashes.keys() if old is not None else ()
        if old is not None and any(not old.hashes[what] & pin.hashes[what] for what in shared):
            changed.append((pin.line, f"{key[0]} {key[1]}"))
    if changed:
        names = [name for _, name in changed]
        said = f"changes the hash of {listed(names)}, whose version is the same"
        yield _violation(file, changed[0][0], said, f"hash {' '.join(names)}", Level.WARN)


def _confused(
    file: ChangedFile, format_: Format, base: Pins, head: Pins, change: Change
) -> Iterator[Violation]:
    """Names that the repository answered for and that a registry answers for now."""
    for name in sorted(base.own - head.own - base.lines.keys()):
        if line := head.lines.get(name):
            said = f"takes {cut(name)} from a registry, which came from the repository itself"
            still_here = is_own(Dependency(format_.type, name, line, line), change)
            yield _violation(file, line, said, f"own {name}", Level.WARN if still_here else Level.NOTE)


def _violation(file: ChangedFile, line: int, said: str, text: str, at_most: Level) -> Violation:
    level = Level.NOTE if is_sample(file.path) else at_most
    is_touched = not line or line in file.added_lines
    return Violation(
        file.path, line, line, said, text, instead=_INSTEAD, on_changed_line=is_touched, at_most=level
    )
