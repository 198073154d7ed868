"""How much an assertion asks for, in a few steps, so that both sides of a test can be compared.

The steps follow what satisfies an assertion: one value, one part of it, anything that is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checks.languages.testing.model import Assertion, Test


class Strength(IntEnum):
    """What satisfies an assertion, from almost anything to one value."""

    PRESENCE = 1
    PART = 2
    EXACT = 3


_NOW = {
    Strength.PRESENCE: "anything that is there",
    Strength.PART: "a part of it",
}
_BEFORE = {Strength.EXACT: "one value", Strength.PART: "a part"}


@dataclass(frozen=True, slots=True)
class Claim:
    """What one assertion says of one expression.

    Attributes:
        subject: the expression, without white space.
        strength: what satisfies it.
        tolerance: how far a number may be off, 0 where it may not.
        measure: what the tolerance is measured in, `absolute` or `relative`.
        named: what it names of the failure or the call that it expects.
    """

    subject: str
    strength: Strength
    tolerance: float = 0.0
    measure: str = ""
    named: str = ""


def loosened(base: Test, head: Test) -> Iterator[tuple[Assertion, str]]:
    """Assertions of the head that take the place of stricter ones.

    A test that asserts as much exactly as before, only otherwise, was rewritten and not loosened.

    Yields:
        The assertion of the head, and the end of a sentence that begins with the test.
    """
    old, new = Counter(one.text for one in base.assertions), Counter(one.text for one in head.assertions)
    if not old - new or not new - old:
        return
    read = _reader(base.path)
    lost = [tuple(read(one.text)) for one in base.assertions if (old - new)[one.text]]
    come = [(one, tuple(read(one.text))) for one in head.assertions if (new - old)[one.text]]
    before = {claim.subject: claim for claims in reversed(lost) for claim in claims}
    strongest: dict[str, Strength] = {}
    for claim in (claim for one in head.assertions for claim in read(one.text)):
        strongest[claim.subject] = max(claim.strength, strongest.get(claim.subject, claim.strength))
    sharp = (claims for _, claims in come if not any(_is_less(before, claim) for claim in claims))
    is_rewritten = 0 < _exact(lost) <= _exact(sharp)
    for assertion, claims in come:
        told = (
            _told(before[claim.subject], claim, strongest[claim.subject], is_rewritten=is_rewritten)
            for claim in claims
            if claim.subject in before
        )
        how = next(filter(None, told), "")
        if how:
            yield assertion, how


def _told(before: Claim, now: Claim, strongest: Strength, *, is_rewritten: bool) -> str:
    if before.measure == now.measure and now.tolerance > before.tolerance > 0:
        return f"allows a difference of {now.tolerance:g}, where {before.tolerance:g} was allowed"
    if before.named and not now.named and now.strength is before.strength:
        return f"no longer asks for `{before.named[:60]}`"
    if strongest < before.strength and not is_rewritten:
        subject = before.subject[:60].replace("`", "'")
        was, now_by = _BEFORE[before.strength], _NOW[now.strength]
        return f"asked for {was} of `{subject}` and is satisfied now by {now_by}"
    return ""


def _is_less(before: Mapping[str, Claim], claim: Claim) -> bool:
    return claim.subject in before and claim.strength < before[claim.subject].strength


def _exact(found: Iterable[tuple[Claim, ...]]) -> int:
    return sum(any(claim.strength is Strength.EXACT for claim in claims) for claims in found)


def _reader(path: str) -> Callable[[str], Iterable[Claim]]:
    """What reads the claims of an assertion, by the language of the file."""
    if path.endswith(".py"):
        from checks.languages.testing import strength_python

        return strength_python.claims
    from checks.languages.testing import strength_calls

    return strength_calls.claims
