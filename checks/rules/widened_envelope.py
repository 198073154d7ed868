"""`widened-envelope`: a change permits agents more, or has less of what they do reviewed and judged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level
from checks.paths import PathPatterns
from checks.record_folders import FOLDERS
from checks.widening.places import place_of


@dataclass(frozen=True, kw_only=True)
class WidenedEnvelope(Check):
    """Reports what a change permits that the base does not, by the meaning of settings, policy and owners.

    Read are the settings, hooks, MCP servers, sandboxes and network lists of Claude Code, Codex, GitHub
    Copilot and VS Code, Cursor, Gemini CLI, Kiro, Devin and Windsurf, Amp, OpenCode, Roo and Aider; the front
    matter of agents, commands and skills; `CODEOWNERS`; branch protection in `.github/settings.yml` and
    `.github/rulesets`; `.github/decisis.yml`; and the decisions that enforce something.

    Attributes:
        decisions: the folders of decision records.
        floor: keys of the policy that a floor holds, whatever the file says.

    ## Why

    An agent that may edit what it is permitted, or what judges it, can give itself any right. The edit is one
    line in a long list, and it holds for everybody who works in the repository afterwards.

    ## What to do

    Take it out of this change. Where the work really needs it, let a person put it into a pull request of its
    own, so that the owner of the file decides about nothing else.

    ## Example

        "allow": ["Bash(git push:*)"]             allowed, and was not
        "deny": []                                a denied call is no longer denied
        sandbox_mode = "danger-full-access"       wider than `workspace-write`
        checks: {removed-test: note}             weighs less than `block`
        status: deprecated                        the rules of the record no longer hold

    Both sides are parsed and compared as sets and by order of strictness, and the finding names the key on
    both. What narrows is silent, and so are order, comments, spelling, a call that a wider pattern allowed
    already, a server that only gets another version, and what moves between files of one agent. Of 20 edits
    of such files by agents 12 widened, so what is permitted blocks; lost owners, plugins, commands that run
    unasked at an event and a hook in place of another warn; reading tools, skills and what stands below
    `examples`, `templates`, `docs` or `tests` are notes.

    ## Known limits

    A hook is known by its command: what its program refuses is not read, and a change of the program is told
    by `changed-guardrail`. Instructions are texts and are not compared. Of `CODEOWNERS` an owner who comes
    beside another is silent, although one of them suffices. An altered option of a decision's rule may loosen
    or tighten; `self-amendment` tells it where it lets code of the same change pass.
    """

    name: ClassVar[str] = "widened-envelope"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False

    decisions: tuple[str, ...] = ()
    floor: tuple[str, ...] = ()

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return place_of(path) is not None

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return place_of(path) is not None or self._folders.matches(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if any(place_of(file.path) for file in change.files):
            from checks.widening.compared import widened  # much code, for few files alone
            from checks.widening.governing import lost_owners

            yield from widened(change, self.floor)
            yield from lost_owners(change)
        if any(self._folders.matches(file.path) for file in change.files):
            from checks.widening.governing import lowered_decisions

            yield from lowered_decisions(change, self.decisions)

    @cached_property
    def _folders(self) -> PathPatterns:
        return PathPatterns(tuple(f"{folder}/**" for folder in (self.decisions or FOLDERS)))
