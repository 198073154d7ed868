"""`disabled-attribution`: a change makes an agent leave out that it took part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.guardrails import Kind, guardrail_of

_ELSEWHERE = (
    *(".vscode/settings.json", "crush.json", ".qwen/settings.json"),
    *(".factory/settings.json", ".factory/settings.local.json"),
)
_TEXTS = frozenset((Kind.AGENT_INSTRUCTIONS, Kind.AGENT_SETTINGS, Kind.GIT))


@dataclass(frozen=True, kw_only=True)
class DisabledAttribution(Check):
    """Reports a setting by which an agent no longer says in commits and pull requests that it took part.

    Read are the settings of Claude Code (`includeCoAuthoredBy`, `attribution`), Codex (`commit_attribution`),
    GitHub Copilot, VS Code (`git.addAICoAuthor`), Cursor, Amp, Aider, Qwen Code, Droid and Crush, the hooks
    of git, and the lines of instructions.

    ## Why

    Who wrote a change decides how it is judged and reviewed. The trailer is often the only trace: of the
    pull requests that agents open, 6 in 100 show nothing else in their commits.

    ## What to do

    Leave the attribution on. A repository that wants none lets a person say so, in a change of its own.

    ## Example

        "includeCoAuthoredBy": false
        commit_attribution = ""
        sed -i '/^Co-Authored-By: /d' "$1"    in a hook of git

    It warns, because a team may have reasons; a sentence that asks for it in instructions is a note, since a
    text is not read as surely as a value. Switching it on, another wording of the trailer, and a value that
    moves from one file of an agent to another are silent.

    ## Known limits

    Settings of a person outside the repository are not seen. Where another key of Aider tells the agent all
    the same, its author names may be off.
    """

    name: ClassVar[str] = "disabled-attribution"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return self.concerns(path)

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return path.endswith(_ELSEWHERE) or guardrail_of(path, _TEXTS) is not None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not any(self.concerns(file.path) for file in change.files):
            return
        from checks.widening.attribution import switched_off, teller_of  # much to build, for few files

        tellers = [(file, teller) for file in change.files if (teller := teller_of(file.path))]
        before = {
            (teller.of, off.key) for file, teller in tellers for off in switched_off(file.base_source, teller)
        }
        for file, teller in tellers:
            for off in switched_off(file.head_source, teller):
                if (teller.of, off.key) not in before:
                    shown = f"`{off.shown}`" if off.shown else "an empty text"
                    said = (
                        f"`{off.key}` of {teller.of} is now {shown}: its part in a change is no longer told"
                    )
                    yield _violation(file, off.line, said, None)
        for file in change.files:
            if teller_of(file.path) is None:
                yield from _in_text(file)


def _in_text(file: ChangedFile) -> Iterator[Violation]:
    """Added lines that take the trailer out, or that ask for none."""
    from checks.widening.attribution import asks_for_none, strips

    rail = guardrail_of(file.path, _TEXTS)
    source = file.head_source
    if rail is None or source is None:
        return
    old = {line.strip() for line in file.base_source.lines} if file.base_source else set()
    for number, line in enumerate(source.lines, 1):
        if source.git_line(number) not in file.added_lines or line.strip() in old:
            continue
        if rail.kind is not Kind.AGENT_INSTRUCTIONS and strips(line):
            said = "takes out of a commit message that an agent took part"
            yield _violation(file, number, said, None)
        elif rail.kind is Kind.AGENT_INSTRUCTIONS and asks_for_none(line):
            said = "asks agents not to say that they took part"
            yield _violation(file, number, said, Level.NOTE)


def _violation(file: ChangedFile, line: int, said: str, at_most: Level | None) -> Violation:
    source = file.head_source
    git_line = source.git_line(line) if source else line
    return Violation(
        *(file.path, git_line, git_line, said, said),
        on_changed_line=git_line in file.added_lines,
        at_most=at_most,
    )
