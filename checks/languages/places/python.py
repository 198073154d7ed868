"""Where Python's imports lead: packages with and without `__init__`, with and without a `src` directory."""

from __future__ import annotations

from collections.abc import Iterator

from checks.languages.imports.model import FileImports, Import
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees, ancestors, joined

_SOURCE_DIRECTORIES = ("src", "lib", "python")
_PROJECT_FILES = ("pyproject.toml", "setup.py", "setup.cfg")


def locate(path: str, found: FileImports, trees: Trees) -> Iterator[Target]:
    """What every import of a file leads to."""
    search, naming = _roots(path, trees)
    for one in found.imports:
        yield from _targets(one, path, search, naming, trees)


def own_names(path: str, found: FileImports, trees: Trees) -> tuple[Name, ...]:
    """The names under which the file itself can be imported."""
    del found
    return _names(path, _roots(path, trees)[1])


def _roots(path: str, trees: Trees) -> tuple[list[str], list[str]]:
    """Directories that absolute imports start from, and those from which a file gets its name.

    A directory that is itself a package is no root. To name a file, a directory must also look like
    one: the root of the repository, `src`, a project of its own, or what the outermost package lies in.
    """
    above = list(ancestors(path))
    search, naming = [], []
    below_package = False
    for directory in above:
        is_package = bool(directory) and trees.is_file(f"{directory}/__init__.py")
        if not is_package:
            search.append(directory)
            search += [
                joined_path
                for name in _SOURCE_DIRECTORIES
                if trees.is_directory(joined_path := f"{directory}/{name}".lstrip("/"))
            ]
            conventional = directory.rpartition("/")[2] in _SOURCE_DIRECTORIES
            project = any(trees.is_file(f"{directory}/{name}".lstrip("/")) for name in _PROJECT_FILES)
            if not directory or conventional or project or below_package:
                naming.append(directory)
        below_package = is_package
    return list(dict.fromkeys(search)), naming + [r for r in search if r not in naming and r not in above]


def _targets(one: Import, path: str, search: list[str], naming: list[str], trees: Trees) -> Iterator[Target]:
    if one.is_path:
        beside = joined(path.rpartition("/")[0], one.module)
        place = beside if beside and trees.is_file(beside) else joined("", one.module)
        if place:
            yield Target(one, one.module, _names(place, naming), (place,))
        return
    dots = len(one.module) - len(one.module.lstrip("."))
    segments = tuple(part for part in one.module[dots:].split(".") if part)
    if dots:
        base = path.rpartition("/")[0]
        for _ in range(dots - 1):
            base = base.rpartition("/")[0]
        starts = [base]
    else:
        starts = search
    yield _target(one, one.module, segments, starts, naming, trees, bool(dots))
    glue = "" if one.module.endswith(".") else "."
    for name in one.names:
        yield _target(one, one.module + glue + name, (*segments, name), starts, naming, trees, bool(dots))


def _target(
    one: Import,
    spelled: str,
    segments: Name,
    starts: list[str],
    naming: list[str],
    trees: Trees,
    is_relative: bool,  # noqa: FBT001 - one of two ways to read the same segments
) -> Target:
    places = [place for start in starts if (place := _file(start, segments, trees))]
    names = [] if is_relative else [segments]
    unseen = ["/".join(filter(None, (*starts, *segments))) + ".py"] if is_relative else []
    # a relative import stays in its package, so that the directory it starts from is no root of names
    roots = [root for root in naming if not (is_relative and root == starts[0])]
    for place in places or unseen:
        names += _names(place, roots)
    return Target(one, spelled, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(places)))


def _file(start: str, segments: Name, trees: Trees) -> str:
    """The file or directory of a module below a root; empty if there is none."""
    place = "/".join(filter(None, (start, *segments)))
    if not segments:
        return f"{place}/__init__.py" if place and trees.is_file(f"{place}/__init__.py") else ""
    top = "/".join(filter(None, (start, segments[0])))
    if len(segments) > 1 and not trees.is_directory(top):
        return ""
    for candidate in (f"{place}/__init__.py", f"{place}.py", f"{place}.pyi"):
        if trees.is_file(candidate):
            return candidate
    return f"{place}/" if trees.is_directory(place) else ""


def _names(place: str, naming: list[str]) -> tuple[Name, ...]:
    stem = place.rstrip("/").removesuffix("/__init__.py").removesuffix(".pyi").removesuffix(".py")
    names = []
    for root in naming:
        prefix = f"{root}/" if root else ""
        if stem.startswith(prefix) and stem != root:
            names.append(tuple(stem.removeprefix(prefix).split("/")))
    return tuple(names)
