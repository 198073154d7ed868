"""Supervision: an agent that goes in circles is stopped until a person has looked.

A round is a head that was judged. From the earlier rounds and the present verdict follows what is due; equal
rounds give an equal answer. Compared are only rounds that the same policy and engine have judged in full,
and a finding that somebody permitted still stands: what people change in between is not the agent's doing.

The agent goes on when a person with at least `write` access and no part in the change comments
`/decisis recheck` after it was told to stop, or when it pushes a head on which nothing blocks.

Known limit: a merge from the base branch can take a finding away and bring it back like a push of the agent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from checks.change import Change
from checks.circles import Rounds, numbered, some, weakened_by
from checks.commands import Verb, commands_in
from checks.eligible import bar
from checks.finding import Finding, Side, Waiting
from checks.policy import Policy
from checks.proceedings import Comment, PermissionRole, Place, Round
from checks.verdict import Verdict

FLAPPING = "supervision/flapping"
STALLING = "supervision/stalling"
WEAKENING = "supervision/weakening"

RULES = (FLAPPING, STALLING, WEAKENING)
"""Ids of the rules by which an agent is stopped; no person can waive what they ask for."""

MOST_PEOPLE = 5
"""People and teams that are named as those to ask."""


@dataclass(frozen=True)
class Loop:
    """How the work of an agent goes on from round to round.

    Attributes:
        number: which round this is, from 1.
        rounds: the rounds since a person last let the agent go on, oldest first, this one included.
        returned: ids of findings that were gone and block again, sorted.
        unmended: ids of findings that blocked in the round before as well, sorted.
        stopped_at: the head on which the agent was told to stop, empty where it may go on.
        people: whom the policy names as those to ask, as `@login` or `@org/team`, sorted.
    """

    number: int
    rounds: tuple[Round, ...]
    returned: tuple[str, ...] = ()
    unmended: tuple[str, ...] = ()
    stopped_at: str = ""
    people: tuple[str, ...] = ()


def supervised(verdict: Verdict, change: Change, policy: Policy) -> Verdict:
    """A verdict with what the rounds before it ask for.

    Args:
        verdict: what was judged, after people have spoken.
        change: the change, with the earlier rounds in its proceedings.
        policy: the policy of the default branch.

    Returns:
        The verdict as it is, where nobody supervises or the author is not judged as an agent.
    """
    before = change.facts.proceedings.rounds
    if before is None or not verdict.agent.is_judged_as_agent:
        return verdict
    now = round_of(verdict, len(before) + 1)
    since = _since(before, change, policy.agent_accounts.keys())
    if since is None:
        return replace(verdict, loop=Loop(now.number, (now,)))
    weakening = {rule.id for rule in policy.rules if rule.check.tells_weakening}
    rounds = Rounds(since, now)
    found = list(_due(rounds, weakened_by(rounds, verdict.findings, change, weakening)))
    found += _still_due(rounds, {one.rule for one in found})
    last = since[-1:]
    loop = Loop(
        number=now.number,
        rounds=(*since, now),
        returned=tuple(sorted(_name(one) for one in rounds.returned)),
        unmended=tuple(sorted(_name(one) for one in now.blocking for old in last if one in old.blocking)),
        stopped_at=rounds.told_first if found else "",
        people=_people(verdict, policy) if found else (),
    )
    waiting = sorted((*verdict.waiting, *found), key=lambda due: (due.rule, due.paths, due.message))
    return replace(verdict, waiting=tuple(waiting), loop=loop)


def round_of(verdict: Verdict, number: int) -> Round:
    """A verdict as the round that later ones are compared with.

    Args:
        verdict: what was judged.
        number: which round it is, from 1.
    """
    blocking = [finding for finding in verdict.findings if finding.blocks]
    everything = (*verdict.findings, *verdict.waived, *verdict.known)
    floors = [floor.digest for floor in verdict.policy.extends]
    return Round(
        head=verdict.head,
        outcome=verdict.outcome.value,
        blocking=tuple(sorted(finding.fingerprint for finding in blocking)),
        places={finding.fingerprint: _place(finding) for finding in blocking},
        number=number,
        standing=tuple(sorted({finding.fingerprint for finding in everything})),
        is_complete=not verdict.incomplete,
        basis=basis(verdict.engine, verdict.policy.digest, floors),
    )


def basis(engine: str, policy: str, floors: Iterable[str]) -> str:
    """What judged by what: rounds of another basis are not compared.

    Args:
        engine: name and versions of what judged.
        policy: digest of the policy.
        floors: digests of its floors.
    """
    return " ".join((engine, policy, *floors))


def _place(finding: Finding) -> Place:
    return Place(finding.rule, finding.path, finding.side is Side.HEAD and finding.line > 0)


def _since(rounds: Sequence[Round], change: Change, agents: Collection[int]) -> tuple[Round, ...] | None:
    """The rounds since a person last let the agent go on; `None` where that was on this very head."""
    first = 0
    for comment in change.facts.proceedings.comments:
        if not _lets_go_on(comment, change, agents):
            continue
        if comment.head == change.head:
            return None
        seen = [place for place, one in enumerate(rounds, 1) if one.head == comment.head]
        first = max(first, *seen, 0)
    return tuple(rounds[first:])


def _lets_go_on(comment: Comment, change: Change, agents: Collection[int]) -> bool:
    if comment.is_edited or not comment.after_stop:
        return False
    person = change.facts.proceedings.people.get(comment.by)
    if person is None or bar(person, change.facts, agents) is not None:
        return False
    asked = any(one.verb is Verb.RECHECK and not one.problem for one in commands_in(comment.body))
    return asked and person.role.rank <= PermissionRole.WRITE.rank


def _due(rounds: Rounds, weakened: Sequence[tuple[str, str]]) -> Iterator[Waiting]:
    now = rounds.now
    if returned := rounds.returned:
        said = [
            f"`{_name(one)}` blocked in {numbered(before)}, was gone in {numbered(gone)} and blocks again"
            for one, (before, gone) in returned.items()
        ]
        yield _waiting(rounds, FLAPPING, some(said), returned)
    if row := rounds.unshrunk:
        counts = ", ".join(f"{len(one.blocking)} in {numbered(one)}" for one in row)
        names = some([f"`{_name(one)}`" for one in now.blocking])
        said = [f"{len(row)} rounds in a row have not shrunk what blocks: {counts}; now {names}"]
        yield _waiting(rounds, STALLING, said[0], now.blocking)
    if weakened:
        yield _waiting(rounds, WEAKENING, some([said for _, said in weakened]), [one for one, _ in weakened])


def _still_due(rounds: Rounds, fresh: Collection[str]) -> Iterator[Waiting]:
    """What was told on the head before and has not ended: something blocks, or not all could be judged."""
    last, now = rounds.before[-1:], rounds.now
    if not last or not (now.blocking or not now.is_complete):
        return
    names = some([f"`{_name(one)}`" for one in now.blocking]) or "not everything could be judged"
    for rule in last[0].told:
        if rule not in fresh:
            said = f"the agent was told to stop in {numbered(last[0])} and has gone on; now {names}"
            yield _waiting(rounds, rule, said, now.blocking)


def _waiting(rounds: Rounds, rule: str, said: str, findings: Iterable[str]) -> Waiting:
    places = (rounds.place(one) for one in findings)
    paths = tuple(sorted({place.path for place in places if place is not None}))
    return Waiting(rule, f"{said}; a person must look before the agent goes on", paths)


def _name(fingerprint: str) -> str:
    return f"F-{fingerprint[:12]}"


def _people(verdict: Verdict, policy: Policy) -> tuple[str, ...]:
    """Those whose approval is due, and those who may waive; roles and `codeowners` name nobody."""
    words = {word for due in verdict.waiting for word in due.approvers} | set(policy.waivers.from_)
    return tuple(sorted(word for word in words if word.startswith("@")))[:MOST_PEOPLE]


def stopped_by(rules: Iterable[str]) -> tuple[str, ...]:
    """Those of the ids of rules by which an agent is stopped, sorted."""
    return tuple(sorted(set(rules) & set(RULES)))
