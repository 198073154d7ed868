"""Where Go's imports lead: below the module path of a `go.mod`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.languages.imports.model import FileImports
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees, ancestors, joined

_MODULE = re.compile(r"^[ \t]*module(?:[ \t]+|[ \t]*\(\s*)[\"`]?([^\s\"`()]+)", re.MULTILINE)
_REPLACE = re.compile(
    r"^[ \t]*(?:replace[ \t]+)?([^\s(]+)(?:[ \t]+v\S+)?[ \t]+=>[ \t]+(\.\.?/\S*)", re.MULTILINE
)
_WORK = re.compile(r"^[ \t]*(?:use[ \t]+)?(\.\.?(?:/\S*)?|\w[\w./-]*)[ \t]*(?://.*)?$", re.MULTILINE)
_SWAPPED = re.compile(
    r"^[ \t]*(?:replace[ \t]+)?([^\s(/]\S*)(?:[ \t]+v\S+)?[ \t]+=>[ \t]+([^\s./]\S*)[ \t]+v\S+", re.MULTILINE
)


def locate(path: str, found: FileImports, trees: Trees) -> Iterator[Target]:
    """What every import of a file leads to."""
    modules = _modules(path, trees)
    swapped = _swapped(path, trees)
    for one in found.imports:
        name = one.module
        places = []
        for module, directory in modules:
            if name == module or name.startswith(f"{module}/"):
                place = f"{directory}{name.removeprefix(module)}/".lstrip("/")
                places.append(place)
                break
        if name.startswith(("./", "../")):
            local = joined(path.rpartition("/")[0], name)
            places += [f"{local}/"] if local else []
        spelled = [name, *(r + name.removeprefix(m) for m, r in swapped if f"{name}/".startswith(f"{m}/"))]
        names = [tuple(text.strip("/").split("/")) for text in (*spelled, *places)]
        yield Target(one, name, tuple(names), tuple(places))


def own_names(path: str, found: FileImports, trees: Trees) -> tuple[Name, ...]:
    """The names under which the file itself can be imported."""
    del found
    here = path.rpartition("/")[0]
    for module, directory in _modules(path, trees):
        if not directory or here == directory or here.startswith(f"{directory}/"):
            return (tuple(f"{module}/{here.removeprefix(directory).strip('/')}".rstrip("/").split("/")),)
    return ()


def _swapped(path: str, trees: Trees) -> list[tuple[str, str]]:
    """Module path → the module that `replace` puts in its place, of another repository."""
    for directory in ancestors(path):
        text = trees.text(f"{directory}/go.mod".lstrip("/"))
        if text is not None:
            return _SWAPPED.findall(text) if "=>" in text else []
    return []


def _modules(path: str, trees: Trees) -> list[tuple[str, str]]:
    """Module path → directory, the longest first: the file's own, what it replaces, its workspace."""
    found: list[tuple[str, str]] = []
    for directory in ancestors(path):
        text = trees.text(f"{directory}/go.mod".lstrip("/"))
        if text is not None:
            found += _declared(text, directory)
            for name, target in _REPLACE.findall(text):
                place = joined(directory, target)
                found += [(name, place)] if place is not None else []
            break
    for directory in ancestors(path):
        work = trees.text(f"{directory}/go.work".lstrip("/"))
        for target in _WORK.findall(work or "")[:50]:
            place = joined(directory, target)
            text = trees.text(f"{place}/go.mod".lstrip("/")) if place is not None else None
            found += _declared(text, place or "") if text is not None else []
    return sorted(dict.fromkeys(found), key=lambda item: (-len(item[0]), item))


def _declared(text: str, directory: str) -> list[tuple[str, str]]:
    name = _MODULE.search(text)
    return [(name[1], directory)] if name else []
