"""Tests that are gone from the whole change while what they test stays.

Of the functions that a plain comparison of names calls removed, 16 in 22 went with their feature, and of
323 deleted test files 42 had a living subject. So a removed test counts only where something tells what it
tests, all of that is still there, and nothing that is new or has grown tests it instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.languages.testing.pairing import Successors
from checks.languages.testing.subjects import Subject, Subjects

if TYPE_CHECKING:
    from checks.languages.testing.comparison import Comparison
    from checks.languages.testing.model import Test


_NAMELESS = frozenset(("it", "specify", "example"))
"""One-liners of RSpec, such as `it { is_expected.to belong_to(:x) }`, go with the line that they repeat."""


@dataclass(frozen=True, slots=True)
class Removal:
    """A test of the base that nothing stands for at the head.

    Attributes:
        test: the test.
        subject: what it tests and what is still there.
    """

    test: Test
    subject: Subject


@dataclass(frozen=True, slots=True)
class Removals:
    """All of a change.

    Attributes:
        tests: those that were taken out of a file that stays.
        files: those of deleted files, by path.
        uncollected: test and the name that its unchanged body has now, by which no runner collects it.
    """

    tests: tuple[Removal, ...]
    files: dict[str, list[Removal]]
    uncollected: tuple[tuple[Test, str], ...]


def removals(judged: Comparison) -> Removals:
    """The removed tests of a change, in order of path and line."""
    tests: list[Removal] = []
    files: dict[str, list[Removal]] = {}
    uncollected: list[tuple[Test, str]] = []
    subjects, successors = Subjects(judged.change), Successors(judged.pairing)
    for test in judged.pairing.removed:
        file = judged.files[test.path]
        if (
            not test.assertions
            or test.short_name in _NAMELESS
            or (file.head is not None and not file.head.mode.is_regular)
        ):
            continue
        head = judged.head.get(test.path)
        twin = next((name for name, body in head.functions if body == test.body), None) if head else None
        if twin is not None and head is not None:
            if twin not in head.called and test.disabled is None:
                uncollected.append((test, twin))
            continue
        subject = _living_subject(judged, test, subjects, successors)
        if subject is None:
            continue
        if file.head is None:
            files.setdefault(test.path, []).append(Removal(test, subject))
        elif not subjects.was_rewritten(test):
            tests.append(Removal(test, subject))
    return Removals(tuple(tests), files, tuple(uncollected))


def _living_subject(
    judged: Comparison, test: Test, subjects: Subjects, successors: Successors
) -> Subject | None:
    """What a removed test tests, if all of it lives and no other test took it over."""
    if successors.take_by_calls(test) or subjects.went_along(test):
        return None
    found = subjects.of(test, judged.base[test.path])
    if not found or not all(subject.lives for subject in found) or subjects.lost_part(test, found):
        return None
    if successors.take_by_names(test, frozenset(subject.name for subject in found if subject.name)):
        return None
    return next((one for one in found if one.name), found[0])
