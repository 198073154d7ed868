"""Changes that loosen the very rule which looks at their code: decided with the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from checks.baseline_file import Entry, read_baseline
from checks.change import Blob, Change, ChangedFile
from checks.check import all_checks
from checks.finding import Level
from checks.guardrails import Kind, guardrail_of
from checks.path_syntax import is_plain_path
from checks.paths import PathPatterns
from checks.policy import Rule
from checks.policy_place import BASELINE, PATH
from checks.problem import PolicyInvalid
from checks.record_folders import FOLDERS
from checks.rule_run import run
from checks.values.node import Unreadable
from checks.widening.places import Shape, place_of
from checks.widening.reading import read
from checks.widening.records import Loosened, loosened

_ALL = frozenset(Kind)
_TEXTS = (".md", ".mdx", ".rst", ".txt", ".adoc")


@dataclass(frozen=True, slots=True)
class Amendment:
    """Code and what judges it, changed together.

    Attributes:
        code: the changed files that the rule looks at, in order; never empty.
        rule: the rule's id.
        place: the file in which it is loosened.
        said: how it is loosened.
    """

    code: tuple[str, ...]
    rule: str
    place: str
    said: str


def amendments(change: Change, folders: Sequence[str]) -> Iterator[Amendment]:
    """Every rule that looks at code of the change and is loosened in it.

    Args:
        change: the change.
        folders: the folders of records.
    """
    inside = PathPatterns(tuple(f"{folder}/**" for folder in (folders or FOLDERS)))
    code = [
        file
        for file in change.everywhere
        if guardrail_of(file.path, _ALL) is None and not inside.matches(file.path) and file.path != BASELINE
    ]
    if not code:
        return
    yield from _by_record(change, folders, code)
    yield from _by_policy(change, code)
    yield from _by_baseline(change, code)


def _by_record(change: Change, folders: Sequence[str], code: Sequence[ChangedFile]) -> Iterator[Amendment]:
    told = set()
    for one in loosened(change, folders):
        found = _let_pass(change, one, code) if one.is_altered else _looked_at(one, code)
        if found and one.base.id not in told:
            told.add(one.base.id)
            yield Amendment(tuple(found), one.base.id, one.path, one.said)


def _looked_at(one: Loosened, code: Sequence[ChangedFile]) -> list[str]:
    """The files that the rule governed, and that what was loosened lets pass."""
    found = [file.path for file in code if _governs(one.base, file.path)]
    if one.exception is not None:
        found = [path for path in found if one.exception.paths.matches(path)]
    elif one.head is not None and one.said.startswith("`paths`"):
        found = [path for path in found if not one.head.paths.matches_any_form(path)]
    return found


def _governs(rule: Rule, path: str) -> bool:
    """Whether a rule looks at a file; at a text only where it names it."""
    named = rule.paths.patterns or rule.check.looks_at or rule.check.example_paths
    if path.endswith(_TEXTS) and not any(pattern.endswith(_TEXTS) for pattern in named):
        return False
    return rule.paths.matches_any_form(path) and rule.check.concerns(path)


def _let_pass(change: Change, one: Loosened, code: Sequence[ChangedFile]) -> list[str]:
    """The files in which the rule as it was reports what the rule as it is to be does not.

    A rule that semgrep runs has no results for its new form: there, what the old one reports is enough.
    """
    whole = replace(change, files=change.everywhere)
    before = {(found.path, found.message, found.line) for found in run(one.base, whole).findings}
    if one.head is None or not before:
        return []
    if one.head.check.pattern_rules:
        left: set[tuple[str, str, int]] = set()
    else:
        left = {(found.path, found.message, found.line) for found in run(one.head, whole).findings}
    paths = {path for path, _, _ in before - left}
    return [file.path for file in code if file.path in paths]


def _by_policy(change: Change, code: Sequence[ChangedFile]) -> Iterator[Amendment]:
    """Built-in checks whose level is lowered, each as it would look at the code."""
    file = next((one for one in change.everywhere if one.path == PATH), None)
    place = place_of(PATH)
    if file is None or file.base_source is None or file.head_source is None or place is None:
        return
    base, head = read(file.base_source, Shape.POLICY), read(file.head_source, Shape.POLICY)
    if isinstance(base, Unreadable) or isinstance(head, Unreadable):
        return
    plain = [one.path for one in code if not one.path.endswith(_TEXTS)]
    for name, check in all_checks().items():
        key = f"checks.{name}"
        marks = [side.marks.get(key) for side in (base, head)]
        old, new = (Level(mark.shown) if mark and mark.rank is not None else check.level for mark in marks)
        if not check.built_in or new.rank <= old.rank:
            continue
        bound = check()
        found = tuple(path for path in plain if bound.concerns(path))
        if found:
            yield Amendment(found, name, PATH, f"its level goes from `{old}` to `{new}`")


def _by_baseline(change: Change, code: Sequence[ChangedFile]) -> Iterator[Amendment]:
    """Findings that are recorded as known in files which the change edits."""
    file = next((one for one in change.everywhere if one.path == BASELINE), None)
    if file is None:
        return
    before, touched = _entries(file.base), {one.path for one in code}
    for name, entry in _entries(file.head).items():
        if name not in before and is_plain_path(entry.path) and entry.path in touched:
            yield Amendment((entry.path,), entry.rule, BASELINE, "its finding is recorded as known debt")


def _entries(blob: Blob | None) -> dict[str, Entry]:
    if blob is None or blob.content is None or not blob.mode.is_regular:
        return {}
    try:
        return read_baseline(blob.content)
    except PolicyInvalid:
        return {}
