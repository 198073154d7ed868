"""What a test tests, and whether it is still there: read off imports, calls and the layout of the trees."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from checks.change import Change, TooLarge, Tree
from checks.languages.provenance import is_product, is_test_place
from checks.languages.testing.model import Test, TestFile
from checks.source import Source

_WORD = re.compile(r"[^\W\d]\w*")
_LEAST_TOKEN = 4
_SCRIPT_ENDS = (
    ".ts",
    ".tsx",
    ".js",
    ".jsx",
    ".mjs",
    ".cjs",
    ".mts",
    ".vue",
    "/index.ts",
    "/index.tsx",
    "/index.js",
    "",
)
_MOST_FILES = 400
_MOST_ROOTS = 12


@dataclass(frozen=True, slots=True)
class Subject:
    """Something a test reaches for in the product.

    Attributes:
        path: the file.
        name: the function, class or value, empty for the file as a whole.
        lives: whether it is still there at the head.
    """

    path: str
    name: str
    lives: bool


class Subjects:
    """Answers for the tests of one change.

    Args:
        change: the change.
    """

    def __init__(self, change: Change) -> None:
        self._base = _Texts(change.base_tree)
        self._head = _Texts(change.head_tree)
        self._change = change

    @cached_property
    def _gone(self) -> frozenset[str]:
        return _gone_words(self._change)

    @cached_property
    def _dropped(self) -> frozenset[str]:
        return _dropped_words(self._change)

    def went_along(self, test: Test) -> bool:
        """Whether the test speaks of a name that the change takes out of the product."""
        return not self._gone.isdisjoint(test.words)

    def was_rewritten(self, test: Test) -> bool:
        """Whether the test speaks of a name that product lines held before they were changed."""
        return not self._dropped.isdisjoint(test.words)

    def lost_part(self, test: Test, subjects: list[Subject]) -> bool:
        """Whether a file that the test tests lost a name of which the test speaks."""
        return any(
            not self._lost_words(path).isdisjoint(test.words)
            for path in {subject.path for subject in subjects}
        )

    def _lost_words(self, path: str) -> frozenset[str]:
        base = without_tests(path, self._base.text(path) or "")
        head = without_tests(path, self._head.text(path) or "")
        if base == head:
            return frozenset()
        return _long_words(base) - _long_words(head)

    def of(self, test: Test, file: TestFile) -> list[Subject]:
        """The subjects of a test of the base, in order of path and name."""
        found = {*self._imported(test, file)}
        named = self._named_in(file)
        found |= {
            subject
            for subject in self._by_layout(test)
            if subject.name or not subject.lives or subject.path not in named
        }
        return sorted(found, key=lambda subject: (subject.path, subject.name, subject.lives))

    def _named_in(self, file: TestFile) -> frozenset[str]:
        """Files from which a test file takes names; a test that speaks of none of these is not about it."""
        return frozenset(
            path for module, names in file.imports if names for path in self._resolved(file.path, module)
        )

    def _imported(self, test: Test, file: TestFile) -> Iterator[Subject]:
        for module, names in file.imports:
            used = [name for name in names if name in test.words]
            whole = not names and (
                module.rsplit(".", 1)[-1].rsplit("/", 1)[-1] in test.words or "." in module[:1]
            )
            if not used and not whole:
                continue
            for path in self._resolved(file.path, module):
                if path.endswith("/__init__.py") and not used:
                    used = sorted(test.calls & _words(self._base.text(path) or ""))
                    if not used:
                        continue
                yield from self._named(path, used)
            for name in used:
                for path in (
                    self._resolved(file.path, f"{module}.{name}") if not module.startswith("./") else ()
                ):
                    yield self._whole(path)

    def _resolved(self, test_path: str, module: str) -> Iterator[str]:
        """The first product file of the base that a module name may mean."""
        candidates = (
            _python_paths(test_path, module)
            if test_path.endswith(".py")
            else _script_paths(test_path, module)
        )
        for path in candidates:
            if not is_test_place(path) and self._base.is_file(path):
                yield path
                return

    def _by_layout(self, test: Test) -> Iterator[Subject]:
        path = test.path
        folder, name = posixpath.split(path)
        if path.endswith("_test.go"):
            yield from self._in_folder(test, folder)
        elif path.endswith(".rs"):
            yield from self._defined(path, test, r"\bfn\s+{}\b")
        else:
            for candidate in _mirrored(folder, name):
                if candidate != path and not is_test_place(candidate) and self._base.is_file(candidate):
                    yield self._whole(candidate)
                    return

    def _in_folder(self, test: Test, folder: str) -> Iterator[Subject]:
        for path in self._base.folder(folder):
            if path.endswith(".go") and not path.endswith("_test.go"):
                yield from self._defined(path, test, r"^(?:func\s+(?:\([^)]*\)\s*)?|type\s+){}\b")

    def _defined(self, path: str, test: Test, definition: str) -> Iterator[Subject]:
        base, head = self._base.text(path), self._head.text(path)
        if base is None:
            return
        known = set(_WORD.findall(base))
        for name in sorted(test.words & known - {test.short_name}):
            pattern = re.compile(definition.format(re.escape(name)), re.MULTILINE)
            if pattern.search(base):
                moved = head is None or not pattern.search(head)
                yield Subject(path, name, not moved)

    def _named(self, path: str, names: list[str]) -> Iterator[Subject]:
        base, head = self._base.text(path), self._head.text(path)
        if head is None or not names:
            yield Subject(path, "", head is not None)
            return
        before, after = _words(base or ""), _words(head)
        for name in names:
            yield Subject(path, name, name in after or name not in before)

    def _whole(self, path: str) -> Subject:
        return Subject(path, "", self._head.is_file(path))


class _Texts:
    """Texts of a tree, read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._texts: dict[str, str | None] = {}
        self._folders: dict[str, list[str]] = {}

    def is_file(self, path: str) -> bool:
        mode = self._tree.mode(path) if path else None
        return mode is not None and mode.is_regular

    def text(self, path: str) -> str | None:
        if path not in self._texts:
            try:
                content = self._tree.read(path)
            except TooLarge:
                content = b""
            self._texts[path] = None if content is None else Source(content).text
        return self._texts[path]

    def folder(self, folder: str) -> list[str]:
        if folder not in self._folders:
            found = []
            for path in self._tree.walk(folder):
                if posixpath.dirname(path) == folder:
                    found.append(path)
                    if len(found) >= _MOST_FILES:
                        break
            self._folders[folder] = found
        return self._folders[folder]


