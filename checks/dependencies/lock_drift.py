"""Packages that a change asks for and that the lock file does not hold, or holds otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from checks.change import Change, Tree
from checks.dependencies.added import is_own, is_sample, name_key, touched
from checks.dependencies.compared import Manifest
from checks.dependencies.constraints import admitted
from checks.dependencies.formats import format_of
from checks.dependencies.lock_cover import content_of, locks_of
from checks.dependencies.lock_pins import pins_of
from checks.dependencies.model import Dependency, NotRead, Origin, Role, Scope
from checks.dependencies.names import folded
from checks.dependencies.reading import Reading, read
from checks.dependencies.told import cut, listed
from checks.dependencies.toml_nodes import toml_nodes
from checks.dependencies.versions import key_of
from checks.finding import Level, Violation
from checks.path_parts import folder_of, folders_above, name_of
from checks.source import Source

_INSTEAD = "let the package manager write the lock file anew and commit it with the manifest"
_CARGO = ("dependencies", "dev-dependencies", "build-dependencies")
_RECORDS_REQUESTS = ("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "bun.lock")


@dataclass(frozen=True)
class _Lock:
    """A lock file at the head; `reading` is `None` where the file is too large to be read."""

    path: str
    reading: Reading | None

    def versions(self, one: Dependency) -> tuple[str, ...] | None:
        """The versions that it holds of a package; `None` where it does not hold it."""
        found = [locked for locked in self._named.get(name_key(one), ()) if locked.role is Role.LOCKED]
        if not found and not (one.alias and self._named.get(folded(one.type, one.alias))):
            return None
        return tuple(locked.constraint for locked in found)

    @cached_property
    def _named(self) -> Mapping[str, list[Dependency]]:
        named: dict[str, list[Dependency]] = {}
        for locked in self.reading.dependencies if self.reading else ():
            for name in {name_key(locked), folded(locked.type, locked.alias)}:
                named.setdefault(name, []).append(locked)
        return named


def drifts(change: Change) -> Iterator[Violation]:
    """Report every manifest whose lock file did not follow."""
    for manifest in touched(change):
        if manifest.anchor or manifest.head.failure or manifest.file.head is None:
            continue
        asked = _asked(manifest)
        locks = locks_of(change.head_tree, manifest.path) if asked else ()
        if not locks or (is_sample(manifest.path) and folder_of(locks[0]) != folder_of(manifest.path)):
            continue
        if any(_is_in_step(asked, lock, change.head_tree) for lock in locks):
            continue
        asked = [one for one in asked if not is_own(one, change)]  # this walks the tree
        if not asked:
            continue
        if manifest.format.type == "golang":
            yield from _go(manifest, asked, locks[0], change.head_tree)
        else:
            yield from _compared(manifest, asked, locks, change)


def _asked(manifest: Manifest) -> list[Dependency]:
    """What the change asks for that has to be locked: new, or in another version than before."""
    before = {(name_key(one), one.constraint, one.is_inherited) for one in manifest.base.dependencies}
    kept = _kept_elsewhere(manifest)
    found: dict[str, Dependency] = {}
    for one in manifest.head.dependencies:
        is_new = (name_key(one), one.constraint, one.is_inherited) not in before
        if is_new and name_key(one) not in kept and _is_locked(one, manifest):
            found.setdefault(name_key(one), one)
    return list(found.values())


def _is_locked(one: Dependency, manifest: Manifest) -> bool:
    if one.role is not Role.REQUIRED or not one.is_direct or one.origin is not Origin.REGISTRY:
        return False
    if one.type == "npm":
        return one.group in ("dependencies", "devDependencies")
    if one.type == "pypi":
        is_environment = one.scope is Scope.DEV and one.group in ("dependencies", "extra-dependencies")
        return one.scope is not Scope.BUILD and not is_environment and not _has_marker(one, manifest)
    return True


def _has_marker(one: Dependency, manifest: Manifest) -> bool:
    """Whether the entry holds for some platforms or versions of Python alone, perhaps for none that count."""
    source = manifest.file.head_source
    lines = source.lines[one.line - 1 : one.end_line] if source is not None else ()
    return any(word in line for line in lines for word in (";", "markers", "python =", "platform"))


def _kept_elsewhere(manifest: Manifest) -> frozenset[str]:
    """Names that the manifest only sets a version for, or that are its own."""
    source = manifest.file.head_source
    if source is None or manifest.format.what != "TOML":
        return frozenset()
    root = toml_nodes(source.text)
    if manifest.format.type == "pypi":
        names = [root.text_at("project", "name"), root.text_at("tool", "poetry", "name")]
        return frozenset(folded("pypi", name) for name in names)
    own = {name for table in _CARGO for name, _ in root.pairs(table)}
    kept = {name for table in _CARGO for name, _ in root.pairs("workspace", table)}
    return frozenset(folded("cargo", name) for name in kept - own)


def _read(tree: Tree, path: str) -> _Lock:
    format_, content = format_of(path), content_of(tree, path)
    return _Lock(path, read(format_, path, content) if format_ is not None and content is not None else None)


def _compared(
    manifest: Manifest, asked: list[Dependency], paths: tuple[str, ...], change: Change
) -> Iterator[Violation]:
    """Hold what is asked for against every lock file; one that is in step is enough."""
    locks = [_read(change.head_tree, path) for path in paths]
    changed = {file.path for file in change.everywhere}
    if any(lock.reading is None or lock.reading.failure or lock.reading.gaps for lock in locks):
        lock = locks[0]
        if len(locks) == 1 and lock.reading is None and lock.path not in changed:
            is_told = name_of(lock.path) in _RECORDS_REQUESTS
            said = f"asks for {listed([one.name for one in asked])}, and {cut(lock.path)} does not change"
            yield _violation(manifest, said, asked, Level.WARN if is_told else Level.NOTE)
        return
    results = [_one(manifest, asked, lock, change.head_tree) for lock in locks]
    if all(results):
        yield from results[0]


def _is_in_step(asked: list[Dependency], path: str, tree: Tree) -> bool:
    """Whether a quick look at a lock file finds all that is asked for; where it does not, it is read."""
    content = content_of(tree, path)
    try:
        pins = pins_of(path, content) if content is not None else None
    except NotRead:
        return False
    if pins is None:
        return False
    type_ = asked[0].type
    locked: dict[str, set[str]] = {}
    for name, versions in pins.names.items():
        locked.setdefault(folded(type_, name), set()).update(versions)
    return all(
        (found := locked.get(name_key(one))) and not _contradicts(one, tuple(sorted(found))) for one in asked
    )


def _one(manifest: Manifest, asked: list[Dependency], lock: _Lock, tree: Tree) -> list[Violation]:
    if name_of(lock.path) == "poetry.lock" and _has_groups(manifest):
        asked = [one for one in asked if one.scope is not Scope.DEV]
    missing = [one for one in asked if lock.versions(one) is None]
    found = []
    if missing:
        said = f"asks for {listed([one.name for one in missing])}, which {cut(lock.path)} does not hold"
        found.append(_violation(manifest, said, missing, Level.WARN))
    bounded = _limited(manifest, lock, tree)
    for one in asked:
        versions = lock.versions(one)
        if versions and name_key(one) not in bounded and _contradicts(one, versions):
            said = (
                f"asks for {cut(one.name)} {cut(one.constraint)}, "
                f"and {cut(lock.path)} holds {listed(sorted(set(versions)))}"
            )
            found.append(_violation(manifest, said, [one], Level.WARN))
    return found


def _has_groups(manifest: Manifest) -> bool:
    source = manifest.file.head_source
    return source is not None and "[dependency-groups]" in source.text


def _contradicts(one: Dependency, versions: tuple[str, ...]) -> bool:
    """Whether no locked version is one that is asked for; what is not understood contradicts nothing."""
    possible = admitted(one.type, one.constraint)
    keys = [key_of(version) for version in versions]
    if possible is None or one.is_inherited or any(key is None for key in keys):
        return False
    return not any(part.holds(key) for part in possible for key in keys if key is not None)


def _limited(manifest: Manifest, lock: _Lock, tree: Tree) -> frozenset[str]:
    """Names whose version an override at the root of the workspace may set."""
    folder = folder_of(lock.path)
    found = {name_key(one) for one in manifest.head.dependencies if one.role is Role.LIMIT}
    for name in ("package.json", "pnpm-workspace.yaml", "Cargo.toml", "pyproject.toml"):
        path = f"{folder}/{name}" if folder else name
        format_, content = format_of(path), content_of(tree, path)
        if format_ is not None and content is not None and format_.type == manifest.format.type:
            limits = read(format_, path, content).dependencies
            found |= {name_key(one) for one in limits if one.role is Role.LIMIT}
            found |= {folded(one.type, one.alias) for one in limits if one.role is Role.LIMIT and one.alias}
    return frozenset(found)


def _go(manifest: Manifest, asked: list[Dependency], lock: str, tree: Tree) -> Iterator[Violation]:
    """A module that is required must have its sum, unless `replace` or a workspace takes another."""
    content = content_of(tree, lock)
    replaced = {
        folded("golang", one.alias or one.name)
        for one in manifest.head.dependencies
        if one.role is Role.LIMIT
    }
    in_workspace = any(
        tree.mode(f"{folder}go.work") for folder in ("", *(f"{one}/" for one in folders_above(lock)))
    )
    if content is None or in_workspace:
        return
    sums = {tuple(line.split(" ")[:2]) for line in Source(content).text.split("\n")}
    missing = [
        one
        for one in asked
        if folded("golang", one.name) not in replaced
        and not {(one.name, one.constraint), (one.name, f"{one.constraint}/go.mod")} & sums
    ]
    if missing:
        names = listed([f"{one.name} {one.constraint}" for one in missing])
        said = f"asks for {names}, which {cut(lock)} does not hold"
        yield _violation(manifest, said, missing, Level.WARN)


def _violation(manifest: Manifest, said: str, asked: list[Dependency], at_most: Level) -> Violation:
    names = " ".join(sorted(f"{one.name} {one.constraint}" for one in asked))
    level = Level.NOTE if is_sample(manifest.path) else at_most
    return Violation(manifest.path, 0, 0, said, f"lock {names}", instead=_INSTEAD, at_most=level)
