"""Which record took the place of which: the claims of all records put together, and what is odd about them.

A record is retired by its own status alone. What another record claims never lifts a rule, because adding
a record is ordinary work and taking a rule away is not: where the two contradict one another, that is told.
Where a record enforces, it is a problem; between records that only tell, a notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checks.decision import Record, number_of
from checks.path_parts import folder_of
from checks.policy import DecisionStatus
from checks.problem import Problem
from checks.record_claims import Claim, Relation

_NUMBERED = re.compile(r"(?:adr[-_ ]?)?(?P<number>[0-9]{1,6})(?:-[\w-]+)?", re.IGNORECASE)
_IS_FILE = re.compile(r".*\.(?:md|markdown)", re.IGNORECASE)
_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class _Link:
    """A claim whose other record is known; records are told by their index."""

    newer: int
    older: int
    claimant: int
    claim: Claim


def settle(records: Sequence[Record], problems: list[Problem], notices: list[str]) -> list[Record]:
    """Put the claims of records together.

    Args:
        records: all records, with ids of their own.
        problems: where to note what is wrong.
        notices: where to note what the reader should know.

    Returns:
        The records, each with what it supersedes and what superseded it.
    """
    return _Settlement(records, problems, notices).settled()


class _Settlement:
    def __init__(self, records: Sequence[Record], problems: list[Problem], notices: list[str]) -> None:
        self.records = records
        self.problems = problems
        self.notices = notices
        self.links: list[_Link] = []
        if any(record.claims for record in records):
            self._resolve()

    def settled(self) -> list[Record]:
        said = {(link.newer, link.older, link.claimant) for link in self.links}
        self._circles()
        unmentioned = []
        for link in self.links:
            self._contradictions(link)
            if link.claimant == link.older and (link.newer, link.older, link.newer) not in said:
                unmentioned.append(self.records[link.older].decision.id)
        self._unmentioned(sorted(set(unmentioned)))
        return [self._with_links(index, record) for index, record in enumerate(self.records)]

    def _with_links(self, index: int, record: Record) -> Record:
        ids = [other.decision.id for other in self.records]
        older = {ids[link.older] for link in self.links if link.newer == index}
        newer = {ids[link.newer] for link in self.links if link.older == index}
        if not older and not newer:
            return record
        decision = replace(
            record.decision, supersedes=tuple(sorted(older)), superseded_by=tuple(sorted(newer))
        )
        return replace(record, decision=decision)

    def _resolve(self) -> None:
        names = _Names(self.records)
        for index, record in enumerate(self.records):
            for claim in record.claims:
                found = names.meant(record, claim.names)
                if len(found) != 1:
                    said = f"`{claim.names}` is no record here; name one that is, or remove this"
                    if not claim.names:
                        said = "this names no record; write it as `ADR-0004`"
                    elif found:
                        several = ", ".join(f"`{self.records[one].decision.path}`" for one in found)
                        said = f"`{claim.names}` may be any of {several}; name the file"
                    self._tell(index, claim, said, index)
                elif found[0] == index:
                    self._tell(index, claim, "a record cannot supersede itself; name the other one", index)
                else:
                    is_newer = claim.relation is Relation.SUPERSEDES
                    newer, older = (index, found[0]) if is_newer else (found[0], index)
                    self.links.append(_Link(newer, older, index, claim))

    def _circles(self) -> None:
        """Each circle of supersession, told once, at the first claim of it."""
        followed: dict[int, set[int]] = {}
        for link in self.links:
            followed.setdefault(link.newer, set()).add(link.older)
        reach = {index: _reached(index, followed) for index in followed}
        told: set[int] = set()
        for link in self.links:
            circle = {one for one in reach[link.newer] if link.newer in reach.get(one, ())}
            if link.older in circle and link.newer not in told:
                told |= circle
                ids = ", ".join(f"`{self.records[one].decision.id}`" for one in sorted(circle))
                self._tell(link.claimant, link.claim, f"{ids} supersede one another in a circle", *circle)

    def _contradictions(self, link: _Link) -> None:
        newer, older = self.records[link.newer].decision, self.records[link.older].decision
        is_done = newer.status not in (DecisionStatus.PROPOSED, DecisionStatus.REJECTED)
        if older.status.is_live and link.claimant == link.older:
            said = (
                f"this is superseded by `{newer.id}`, and its status says `{older.status}`; mend one of them"
            )
            self._tell(link.claimant, link.claim, said, link.older)
        elif older.status.is_live and is_done:
            said = (
                f"`{older.id}` says of itself that it is `{older.status}`, so it is not superseded; "
                f"write `superseded by {newer.id}` into its status, or remove this"
            )
            self._tell(link.claimant, link.claim, said, link.newer, link.older)
        elif older.status is DecisionStatus.SUPERSEDED and link.claimant == link.older and not is_done:
            said = f"`{newer.id}` is {newer.status}, so nothing took the place of this; mend one of the two"
            self._tell(link.claimant, link.claim, said, link.older)

    def _unmentioned(self, ids: Sequence[str]) -> None:
        if ids:
            shown = ", ".join(f"`{id_}`" for id_ in ids[:_MOST_NAMED])
            more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
            self.notices.append(
                f"superseded, though the newer record does not say that it supersedes: {shown}{more}"
            )

    def _tell(self, claimant: int, claim: Claim, said: str, *concerned: int) -> None:
        """Note something odd at a claim: a problem where a record that is concerned enforces."""
        place, path = claim.place, self.records[claimant].decision.path
        problem = Problem(path, place.line, place.column, said)
        if any(self.records[one].enforces for one in (claimant, *concerned)):
            self.problems.append(problem)
        elif str(problem) not in self.notices:
            self.notices.append(str(problem))


class _Names:
    """Which record is meant by a name."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = records
        self.by_path = {record.decision.path: index for index, record in enumerate(records)}
        self.by_name: dict[str, list[int]] = {}
        self.by_number: dict[int, list[int]] = {}
        for index, record in enumerate(records):
            for name in {name.casefold() for name in record.names}:
                self.by_name.setdefault(name, []).append(index)
            if number := number_of(record.decision.path):
                self.by_number.setdefault(int(number), []).append(index)

    def meant(self, record: Record, name: str) -> Sequence[int]:
        """Indexes of the records that a record can mean by a name; those of its own folder come first."""
        if _IS_FILE.fullmatch(name) and "/" in name:
            return list(self._at_path(record, name))
        named = self.by_name.get(name.casefold(), [])
        number = _NUMBERED.fullmatch(name)
        numbered = self.by_number.get(int(number["number"]), []) if number else []
        folder = folder_of(record.decision.path)
        for found in (named, numbered):
            near = [one for one in found if folder_of(self.records[one].decision.path) == folder]
            if len(near) == 1:
                return near
        return named or numbered

    def _at_path(self, record: Record, name: str) -> Iterator[int]:
        for start in (folder_of(record.decision.path), ""):
            index = self.by_path.get(_joined("" if name.startswith("/") else start, name))
            if index is not None:
                yield index
                return


def _joined(folder: str, name: str) -> str:
    parts = folder.split("/") if folder else []
    for part in name.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _reached(start: int, followed: Mapping[int, set[int]]) -> set[int]:
    """Everything that is reached from a record by the claims, itself only through a circle."""
    reached: set[int] = set()
    waiting = [start]
    while waiting:
        for following in followed.get(waiting.pop(), ()):
            if following not in reached:
                reached.add(following)
                waiting.append(following)
    return reached
