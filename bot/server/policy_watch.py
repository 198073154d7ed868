"""A change of the policy, recorded before the first verdict that rests on it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.court import Court, PolicyReading
from bot.git.errors import GitError, GitUsageError
from bot.github.client import RepositoryClient
from bot.github.errors import GitHubError
from bot.github.pushers import moves_of
from bot.ledger import Ledger, Note
from bot.ledger.note import Mover, PolicyNote
from checks.policy import Mode, PolicySource
from checks.policy_change import changes
from checks.problem import PolicyInvalid
from checks.report.canonical import text

MOST_PROBLEMS = 20
"""Problems that are recorded of a policy that does not read; the check run has them all."""

MOST_MOVES = 20
"""Moves of the default branch that are looked at for the one that changed the policy."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PolicyWatch:
    """Watches the policy of one repository.

    Attributes:
        court: reads policies.
        ledger: knows the policy that was seen last.
        client: the repository's client.
        branch: name of the default branch.
    """

    court: Court
    ledger: Ledger
    client: RepositoryClient
    branch: str

    def standing(self, reading: PolicyReading, source: PolicySource, mode: Mode) -> None:
        """Record the policy that counts, if it is another than the last one.

        Args:
            reading: how it was read.
            source: where it stands, on its floors.
            mode: whether it enforces.
        """
        floors = tuple(f"{floor.repository}:{floor.path} {floor.digest}" for floor in source.extends)
        self._note(
            reading, PolicyNote(reading.commit, source.digest, text(source.source), mode.value, floors)
        )

    def unreadable(self, reading: PolicyReading, problems: Sequence[str]) -> None:
        """Record that the policy does not read, unless that is known.

        Args:
            reading: how it was to be read.
            problems: one sentence each.
        """
        told = tuple(text(problem) for problem in problems[:MOST_PROBLEMS])
        self._note(reading, PolicyNote(reading.commit, "", "", "", problems=told))

    def _note(self, reading: PolicyReading, now: PolicyNote) -> None:
        known = self.ledger.policy(reading.repository)
        follows, last = known if known is not None else (0, None)
        if last is not None and last.stands == now.stands:
            return
        was = last.commit if last is not None else ""
        told = replace(
            now,
            was=was,
            follows=follows,
            changes=self._changes(reading, last, now) if last is not None else (),
            by=self._movers(reading, was),
        )
        self.ledger.note(Note(reading.repository, 0, now.commit, told))

    def _changes(self, reading: PolicyReading, last: PolicyNote, now: PolicyNote) -> tuple[str, ...]:
        floors = [
            f"floor {floor.partition(' ')[0]} is another"
            for floor in sorted({*last.floors} ^ {*now.floors})
            if floor in now.floors or not any(one.startswith(floor.partition(" ")[0]) for one in now.floors)
        ]
        if not now.digest or not last.digest:
            return ("the policy does not read",) if not now.digest else ("the policy reads again", *floors)
        if last.digest == now.digest:
            return tuple(floors)
        try:
            before = self.court.own_policy(replace(reading, commit=last.commit))
            after = self.court.own_policy(reading)
        except (PolicyInvalid, GitError) as lost:
            _log.warning("what changed in a policy cannot be told", extra={"reason": str(lost)})
            return tuple(floors)
        return tuple(text(change) for change in (*floors, *changes(before, after)))

    def _movers(self, reading: PolicyReading, before: str) -> tuple[Mover, ...]:
        """Who moved the default branch so that its policy changed; not being told holds no verdict up."""
        if before in ("", reading.commit):
            return ()
        try:
            moves = moves_of(self.client, self.branch, before, reading.commit)
        except GitHubError as error:
            _log.warning("who changed a policy is not told", extra={"reason": str(error)})
            return ()
        digests: dict[str, str] = {}
        for commit in dict.fromkeys(commit for move in moves[:MOST_MOVES] for commit in move[:2]):
            try:
                digests[commit] = self.court.own_policy(replace(reading, commit=commit)).source.digest
            except (PolicyInvalid, GitError, GitUsageError):
                digests[commit] = f"of {commit}"  # whatever it is, it is none that reads
        found = {
            Mover(move.by, move.login)
            for move in moves[:MOST_MOVES]
            if move.by and digests[move.before] != digests[move.after]
        }
        return tuple(sorted(found, key=lambda mover: mover.id))
