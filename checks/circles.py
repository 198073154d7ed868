"""Rounds compared: what came back, what did not shrink, what was taken away instead of mended."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile

from checks.change import Change, ChangedFile, Status
from checks.finding import Finding
from checks.moves import origin_of
from checks.proceedings import Place, Round

IN_A_ROW = 3
"""Rounds, the present one included, in which what blocks must shrink at least once."""

MOST_NAMED = 5
"""Findings or rounds that one sentence names; more are counted."""


@dataclass(frozen=True)
class Rounds:
    """The rounds of one pull request that count.

    Attributes:
        before: the earlier ones, oldest first.
        now: the present one.
    """

    before: tuple[Round, ...]
    now: Round

    @cached_property
    def alike(self) -> tuple[Round, ...]:
        """The earlier rounds that the present one may be compared with."""
        return tuple(one for one in self.before if one.is_complete and one.basis == self.now.basis)

    @cached_property
    def returned(self) -> Mapping[str, tuple[Round, Round]]:
        """Fingerprints that were gone and block again → the last round with and the first without."""
        found: dict[str, tuple[Round, Round]] = {}
        for fingerprint in self.now.blocking:
            blocked: Round | None = None
            for one in self.alike:
                if fingerprint in one.blocking:
                    blocked = one
                elif blocked is not None and fingerprint not in one.standing:
                    found[fingerprint] = (blocked, one)
                    break
        return found

    @cached_property
    def unshrunk(self) -> tuple[Round, ...]:
        """The last rounds in a row without less that blocks; nothing if it shrank."""
        if not self.now.is_complete:
            return ()
        same = takewhile(lambda one: one.basis == self.now.basis, reversed(self.before))
        row = [*[one for one in same if one.is_complete][: IN_A_ROW - 1][::-1], self.now]
        if len(row) < IN_A_ROW or any(_has_shrunk(one, other) for one, other in pairwise(row)):
            return ()
        return tuple(row)

    @cached_property
    def told_first(self) -> str:
        """The head on which the agent was told to stop, if it is stopped now."""
        told = tuple(takewhile(lambda one: one.told, reversed(self.before)))
        return told[-1].head if told else self.now.head

    def place(self, fingerprint: str) -> Place | None:
        """Where a finding stood last."""
        places = (one.places.get(fingerprint) for one in (self.now, *reversed(self.before)))
        return next((place for place in places if place is not None), None)


def _has_shrunk(one: Round, other: Round) -> bool:
    """Whether less blocks than in the round before, or nothing does, leaving out what people permitted."""
    excused = (set(one.standing) - set(one.blocking)) | (set(other.standing) - set(other.blocking))
    before, after = set(one.blocking) - excused, set(other.blocking) - excused
    return not before or len(after) < len(before)


def weakened_by(
    rounds: Rounds, findings: Sequence[Finding], change: Change, weakening: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Findings that went away because what they stood in went, and not because they were mended.

    Either the file stood in the base and is gone at the head, moved nowhere; or a check that tells weakening
    has found something in it that it had not found when the finding stood.

    Args:
        rounds: the rounds.
        findings: what stands now.
        change: the change as it is now.
        weakening: ids of the rules that tell weakening.

    Returns:
        Fingerprint and sentence of each, sorted.
    """
    if not rounds.now.is_complete:
        return ()
    blocked = {fingerprint: one for one in rounds.alike for fingerprint in one.blocking}
    gone = {
        fingerprint: one for fingerprint, one in blocked.items() if fingerprint not in rounds.now.standing
    }
    found: list[tuple[str, str]] = []
    for fingerprint in sorted(gone):
        before = gone[fingerprint]
        place = before.places[fingerprint]
        file = change.by_path.get(place.path)
        if file is None or file.base is None:
            continue
        seen = f"`F-{fingerprint[:12]}` blocked in {numbered(before)} and went away with what it stood in"
        if place.is_at_head and _is_gone(file, change):
            found.append((fingerprint, f"{seen}: the file is gone"))
        elif news := _news(findings, before, place, weakening):
            found.append((fingerprint, f"{seen}: {some([f'`{one.id}`' for one in news])} tells of that"))
    return tuple(found)


def _is_gone(file: ChangedFile, change: Change) -> bool:
    if file.head is not None:
        return False
    added = (one for one in change.files if one.status is Status.ADDED)
    return not any(origin_of(one, [file]) for one in added)


def _news(
    findings: Sequence[Finding], before: Round, place: Place, weakening: Collection[str]
) -> Sequence[Finding]:
    return [
        one
        for one in findings
        if one.path == place.path and one.rule in weakening and one.fingerprint not in before.standing
    ]


def numbered(one: Round) -> str:
    """A round as sentences name it."""
    return f"round {one.number} (`{one.head[:7]}`)"


def some(named: Sequence[str]) -> str:
    """The first of several things, and how many more there are."""
    return ", ".join(_first(named))


def _first(named: Sequence[str]) -> Iterator[str]:
    yield from named[:MOST_NAMED]
    if len(named) > MOST_NAMED:
        yield f"{len(named) - MOST_NAMED} more"
