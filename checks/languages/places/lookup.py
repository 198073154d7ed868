"""Where in a tree a folder, file or package lies of which a rule gives the name."""

from __future__ import annotations

import re
from itertools import islice

from checks.change import Change, Incomplete, Reason, Tree
from checks.languages.language import language_of
from checks.languages.places.matched import GLOB
from checks.languages.places.sides import sides_of
from checks.languages.provenance import is_test_place
from checks.path_parts import folder_of, name_of, stem_of

MAX_LISTED = 100_000
"""Most files that are listed to find a folder of which only the name is given."""

_ROOTS = ("", "src", "lib", "app", "python", "src/main/java", "src/main/kotlin")
_ENDINGS = (".py", ".ts", ".tsx", ".js", ".mjs", ".rb", ".rs", ".java", ".cs", ".go")
_FOREIGN = re.compile(r"(?:^|/)(?:\.[^/]+|node_modules|vendor|third_party|site-packages|dist|target|build)/")
SEPARATOR = re.compile(r"\.|::")
"""What stands between the parts of a package's name."""


class TooManyFiles(Exception):
    """A tree holds more files than are listed to find a folder by its name."""

    def as_gap(self) -> Incomplete:
        """What the verdict says."""
        return Incomplete(
            code=Reason.NOT_ANALYSED,
            path="",
            limit=f"{MAX_LISTED} files",
            measured="a folder of which only the name is given lies in a larger tree",
            help="write the path of the folder in the decision",
        )


def at_usual_place(change: Change, text: str, inside: str) -> tuple[str, ...]:
    """The path of a name below a directory, or else at the root or in a usual source directory.

    Args:
        change: the change; what stands only at the base is found as well.
        text: the name; a pattern stands for itself.
        inside: the directory, empty for the root.
    """
    if GLOB.search(text):
        return (f"{inside}/{text}".lstrip("/"),)
    trees = sides_of(change).head.trees
    for shape in dict.fromkeys((text, SEPARATOR.sub("/", text))):
        for root in (inside,) if inside or "/" in text else _ROOTS:
            place = f"{root}/{shape}".lstrip("/")
            if trees.mode(place) is not None:
                return (place,)
            file = next((place + ending for ending in _ENDINGS if trees.is_file(place + ending)), None)
            if file is not None:
                return (file,)
    return ()


def anywhere(change: Change, wanted: set[str], inside: str, *, is_one: bool) -> dict[str, tuple[str, ...]]:
    """Folders and files with these names, wherever they lie; of the base only what the head has not."""
    result: dict[str, tuple[str, ...]] = {}
    for tree in (change.head_tree, change.base_tree):
        if wanted == result.keys():
            break
        index = _listed(change, tree, inside)
        found: dict[str, set[str]] = {}
        for text in sorted(wanted - result.keys()):
            shape = SEPARATOR.sub("/", text)
            named = (*index.get(name_of(shape), ()), *index.get(name_of(text), ()))
            ends = (f"/{shape}", f"/{text}")
            found[text] = {place for place in named if f"/{_stem(place)}".endswith(ends)}
        held = [folder_of(place) for text, places in found.items() for place in places if _is_word(text)]
        for text, here in found.items():
            kept = {p for p in here if is_one or not _is_word(text) or held.count(folder_of(p)) > 1}
            if kept:
                result[text] = tuple(sorted(kept))
    return result


def _is_word(text: str) -> bool:
    return re.fullmatch(r"[\w-]+", text) is not None


def _stem(place: str) -> str:
    return place if language_of(place) is None else place[: -len(name_of(place))] + stem_of(place)


def _listed(change: Change, tree: Tree, inside: str) -> dict[str, tuple[str, ...]]:
    """Name → folders and files of code that bear it, in one walk for all rules."""
    key = (_listed, id(tree), inside)
    known = change.remembered.get(key)
    if isinstance(known, dict):
        return known
    index: dict[str, set[str]] = {}
    paths = list(islice(tree.walk(inside), MAX_LISTED + 1))
    if len(paths) > MAX_LISTED:
        raise TooManyFiles
    folders: set[str] = set()
    for path in paths:
        if language_of(path) is None or _FOREIGN.search(path) or is_test_place(path):
            continue
        index.setdefault(stem_of(path), set()).add(path)
        folder = folder_of(path)
        while folder and folder not in folders:
            folders.add(folder)
            index.setdefault(name_of(folder), set()).add(folder)
            folder = folder_of(folder)
    made = {name: tuple(sorted(places)) for name, places in index.items()}
    change.remembered[key] = made
    return made
