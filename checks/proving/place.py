"""A concrete path for a list of patterns: where a text can be put so that a rule looks at it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from checks.path_parts import folder_of, name_of, stem_of, suffix_of
from checks.paths import PathPatterns

STEM = "example"
_MOST_TRIED = 200
_CLASS = re.compile(r"\[!?([^\]])[^\]]*\]")
_Spot = tuple[str, str]
"""A folder, empty for the root, and a name, empty where any will do."""


def place(scopes: Iterable[Sequence[str]], ending: str, known: Iterable[str] = ()) -> str | None:
    """A path that every list of patterns matches.

    Args:
        scopes: lists of patterns, each as in `PathPatterns`; an empty one matches everything.
        ending: the ending of the name where the patterns leave it open, `py`.
        known: files of the repository that are all matched, beside which it may be put.

    Returns:
        The path; `None` if none was found.
    """
    lists = [tuple(scope) for scope in scopes if scope]
    spots = [_spots(patterns) for patterns in lists]
    specs = [PathPatterns(patterns) for patterns in lists]
    for path in (*islice(_paths(spots, ending), _MOST_TRIED), *_beside(known, ending)):
        if all(spec.matches(path) for spec in specs):
            return path
    return None


def can_meet(scopes: Iterable[Sequence[str]]) -> bool:
    """Whether a path was found that all of the lists match, whatever its ending."""
    wanted = list(scopes)
    endings = {suffix_of(pattern).removeprefix(".") for scope in wanted for pattern in scope}
    plain = sorted(ending for ending in endings if ending.isalnum())
    return any(place(wanted, ending) is not None for ending in ("py", *plain))


def _spots(patterns: Sequence[str]) -> list[_Spot]:
    return [spot for pattern in patterns if not pattern.startswith("!") for spot in _read(pattern)]


def _read(pattern: str) -> Iterator[_Spot]:
    """What one pattern asks for, with its wildcards filled in."""
    *folders, name = pattern.strip("/").split("/")
    folder = "/".join(_filled(part) for part in folders if part != "**")
    if name in ("**", "*"):
        yield folder, ""
        return
    filled = _filled(name)
    if not pattern.endswith("/"):
        yield folder, filled
    if pattern.endswith("/") or not suffix_of(name):  # `src/legacy` is a file or a folder with all in it
        yield (f"{folder}/{filled}" if folder else filled), ""


def _filled(part: str) -> str:
    return _CLASS.sub(r"\1", part).replace("**", "*").replace("*", STEM).replace("?", "x")


def _paths(spots: Sequence[Sequence[_Spot]], ending: str) -> Iterator[str]:
    """Every folder and name that the lists ask for, put together."""
    free = f"{STEM}.{ending}" if ending else STEM
    for chosen in product(*spots):
        folders = list(dict.fromkeys(folder for folder, _ in chosen if folder))
        names = list(dict.fromkeys(name for _, name in chosen if name))
        deepest = sorted(folders, key=lambda folder: (-folder.count("/"), folder))
        joined = [*deepest, *("/".join(pair) for pair in product(folders, folders) if pair[0] != pair[1])]
        for folder, name in product(joined or [""], [*names, free] if names else [free]):
            path = f"{folder}/{name}" if folder else name
            yield path
            if name is free:
                yield f"{folder}/{STEM}/{name}" if folder else f"{STEM}/{name}"


def _beside(known: Iterable[str], ending: str) -> Iterator[str]:
    for file in known:
        folder, suffix = folder_of(file), suffix_of(file)
        name = f"{STEM}.{ending}" if suffix and ending else STEM + suffix
        yield f"{folder}/{name}" if folder else name
        yield f"{folder}/{stem_of(name_of(file))}_{STEM}{suffix}".removeprefix("/")
        yield file
