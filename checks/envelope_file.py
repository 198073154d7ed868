"""`envelopes` and `waivers` of a policy file, read as values; every mistake is noted with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from checks.approvers import ROLES
from checks.check import all_checks
from checks.codeowners import CODEOWNERS_WORD
from checks.document import Document, Location
from checks.envelope import (
    EVERY_AGENT,
    ApprovalTerm,
    Budget,
    Envelope,
    Link,
    MustPass,
)
from checks.fields import Fields, kind_of
from checks.path_syntax import pattern_mistake, patterns_mistake
from checks.problem import Problem, Spot
from checks.required_check import RequiredCheck
from checks.waiver_terms import WaiverTerms

KEYS = ("for", "may-edit", "may-not-edit", "budget", "approvals", "must-pass", "must-link")
BUDGET_KEYS = ("files", "lines", "commits", "rounds", "open-pull-requests")
APPROVAL_KEYS = ("paths", "from", "count", "lasts")
CHECK_KEYS = ("name", "app")
WAIVER_KEYS = ("from", "max-days", "binds", "most")

_MUST_PASS = "unpassed-check"
"""The check that a required check becomes; rules do not know one another, so it is found by its name."""

MOST_NUMBER = 1_000_000
MOST_APPROVALS = 20
MOST_DAYS = 366
"""Longest life of a waiver that a policy may grant, in days."""

_APPROVER = re.compile(r"@[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?")
_AGENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")


class Lasts(StrEnum):
    """Until when an approval counts."""

    HEAD = "head"
    UNTOUCHED = "untouched"


class Binds(StrEnum):
    """What a waiver is bound to besides the finding."""

    HEAD = "head"
    FINGERPRINT = "fingerprint"


def read_envelopes(document: Document, problems: list[Problem]) -> tuple[Envelope, ...]:
    """Read what stands under `envelopes`.

    Args:
        document: the policy file.
        problems: where to note what is wrong.
    """
    outer = Fields(document, (), problems, document.value if isinstance(document.value, dict) else ())
    found: list[Envelope] = []
    taken: set[str] = set()
    for location, item in outer.items("envelopes"):
        fields = Fields(document, location, problems, KEYS)
        if not isinstance(item, dict):
            continue
        fields.require("for", '; write `for: "*"` for every agent, or the names of some')
        agents = _agents(fields, taken)
        found.append(
            Envelope(
                agents=agents,
                may_edit=_paths(fields, "may-edit"),
                may_not_edit=_paths(fields, "may-not-edit"),
                budget=_budget(fields),
                approvals=_approvals(fields),
                must_pass=_checks(fields),
                must_link=fields.choice("must-link", Link, Link.NONE) if "must-link" in fields else None,
                places={key: _at(fields, (key,), at_key=True) for key in KEYS if key in fields},
            )
        )
    return tuple(found)


def read_waivers(document: Document, problems: list[Problem]) -> WaiverTerms:
    """Read what stands under `waivers`; nobody may waive where it is missing."""
    outer = document.value
    if not isinstance(outer, dict) or "waivers" not in outer:
        return WaiverTerms()
    fields = Fields(document, ("waivers",), problems, WAIVER_KEYS)
    fields.require("from", "; it names who may permit a finding")
    usual = WaiverTerms()
    return WaiverTerms(
        from_=_approvers(fields, codeowners=False),
        max_days=_number(fields, "max-days", usual.max_days, most=MOST_DAYS),
        binds=fields.choice("binds", Binds, Binds.HEAD),
        most=_number(fields, "most", usual.most),
    )


def _agents(fields: Fields, taken: set[str]) -> tuple[str, ...]:
    agents = fields.texts("for")
    for index, agent in enumerate(agents):
        inside: Location = ("for", index) if isinstance(fields.value("for"), list) else ("for",)
        if agent != EVERY_AGENT and agent and not _AGENT.fullmatch(agent):
            fields.wrong(
                inside, f'`{agent}` is no agent; `decisis who` tells the names, `"*"` means every one'
            )
        elif agent in taken:
            fields.wrong(inside, f"`{agent}` has an envelope already; put both together")
        taken.add(agent)
    if EVERY_AGENT in agents and len(agents) > 1:
        fields.wrong(("for",), "`*` stands for every agent, so it stands alone")
    return agents


def _paths(fields: Fields, key: str) -> tuple[str, ...] | None:
    if key not in fields:
        return None
    patterns = fields.texts(key)
    is_list = isinstance(fields.value(key), list)
    for index, pattern in enumerate(patterns):
        if pattern and (mistake := pattern_mistake(pattern)):
            fields.wrong((key, index) if is_list else (key,), mistake)
    if mistake := patterns_mistake(patterns):
        fields.wrong((key,), mistake)
    return patterns


def _budget(fields: Fields) -> Budget | None:
    if "budget" not in fields:
        return None
    budget = Fields(fields.document, (*fields.location, "budget"), fields.problems, BUDGET_KEYS)
    limits = {key: _number(budget, key, 0) if key in budget else None for key in BUDGET_KEYS}
    if fields.value("budget") == {}:
        budget.wrong((), "a budget names at least one limit, as `files: 60`")
    return Budget(**{key.replace("-", "_"): limit for key, limit in limits.items()})


def _number(fields: Fields, key: str, default: int, most: int = MOST_NUMBER, least: int = 1) -> int:
    value = fields.value(key)
    if key not in fields:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        is_plain = isinstance(value, (int, float, str)) and not isinstance(value, bool)
        shown = f"`{value}`" if is_plain else kind_of(value)
        fields.wrong((key,), f"`{key}` must be a whole number from {least} to {most}, it is {shown}")
        return default
    return value


def _approvals(fields: Fields) -> tuple[ApprovalTerm, ...] | None:
    if "approvals" not in fields:
        return None
    found = []
    for location, item in fields.items("approvals"):
        one = Fields(fields.document, location, fields.problems, APPROVAL_KEYS)
        if not isinstance(item, dict):
            continue
        one.require("from", "; it names who must approve")
        people = _approvers(one, codeowners=True)
        count = _number(one, "count", 1, most=MOST_APPROVALS)
        logins = [name for name in people if name.startswith("@") and "/" not in name]
        if people and len(logins) == len(people) < count:
            one.wrong(("count",), f"`from` names {len(people)} in all, so `count` cannot be {count}")
        found.append(
            ApprovalTerm(
                paths=_paths(one, "paths") or (),
                from_=people,
                count=count,
                lasts=one.choice("lasts", Lasts, Lasts.HEAD),
                at=_at(one, ()),
            )
        )
    return tuple(found)


def _approvers(fields: Fields, *, codeowners: bool) -> tuple[str, ...]:
    people = fields.texts("from")
    words = (*ROLES, CODEOWNERS_WORD) if codeowners else ROLES
    for index, person in enumerate(people):
        inside: Location = ("from", index) if isinstance(fields.value("from"), list) else ("from",)
        if person and person not in words and not _APPROVER.fullmatch(person):
            known = ", ".join(f"`{word}`" for word in words)
            fields.wrong(inside, f"`{person}` is nobody; write `@login`, `@org/team` or one of {known}")
        elif person.lower() in (other.lower() for other in people[:index]):
            fields.wrong(inside, f"`{person}` is there twice")
    return people


def _checks(fields: Fields) -> tuple[MustPass, ...] | None:
    if "must-pass" not in fields:
        return None
    return tuple(_each_check(fields))


def _each_check(fields: Fields) -> Iterator[MustPass]:
    value = fields.value("must-pass")
    listed = value if isinstance(value, list) else [value]
    if not listed:
        fields.wrong(("must-pass",), "`must-pass` must name at least one check")
    for index, item in enumerate(listed):
        inside: Location = ("must-pass", index) if isinstance(value, list) else ("must-pass",)
        spot = _at(fields, inside)
        if isinstance(item, str) and item.strip():
            yield _fitting(fields, inside, MustPass(RequiredCheck(item), spot))
        elif isinstance(item, dict):
            one = Fields(fields.document, (*fields.location, *inside), fields.problems, CHECK_KEYS)
            one.require("name")
            app = _number(one, "app", 0, most=10**12, least=0) if "app" in one else None
            yield _fitting(fields, inside, MustPass(RequiredCheck(one.text("name"), app), spot))
        else:
            message = "a check is named by a text, or by `{name: ci / test, app: 15368}`"
            fields.wrong(inside, f"{message}, this is {kind_of(item)}")


def _fitting(fields: Fields, inside: Location, wanted: MustPass) -> MustPass:
    """The check that is asked for; what the rule that it becomes would refuse is noted."""
    if wanted.check.name:
        from checks.binding import OptionsInvalid, bind  # for policies that name checks alone

        try:
            bind(all_checks()[_MUST_PASS], wanted.options)
        except OptionsInvalid as invalid:
            for problem in invalid.problems:
                fields.wrong(inside, problem.message)
    return wanted


def _at(fields: Fields, inside: Location, *, at_key: bool = False) -> Spot:
    place = fields.document.problem((*fields.location, *inside), "", at_key=at_key)
    return Spot(place.file, place.line, place.column)
