"""How a dependency and its place are named in a sentence."""

from __future__ import annotations

from checks.dependencies.added import name_key
from checks.dependencies.compared import Manifest, placed
from checks.dependencies.model import Dependency, Origin
from checks.finding import Level, Violation

LONGEST = 100
_MOST_NAMED = 5
_ORIGINS = {
    Origin.GIT: "the repository",
    Origin.URL: "the URL",
    Origin.PATH: "the path",
    Origin.REGISTRY: "the registry",
    Origin.WORKSPACE: "the workspace",
}


def cut(text: str) -> str:
    """A text of a pull request, not longer than a sentence bears, in backticks."""
    return f"`{' '.join(text.split())[:LONGEST].replace('`', '')}`"


def place_of(one: Dependency) -> str:
    """Where a dependency is taken from: ``the repository `https://…` ``."""
    if not one.location:
        return "the usual registry"
    kind, _, name = one.location.partition(" ")
    if one.origin is Origin.REGISTRY and kind in ("index", "registry") and name:
        return f"the {kind} {cut(name)}"
    return f"{_ORIGINS[one.origin]} {cut(one.location)}"


def listed(names: list[str]) -> str:
    """`a`, `b` and 3 more."""
    shown = [cut(name) for name in names[:_MOST_NAMED]]
    if len(names) > _MOST_NAMED:
        shown.append(f"{len(names) - _MOST_NAMED} more")
    *first, last = shown
    return f"{', '.join(first)} and {last}" if first else last


def violation(
    manifest: Manifest, one: Dependency, message: str, instead: str, at_most: Level, text: str
) -> Violation:
    """A finding at the line of a dependency; its text begins with the package, as `package_of` tells it."""
    line, end_line, is_touched = placed(manifest, one)
    return Violation(
        manifest.path,
        line,
        end_line,
        message=message,
        text=f"{one.type} {name_key(one)} {text}",
        instead=instead,
        on_changed_line=is_touched,
        at_most=at_most,
    )


def package_of(place: Violation) -> tuple[str, ...]:
    """The type and the folded name of the package that a finding of `violation` is about."""
    return tuple(place.text.split(" ", 2)[:2])