def _gone_words(change: Change) -> frozenset[str]:
    """Words that the changed files outside the tests held at the base and hold no more."""
    before: set[str] = set()
    after: set[str] = set()
    for file in change.files:
        if is_test_place(file.path) or file.path.endswith((".md", ".rst", ".txt", ".lock")):
            continue
        if file.path.startswith(".github/"):
            continue  # what runs the tests is not what they test
        for source, words in ((file.base_source, before), (file.head_source, after)):
            if source is not None and not source.is_binary:
                words.update(_WORD.findall(without_tests(file.path, source.text)))
    return frozenset(word for word in before - after if len(word) >= _LEAST_TOKEN)


def _dropped_words(change: Change) -> frozenset[str]:
    """Words of removed lines of the product that no added line of the same file holds."""
    dropped: set[str] = set()
    for file in filter(is_product, change.files):
        base, head = file.base_source, file.head_source
        if base is not None and head is not None:
            before, after = _at(file.path, base, file.removed_lines), _at(file.path, head, file.added_lines)
            dropped |= _long_words(before) - _long_words(after)
    return frozenset(dropped)


def _at(path: str, source: Source, lines: frozenset[int]) -> str:
    """The product's lines among those that git counts so."""
    text = without_tests(path, source.raw_text)
    return "\n".join(line for number, line in enumerate(text.split("\n"), 1) if number in lines)


def without_tests(path: str, text: str) -> str:
    """Rust keeps the tests of a module at its end."""
    return text.split("#[cfg(test)]", 1)[0] if path.endswith(".rs") else text


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def _long_words(text: str) -> frozenset[str]:
    return frozenset(word for word in _WORD.findall(text) if len(word) >= _LEAST_TOKEN)


def _python_paths(test_path: str, module: str) -> Iterator[str]:
    dots = len(module) - len(module.lstrip("."))
    tail = module.lstrip(".").replace(".", "/")
    folder = posixpath.dirname(test_path)
    if dots:
        for _ in range(dots - 1):
            folder = posixpath.dirname(folder)
        roots = [folder]
    else:
        roots = _roots(folder)
    for root in roots:
        for place in ("", "src", "lib"):
            stem = posixpath.normpath(posixpath.join(root, place, tail)).removeprefix("./")
            yield f"{stem}.py"
            yield f"{stem}/__init__.py"


def _script_paths(test_path: str, module: str) -> Iterator[str]:
    folder = posixpath.dirname(test_path)
    if module.startswith("."):
        stems = [posixpath.normpath(posixpath.join(folder, module))]
    elif module[:2] in ("@/", "~/") or module.startswith("src/"):
        tail = module.removeprefix("@/").removeprefix("~/").removeprefix("src/")
        stems = [
            posixpath.normpath(posixpath.join(root, place, tail))
            for root in _roots(folder)
            for place in ("src", "")
        ]
    else:
        return
    for stem in stems:
        bare = re.sub(r"\.[cm]?js$", "", stem)
        for end in _SCRIPT_ENDS:
            yield f"{bare}{end}"
        yield stem


def _roots(folder: str) -> list[str]:
    """The folder and those above it, the root of the repository last."""
    roots: list[str] = []
    while folder and len(roots) < _MOST_ROOTS:
        roots.append(folder)
        folder = posixpath.dirname(folder)
    return [*roots, ""]


def _mirrored(folder: str, name: str) -> Iterator[str]:
    """Where the ecosystems put the file that a test file is named after."""
    stem, end = posixpath.splitext(name)
    if end == ".py":
        bare = re.sub(r"^test_|_tests?$", "", stem)
    elif end == ".rb":
        bare = re.sub(r"_(?:spec|test)$|^test_", "", stem)
    elif end in (".java", ".kt", ".cs"):
        bare = re.sub(r"(?:Tests?|TestCase|IT|Spec)$", "", stem)
    else:
        bare = re.sub(r"[._-](?:test|tests|spec|specs|cy|e2e)$", "", stem)
    if bare == stem:
        return
    ends = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".vue") if re.fullmatch(r"\.[cm]?[jt]sx?", end) else (end,)
    outside = re.sub(r"(?:^|/)(?:__tests__|tests?|specs?)$", "", folder)
    swapped = [
        re.sub(r"(?<![^/])(?:tests?|specs?)(?![^/])", instead, folder, count=1)
        for instead in ("src", "lib", "app", "main")
    ]
    project = re.sub(r"\.(?:Unit|Integration)?Tests?(?![^/])", "", folder)
    project = re.sub(r"^tests?/", "src/", project)
    for place in dict.fromkeys([folder, outside, *swapped, project]):
        for suffix in ends:
            yield posixpath.join(place, bare + suffix)
