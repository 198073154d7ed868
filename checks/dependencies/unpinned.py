"""Dependencies that a change leaves without a bound where the others of the manifest have one."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator

from checks.change import Change
from checks.dependencies.added import is_own, is_sample, name_key, touched
from checks.dependencies.compared import Manifest, new_in
from checks.dependencies.held import is_inside
from checks.dependencies.model import Dependency, Origin, Role, Scope
from checks.dependencies.taken import takes_in
from checks.dependencies.told import cut, violation
from checks.finding import Level, Violation

_NO_BOUND = re.compile(r"\*|x|X|\+|any|>=?\s*0(?:\.0)*", re.IGNORECASE)
_TAG = re.compile(r"[A-Za-z][A-Za-z0-9._-]*")
_MOVING = re.compile(r"(?:main|master|develop|dev|trunk|head|next|canary|latest|nightly)", re.IGNORECASE)
_FIXED = re.compile(r"\b(?:rev|tag|ref|commit|branch)\b[\"']?\s*(?:=>|=|:)\s*[\"'](?P<what>[^\"']+)")
_BRANCH = re.compile(r"\bbranch\b[\"']?\s*(?:=>|=|:)")
_FEWEST = 3
_SHARE = 0.8
_INSTEAD = "name the version that was tried, in the form that the others have"
_COMMIT = "name the commit, so that the same code is taken tomorrow"


def loose(change: Change) -> Iterator[Violation]:
    """Report every dependency that is new, or has lost its bound, and floats."""
    found = [(one, _floating(one, is_head=False), _floating(one)) for one in touched(change)]
    for manifest, one in new_in(found):
        if is_inside(one, manifest.file.path) or is_own(one, change):
            continue
        is_light = one.scope is not Scope.RUNTIME or is_sample(manifest.path)
        weight = Level.NOTE if is_light else Level.WARN
        text = f"{one.type} {one.name} {one.constraint} {one.location}"
        if one.origin is Origin.GIT:
            said = f"takes {cut(one.name)} from a repository without naming a commit"
            yield violation(manifest, one, said, _COMMIT, weight, text)
        elif bound := _bounded(manifest):
            yield violation(manifest, one, _said(one, manifest, bound), _INSTEAD, weight, text)


def _said(one: Dependency, manifest: Manifest, bound: int) -> str:
    was_there = any(name_key(old) == name_key(one) for old in manifest.base.dependencies)
    done = "leaves" if was_there else "adds"
    how = f"with the floating version {cut(one.constraint)}" if one.constraint else "without a version"
    return f"{done} {cut(one.name)} {how}, where {bound} others of the file have a bound"


def _floating(manifest: Manifest, *, is_head: bool = True) -> dict[Hashable, Dependency]:
    found: dict[Hashable, Dependency] = {}
    lines = _lines(manifest, is_head=is_head)
    for one in (manifest.head if is_head else manifest.base).dependencies:
        if takes_in(one) and _floats(one, lines):
            found.setdefault((one.type, name_key(one)), one)
    return found


def _lines(manifest: Manifest, *, is_head: bool) -> tuple[str, ...]:
    source = manifest.file.head_source if is_head else manifest.file.base_source
    return source.lines if source is not None and not manifest.anchor else ()


def _floats(one: Dependency, lines: tuple[str, ...]) -> bool:
    if one.origin is Origin.GIT:
        return _moves(one, "\n".join(lines[one.line - 1 : max(one.end_line, one.line)]))
    if one.origin is not Origin.REGISTRY or one.role is not Role.REQUIRED or one.group == "peerDependencies":
        return False
    return not _is_bounded(one) and not _is_versioned_elsewhere(one)


def _is_bounded(one: Dependency) -> bool:
    text = one.constraint.strip()
    if not text:
        return one.is_inherited
    return not _NO_BOUND.fullmatch(text) and not (one.type in ("npm", "maven") and _is_tag(text))


def _is_tag(text: str) -> bool:
    """Whether a word stands where a version should: `latest`, `next`; a property does not count."""
    return _TAG.fullmatch(text) is not None and not re.match(r"[vV]?[0-9]", text)


def _is_versioned_elsewhere(one: Dependency) -> bool:
    """Whether the ecosystem has another place for the version, such as a parent or a central file."""
    return not one.constraint and (one.is_inherited or one.type in ("maven", "nuget", "golang"))


def _moves(one: Dependency, written: str) -> bool:
    """Whether a repository is taken at whatever stands there: no commit, no tag, or a branch."""
    if one.type in ("cargo", "gem"):
        return _BRANCH.search(written) is not None or _FIXED.search(written) is None
    if one.type == "npm":
        revision = one.location.partition("#")[2]
    else:
        tail = one.location.split("#", 1)[0].rpartition("/")[2]
        revision = tail.partition("@")[2]
        if not revision and (fixed := _FIXED.search(written)):
            revision = fixed["what"] if not _BRANCH.search(written) else ""
    return not revision or _MOVING.fullmatch(revision) is not None


def _bounded(manifest: Manifest) -> int:
    """How many others of the manifest have a bound, if nearly all have; 0 if that is not its style."""
    base = [
        one
        for one in manifest.base.dependencies
        if one.origin is Origin.REGISTRY and takes_in(one) and one.role is Role.REQUIRED
    ]
    bound = sum(_is_bounded(one) for one in base)
    return bound if bound >= _FEWEST and bound >= _SHARE * len(base) else 0
