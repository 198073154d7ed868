"""The answer in the form that each host reads, see its documentation; silence is no objection."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

MOST_CHARACTERS = 6_000
"""Of a reason; Claude Code cuts its whole input at 10,000."""


class Host(StrEnum):
    """An agent whose hook can hold a write back."""

    CLAUDE = "claude"
    CODEX = "codex"
    COPILOT = "copilot"
    CURSOR = "cursor"
    GEMINI = "gemini"
    KIRO = "kiro"
    DEVIN = "devin"
    AMP = "amp"
    OPENCODE = "opencode"


class Answer(NamedTuple):
    """What the hook prints and ends with.

    Attributes:
        out: for the standard output: one JSON document or nothing.
        err: for the standard error.
        code: the exit code.
    """

    out: str
    err: str
    code: int


def allowed(host: Host) -> Answer:
    """No objection. Cursor takes silence for a refusal where it fails closed, so it is told."""
    return Answer(_json({"permission": "allow"}) if host is Host.CURSOR else "", "", 0)


def denied(host: Host, reason: str) -> Answer:
    """A refusal; never a question to the person, which some hosts ignore.

    Args:
        host: who asks.
        reason: what the agent is told.
    """
    reason = reason if len(reason) <= MOST_CHARACTERS else reason[: MOST_CHARACTERS - 1] + "…"
    match host:
        case Host.COPILOT:
            out = _json({"permissionDecision": "deny", "permissionDecisionReason": reason})
        case Host.CURSOR:
            out = _json({"permission": "deny", "user_message": reason, "agent_message": reason})
        case Host.GEMINI:
            return Answer(_json({"decision": "deny", "reason": reason}), "", 0)
        case _:
            out = ""
    return Answer(out, reason + "\n", 2)


def kept_at_work(host: Host, reason: str) -> Answer:
    """A refusal to end the turn: the agent goes on with what it is told."""
    if host is Host.GEMINI:
        return Answer(_json({"decision": "deny", "reason": reason}), "", 0)
    if host in (Host.CLAUDE, Host.CODEX, Host.COPILOT):
        return Answer(_json({"decision": "block", "reason": reason}), "", 0)
    return Answer("", reason + "\n", 2)


def _json(value: Mapping[str, str]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
