"""`weakened-assertion`: a test that still runs and asserts less than before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.languages.snapshots import is_snapshot, rewritten
from checks.languages.testing import language_of_tests

if TYPE_CHECKING:
    from checks.languages.testing.comparison import Comparison
    from checks.languages.testing.model import Test

_DOCUMENTS = (".md", ".rst", ".txt", ".mdx")
_WORD = re.compile(r"[^\W\d]\w*")
_GATHERED = re.compile(r"(?i)\blen\(|count|length|size|number|total|[\[{]")
"""Of an assertion about things that are gathered, such as plug-ins: a new file may be one more of them."""

_LITERAL = r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|\b(?:\d[\w.]*|[Tt]rue|[Ff]alse|None|null|nil)\b"


@dataclass(frozen=True, kw_only=True)
class WeakenedAssertion(Check):
    """Reports a test that loses assertions, or whose assertions are satisfied by more than before.

    ## Why

    An assertion that is dropped or loosened until the run is green keeps the test and loses what it was
    written for. Totals do not show it: assertions that are new elsewhere make good for none.

    ## What to do

    Repair the product. If the behaviour was changed on purpose, assert the new behaviour as sharply as the
    old one was.

    ## Example

        assert total([2]) == 2             # before
        assert total([2]) is not None      # after

    Every test is compared with itself. Reported are a test that asserts nothing any more; assertions that
    are lost while no product code changes; and one that is loosened: equality becomes containment or mere
    presence, a tolerance grows, an exception is no longer named, the arguments of a call are no longer
    asked for. Read are pytest, unittest, Jest, Vitest, Chai, `node:assert`, testify, JUnit, AssertJ, xUnit,
    NUnit, MSTest, FluentAssertions, RSpec, Minitest and Rust.

    The naive form, a net loss of assertions, fires on 3.6 % of the pull requests of agents, and 3 of 16 were
    real: the rest moved, was rewritten, or went into a helper or a snapshot. With those silent and the
    product untouched it is 0.24 %, and so that blocks, as does a test that asserts nothing any more. What is
    loosened warns while the product is untouched and is otherwise a note. An expected value that is edited
    blocks where nothing that stood before changes but tests and documents: what was true of the same product
    yesterday is true of it today. A count or a list is a note where files come in, since one of them may be
    what is counted. Together with the product it is ordinary work, and silent.

    ## Known limits

    A recorded output (`.snap`, `.ambr`, `.approved.*`, `.golden`) that is altered warns where nothing else
    that stood before changes but documents; beside code it is part of nearly every honest change.
    Whether a new expected value is right cannot be told from the change; beside the edit of any file that
    stood before, documents left out, it is taken for part of that work. A lost assertion beside others is
    silent where product code changes, and so is one whose test newly calls a helper of another file.
    """

    name: ClassVar[str] = "weakened-assertion"
    is_about_the_whole: ClassVar[bool] = True
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False
    tells_weakening: ClassVar[bool] = True

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return language_of_tests(path) is not None or is_snapshot(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if any(is_snapshot(file.path) for file in change.files):
            yield from _recorded(change)
        if not any(language_of_tests(file.path) for file in change.files):
            return
        from checks.languages.testing.comparison import comparison_of  # loaded for changes that hold tests

        judged = comparison_of(change)
        yield from judged.gaps_at_head
        appeared = Counter(found.text for test in judged.pairing.added for found in test.assertions)
        for base, head in judged.pairing.pairs:
            if head.disabled is None and base.body != head.body:
                yield from _fewer(judged, base, head, appeared)
                yield from _looser(judged, base, head)
                yield from _expecting(judged, base, head)


def _recorded(change: Change) -> Iterator[Violation]:
    """Recordings that say something else where nothing that stood before changes but documents."""
    for file in change.everywhere:
        is_aside = file.path.endswith(_DOCUMENTS) or is_snapshot(file.path)
        if file.base is not None and not is_aside:
            return
    for file in change.files:
        if not is_snapshot(file.path) or file.base_source is None or file.head_source is None:
            continue
        names = rewritten(file.base_source.text, file.head_source.text)
        if not names:
            continue
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        first = names[0][:80].replace("`", "'")
        what = f"`{first}`{more}" if first else "what it holds"
        said = (
            f"records another output for {what}, while nothing that stood before changes;"
            " repair what made it differ, or say in the description why the old one was wrong"
        )
        line = min(file.added_lines, default=1)
        yield Violation(file.path, line, line, said, f"recorded {names[0]}", at_most=Level.WARN)


def _fewer(judged: Comparison, base: Test, head: Test, appeared: Counter[str]) -> Iterator[Violation]:
    from checks.languages.testing.telling import plain, violation

    fresh = Counter(mark.text for mark in head.hollow) - Counter(mark.text for mark in base.hollow)
    if len(head.assertions) >= len(base.assertions) or fresh or _may_assert_elsewhere(judged, base, head):
        return
    name = plain(head.name)
    if not head.assertions:
        message = f"test `{name}` asserted before and now asserts nothing"
        yield violation(judged, head.path, head.lines, message, f"empty {head.name}")
        return
    kept = Counter(found.text for found in head.assertions)
    lost = Counter(found.text for found in base.assertions)
    if judged.product_changes or kept - lost or any(appeared[text] for text in lost - kept):
        return
    if not base.words - head.words <= set(_WORD.findall(" ".join(lost - kept))) | {"assert"}:
        return  # more than assertions went: a branch, a parameter, a part of what is tested
    count = sum((lost - kept).values())
    what = "an assertion" if count == 1 else f"{count} assertions"
    message = f"test `{name}` loses {what}, while no product code changes"
    yield violation(judged, head.path, head.lines, message, f"lost {head.name}")


def _may_assert_elsewhere(judged: Comparison, base: Test, head: Test) -> bool:
    """Whether the test newly calls something that asserts, or of which nothing is known."""
    new = judged.new_calls(base, head)
    return any(name in judged.asserting or name not in judged.functions for name in new)


def _looser(judged: Comparison, base: Test, head: Test) -> Iterator[Violation]:
    from checks.languages.testing.strength import loosened
    from checks.languages.testing.telling import plain, violation

    for found, how in loosened(base, head):
        message = f"test `{plain(head.name)}` {how}"
        level = Level.NOTE if judged.product_changes else Level.WARN
        text = f"looser {head.name} {found.text}"
        yield violation(judged, head.path, found.lines, message, text, at_most=level)


def _expecting(judged: Comparison, base: Test, head: Test) -> Iterator[Violation]:
    from checks.languages.testing.telling import plain, violation

    if not judged.product_stays or len(base.assertions) != len(head.assertions):
        return
    if re.sub(_LITERAL, "?", base.body) != re.sub(_LITERAL, "?", head.body):
        return
    for old, new in zip(base.assertions, head.assertions, strict=True):
        if old.text != new.text:
            message = (
                f"test `{plain(head.name)}` expects another value than before, while nothing that it"
                " tests changes; repair the product, or let a person say that the old value was wrong"
            )
            text = f"expects {head.name} {new.text}"
            may_be_found = judged.adds_files and _GATHERED.search(new.text) is not None
            level = Level.NOTE if may_be_found else None
            yield violation(judged, head.path, new.lines, message, text, at_most=level)
