"""Where Java's imports lead: the package is the path below a source root."""

from __future__ import annotations

from collections.abc import Iterator

from checks.languages.imports.model import FileImports
from checks.languages.places.modules_beside import modules_beside
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees, ancestors

_SOURCE_DIRECTORIES = ("src/main/java", "src/test/java", "src", "app/src/main/java")
_IN_MODULE = ("src/main/java", "src")


def locate(path: str, found: FileImports, trees: Trees) -> Iterator[Target]:
    """What every import of a file leads to."""
    roots = _roots(path, found, trees)
    beside: tuple[str, ...] = ()
    for one in found.imports:
        is_wildcard = one.module.endswith(".*")
        segments = tuple(one.module.removesuffix(".*").split("."))
        places = [place for root in roots if (place := _file(root, segments, trees))]
        if not places:
            beside = beside or modules_beside(path, trees, _IN_MODULE)
            places = [place for root in beside if (place := _file(root, segments, trees))]
        name = (*segments, "*") if is_wildcard else segments
        yield Target(one, one.module, (name,), tuple(dict.fromkeys(places)))


def own_names(path: str, found: FileImports, trees: Trees) -> tuple[Name, ...]:
    """The names under which the file itself can be imported."""
    del trees
    return ((*found.namespace.split("."), path.rpartition("/")[2].removesuffix(".java")),)


def _roots(path: str, found: FileImports, trees: Trees) -> list[str]:
    here = path.rpartition("/")[0]
    package = found.namespace.replace(".", "/")
    roots = []
    if package and (here == package or here.endswith(f"/{package}")):
        roots.append(here.removesuffix(package).rstrip("/"))
    for directory in ancestors(path):
        candidates = (f"{directory}/{name}".lstrip("/") for name in _SOURCE_DIRECTORIES)
        roots += [candidate for candidate in candidates if trees.is_directory(candidate)]
    return list(dict.fromkeys(roots))


def _file(root: str, segments: Name, trees: Trees) -> str:
    """The file of a class, or the directory of a package; nested classes lie in their outer one's file."""
    if not trees.is_directory("/".join(filter(None, (root, segments[0])))):
        return ""
    for length in range(len(segments), max(len(segments) - 3, 1), -1):
        place = "/".join(filter(None, (root, *segments[:length])))
        if trees.is_file(f"{place}.java"):
            return f"{place}.java"
        is_package = length == len(segments) or segments[length][:1].isupper()
        if is_package and trees.is_directory(place):
            return f"{place}/"
    return ""
