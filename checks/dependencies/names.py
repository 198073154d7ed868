"""Names of packages: when two spellings mean one package, and which package a URL holds."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from checks.dependencies.model import Dependency, Origin

TYPES = ("cargo", "gem", "golang", "maven", "npm", "nuget", "pypi")
"""The types of package URLs whose manifests are read."""

_RUN = re.compile(r"[-_.]+")
_GO_MAJOR = re.compile(r"/v[0-9]{1,6}$|\.v[0-9]{1,6}(?=$|/)")
_WHEEL = re.compile(r"(?P<name>[A-Za-z0-9_.]+?)-[0-9][^-]*(?:-[^-]+){3,4}\.whl")
_ARCHIVE = re.compile(
    r"(?P<name>.+?)-v?[0-9][^/]*?\.(?:tar\.gz|tar\.bz2|tar\.xz|tgz|zip|gem|crate|nupkg|jar)", re.IGNORECASE
)
_LONGEST_FILE = 200
_FORGE = re.compile(
    r"//(?:[^/@]*@)?(?:(?:www\.|codeload\.)?github\.com|api\.github\.com/repos|gitlab\.com|bitbucket\.org|codeberg\.org)"
    r"/[^/]+/(?P<name>[^/]+)/(?!-/)."
)
_FORGE_FILE = re.compile(r"/(?:-/)?(?:archive|releases|tree)(?:/|$)|/-/")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@lru_cache(65_536)
def folded(type_: str, name: str) -> str:
    """The form in which two names are equal if they could mean one package."""
    plain = name.strip().lower()
    if type_ in ("pypi", "cargo"):
        return _RUN.sub("-", plain) if type_ == "pypi" else plain.replace("_", "-")
    if type_ == "maven":
        return plain.replace(":", "/")
    return plain


@lru_cache(65_536)
def exact(type_: str, name: str) -> str:
    """The form in which two names are equal only if the ecosystem itself takes them for one package."""
    if type_ in ("pypi", "cargo", "nuget"):
        return folded(type_, name)
    return name.strip().replace(":", "/") if type_ == "maven" else name.strip()


def without_major(name: str) -> str:
    """A Go module without the suffix of its major version: `github.com/a/b/v2`, `gopkg.in/yaml.v3`."""
    return _GO_MAJOR.sub("", name)


def named_by(location: str) -> tuple[str, ...]:
    """The names that a URL, a repository or an archive speaks of, for what hides behind another name.

    `git+https://github.com/psf/requests.git@v2` is `requests`, as is `…/requests-2.31.0.tar.gz`.
    """
    plain = unquote(location).strip()
    plain = plain.split("#", 1)[0].split("?", 1)[0]
    plain = _SCHEME.sub("", plain, count=1).rstrip("/")
    found: list[str] = []
    last = plain.rpartition("/")[2]
    if len(last) > _LONGEST_FILE:
        return ()
    if built := _WHEEL.fullmatch(last) or (None if "/-/" in plain else _ARCHIVE.fullmatch(last)):
        return (built["name"],)
    if (forge := _FORGE.match(plain)) and "/-/" not in plain:
        return (forge["name"].removesuffix(".git"),)
    head = _FORGE_FILE.split(plain, maxsplit=1)[0]
    tail = re.split(r"[/:]", head)[-1] if head else ""
    tail = tail.split("@", 1)[0]
    for ending in (".git", ".whl"):
        tail = tail.removesuffix(ending)
    if tail:
        scope = head.rpartition("/")[0].rpartition("/")[2]
        found.append(f"{scope}/{tail}" if scope.startswith("@") else tail)
    return tuple(dict.fromkeys(found))


def is_archive(location: str) -> bool:
    """Whether a path is that of a built package, not of a folder."""
    last = location.rpartition("/")[2]
    return len(last) <= _LONGEST_FILE and bool(_WHEEL.fullmatch(last) or _ARCHIVE.fullmatch(last))


def names_of(dependency: Dependency) -> tuple[str, ...]:
    """The names, folded, by which a dependency is known: its own, and those of the place it is taken from."""
    names = [dependency.name]
    if dependency.origin in (Origin.GIT, Origin.URL):
        names += named_by(dependency.location)
    elif dependency.origin is Origin.PATH and is_archive(dependency.location):
        names += named_by(dependency.location)  # a folder may be called anything
    if dependency.type == "golang":
        names += [without_major(name) for name in names]
    return tuple(dict.fromkeys(folded(dependency.type, name) for name in names))
