"""`weakened-test`: a test that ran and could fail before, and after the change does not or cannot."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.languages.provenance import is_foreign
from checks.languages.testing import decides_collection, language_of_tests

if TYPE_CHECKING:
    from checks.languages.testing.comparison import Comparison
    from checks.languages.testing.model import Mark, Test
    from checks.languages.testing.subjects import Subject

_REPAIR = "repair the product, or have a person permit this finding"
_WORD = re.compile(r"[^\W\d]\w*")
_LITERAL = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\b(?:\d[\w.]*|[Tt]rue|[Ff]alse|None|null|nil)\b"


@dataclass(frozen=True, kw_only=True)
class WeakenedTest(Check):
    """Reports tests that a change takes out of force.

    Attributes:
        expected_values: whether an existing test in which nothing but an expected literal changed is
            reported too.

    ## Why

    A red test can be made green by repairing the product or by silencing the test. The second leaves the
    defect in, and a reviewer who sees only green cannot tell. Every test of the base is looked up at the
    head by name and content, wherever it went; totals are never compared, so that new assertions
    elsewhere make good for none.

    ## What to do

    Repair the product. If the behaviour was changed on purpose, change the test with it so that it
    asserts the new behaviour; a test goes together with what it tests. A test that really must pause
    needs a person's permission.

    ## Example

        @pytest.mark.skip(reason="flaky")        # ran before
        def test_total():
            assert (total([2]) == 2, "two")      # a tuple is always true

    Reported are an existing test that no longer runs (skipped, expected to fail, another in focus, left
    out of the collection by name, by a second definition, by its class), one whose assertions cannot fail
    any more (constant, unreachable, swallowed, guarded by themselves, of boundless tolerance), one that
    asserts nothing any more, one that loses assertions while no product code changes, and one that is
    removed while what it tests stays; further settings and hooks of pytest by which tests leave the
    collection or the outcome is overwritten. Python is read with its own parser; JavaScript, TypeScript,
    Go, Java, Kotlin, C#, Ruby and Rust through their grammars.

    ## Known limits

    Chosen for few false alarms: a lost assertion beside others is reported only where the product
    is untouched, since with it most are moved or rewritten; a skip under a condition that is not constant,
    a skip in a new test, and an assertion that is made weaker but can still fail are silent; a removed
    test is silent if it speaks of a name that leaves the product, if a test that is new or has grown
    calls the same things, or if nothing tells what it tests. An expected value moved to fit a
    defect looks like a change of specification and is reported with `expected-values: true` only.
    Subtests of Go and generated tests are read as part of the test that holds them. Fixtures that patch
    the product, settings of other test runners, coverage, snapshots and continuous integration are not
    judged here.
    """

    name: ClassVar[str] = "weakened-test"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False
    tells_weakening: ClassVar[bool] = True

    expected_values: bool = False

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return language_of_tests(path) is not None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        yield from _muted(change)
        if not any(language_of_tests(file.path) for file in change.files):
            return
        from checks.languages.testing.comparison import Comparison  # loaded for changes that hold tests

        judged = Comparison(change)
        yield from judged.gaps
        yield from _replaced_by_link(judged)
        yield from _focused(judged)
        yield from _disabled(judged)
        yield from _hollowed(judged)
        if judged.pairing.removed:
            yield from _removed(judged)
        if self.expected_values:
            yield from _expectations(judged)


def _at(
    judged: Comparison, path: str, line: int, end_line: int, message: str, text: str, side: Side = Side.HEAD
) -> Violation:
    """A violation; the lines are those of `Source.text` and become those of git."""
    file = judged.files[path]
    source = file.head_source if side is Side.HEAD else file.base_source
    if source is not None and line:
        line, end_line = source.git_line(line), source.git_line(end_line)
    changed = file.added_lines if side is Side.HEAD else file.removed_lines
    touched = line == 0 or any(number in changed for number in range(line, end_line + 1))
    return Violation(path, line, end_line, message, text, side=side, instead=_REPAIR, on_changed_line=touched)


def _replaced_by_link(judged: Comparison) -> Iterator[Violation]:
    for path, base in judged.base.items():
        head = judged.files[path].head
        if head is not None and not head.mode.is_regular:
            tests = _counted(len(base.tests))
            yield _at(judged, path, 0, 0, f"the test file with {tests} is replaced by a link", "linked away")


def _focused(judged: Comparison) -> Iterator[Violation]:
    old = Counter(mark.text for file in judged.base.values() for mark in file.focus)
    for path, file in judged.head.items():
        for mark in file.focus:
            if old[mark.text] > 0:
                old[mark.text] -= 1
                continue
            message = f"`{mark.text}` keeps all other tests from running"
            yield _at(judged, path, mark.line, mark.end_line, message, f"focus {mark.text}")


def _disabled(judged: Comparison) -> Iterator[Violation]:
    causes: dict[tuple[str, Mark], list[str]] = defaultdict(list)
    for base, head in judged.pairing.pairs:
        if head.disabled is not None and base.disabled is None:
            causes[head.path, head.disabled].append(head.name)
    for (path, mark), names in causes.items():
        message = f"test `{_plain(names[0])}` ran before and now {mark.reason}"
        if len(names) > 1:
            message = (
                f"{len(names)} tests, among them `{_plain(names[0])}`, ran before; now each {mark.reason}"
            )
        yield _at(judged, path, mark.line, mark.end_line, message, f"disabled {names[0]} {mark.text}")


def _hollowed(judged: Comparison) -> Iterator[Violation]:
    appeared = Counter(found.text for test in judged.pairing.added for found in test.assertions)
    for base, head in judged.pairing.pairs:
        if head.disabled is not None or len(head.assertions) >= len(base.assertions):
            continue
        old = Counter(mark.text for mark in base.hollow)
        fresh = [mark for mark in head.hollow if not _taken(old, mark.text)]
        name = _plain(head.name)
        for mark in fresh:
            message = f"an assertion of test `{name}` {mark.reason}"
            yield _at(judged, head.path, mark.line, mark.end_line, message, f"hollow {head.name} {mark.text}")
        if fresh or _may_assert_elsewhere(judged, base, head):
            continue
        if not head.assertions:
            message = f"test `{name}` asserted before and now asserts nothing"
            yield _at(judged, head.path, head.line, head.end_line, message, f"empty {head.name}")
            continue
        kept = Counter(found.text for found in head.assertions)
        lost = Counter(found.text for found in base.assertions)
        if judged.product_changes or kept - lost or any(appeared[text] for text in lost - kept):
            continue
        if not base.words - head.words <= set(_WORD.findall(" ".join(lost - kept))) | {"assert"}:
            continue  # more than assertions went: a branch, a parameter, a part of what is tested
        count = sum((lost - kept).values())
        what = "an assertion" if count == 1 else f"{count} assertions"
        message = f"test `{name}` loses {what}, while no product code changes"
        yield _at(judged, head.path, head.line, head.end_line, message, f"lost {head.name}")


def _may_assert_elsewhere(judged: Comparison, base: Test, head: Test) -> bool:
    """Whether the test newly calls something that asserts, or of which nothing is known."""
    new = judged.new_calls(base, head)
    return any(name in judged.asserting or name not in judged.functions for name in new)


def _removed(judged: Comparison) -> Iterator[Violation]:
    from checks.languages.testing.pairing import Successors  # loaded for changes that take tests away
    from checks.languages.testing.subjects import Subjects

    subjects = Subjects(judged.change)
    successors = Successors(judged.pairing)
    whole: dict[str, list[tuple[Test, Subject]]] = defaultdict(list)
    for test in judged.pairing.removed:
        if test.disabled is not None or not test.assertions:
            continue
        file = judged.files[test.path]
        if file.head is not None and not file.head.mode.is_regular:
            continue
        head = judged.head.get(test.path)
        twin = next((name for name, body in head.functions if body == test.body), None) if head else None
        if twin is not None and head is not None:
            if twin not in head.called:
                name = _plain(test.name)
                message = f"test `{name}` is renamed to `{twin}`, which no test runner collects"
                yield _at(
                    judged,
                    test.path,
                    test.line,
                    test.end_line,
                    message,
                    f"uncollected {test.name}",
                    Side.BASE,
                )
            continue
        if successors.take_by_calls(test) or subjects.went_along(test):
            continue
        found = subjects.of(test, judged.base[test.path])
        if not found or not all(subject.lives for subject in found) or subjects.lost_part(test, found):
            continue
        if successors.take_by_names(test, frozenset(subject.name for subject in found if subject.name)):
            continue
        if file.head is not None and subjects.was_rewritten(test):
            continue
        subject = next((one for one in found if one.name), found[0])
        if file.head is None:
            whole[test.path].append((test, subject))
            continue
        message = f"test `{_plain(test.name)}` is removed, while {_what(subject)}, which it tests, stays"
        yield _at(judged, test.path, test.line, test.end_line, message, f"removed {test.name}", Side.BASE)
    for path, gone in whole.items():
        message = (
            f"the test file is deleted with {_counted(len(judged.base[path].tests))},"
            f" while {_what(gone[0][1])}, which it tests, stays"
        )
        yield _at(judged, path, 0, 0, message, "deleted", Side.BASE)


def _muted(change: Change) -> Iterator[Sighting]:
    deciding = [file for file in change.files if decides_collection(file.path) and not is_foreign(file)]
    if not deciding:
        return
    from checks.languages.testing.collection import muting
    from checks.languages.testing.model import NotParsed, unreadable

    for file in deciding:
        source = file.head_source
        if source is None:
            continue
        try:
            marks = muting(file.path, file.base_source, source)
        except NotParsed as refused:
            yield unreadable(file.path, refused.why)
            continue
        for mark in marks:
            line, end_line = source.git_line(mark.line), source.git_line(mark.end_line)
            message = f"`{file.path.rsplit('/', 1)[-1]}` {mark.reason}"
            yield Violation(file.path, line, end_line, message, f"muted {mark.text}", instead=_REPAIR)


def _expectations(judged: Comparison) -> Iterator[Violation]:
    for base, head in judged.pairing.pairs:
        if head.disabled is not None or base.body == head.body:
            continue
        if re.sub(_LITERAL, "?", base.body) != re.sub(_LITERAL, "?", head.body):
            continue
        for old, new in zip(base.assertions, head.assertions, strict=False):
            if old.text != new.text:
                name = _plain(head.name)
                message = f"test `{name}` expects another value than before, and nothing else in it changed"
                yield _at(
                    judged, head.path, new.line, new.end_line, message, f"expects {head.name} {new.text}"
                )


def _taken(counts: Counter[str], text: str) -> bool:
    if counts[text] <= 0:
        return False
    counts[text] -= 1
    return True


def _counted(tests: int) -> str:
    return "1 test" if tests == 1 else f"{tests} tests"


def _what(subject: Subject) -> str:
    return f"`{subject.name}` of `{subject.path}`" if subject.name else f"`{subject.path}`"


def _plain(name: str) -> str:
    return name.replace("`", "'")[:120]
