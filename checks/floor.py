"""A policy on its floors: what is decided for all repositories of an owner, to which one can only add.

Rules and agents of a floor are added, its levels and its mode are the least that counts. Whatever a
repository says that is looser has no effect; it is told in every verdict, with both places.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from checks.finding import Level
from checks.floor_terms import Term, loosened, said
from checks.policy import Audience, Decision, FloorSource, Mode, Policy, Rule
from checks.policy_place import NO_FILE
from checks.problem import PolicyInvalid, Problem
from checks.rules.grown_baseline import GrownBaseline
from checks.rules.loosened_floor import LoosenedFloor
from checks.rules.widened_envelope import WidenedEnvelope
from checks.waiver_terms import WaiverTerms


@dataclass(frozen=True)
class Floor:
    """A floor as it was read.

    Attributes:
        repository: `owner/name`.
        path: the policy file in it.
        commit: the commit it was read at; empty where the repository is not there or not at hand.
        policy: what it says; `None` where nothing was read.
    """

    repository: str
    path: str
    commit: str = ""
    policy: Policy | None = None

    @property
    def source(self) -> FloorSource:
        """Where it was looked for, as a verdict tells it."""
        digest = self.policy.source.digest if self.policy else ""
        return FloorSource(self.repository, self.path, self.commit, digest)

    @property
    def terms(self) -> tuple[Term, ...]:
        """What its policy file asks of every policy on it."""
        if self.policy is None:
            return ()
        settings = self.policy.settings
        levels = {rule.id: rule.level for rule in self.policy.rules}
        places = {name: f"{self.repository}:{one.at}" for name, one in settings.items()}
        start = f"{self.repository}:{self.path}:1:1"
        mode = [Term("mode", Mode.ENFORCE, places.get("mode", start))]
        return (
            *(mode if self.policy.mode is Mode.ENFORCE else ()),
            *(
                Term(name, levels[name.removeprefix("checks/")], places[name])
                for name in sorted(settings)
                if name.startswith("checks/")
            ),
            *(
                Term(name, settings[name].value, places[name])
                for name in ["baseline/from"]
                if name in settings
            ),
        )


def checked_floor(policy: Policy, repository: str) -> Policy:
    """A policy as a floor for others.

    Args:
        policy: what the file and the records of the floor's repository say.
        repository: `owner/name`.

    Raises:
        PolicyInvalid: it stands on a floor itself; one level is all there is. Or it weighs a check by path.
    """
    uneven = [rule for rule in policy.rules if rule.by_path]
    if uneven:
        at = policy.settings[f"checks/{uneven[0].id}"].at
        message = f"a floor weighs `{uneven[0].id}` alike in all files; name one level"
        raise PolicyInvalid((replace(at, file=f"{repository}:{at.file}").problem(message),))
    if named := policy.settings.get("extends"):
        message = f"a floor cannot stand on another, it says `extends: {named.value}`; remove it there"
        raise PolicyInvalid((replace(named.at, file=f"{repository}:{named.at.file}").problem(message),))
    return policy


def located(invalid: PolicyInvalid, repository: str) -> PolicyInvalid:
    """The problems of a floor, with the repository in which they are to be mended."""
    return PolicyInvalid(
        tuple(replace(problem, file=f"{repository}:{problem.file}") for problem in invalid.problems)
    )


def unreadable(policy: Policy, repository: str, why: str) -> PolicyInvalid:
    """The problem of a policy whose floor cannot be read: it is not judged without.

    Args:
        policy: the policy that stands on it.
        repository: `owner/name` of the floor.
        why: what was met with and what to do, one sentence.
    """
    named = policy.settings.get("extends")
    if named is None:
        return PolicyInvalid((Problem(repository, 1, 1, why),))
    return PolicyInvalid((named.at.problem(why),))


def on_floors(own: Policy, floors: Sequence[Floor]) -> Policy:
    """The policy that counts.

    Args:
        own: the policy of the repository alone.
        floors: what it stands on, also those that are not there.

    Returns:
        A policy that is nowhere looser than `own` or any floor.
    """
    if not floors:
        return own
    terms = tuple(term for floor in floors for term in floor.terms)
    mode = Mode.ENFORCE if any(term.setting == "mode" for term in terms) else own.mode
    read = [floor for floor in floors if floor.policy is not None]
    added = {rule.id: rule for floor in read for rule in _rules(floor)}
    weighed = {rule.id: rule for floor in read for rule in _weighed(floor)}
    rules = [*(_tightened(rule, terms, weighed.get(rule.id)) for rule in own.rules), *added.values()]
    agents = {
        number: name for floor in read if floor.policy for number, name in floor.policy.agent_accounts.items()
    }
    return replace(
        own,
        mode=mode,
        rules=tuple(sorted(rules, key=lambda rule: rule.id)),
        source=replace(
            own.source,
            digest=_digest(own.source.digest, [floor.source for floor in floors]),
            extends=tuple(floor.source for floor in floors),
        ),
        decisions={**own.decisions, **{one.id: one for floor in read for one in _decisions(floor)}},
        agent_accounts={**own.agent_accounts, **agents},
        waivers=_agreed_waivers(own.waivers, [floor.policy.waivers for floor in read if floor.policy]),
        notices=(
            *(_no_file(mode) if notice == NO_FILE else notice for notice in own.notices),
            *(_summary(floor) for floor in read),
            *sorted(
                {f"{setting.at}: {said(term, setting)}" for term, setting in loosened(terms, own.settings)}
            ),
        ),
    )


def _rules(floor: Floor) -> Iterator[Rule]:
    """The rules of a floor's decisions and envelopes, under names that no rule here can have."""
    prefix = f"{floor.repository}:"
    for rule in floor.policy.rules if floor.policy else ():
        waivable = bool(floor.policy and floor.policy.waivers.from_)
        if rule.decision:
            yield replace(rule, id=prefix + rule.id, decision=prefix + rule.decision, waivable=waivable)
        elif rule.at:
            at = prefix + rule.at
            why = rule.why.replace(rule.at, at)
            yield replace(rule, id=prefix + rule.id, at=at, why=why, waivable=waivable)


