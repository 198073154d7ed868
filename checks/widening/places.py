"""Which files are read by their meaning, told by their path alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from checks.policy_place import PATH


class Shape(StrEnum):
    """How a file is read, each one function of the module of its agent."""

    CLAUDE = "claude"
    FRONT_MATTER = "front matter"
    PLUGIN = "plugin"
    SERVERS = "servers"
    EDITOR_SERVERS = "servers of an editor"
    CODEX = "codex"
    CODEX_RULES = "rules of codex"
    HOOKS = "hooks"
    COPILOT = "copilot"
    EDITOR = "editor"
    CURSOR_CLI = "cursor cli"
    CURSOR_PERMISSIONS = "cursor permissions"
    CURSOR_SANDBOX = "cursor sandbox"
    GEMINI = "gemini"
    GEMINI_POLICY = "policy of gemini"
    KIRO_HOOKS = "hooks of kiro"
    KIRO_AGENT = "agent of kiro"
    DEVIN = "devin"
    DEVIN_HOOKS = "hooks of devin"
    AMP = "amp"
    OPENCODE = "opencode"
    AIDER = "aider"
    OWNERS = "owners"
    REPOSITORY = "repository"
    RULESET = "ruleset"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Place:
    """A file that is read.

    Attributes:
        of: whose file it is, as in "`permissions.allow` of Claude Code".
        shape: how it is read.
        root: the folder for which it holds, empty for the root.
        is_whole: whether all that it says is read, so that an edit without another meaning is none.
    """

    of: str
    shape: Shape
    root: str
    is_whole: bool


_ROWS: tuple[tuple[str, str, Shape], ...] = (
    (r"\.claude/settings(?:\.local)?\.json", "Claude Code", Shape.CLAUDE),
    (r"\.claude-plugin/plugin\.json", "a plugin of Claude Code", Shape.PLUGIN),
    (r"\.claude/(?:agents|commands|skills)/.+\.md", "Claude Code", Shape.FRONT_MATTER),
    (r"\.(?:agents|github)/(?:skills|agents|prompts|chatmodes)/.+\.md", "an agent", Shape.FRONT_MATTER),
    (r"\.mcp\.json", "agents", Shape.SERVERS),
    (r"\.roo/mcp\.json", "Roo", Shape.SERVERS),
    (r"\.cursor/mcp\.json", "Cursor", Shape.SERVERS),
    (r"\.kiro/settings/mcp\.json", "Kiro", Shape.SERVERS),
    (r"\.vscode/mcp\.json", "the editor", Shape.EDITOR_SERVERS),
    (r"\.vscode/settings\.json", "the editor", Shape.EDITOR),
    (r"\.codex/config\.toml", "Codex", Shape.CODEX),
    (r"\.codex/hooks\.json", "Codex", Shape.HOOKS),
    (r"\.codex/rules/.+\.rules", "Codex", Shape.CODEX_RULES),
    (r"\.github/hooks/[^/]+\.json", "GitHub Copilot", Shape.HOOKS),
    (r"\.github/copilot/settings(?:\.local)?\.json", "GitHub Copilot", Shape.COPILOT),
    (r"\.cursor/hooks\.json", "Cursor", Shape.HOOKS),
    (r"\.cursor/cli\.json", "Cursor", Shape.CURSOR_CLI),
    (r"\.cursor/permissions\.json", "Cursor", Shape.CURSOR_PERMISSIONS),
    (r"\.cursor/sandbox\.json", "Cursor", Shape.CURSOR_SANDBOX),
    (r"\.gemini/settings\.json", "Gemini CLI", Shape.GEMINI),
    (r"\.gemini/policies/[^/]+\.toml", "Gemini CLI", Shape.GEMINI_POLICY),
    (r"\.kiro/hooks/[^/]+\.json", "Kiro", Shape.KIRO_HOOKS),
    (r"\.kiro/agents/[^/]+\.json", "Kiro", Shape.KIRO_AGENT),
    (r"\.devin/config(?:\.local)?\.json", "Devin", Shape.DEVIN),
    (r"\.devin/hooks\.v1\.json", "Devin", Shape.DEVIN_HOOKS),
    (r"\.windsurf/hooks\.json", "Windsurf", Shape.HOOKS),
    (r"\.amp/settings\.jsonc?", "Amp", Shape.AMP),
    (r"(?:\.opencode/)?opencode\.jsonc?", "OpenCode", Shape.OPENCODE),
    (r"\.aider\.conf\.yml", "Aider", Shape.AIDER),
    (r"CODEOWNERS|(?:\.github|docs|\.gitlab)/CODEOWNERS", "the repository", Shape.OWNERS),
    (r"\.github/settings\.yml", "the repository", Shape.REPOSITORY),
    (r"\.github/rulesets/[^/]+\.json", "the repository", Shape.RULESET),
    (re.escape(PATH), "the policy", Shape.POLICY),
)
_AT_ROOT = frozenset(
    (Shape.OWNERS, Shape.REPOSITORY, Shape.RULESET, Shape.POLICY, Shape.AIDER, Shape.COPILOT, Shape.EDITOR)
)
_IN_PART = frozenset((Shape.FRONT_MATTER, Shape.EDITOR, Shape.POLICY))
_TOLD = ("/fixtures/", "/__fixtures__/", "/testdata/", "/__tests__/", "/node_modules/")
_WORDS = re.compile(
    r"\.(?:claude|mcp|roo|cursor|kiro|vscode|codex|github|gemini|devin|windsurf|amp|opencode|aider|agents|gitlab)"
    r"|CODEOWNERS|opencode\.json"
)


@lru_cache(4_096)
def place_of(path: str) -> Place | None:
    """The file that stands at a path, as it is spelled; `None` for one that is not read."""
    if _WORDS.search(path) is None or any(part in f"/{path}" for part in _TOLD):
        return None
    for pattern, of, shape in _ROWS:
        found = re.fullmatch(rf"(?P<root>(?:.*/)??)(?:{pattern})", path)
        if found and not (found["root"] and shape in _AT_ROOT):
            return Place(of, shape, found["root"], shape not in _IN_PART)
    return None
