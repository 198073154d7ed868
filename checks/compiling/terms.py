"""What an envelope becomes in the settings of each host.

Sources: the hosts' documentation, read on 2026-11-26. Claude Code: rules `Edit(/PATTERN)` as in
`.gitignore` from the root of the project hold for every tool that edits files; a refusal beats a permission.
Cursor's command line: `Write(GLOB)` with `*`, `**` and `?`, relative to the project; a refusal beats a
permission. Codex: a permission profile names places of the workspace that commands may only read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from checks.compiling.spelling import globs, place
from checks.policy import Rule
from checks.rules.outside_envelope import OutsideEnvelope


class Target(StrEnum):
    """A host whose settings can hold an envelope."""

    CLAUDE = "claude"
    CODEX = "codex"
    CURSOR = "cursor"

    @property
    def agent(self) -> str:
        """The agent's name in a policy."""
        return "claude-code" if self is Target.CLAUDE else str(self)

    @property
    def shown(self) -> str:
        """The name that people know it by."""
        return {"claude": "Claude Code", "codex": "Codex", "cursor": "Cursor"}[self]


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Something of an envelope that a host's settings cannot say.

    Attributes:
        rule: id of the rule.
        pattern: the pattern, empty for the rule as a whole.
        reason: why, as the end of a sentence that starts with the host.
    """

    rule: str
    pattern: str
    reason: str


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a host is to be told.

    Attributes:
        deny: refusals; for Codex the places that may only be read.
        allow: what may be edited without asking the user; empty unless it was wished.
        unsaid: what is left to the hook and to the check.
    """

    deny: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    unsaid: tuple[Unsaid, ...] = ()


def permissions(target: Target, clauses: Iterable[Rule], *, allows: bool = False) -> Permissions:
    """The clauses of an envelope in the words of a host.

    Args:
        target: the host.
        clauses: the rules of envelopes that hold for its agent.
        allows: whether what may be edited is to be allowed without asking the user.
    """
    deny: list[str | Unsaid] = []
    allow: list[str | Unsaid] = []
    for rule in clauses:
        if not isinstance(rule.check, OutsideEnvelope):
            deny.append(Unsaid(rule.id, "", "has no setting for this"))
            continue
        deny += _said(target, rule, rule.check.may_not_edit)
        if rule.check.may_edit:
            deny.append(Unsaid(rule.id, "", "cannot refuse all files but some"))
        if allows and target is not Target.CODEX:
            allow += _said(target, rule, rule.check.may_edit)
    unsaid = tuple(one for one in (*deny, *allow) if isinstance(one, Unsaid))
    return Permissions(_entries(deny), _entries(allow), unsaid)


def _entries(said: Iterable[str | Unsaid]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in said if isinstance(one, str)))


def _said(target: Target, rule: Rule, patterns: tuple[str, ...]) -> Iterator[str | Unsaid]:
    if any(pattern.startswith("!") for pattern in patterns):
        yield Unsaid(rule.id, " ".join(patterns), "knows no exceptions from a refusal")
        return
    for pattern in patterns:
        if target is Target.CODEX:
            found = place(pattern)
            yield found or Unsaid(rule.id, pattern, "can hold single files and whole folders alone")
            continue
        spelled = globs(pattern, has_sets=target is Target.CLAUDE)
        if spelled is None:
            yield Unsaid(rule.id, pattern, "has no such pattern")
            continue
        yield from (f"Edit(/{one})" if target is Target.CLAUDE else f"Write({one})" for one in spelled)
