"""Envelopes as rules: what a policy lets agents do, judged like everything else.

Each key of an envelope is a rule, or several: `envelope/*/may-edit`, `envelope/claude-code/budget`. What
the envelope of a named agent says takes the place of the same key of `*`, whose rule is not for it;
`may-not-edit` is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checks.binding import bind
from checks.check import Check
from checks.envelope import EVERY_AGENT, RULE_PREFIX, Envelope, Link
from checks.finding import Level
from checks.policy import Audience, Rule
from checks.problem import Spot
from checks.rules.missing_approval import MissingApproval
from checks.rules.outside_envelope import OutsideEnvelope
from checks.rules.spent_budget import SpentBudget
from checks.rules.unlinked_change import UnlinkedChange
from checks.rules.unpassed_check import UnpassedCheck

ADDED = "may-not-edit"
"""The key that a named agent's envelope adds to, where others take the place."""

_INSTEAD = {
    "may-edit": "leave the other files as they are, and say in the description what should be done there",
    "may-not-edit": "leave these files as they are, and say in the description what should be done there",
    "budget": "keep within the budget, or stop and ask the people who decide about it",
    "approvals": "ask the people who are named, or leave these files as they are",
    "must-pass": "make the check pass on this head",
    "must-link": "say in the description where the change comes from",
}


def envelope_rules(envelopes: Iterable[Envelope], deciders: tuple[str, ...]) -> Iterator[Rule]:
    """The rules of envelopes, each with the place of its key.

    Args:
        envelopes: the envelopes of a policy file, one per agent at most.
        deciders: who decides about a spent budget; `maintain` access where nobody is named.
    """
    listed = list(envelopes)
    for envelope in listed:
        for agent in envelope.agents:
            for key, checks in _checks(envelope, deciders).items():
                for number, (check, at) in enumerate(checks, 1):
                    counted = f"-{number}" if key in ("approvals", "must-pass") else ""
                    yield Rule(
                        id=f"{RULE_PREFIX}{agent}/{key}{counted}",
                        check=check,
                        level=Level.BLOCK,
                        audience=Audience.AGENTS,
                        why=f"the envelope of {_shown(agent)} says so at `{at}`",
                        instead=_INSTEAD[key],
                        agents=() if agent == EVERY_AGENT else (agent,),
                        not_agents=_otherwise(listed, key) if agent == EVERY_AGENT else (),
                        at=str(at),
                    )


def _otherwise(envelopes: Iterable[Envelope], key: str) -> tuple[str, ...]:
    """The agents whose own envelope takes the place of a key of `*`."""
    if key == ADDED:
        return ()
    own = (one.agents for one in envelopes if key in one.places)
    return tuple(sorted({agent for agents in own for agent in agents} - {EVERY_AGENT}))


def _checks(envelope: Envelope, deciders: tuple[str, ...]) -> Mapping[str, list[tuple[Check, Spot]]]:
    """What each key of an envelope asks, with the place that says so."""
    places = envelope.places
    found: dict[str, list[tuple[Check, Spot]]] = {}
    if envelope.may_edit is not None:
        found["may-edit"] = [(OutsideEnvelope(may_edit=envelope.may_edit), places["may-edit"])]
    if envelope.may_not_edit is not None:
        check = OutsideEnvelope(may_not_edit=envelope.may_not_edit)
        found["may-not-edit"] = [(check, places["may-not-edit"])]
    if envelope.budget is not None:
        limits = envelope.budget
        budget = SpentBudget(
            files=limits.files,
            lines=limits.lines,
            commits=limits.commits,
            rounds=limits.rounds,
            open_pull_requests=limits.open_pull_requests,
            from_=deciders or SpentBudget.from_,
        )
        found["budget"] = [(budget, places["budget"])]
    if envelope.approvals is not None:
        found["approvals"] = [
            (MissingApproval(from_=term.from_, count=term.count, paths=term.paths, lasts=term.lasts), term.at)
            for term in envelope.approvals
        ]
    if envelope.must_pass is not None:
        found["must-pass"] = [(bind(UnpassedCheck, one.options), one.at) for one in envelope.must_pass]
    if envelope.must_link is Link.ISSUE:
        found["must-link"] = [(UnlinkedChange(to="issue"), places["must-link"])]
    elif envelope.must_link is Link.TRANSCRIPT:
        found["must-link"] = [(UnlinkedChange(to="transcript"), places["must-link"])]
    return found


def _shown(agent: str) -> str:
    return "every agent" if agent == EVERY_AGENT else f"`{agent}`"
