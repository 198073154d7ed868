"""What stands behind a name in `package.json`: a range, an alias, a repository, a URL, a folder."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from checks.dependencies.model import Origin
from checks.dependencies.names import named_by

_ALIAS = re.compile(r"npm:(?P<name>@?[^@]+)(?:@(?P<range>.*))?", re.DOTALL)
_GIT = re.compile(r"git\+|git:|git@|ssh:|github:|gitlab:|bitbucket:|gist:|[^#]+\.git(?:#|$)")
_REPOSITORY = re.compile(r"https?://(?:[^/@]*@)?(?:www\.)?github\.com/[^/]+/[^/#]+/?(?:#.*)?")
_SHORT = re.compile(r"[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+(?:#.*)?")
_PATH = re.compile(r"file:|link:|portal:|\.{0,2}/|~/|\.{1,2}$|[A-Za-z]:[\\/]")


@dataclass(frozen=True, slots=True)
class Spec:
    """A specifier that was taken apart.

    Attributes:
        name: the package that is really taken.
        constraint: the range, empty if there is none.
        origin: where it is taken from.
        location: the URL, repository or path.
    """

    name: str
    constraint: str = ""
    origin: Origin = Origin.REGISTRY
    location: str = ""


def spec_of(name: str, written: str) -> Spec:
    """Take a specifier apart.

    Args:
        name: the name under which it stands.
        written: the specifier.
    """
    text = written.strip()
    if text.startswith("patch:"):  # `patch:lodash@npm%3A4.17.21#…`: a package with a patch laid on it
        inner = unquote(text.removeprefix("patch:").split("#", 1)[0])
        patched, _, rest = inner.rpartition("@npm:") if "@npm:" in inner else inner.rpartition("@")
        return Spec(patched or name, rest)
    if alias := _ALIAS.fullmatch(text):
        target = alias["name"]
        if alias["range"] is None and re.match(r"[\^~<>=*\d]", target):
            return Spec(name, target)  # `npm:^1.0.0` of yarn and deno: the same name
        return Spec(target, alias["range"] or "")
    if text.startswith("workspace:"):
        return Spec(name, origin=Origin.WORKSPACE, location=text)
    if text.startswith("catalog:"):
        return Spec(name)
    if _PATH.match(text):
        return Spec(name, origin=Origin.PATH, location=text)
    if _GIT.match(text) or _SHORT.fullmatch(text):
        return Spec(name, origin=Origin.GIT, location=text)
    if "://" in text:
        origin = Origin.GIT if _REPOSITORY.fullmatch(text) else Origin.URL
        return Spec(name, origin=origin, location=text)
    if text.startswith("jsr:"):
        return Spec(name, origin=Origin.URL, location=text)
    return Spec(name, text)


def resolved_name(name: str, url: str) -> str:
    """The package that a registry serves at a URL, `name` where the URL does not tell."""
    if "/-/" not in url and "/download/" not in url:
        return name
    found = named_by(url)
    if not found:
        return name
    return (
        name
        if found[0].lower() == name.lower() or name.lower().endswith("/" + found[0].lower())
        else found[0]
    )
