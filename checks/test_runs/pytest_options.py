"""What the settings of pytest take out of the run, compared by meaning.

Settings are read as pytest reads them (pytest.ini, pytest.toml, pyproject.toml, tox.ini, setup.cfg). Those
of one folder are taken together, so that nothing is said where they move from one file to another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import islice

from checks.change import Change, ChangedFile
from checks.finding import Level
from checks.languages.testing import language_of_tests
from checks.languages.testing.model import NotParsed
from checks.path_parts import folder_of, name_of
from checks.source import Source
from checks.test_runs import holds_pytest_settings
from checks.test_runs.muting import Muting, taken
from checks.test_runs.pytest_settings import Settings, settings_of

_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "python_files": ("test_*.py", "*_test.py"),
    "python_classes": ("Test",),
    "python_functions": ("test",),
}
_ANYTHING = {"*", "*.py", "**"}
_WITH_VALUE = {
    "--deselect",
    "--ignore",
    "--ignore-glob",
    "-k",
    "-m",
    "-p",
    "-o",
    "--override-ini",
    "--reruns",
}
_WITH_VALUE |= {"--retries", "--rootdir", "-c", "--confcutdir"}
_LEAVING_OUT = {"--deselect", "--ignore", "--ignore-glob", "-k", "--suppress-no-test-exit-code", "--lf"}
_LEAVING_OUT |= {"--last-failed", "--no-conftest", "--noconftest"}
_RUNNING_NOTHING = {"--collect-only", "--co", "--setup-plan", "--setup-only", "--fixtures", "--funcargs"}
_RUNNING_NOTHING |= {"--fixtures-per-test", "--version", "-V", "--help", "-h", "--markers", "--cache-show"}
_REPEATING = {"--reruns", "--retries", "--flake-finder"}
_PLUGINS_OFF = {"no:python", "no:unittest", "no:main", "no:runner"}
_OVERRIDING = ("python_", "testpaths", "norecursedirs", "addopts", "collect_imported")
_MOST_PATHS = 50_000


def newly_left_out(file: ChangedFile, change: Change) -> Iterator[Muting]:
    """What the settings in a file take out of the run, and those of the base did not.

    Raises:
        NotParsed: the head does not parse, and the base held settings.
    """
    head = file.head_source
    if head is None:
        return
    try:
        old = _before(file, change)
    except NotParsed:
        return
    try:
        new = settings_of(file.path, head)
    except NotParsed:
        if old:
            raise
        return
    yield from _patterns(old, new, head, change, folder_of(file.path))
    yield from _options(old, new, head)
    yield from _folders(file.path, old, new, head, change)
    if old.get("xfail_strict") in (["true"], ["True"]) and new.get("xfail_strict") in (["false"], ["False"]):
        said = "lets a test pass that is expected to fail: `xfail_strict` is switched off"
        yield _at(head, "xfail_strict", "xfail_strict", said, Level.WARN)


def _before(file: ChangedFile, change: Change) -> dict[str, list[str]]:
    """The settings of the base: those of the file, and those that the change takes from one beside it."""
    found: dict[str, list[str]] = {}
    folder = folder_of(file.path)
    beside = [other for other in change.everywhere if folder_of(other.path) == folder]
    for other in (*(one for one in beside if one.path != file.path), file):
        if holds_pytest_settings(other.path):
            found |= settings_of(other.path, other.base_source)
    return found


def _patterns(
    old: Mapping[str, list[str]], new: Mapping[str, list[str]], head: Source, change: Change, folder: str
) -> Iterator[Muting]:
    for name, default in _PATTERNS.items():
        before, after = old.get(name) or list(default), new.get(name) or list(default)
        kept = {pattern.rstrip("*") for pattern in after}
        lost = [pattern for pattern in before if pattern.rstrip("*") not in kept]
        was_chosen = (bool(old.get(name)) and name in new) or len(lost) == len(before)
        if name == "python_files" and lost:
            lost = [one for one in lost if _names_any(change, folder, one)]
        if lost and was_chosen and not _ANYTHING & set(after):
            shown = " ".join(lost)
            yield _at(head, name, f"{name} {shown}", f"no longer collects `{shown}`")


def _options(old: Mapping[str, list[str]], new: Mapping[str, list[str]], head: Source) -> Iterator[Muting]:
    known = dict(Counter(text for text, _, _ in _judged(old.get("addopts", []))))
    for text, said, level in _judged(new.get("addopts", [])):
        if not taken(known, text):
            yield _at(head, "addopts", f"addopts {text}", said, level)


def _judged(words: Sequence[str]) -> Iterator[tuple[str, str, Level | None]]:
    """The options that matter: as written, what they do, and what that weighs at most."""
    for name, value, text in _split(words):
        if name in _RUNNING_NOTHING:
            yield text, f"runs no test at all by `{text}`", None
        elif name in _LEAVING_OUT or (name == "-p" and value in _PLUGINS_OFF):
            yield text, f"leaves tests out by `{text}`", None
        elif name in ("-o", "--override-ini") and value.startswith(_OVERRIDING):
            yield text, f"collects other tests by `{text}`", None
        elif name == "-m":
            yield text, f"leaves tests out by `{text}`", Level.WARN
        elif name in _REPEATING and value != "0":
            yield text, f"repeats tests until they pass by `{text}`", Level.WARN


def _split(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Options with their values, however the two are joined."""
    waiting = iter(words)
    for word in waiting:
        name, equals, value = word.partition("=")
        if word[:2] in ("-k", "-m", "-p", "-o") and len(word) > 2 and word[1] != "-":
            name, value = word[:2], word[2:]
        elif not equals and name in _WITH_VALUE:
            value = next(waiting, "")
            word = f"{word} {value}".strip()
        yield name, value, word