def _decisions(floor: Floor) -> Iterator[Decision]:
    prefix = f"{floor.repository}:"
    for decision in floor.policy.decisions.values() if floor.policy else ():
        yield replace(
            decision,
            id=prefix + decision.id,
            path=prefix + decision.path,
            rule_ids=tuple(prefix + rule for rule in decision.rule_ids),
        )


def _weighed(floor: Floor) -> Iterator[Rule]:
    """The built-in rules and those of the pack whose weight a floor's policy file names."""
    for rule in floor.policy.rules if floor.policy else ():
        if floor.policy and f"checks/{rule.id}" in floor.policy.settings:
            yield replace(rule, waivable=bool(floor.policy.waivers.from_))


def _tightened(rule: Rule, terms: Sequence[Term], on_floor: Rule | None) -> Rule:
    """A built-in rule or one of the pack as it counts, told of the floors where it asks.

    Args:
        rule: the rule of the repository.
        terms: what the floors ask.
        on_floor: the same rule of a floor that names its weight.
    """
    if rule.decision:
        return rule
    levels = [Level(term.least) for term in terms if term.setting == f"checks/{rule.id}"]
    level = min([rule.level, *levels], key=_rank)
    check = rule.check
    if isinstance(check, LoosenedFloor):
        check = LoosenedFloor(terms=tuple((term.setting, term.least, term.at) for term in terms))
    if isinstance(check, WidenedEnvelope):
        held = (term.setting.replace("/", ".") for term in terms)
        check = replace(check, floor=tuple(sorted(set(held))))
    approvers = [term.least.split() for term in terms if term.setting == "baseline/from"]
    if isinstance(check, GrownBaseline) and approvers:
        check = GrownBaseline(from_=_agreed(check.from_, approvers))
    by_path = tuple(replace(one, level=min([one.level, *levels], key=_rank)) for one in rule.by_path)
    tightened = replace(rule, check=check, level=level, by_path=by_path)
    if on_floor is None:
        return tightened
    audience = on_floor.audience if on_floor.audience is Audience.EVERYONE else rule.audience
    return replace(tightened, audience=audience, waivable=on_floor.waivable)


def _rank(level: Level) -> int:
    return level.rank


def _agreed(own: Sequence[str], floors: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Those whom the repository and every floor let agree; the first floor's where they share nobody."""
    first, *others = floors
    agreed = [one for one in first if all(one in other for other in others)] or list(first)
    return tuple([one for one in own if one in agreed] or agreed)


def _agreed_waivers(own: WaiverTerms, floors: Iterable[WaiverTerms]) -> WaiverTerms:
    """The strictest of all; a floor that says nothing of waivers leaves those of the repository alone."""
    asked = [one for one in floors if one.from_]
    if not (own.from_ and asked):
        return own
    everyone = [own, *asked]
    return WaiverTerms(
        from_=_agreed(own.from_, [one.from_ for one in asked]),
        max_days=min(one.max_days for one in everyone),
        binds="head" if any(one.binds == "head" for one in everyone) else "fingerprint",
        most=min(one.most for one in everyone),
    )


def _summary(floor: Floor) -> str:
    decisions = list(_decisions(floor))
    rules = list(_rules(floor))
    decided = sum(bool(rule.decision) for rule in rules)
    asked = len(rules) - decided
    return (
        f"the floor `{floor.repository}` adds {_count(len(decisions), 'decision')} "
        f"with {_count(decided, 'rule')} in force"
        + (f", and {_count(asked, 'rule')} of its envelopes" if asked else "")
    )


def _no_file(mode: Mode) -> str:
    return f"{NO_FILE.partition(';')[0]}; the floor enforces" if mode is Mode.ENFORCE else NO_FILE


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _digest(own: str, floors: Sequence[FloorSource]) -> str:
    """SHA-256 over the policy's own digest and over what was read, or not found, below it."""
    listed: list[Mapping[str, str]] = [
        {"repository": one.repository, "path": one.path, "commit": one.commit, "digest": one.digest}
        for one in floors
    ]
    whole = json.dumps({"floors": listed, "own": own}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()
