"""One requirement of Python, `name[extra]>=1; marker` or `name @ url`, and where it is taken from."""

from __future__ import annotations

import re

from checks.dependencies.model import Dependency, Gap, Origin, Role, Scope
from checks.dependencies.names import named_by

_REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[(?P<extras>[^\]]*)\])?\s*"
    r"(?:@\s*(?P<url>[^\s;]+(?:;(?!\s)[^\s;]*)*)|\(\s*(?P<inner>[^()]*)\)|(?P<bounds>[^;@]*))"
    r"\s*(?:;.*)?"
)
_BOUNDS = re.compile(r"\s*(?:(?:===|~=|==|!=|<=|>=|<|>)\s*[^\s,;<>=!~]+\s*,?\s*)*")
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
    found = _REQUIREMENT.fullmatch(text) if len(text) < 5_000 else None
    bounds = (found["inner"] or found["bounds"] or "").strip() if found else ""
    if found and _BOUNDS.fullmatch(bounds):
        url = found["url"] or ""
        return Dependency(
            "pypi",
            found["name"],
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
    if (
        not place
        or re.search(r"\s", place)
        or not (
            _URL.match(place)
            or _VCS.match(place)
            or "/" in place
            or place.startswith(".")
            or place.endswith((".whl", ".tar.gz", ".zip"))
        )
    ):
        return Gap(line, f"the requirement `{text[:80]}`")
    egg = _EGG.search(place)
    plain = re.sub(r"\[[^\]]*\]$", "", place)
    names = (egg["name"],) if egg else named_by(plain)
    if not names and origin_of(plain) is not Origin.PATH:
        return Gap(line, f"the requirement `{text[:80]}`")
    return Dependency(
        "pypi",
        names[0] if names else plain,
        line,
        end_line,
        scope=scope,
        group=group,
        origin=origin_of(plain),
        location=plain,
        role=role,
    )
