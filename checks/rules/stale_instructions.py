"""`stale-instructions`: what agents are told of the decisions is not what was decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.front_matter import is_record_name
from checks.path_parts import name_of
from checks.paths import PathPatterns
from checks.policy_place import PATH
from checks.proofs import FlawKind
from checks.record_folders import ADR_DIR, FOLDERS

_TAUGHT = frozenset(("AGENTS.md", "CLAUDE.md", "GEMINI.md", "copilot-instructions.md", "decisis.mdc"))
_MARK = b"<!-- decisis:begin -->"


@dataclass(frozen=True, kw_only=True)
class StaleInstructions(Check):
    """Reports a block of `decisis sync` that a change leaves behind the decisions, or edits by hand.

    Attributes:
        decisions: the folders of decision records.

    ## Why

    Agents read the block before they write. One that is out of date has them work against a decision that
    was just taken, or keep to one that is gone; the round that it costs comes back as a finding.

    ## What to do

    Run `decisis sync` and commit what it writes, in the change that alters the decision.

    ## Example

        docs/decisions/0007-http.md   instead: Use `shop.http`.
        AGENTS.md                     - **ADR-0007** One client for HTTP: Use `requests`.

    Files without a block are left alone, and so is a block that was stale before.

    ## Known limits

    Decisions of an organisation's floor stand in no block, because a change there would make the blocks of
    all repositories stale.
    """

    name: ClassVar[str] = "stale-instructions"
    is_about_the_whole: ClassVar[bool] = True
    built_in: ClassVar[bool] = True
    for_everyone: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    decisions: tuple[str, ...] = ()

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        if path in (PATH, ADR_DIR) or name_of(path) in _TAUGHT:
            return True
        return (is_record_name(path) or path.endswith((".yml", ".yaml"))) and self._folders.matches(path)

    def wants_proofs(self, change: Change) -> bool:
        """See `Check.wants_proofs`: decisions, or a file that holds or held a block."""
        return any(
            self.concerns(file.path) and (name_of(file.path) not in _TAUGHT or _holds_block(file))
            for file in change.files
        )

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        for flaw in change.proofs or ():
            if flaw.kind is FlawKind.STALE_BLOCK:
                file = change.by_path.get(flaw.file)
                on_changed = file is not None and flaw.line in file.added_lines
                yield Violation(
                    path=flaw.file,
                    line=flaw.line,
                    end_line=flaw.line,
                    message=flaw.message,
                    text=flaw.identity,
                    instead=flaw.instead,
                    on_changed_line=on_changed,
                )

    @cached_property
    def _folders(self) -> PathPatterns:
        return PathPatterns(tuple(f"{folder}/**" for folder in (*self.decisions, *FOLDERS)))


def _holds_block(file: ChangedFile) -> bool:
    sources = (file.base_source, file.head_source)
    return any(source is not None and _MARK in source.content for source in sources)
