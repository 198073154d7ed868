"""Where Ruby's imports lead: beside the file, or below `lib` and the load paths of Rails."""

from __future__ import annotations

from collections.abc import Iterator

from checks.languages.imports.model import FileImports, ImportKind
from checks.languages.places.modules_beside import modules_beside
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees, ancestors, joined

_LOAD_PATHS = ("lib", "app", "app/models", "app/services", "app/lib", "test", "spec")


def locate(path: str, found: FileImports, trees: Trees) -> Iterator[Target]:
    """What every import of a file leads to."""
    for one in found.imports:
        if one.is_path:
            # beside the file, or where the program runs, which is the root as a rule
            spelled = [joined(start, one.module) for start in (path.rpartition("/")[0], "")]
            wanted = [place for place in spelled if place]
            file = next(filter(None, (_file(place, trees) for place in wanted)), wanted[0] if wanted else "")
            names = (tuple(file.removesuffix(".rb").split("/")),) if file else ()
            yield Target(one, one.module, names, (file,) if file else ())
            continue
        look = _folder if one.kind is ImportKind.COMPUTED else _file
        places = [
            file
            for directory in ancestors(path)
            for root in ("", *_LOAD_PATHS)
            if (file := look("/".join(filter(None, (directory, root, one.module))), trees))
        ]
        if not places:
            libraries = modules_beside(path, trees, ("lib",))
            places = [file for root in libraries if (file := _file(f"{root}/{one.module}", trees))]
        name = tuple(one.module.removesuffix(".rb").split("/"))
        yield Target(one, one.module, (name,), tuple(dict.fromkeys(places)))


def own_names(path: str, found: FileImports, trees: Trees) -> tuple[Name, ...]:
    """The names under which the file itself can be imported."""
    del found, trees
    stem = path.removesuffix(".rb")
    return (tuple(stem.split("/")), tuple(stem.rpartition("lib/")[2].split("/")))


def _folder(place: str, trees: Trees) -> str:
    return f"{place}/" if trees.is_directory(place) else ""


def _file(place: str, trees: Trees) -> str:
    if trees.is_file(f"{place}.rb"):
        return f"{place}.rb"
    return place if trees.is_file(place) else ""
