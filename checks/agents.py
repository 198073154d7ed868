"""Known coding agents and the signs by which they show.

Figures behind the table: 10,072 merged pull requests of agents in 52 public repositories, 2024-06 to
2026-08. An account is known by its number, a mail by the whole address; display names drift and are
copied. Three things look like authorship and are not, and are therefore absent: accounts that only
review (their accepted suggestions name them as co-author: Copilot's reviewer 175728472 alone on 3,983
human commits), badges of reviewers in descriptions, and branch prefixes that several tools share.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """How far an agent is known to have a hand in the change."""

    AUTHORED = "authored"
    ASSISTED = "assisted"
    NOT_DISCLOSED = "not-disclosed"

    @property
    def rank(self) -> int:
        """0 for the strictest."""
        return list(Role).index(self)


class Sign(NamedTuple):
    """What an account or a mail address says, by where it stands.

    Attributes:
        agent: the agent's name.
        as_author: the role it shows as author or committer of a commit, or of the pull request.
        as_co_author: the role it shows as co-author; none where accepted suggestions leave that trace too.
    """

    agent: str
    as_author: Role = Role.AUTHORED
    as_co_author: Role | None = Role.AUTHORED


class Mark(NamedTuple):
    """A text that an agent leaves behind.

    Attributes:
        agent: the agent's name, empty where any agent may leave it.
        role: what it shows.
        pattern: how it looks, a regular expression without regard to case; `^` and `$` mean a line.
        shown: how it is named in the evidence.
    """

    agent: str
    role: Role
    pattern: str
    shown: str

    def is_in(self, text: str) -> bool:
        """Whether it stands in a text; `re` compiles and remembers the expression when it is first asked."""
        return re.search(self.pattern, text, re.IGNORECASE | re.MULTILINE) is not None


_ASSISTED = {"as_author": Role.ASSISTED, "as_co_author": Role.ASSISTED}

BY_ACCOUNT: Mapping[int, Sign] = {
    198982749: Sign("copilot-coding-agent"),
    223556219: Sign("copilot-cli-or-ide", **_ASSISTED),
    209825114: Sign("claude-code-action"),
    199175422: Sign("codex", as_co_author=None),
    206951365: Sign("cursor", as_co_author=None),
    158243242: Sign("devin"),
    161369871: Sign("jules"),
    218312386: Sign("gemini-cli"),
    138933559: Sign("factory-droid", as_co_author=Role.ASSISTED),
    219738659: Sign("roo-code"),
    201638009: Sign("junie"),
    244629292: Sign("kiro"),
    131295404: Sign("codegen"),
    131841235: Sign("sweep"),
    230936708: Sign("continue"),
    240397093: Sign("amplifier", **_ASSISTED),
    205137888: Sign("cline", **_ASSISTED),
    208079219: Sign("amazon-q", as_co_author=None),
    185243770: Sign("augment", as_co_author=None),
    189301087: Sign("windsurf", **_ASSISTED),
    157164994: Sign("seer"),
}
"""GitHub account number → sign; the same number stands in `NUMBER+login@users.noreply.github.com`."""

BY_MAIL: Mapping[str, Sign] = {
    "noreply@anthropic.com": Sign("claude-code", as_co_author=Role.ASSISTED),
    "41898282+claude[bot]@users.noreply.github.com": Sign("claude-code-action"),
    "copilot@github.com": Sign("copilot-cli-or-ide", **_ASSISTED),
    "noreply@openai.com": Sign("codex", **_ASSISTED),
    "codex@openai.com": Sign("codex", **_ASSISTED),
    "cursoragent@cursor.com": Sign("cursor", as_co_author=Role.ASSISTED),
    "gemini-cli[bot]@users.noreply.github.com": Sign("gemini-cli"),
    "openhands@all-hands.dev": Sign("openhands"),
    "opendevin@all-hands.dev": Sign("openhands"),
    "openhands@opendevin.ai": Sign("openhands"),
    "opendevin@opendevin.ai": Sign("openhands"),
    "aider@aider.chat": Sign("aider"),
    "noreply@aider.chat": Sign("aider"),
    "aider@aider.dev": Sign("aider"),
    "noreply@aider.dev": Sign("aider"),
    "amp@ampcode.com": Sign("amp", **_ASSISTED),
    "oz-agent@warp.dev": Sign("warp-oz", as_co_author=Role.ASSISTED),
    "agent@warp.dev": Sign("warp-oz", **_ASSISTED),
    "roomote@roocode.com": Sign("roo-code"),
    "crush@charm.land": Sign("crush", **_ASSISTED),
    "noreply@opencode.ai": Sign("opencode", **_ASSISTED),
    "agent@continue.dev": Sign("continue"),
    "continue[bot]@users.noreply.github.com": Sign("continue"),
    "noreply@letta.com": Sign("letta", **_ASSISTED),
    "qwen-coder@alibabacloud.com": Sign("qwen-code", **_ASSISTED),
    "noreply@cline.bot": Sign("cline", **_ASSISTED),
    "cline-agent@users.noreply.github.com": Sign("cline", **_ASSISTED),
    "v0[bot]@users.noreply.github.com": Sign("v0"),
    "cascade@windsurf.ai": Sign("windsurf", **_ASSISTED),
    "windsurf@codeium.com": Sign("windsurf", **_ASSISTED),
}
"""Whole mail address in lower case → sign."""

BY_LOGIN: Mapping[str, str] = {
    "copilot": "copilot-coding-agent",
    "copilot-swe-agent": "copilot-coding-agent",
    "claude": "claude-code-action",
    "chatgpt-codex-connector": "codex",
    "cursor": "cursor",
    "devin-ai-integration": "devin",
    "google-labs-jules": "jules",
    "gemini-cli": "gemini-cli",
    "factory-droid": "factory-droid",
    "roomote": "roo-code",
    "jetbrains-junie": "junie",
    "kiro-agent": "kiro",
    "codegen-sh": "codegen",
    "sweep-nightly": "sweep",
    "continue": "continue",
    "cline": "cline",
    "amazon-q-developer": "amazon-q",
    "augmentcode": "augment",
    "seer-by-sentry": "seer",
}
"""Login in lower case without `[bot]` → agent; read only where no account number is known."""


BRANCHES = (
    Mark("copilot-coding-agent", Role.AUTHORED, r"\Acopilot/", "copilot/"),
    Mark("claude-code", Role.AUTHORED, r"\Aclaude/", "claude/"),
    Mark("codex", Role.AUTHORED, r"\A(?:[a-z0-9]{6}-)?codex/", "codex/"),
    Mark("cursor", Role.AUTHORED, r"\Acursor/.+-[0-9a-f]{4}\Z", "cursor/…-0000"),
    Mark("devin", Role.AUTHORED, r"\Adevin/\d{10}-", "devin/0000000000-…"),
    Mark("jules", Role.AUTHORED, r"-\d{17,20}\Z", "…-<task of Jules>"),
    Mark("openhands", Role.AUTHORED, r"\Aopenhands(?:/|-fix-issue-\d+)", "openhands"),
    Mark("warp-oz", Role.AUTHORED, r"\Aoz-agent/", "oz-agent/"),
    Mark("junie", Role.AUTHORED, r"\A(?:jetbrains-junie[/-]issue-\d+-run-|junie/issue-\d+)", "junie/issue-…"),
    Mark("codegen", Role.AUTHORED, r"\Acodegen-bot/", "codegen-bot/"),
    Mark("sweep", Role.AUTHORED, r"\Asweep/", "sweep/"),
    Mark("seer", Role.AUTHORED, r"\Aseer/fix/", "seer/fix/"),
)
"""Names of branches; `factory/`, `droid/`, plain `cursor/` and `devin/` are shared with people and tools."""

TRAILERS = (
    Mark(
        "copilot-coding-agent",
        Role.AUTHORED,
        r"^Agent-Logs-Url:\s*https://github\.com/[^/\s]+/[^/\s]+/sessions/[0-9a-f-]{36}",
        "Agent-Logs-Url",
    ),
    Mark("copilot-cli-or-ide", Role.ASSISTED, r"^Copilot-Session:\s*[0-9a-f-]{36}", "Copilot-Session"),
    Mark(
        "claude-code",
        Role.ASSISTED,
        r"^Claude-Session:\s*https://claude\.ai/code/session_",
        "Claude-Session",
    ),
    Mark("cursor", Role.ASSISTED, r"^Made-with:\s*Cursor\s*$", "Made-with: Cursor"),
    Mark("amp", Role.ASSISTED, r"^Amp-Thread-ID:", "Amp-Thread-ID"),
    Mark("crush", Role.ASSISTED, r"^Assisted-by:.*\bCrush\b", "Assisted-by: Crush"),
    Mark(
        "replit",
        Role.AUTHORED,
        r"^Replit-Commit-Author:\s*(?:Agent|Assistant)\s*$",
        "Replit-Commit-Author: Agent",
    ),
    Mark("", Role.ASSISTED, r"^Entire-(?:Checkpoint|Session|Metadata):", "Entire-Checkpoint"),
    Mark(
        "antigravity",
        Role.ASSISTED,
        r"^Co-authored-by: Antigravity[^<\n]*<noreply@google\.com>",
        "Antigravity",
    ),
    Mark("claude-flow", Role.ASSISTED, r"^Co-authored-by: claude-flow <ruv@ruv\.net>", "claude-flow"),
    Mark("", Role.ASSISTED, r"^Assisted-by:\s*\S", "Assisted-by"),
    Mark("", Role.ASSISTED, r"^AI-assisted(?:-by)?:\s*(?!no\b|none\b|false\b)\S", "AI-assisted"),
)
"""Lines of commit messages. `Generated-by` is left out: programs that are no agents write it."""

BODY_MARKS = (
    Mark("claude-code", Role.ASSISTED, r"Generated with \[?Claude Code", "Generated with Claude Code"),
    Mark("codex", Role.AUTHORED, r"https://chatgpt\.com/codex/tasks/task_", "a link to a task of Codex"),
    Mark("devin", Role.AUTHORED, r"https://app\.devin\.ai/sessions/", "a link to a session of Devin"),
    Mark(
        "jules",
        Role.AUTHORED,
        r"PR created automatically by Jules for task",
        "PR created automatically by Jules",
    ),
    Mark("crush", Role.ASSISTED, r"Generated with \[?Crush", "Generated with Crush"),
    Mark("opencode", Role.ASSISTED, r"Generated with \[?opencode", "Generated with opencode"),
    Mark("amplifier", Role.ASSISTED, r"Generated with \[?Amplifier", "Generated with Amplifier"),
)
"""Texts in the description and in commit messages, outside quotations and code."""

AUTHOR_NAMES = (Mark("aider", Role.AUTHORED, r"\(aider\) <", "(aider)"),)
"""Marks that a tool puts into the name of the author; the mail is the person's own."""


def known_agents() -> frozenset[str]:
    """The names by which agents are told apart, as an envelope uses them."""
    signs = (*BY_ACCOUNT.values(), *BY_MAIL.values())
    marks = (*BRANCHES, *TRAILERS, *BODY_MARKS, *AUTHOR_NAMES)
    return frozenset(filter(None, (*(one.agent for one in signs), *(one.agent for one in marks))))
