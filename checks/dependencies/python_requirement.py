"""One requirement of Python, `name[extra]>=1; marker` or `name @ url`, and where it is taken from."""

from __future__ import annotations

import re

from checks.dependencies.model import Dependency, Gap, Origin, Role, Scope
from checks.dependencies.names import named_by

_NAME = re.compile(r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\[\]]*\])?\s*")
_BOUND = re.compile(r"(?:===|~=|==|!=|<=|>=|<|>)\s*[^\s,;<>=!~]+")
_LONGEST = 2_000
_EGG = re.compile(r"[#&]egg=(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)")
_VCS = re.compile(r"(?:git|hg|svn|bzr)(?:\+[a-z]+)?:|git@|ssh:|[^?#]*\.git(?:[@#]|$)", re.IGNORECASE)
_LOCAL = re.compile(r"file:|\.{0,2}/|~|[A-Za-z]:[\\/]|\$\{|\.{1,2}$", re.IGNORECASE)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://|file:", re.IGNORECASE)


def origin_of(location: str) -> Origin:
    """What kind of place a URL or path is."""
    if _VCS.match(location):
        return Origin.GIT
    if _LOCAL.match(location) or not _URL.match(location):
        return Origin.PATH
    return Origin.URL


def requirement(
    text: str,
    line: int,
    end_line: int,
    scope: Scope = Scope.RUNTIME,
    group: str = "",
    role: Role = Role.REQUIRED,
) -> Dependency | Gap:
    """Read a requirement of PEP 508, or a URL or path that pip takes in its place.

    Args:
        text: the requirement without comments and options.
        line: its first line.
        end_line: its last line.
        scope: what it is for.
        group: the section it stands in.
        role: what it does.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return Gap(line, f"the requirement `{text[:80]}`, which is too long")
    if found := _named(text):
        name, bounds, url = found
        return Dependency(
            "pypi",
            name,
            line,
            end_line,
            constraint=bounds,
            scope=scope,
            group=group,
            origin=origin_of(url) if url else Origin.REGISTRY,
            location=url,
            role=role,
        )
    place = text.split(" ;", 1)[0].strip()
    if place.endswith("]"):
        place = place[: place.rfind("[")]
    egg = _EGG.search(place)
    names = (egg["name"],) if egg else named_by(place)
    if not _is_place(place) or (not names and origin_of(place) is not Origin.PATH):
        return Gap(line, f"the requirement `{text[:80]}`")
    return Dependency(
        "pypi",
        names[0] if names else place,
        line,
        end_line,
        scope=scope,
        group=group,
        origin=origin_of(place),
        location=place,
        role=role,
    )


def _named(text: str) -> tuple[str, str, str] | None:
    """Name, bounds and URL of a requirement of PEP 508."""
    found = _NAME.match(text)
    if found is None:
        return None
    rest = text[found.end() :]
    if rest.startswith("@"):
        url, _, marker = rest[1:].strip().partition(" ")
        is_whole = not marker or marker.lstrip().startswith(";") or url.endswith(";")
        return (found["name"], "", url.rstrip(";")) if url and is_whole else None
    bounds = rest.partition(";")[0].strip()
    if bounds.startswith("(") and bounds.endswith(")"):
        bounds = bounds[1:-1].strip()
    clauses = [clause.strip() for clause in bounds.split(",")] if bounds else []
    return (found["name"], bounds, "") if all(map(_BOUND.fullmatch, filter(None, clauses))) else None


def _is_place(text: str) -> bool:
    """Whether a text can be a URL or a path."""
    if not text or any(char.isspace() for char in text):
        return False
    is_path = "/" in text or text.startswith(".") or text.endswith((".whl", ".tar.gz", ".zip"))
    return is_path or bool(_URL.match(text) or _VCS.match(text))
