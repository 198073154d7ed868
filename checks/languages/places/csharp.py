"""Where C#'s imports lead: by custom the namespace is the path, with the project's name in front."""

from __future__ import annotations

from collections.abc import Iterator

from checks.languages.imports.model import FileImports
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees, ancestors


def locate(path: str, found: FileImports, trees: Trees) -> Iterator[Target]:
    """What every import of a file leads to."""
    candidates = [root for above in ancestors(path) for root in (above, f"{above}/src".lstrip("/"))]
    roots = [root for root in dict.fromkeys(candidates) if trees.is_directory(root)]
    for one in found.imports:
        segments = tuple(one.module.split("."))
        for name in (*_around(one.within, segments), segments):
            shares = bool(found.namespace) and found.namespace.split(".")[0] == name[0]
            places = [
                place
                for shape in _shapes(name, deepest=len(name) if shares else 1)
                for root in roots
                if (place := _place("/".join(filter(None, (root, shape))), trees))
            ]
            if places or name == segments:
                names = tuple(dict.fromkeys((name, segments)))
                yield Target(one, one.module, names, tuple(dict.fromkeys(places[:3])))
                break


def own_names(path: str, found: FileImports, trees: Trees) -> tuple[Name, ...]:
    """The names under which the file itself can be imported."""
    del trees
    return ((*found.namespace.split("."), path.rpartition("/")[2].removesuffix(".cs")),)


def _around(namespace: str, segments: Name) -> Iterator[Name]:
    """`Acme.Domain.Infra` and `Acme.Infra` for `Infra` in `Acme.Domain`; nothing for a name in full."""
    around = tuple(namespace.split(".")) if namespace else ()
    if around[:1] != segments[:1]:
        for length in range(len(around), 0, -1):
            yield (*around[:length], *segments)


def _shapes(segments: Name, deepest: int) -> Iterator[str]:
    """`A/B/C`, `A.B/C`, and without the project's name, `B/C`, where importer and imported share it."""
    for length in range(len(segments), 0, -1):
        head = ".".join(segments[:length])
        yield "/".join((head, *segments[length:]))
    for dropped in range(1, min(deepest, len(segments), 4)):
        yield "/".join(segments[dropped:])


def _place(place: str, trees: Trees) -> str:
    if trees.is_file(f"{place}.cs"):
        return f"{place}.cs"
    return f"{place}/" if trees.is_directory(place) else ""
