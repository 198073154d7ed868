"""Parts of the repository by the names that a rule gives them: where they lie, or that they are gone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from checks.change import Change, ChangedFile, Incomplete, Reason, Tree
from checks.finding import Level, Violation
from checks.languages.language import language_of
from checks.languages.places.boundary import Entry
from checks.languages.places.matched import GLOB, module_of, pattern_of
from checks.languages.places.sides import sides_of
from checks.languages.provenance import is_test_place
from checks.path_parts import folder_of, name_of, stem_of
from checks.paths import folded

MAX_LISTED = 100_000
"""Most files that are listed to find a folder of which only the name is given."""

_ROOTS = ("", "src", "lib", "app", "python", "src/main/java", "src/main/kotlin")
_ENDINGS = (".py", ".ts", ".tsx", ".js", ".mjs", ".rb", ".rs", ".java", ".cs", ".go")
_FOREIGN = re.compile(r"(?:^|/)(?:\.[^/]+|node_modules|vendor|third_party|site-packages|dist|target|build)/")
_SEPARATOR = re.compile(r"\.|::")


@dataclass(frozen=True)
class Part:
    """A part of the repository.

    Attributes:
        text: how the rule names it.
        places: paths where it lies, none if it was not found; of a pattern the pattern itself.
        entries: what to ask imports for.
    """

    text: str
    places: tuple[str, ...]
    entries: tuple[Entry, ...]

    @cached_property
    def is_pattern(self) -> bool:
        """Whether it is given by a pattern, of which every match is a module of its own."""
        return GLOB.search(self.title) is not None

    @property
    def title(self) -> str:
        """How it is spoken of."""
        return plain(self.text)

    def holds(self, path: str) -> bool:
        """Whether a path, or any form it could be taken for, lies in it, as far as paths tell."""
        return any(_is_below(path, place, is_pattern=self.is_pattern) for place in self.places) or any(
            _is_below(folded(path), place, is_pattern=self.is_pattern) for place in self._folded
        )

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(map(folded, self.places))

    @property
    def is_known_by_name(self) -> bool:
        """Whether a file may belong to it by what its code says of itself, as a namespace of C# does."""
        return len(self.entries) > len(self.places)


def plain(text: str) -> str:
    """A name or pattern without what means "and all below it": `src/api` for `src/api/**`."""
    return pattern_of(text.strip("/"))


def parts_of(change: Change, texts: Iterable[str], inside: str = "") -> dict[str, Part]:
    """Find what a rule names, at the head or, if it is only there, at the base.

    A name is looked up below `inside`, or at the root and the usual source directories. A name that is
    found nowhere there means every folder or file of that name, in a directory that holds at least two of
    the names if there are several.

    Args:
        change: the change.
        texts: path patterns, folders, files, packages or plain names.
        inside: the directory that they are relative to, empty for the root.

    Raises:
        TooManyFiles: a name cannot be looked for, because the tree is too large.
    """
    found = {text: _at_usual_place(change, plain(text), inside) for text in texts}
    lost = {text for text, places in found.items() if not places}
    if lost and _has_code(change):
        looked = _anywhere(change, {plain(text) for text in lost}, inside, is_one=len(found) == 1)
        for text in lost:
            found[text] = looked.get(plain(text), ())
    return {text: Part(text, places, tuple(_entries(text, places))) for text, places in found.items()}


def missing(change: Change, parts: Iterable[Part], what: str) -> Iterator[Violation]:
    """Say of every part that no file of the head belongs to it.

    Where the change took the last file away, that is what the rule weighs; a part that is missing for
    longer is a warning, because this author can do nothing about it.

    Args:
        change: the change.
        parts: what was found.
        what: what the rule calls a part, such as "layer".
    """
    lost = [part for part in parts if not _stands(change, part, change.head_tree, at_head=True)]
    code = [file for file in change.files if lost and language_of(file.path) is not None]
    for part in lost if code else ():
        taken = next((file for file in change.files if file.head is None and part.holds(file.path)), None)
        was_there = taken is not None and _stands(change, part, change.base_tree, at_head=False)
        said = "leaves no file in the" if was_there else "no file belongs to the"
        yield Violation(
            path=(taken if was_there and taken else code[0]).path,
            line=0,
            end_line=0,
            message=f"{said} {what} `{part.title}`, so that nothing can be held to it",
            text=f"missing {what}: {part.text}",
            instead=f"correct the {what} in the decision first, in a change of its own",
            at_most=None if was_there else Level.WARN,
        )


def governed(files: Iterable[ChangedFile], parts: Collection[Part]) -> list[ChangedFile]:
    """The files that may belong to any of the parts."""
    if any(part.is_known_by_name for part in parts):
        return [file for file in files if language_of(file.path) is not None]
    return [file for file in files if any(part.holds(file.path) for part in parts)]


def may_belong(path: str, text: str) -> bool:
    """Whether a file may belong to what a rule names so, as far as can be told without a tree."""
    name = plain(text)
    if GLOB.search(name):
        return language_of(path) is not None
    word = name_of(_SEPARATOR.sub("/", name))
    return word in path.split("/") or word == stem_of(path) or name in path


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


def _is_below(path: str, place: str, *, is_pattern: bool) -> bool:
    if is_pattern:
        return module_of(pattern_of(place), path) is not None
    return path == place or path.startswith(f"{place}/")


def _has_code(change: Change) -> bool:
    return any(language_of(file.path) is not None for file in change.files)


def _at_usual_place(change: Change, text: str, inside: str) -> tuple[str, ...]:
    if GLOB.search(text):
        return (f"{inside}/{text}".lstrip("/"),)
    trees = sides_of(change).head.trees
    for shape in dict.fromkeys((text, _SEPARATOR.sub("/", text))):
        for root in (inside,) if inside or "/" in text else _ROOTS:
            place = f"{root}/{shape}".lstrip("/")
            if trees.mode(place) is not None:
                return (place,)
            file = next((place + ending for ending in _ENDINGS if trees.is_file(place + ending)), None)
            if file is not None:
                return (file,)
    return ()


def _anywhere(change: Change, wanted: set[str], inside: str, *, is_one: bool) -> dict[str, tuple[str, ...]]:
    """Folders and files with these names, wherever they lie; of the base only what the head has not."""
    result: dict[str, tuple[str, ...]] = {}
    for tree in (change.head_tree, change.base_tree):
        index = _listed(change, tree, inside)
        found: dict[str, set[str]] = {}
        for text in sorted(wanted - result.keys()):
            shape = _SEPARATOR.sub("/", text)
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


def _entries(text: str, places: tuple[str, ...]) -> Iterator[Entry]:
    """What a part is asked for by: its paths, and the name of a package that has dots in it."""
    for place in places:
        yield Entry(place if GLOB.search(place) else f"{place}/**")
    if "/" not in text and not GLOB.search(text) and _SEPARATOR.search(text):
        yield Entry(text)


def _stands(change: Change, part: Part, tree: Tree, *, at_head: bool) -> bool:
    """Whether any file of a tree belongs to a part."""
    if not part.is_pattern:
        return any(tree.mode(place) is not None for place in part.places)
    changed = (file.path for file in change.files if (file.head if at_head else file.base) is not None)
    if any(map(part.holds, changed)):
        return True
    start = GLOB.split(part.places[0])[0].rpartition("/")[0]
    listed = islice(tree.walk(start), MAX_LISTED + 1)
    return any(number == MAX_LISTED or part.holds(path) for number, path in enumerate(listed))