def plugins_of(options: Mapping[str, list[str]]) -> list[str]:
    """Modules that pytest is told to load with `-p`."""
    words = options.get("addopts", [])
    return [value for name, value, _ in _split(words) if name == "-p" and value[:3] != "no:"]


def _folders(
    path: str, old: Mapping[str, list[str]], new: Mapping[str, list[str]], head: Source, change: Change
) -> Iterator[Muting]:
    folder = folder_of(path)
    before, after = Settings(folder, old), Settings(folder, new)
    if "testpaths" in new and before.folders != after.folders:
        if not before.folders and not _holds_tests_within(change, folder, after.folders):
            yield _at(head, "testpaths", "testpaths", "looks for tests where none are, by `testpaths`")
        for lost in before.folders:
            still = any(_is_within(lost, one) for one in after.folders)
            if not still and _holds_tests(change, lost, after.folders):
                yield _at(head, "testpaths", f"testpaths {lost}", f"no longer looks for tests in `{lost}`")
    known = set(before.not_recursed)
    fresh = [one for one in after.not_recursed if one not in known] if "norecursedirs" in new else []
    for pattern in fresh:
        hidden = next((one for one in _tests_below(change, folder) if _passes_over(one, pattern)), "")
        if hidden:
            said = f"passes over `{pattern}`, where `{hidden}` lies"
            yield _at(head, "norecursedirs", f"norecursedirs {pattern}", said)


def _is_within(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _holds_tests(change: Change, folder: str, now: Sequence[str]) -> bool:
    return any(not any(_is_within(one, other) for other in now) for one in _tests_below(change, folder))


def _holds_tests_within(change: Change, folder: str, now: Sequence[str]) -> bool:
    """Whether any test is left where tests are looked for, or none is anywhere."""
    is_empty = True
    for path in _tests_below(change, folder):
        is_empty = False
        if any(_is_within(path, one) for one in now):
            return True
    return is_empty


def _tests_below(change: Change, folder: str) -> Iterator[str]:
    paths = islice(change.head_tree.walk(folder), _MOST_PATHS)
    return (path for path in paths if path.endswith(".py") and language_of_tests(path) == "python")


def _names_any(change: Change, folder: str, pattern: str) -> bool:
    """Whether a file is there that is collected by the pattern."""
    paths = islice(change.head_tree.walk(folder), _MOST_PATHS)
    return any(path.endswith(".py") and fnmatchcase(name_of(path), pattern) for path in paths)


def _passes_over(path: str, pattern: str) -> bool:
    if "/" in pattern:
        return fnmatchcase(folder_of(path), f"*{pattern.strip('/')}*")
    return any(fnmatchcase(part, pattern) for part in folder_of(path).split("/"))


def _at(head: Source, option: str, text: str, said: str, level: Level | None = None) -> Muting:
    line = next((number for number, line in enumerate(head.lines, 1) if line.lstrip().startswith(option)), 1)
    return Muting(text, said.replace("\n", " "), line, level)
