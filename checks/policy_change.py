"""What one policy says that another does not, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from checks.policy import Policy, Rule

MOST = 50
"""Sentences that are told; more are counted."""


def changes(before: Policy, after: Policy) -> tuple[str, ...]:
    """What changed between two policies of a repository, without their floors.

    Args:
        before: the policy that counted.
        after: the one that counts.

    Returns:
        One sentence each, lower case; at most `MOST` and one that counts the rest.
    """
    found = list(_changes(before, after))
    rest = len(found) - MOST
    return (*found[:MOST], f"{rest} more changes") if rest > 0 else tuple(found)


def _changes(before: Policy, after: Policy) -> Iterator[str]:
    if before.mode is not after.mode:
        yield f"mode: {before.mode.value} → {after.mode.value}"
    if before.waivers != after.waivers:
        yield f"who may waive: {', '.join(before.waivers.from_) or 'nobody'} → {_terms(after)}"
    yield from _rules(before.rules, after.rules)
    for name in sorted(before.decisions.keys() | after.decisions.keys()):
        was, now = before.decisions.get(name), after.decisions.get(name)
        if was is None and now is not None:
            yield f"decision {name} is new, {now.status.value}"
        elif now is None:
            yield f"decision {name} is gone"
        elif was is not None and was.status is not now.status:
            yield f"decision {name}: {was.status.value} → {now.status.value}"
        elif was != now:
            yield f"decision {name} is worded anew"
    if before.baseline.keys() != after.baseline.keys():
        new, gone = (
            len(after.baseline.keys() - before.baseline.keys()),
            len(before.baseline.keys() - after.baseline.keys()),
        )
        yield f"known debt: {new} entries more, {gone} gone"
    yield from _settings(_texts(before), _texts(after))
    if before.agent_accounts != after.agent_accounts:
        yield "the accounts that count as agents are others"


def _rules(before: tuple[Rule, ...], after: tuple[Rule, ...]) -> Iterator[str]:
    old, new = ({rule.id: rule for rule in rules} for rules in (before, after))
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None and now is not None:
            yield f"rule {name} is new, {now.level.value}"
        elif now is None:
            yield f"rule {name} is gone"
        elif was is not None and was.level is not now.level:
            yield f"rule {name}: {was.level.value} → {now.level.value}"
        elif was is not None and not _says_the_same(was, now):
            yield f"rule {name} says something else"


def _says_the_same(was: Rule, now: Rule) -> bool:
    """Whether a rule is the same; what a built-in one looks for follows from the rest of the policy."""
    is_decided = bool(now.decision or now.at)
    return replace(was, at="") == replace(now, at="", check=now.check if is_decided else was.check)


def _settings(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(before.keys() | after.keys()):
        if name != "mode" and not name.startswith("checks/") and before.get(name) != after.get(name):
            yield f"setting {name}: {before.get(name, 'not set')} → {after.get(name, 'not set')}"


def _texts(policy: Policy) -> Mapping[str, str]:
    return {name: setting.value for name, setting in policy.settings.items()}


def _terms(policy: Policy) -> str:
    terms = policy.waivers
    who = ", ".join(terms.from_) or "nobody"
    return f"{who}, at most {terms.max_days} days, bound to the {terms.binds}"
