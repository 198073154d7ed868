"""The files that govern agents, checks and review: what each one governs, and how much a change weighs.

The paths are those that the agents, forges and tools document. The weights follow what 866 random pull
requests of agents touch: our own policy and owners 0 %, settings of an agent 0.3 %, attributes of git
0.1 %, hook managers 0.4 %, test settings 1.4 %, instructions 3.8 %, workflows 8.0 %. What is rare and
mostly meant warns; what is ordinary work is a note. A security policy is edited for good reasons and
deleted for none; of 7 workflows of GitHub that went 6 checked nothing, and `weakened-ci` tells the other.
Lock files (8.7 %) and `Makefile` (0.5 %) are left out, since a note on each would be noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from checks.finding import Level
from checks.paths import PathPatterns
from checks.policy_place import COMPILED, PATH
from checks.record_folders import ADR_DIR, LOG4BRAINS


class Kind(StrEnum):
    """What a guardrail holds."""

    POLICY = "policy"
    DECISIONS = "decisions"
    AGENT_SETTINGS = "agent-settings"
    AGENT_INSTRUCTIONS = "agent-instructions"
    OWNERS = "owners"
    CI = "ci"
    GIT = "git"
    STARTUP = "startup"
    TESTS = "tests"
    EDITOR = "editor"
    SECURITY_POLICY = "security-policy"


_NOTHING = ("!*",)


@dataclass(frozen=True)
class Guardrail:
    """One family of files.

    Attributes:
        kind: what it holds.
        governs: what the files are and govern, as the object of "edits …".
        anywhere: patterns that hold for every form of a path.
        spelled: patterns of plain names that hold only as they are spelled, since documents are named alike.
        edited: what adding or editing one weighs at most; nothing is said of it where it is `off`.
        removed: what taking one away weighs at most.
    """

    kind: Kind
    governs: str
    anywhere: tuple[str, ...] = ()
    spelled: tuple[str, ...] = ()
    edited: Level = Level.WARN
    removed: Level = Level.WARN

    def holds(self, path: str) -> bool:
        """Whether the path, in any form it could be taken for, is one of these files."""
        return self._anywhere.matches_any_form(path) or self._spelled.matches(path)

    def is_spelled(self, path: str) -> bool:
        """Whether it is the path as it is spelled that is held, not a form it could be taken for."""
        return self._anywhere.matches(path) or self._spelled.matches(path)

    @cached_property
    def _anywhere(self) -> PathPatterns:
        return PathPatterns(self.anywhere or _NOTHING)

    @cached_property
    def _spelled(self) -> PathPatterns:
        return PathPatterns(self.spelled or _NOTHING)


_FIXTURES = tuple(f"!**/{name}/**" for name in ("fixtures", "__fixtures__", "testdata", "__tests__"))


def _settings(agent: str, what: str, *patterns: str) -> Guardrail:
    governs = f"the settings of {agent}: {what}"
    return Guardrail(Kind.AGENT_SETTINGS, governs, anywhere=(*patterns, *_FIXTURES))


GUARDRAILS = (
    Guardrail(
        Kind.POLICY,
        "the policy that this repository is judged by",
        anywhere=(PATH, PATH.replace(".yml", ".yaml")),
        edited=Level.BLOCK,
        removed=Level.BLOCK,
    ),
    Guardrail(
        Kind.AGENT_SETTINGS,
        "which refusals in the settings of agents are those of the policy",
        anywhere=(COMPILED,),
    ),
    Guardrail(
        Kind.DECISIONS,
        "where decisions are looked for",
        anywhere=(ADR_DIR, LOG4BRAINS),
        edited=Level.BLOCK,
        removed=Level.BLOCK,
    ),
    _settings(
        "Claude Code",
        "hooks and permissions",
        "**/.claude/settings.json",
        "**/.claude/settings.local.json",
        "**/.claude/hooks/**",
    ),
    _settings("Claude Code", "plugins", "**/.claude-plugin/**"),
    _settings("agents", "the MCP servers they may call", "**/.mcp.json", ".vscode/mcp.json", ".roo/mcp.json"),
    _settings("Codex", "hooks, rules and permissions", "**/.codex/**"),
    _settings("GitHub Copilot", "hooks", ".github/hooks/**", ".github/copilot/**"),
    _settings(
        "GitHub Copilot", "what is installed before it works", ".github/workflows/copilot-setup-steps.yml"
    ),
    _settings(
        "Cursor",
        "hooks, permissions and MCP servers",
        "**/.cursor/hooks.json",
        "**/.cursor/hooks/**",
        "**/.cursor/mcp.json",
        "**/.cursor/cli.json",
        "**/.cursor/permissions.json",
        "**/.cursor/sandbox.json",
        "**/.cursor/environment.json",
    ),
    _settings(
        "Gemini CLI",
        "hooks, permissions and MCP servers",
        "**/.gemini/settings.json",
        "**/.gemini/hooks/**",
        "**/.gemini/policies/**",
        "**/.gemini/extensions/**",
    ),
    _settings(
        "Kiro",
        "hooks, agents and MCP servers",
        "**/.kiro/hooks/**",
        "**/.kiro/agents/**",
        "**/.kiro/settings/**",
    ),
    _settings("Devin", "hooks and settings", "**/.devin/**", "**/.windsurf/hooks.json"),
    _settings("Amp", "permissions and plugins", "**/.amp/**"),
    _settings(
        "OpenCode", "permissions and plugins", "**/.opencode/plugins/**", "opencode.json", "opencode.jsonc"
    ),
    _settings("Aider", "what it may run", ".aider.conf.yml"),
    Guardrail(
        Kind.AGENT_INSTRUCTIONS,
        "instructions that agents follow",
        anywhere=(
            "AGENTS.md",
            "AGENTS.override.md",
            "CLAUDE.md",
            "CLAUDE.local.md",
            "GEMINI.md",
            "**/.claude/**",
            "**/.cursor/**",
            "**/.cursorrules",
            "**/.gemini/**",
            "**/.kiro/steering/**",
            "**/.windsurf/**",
            "**/.windsurfrules",
            "**/.clinerules",
            "**/.clinerules/**",
            "**/.roo/**",
            "**/.continue/**",
            "**/.junie/**",
            "**/.agents/**",
            "**/.opencode/**",
            ".github/copilot-instructions.md",
            ".github/instructions/**",
            ".github/prompts/**",
            ".github/agents/**",
            ".github/chatmodes/**",
            ".github/skills/**",
            *_FIXTURES,
        ),
        spelled=("**/AGENTS.md", "**/CLAUDE.md", "**/GEMINI.md", *_FIXTURES),
        edited=Level.NOTE,
        removed=Level.NOTE,
    ),
    Guardrail(
        Kind.OWNERS,
        "the owners who must review files",
        anywhere=("CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"),
    ),
    Guardrail(
        Kind.OWNERS,
        "the protection of branches",
        anywhere=(".github/settings.yml", ".github/rulesets/*.json"),
    ),
    Guardrail(
        Kind.CI,
        "a workflow of continuous integration",
        anywhere=(".github/workflows/*.yml", ".github/workflows/*.yaml"),
        edited=Level.NOTE,
        removed=Level.NOTE,
    ),
    Guardrail(
        Kind.CI,
        "a workflow of continuous integration",
        anywhere=(
            ".gitlab-ci.yml",
            ".gitlab/ci/**",
            ".circleci/**",
            ".buildkite/**",
            ".travis.yml",
            "azure-pipelines.yml",
            "bitbucket-pipelines.yml",
        ),
        spelled=("Jenkinsfile",),
        edited=Level.NOTE,
    ),
    Guardrail(
        Kind.CI,
        "a file that continuous integration uses",
        anywhere=(".github/workflows/**", "!.github/workflows/README.md", ".github/actions/**"),
        edited=Level.NOTE,
        removed=Level.NOTE,
    ),
    Guardrail(
        Kind.SECURITY_POLICY,
        "the page that says how to report a weakness",
        anywhere=("SECURITY.md", ".github/SECURITY.md", "docs/SECURITY.md"),
        edited=Level.OFF,
    ),
    Guardrail(
        Kind.GIT,
        "attributes that decide what git and reviewers show",
        anywhere=("**/.gitattributes",),
    ),
    Guardrail(
        Kind.GIT,
        "the submodules, whose code comes from elsewhere",
        anywhere=(".gitmodules",),
    ),
    Guardrail(
        Kind.GIT,
        "the checks that run before a commit",
        anywhere=(
            ".pre-commit-config.yaml",
            ".pre-commit-config.yml",
            "lefthook.yml",
            ".lefthook.yml",
            "**/.husky/**",
            ".githooks/**",
            ".overcommit.yml",
        ),
        edited=Level.NOTE,
    ),
    Guardrail(
        Kind.STARTUP,
        "code that Python runs when it starts",
        anywhere=("**/sitecustomize.py", "**/usercustomize.py", "**/*.pth"),
        edited=Level.BLOCK,
    ),
    Guardrail(
        Kind.TESTS,
        "the settings by which tests are collected and judged",
        spelled=("**/conftest.py", "**/pytest.ini", "**/tox.ini"),
        edited=Level.NOTE,
        removed=Level.NOTE,
    ),
    Guardrail(
        Kind.EDITOR,
        "what an editor or a development container runs",
        anywhere=(
            ".vscode/settings.json",
            ".vscode/tasks.json",
            ".vscode/launch.json",
            ".devcontainer/**",
            ".devcontainer.json",
        ),
        edited=Level.NOTE,
        removed=Level.NOTE,
    ),
)
"""Every family; where two hold a file, the first speaks."""


@lru_cache(8192)
def guardrail_of(path: str, kinds: frozenset[Kind]) -> Guardrail | None:
    """The family of a path, `None` if it is no guardrail of these kinds."""
    return next((rail for rail in GUARDRAILS if rail.kind in kinds and rail.holds(path)), None)


def all_patterns(kinds: frozenset[Kind]) -> Iterator[str]:
    """Patterns under which every family of these kinds stands, for what leads there."""
    for rail in GUARDRAILS:
        if rail.kind in kinds:
            yield from (one for one in (*rail.anywhere, *rail.spelled) if not one.startswith("!"))
