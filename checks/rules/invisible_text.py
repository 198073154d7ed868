"""`invisible-text`: characters that no reader sees, or that look like others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.guardrails import Kind, guardrail_of
from checks.introduced import introduced
from checks.invisible import Hidden, Sight, lookalikes, may_deceive, shown, sights
from checks.languages.provenance import is_code, is_foreign_path, is_test_place
from checks.path_parts import suffix_of

_TOLD_ELSEWHERE = frozenset({Kind.AGENT_SETTINGS, Kind.AGENT_INSTRUCTIONS})
_SAYS = {
    Hidden.DIRECTION: "turns the reading direction with",
    Hidden.MARK: "marks a reading direction with",
    Hidden.TAG: "hides text in tag characters:",
    Hidden.SELECTOR: "hides data in variation selectors:",
    Hidden.ZERO_WIDTH: "holds the invisible character",
    Hidden.CONTROL: "holds the control character",
}
_PROSE = re.compile(
    r"(?:^|/)(?:locales?|i18n|l10n|translations?|langs?|languages?|messages)(?:/|[._-])"
    r"|(?:^|[/._-])(?:ar|he|iw|fa|ur|ps|yi|ckb|dv)(?:[-_][A-Za-z]{2,4})?\.\w+$",
    re.IGNORECASE,
)
_SETTINGS = (
    ".yml",
    ".yaml",
    ".toml",
    ".ini",
    ".cfg",
    ".tf",
    ".hcl",
    ".bash",
    ".zsh",
    ".mk",
    ".gradle",
    ".ps1",
)
_PROMPT = re.compile(
    r"(?:^|/)(?:SKILL\.md|llms(?:-full)?\.txt|(?:system[-_])?prompts?/[^/]+)$|\.(?:prompt\.\w+|mdc)$",
    re.IGNORECASE,
)
_INSTEAD = "write the text without it, or as an escape such as `\\u200b` where the program needs it"


@dataclass(frozen=True, kw_only=True)
class InvisibleText(Check):
    """Reports text that is there and cannot be seen, or reads as something else.

    ## Why

    Marks of direction make code read in another order than it runs. Tag characters, variation selectors
    and zero-width characters carry instructions for a model that no person reads. A Cyrillic letter in a
    name makes two names of what looks like one.

    ## What to do

    Write the text without it. Where a program needs the character, write it as an escape.

    ## Example

        if access == "user":  # a mark of direction here swaps what follows

    It blocks by default for marks of direction in code and for hidden text in tag characters and rows of
    variation selectors, and for everything in prompts and skills: of 10,072 merged changes 104 hold such
    a character, 100 of them a byte order mark at the start of a file, which is silent here. Zero-width
    and look-alike characters in code warn; in prose and tests most is a note. Ordinary are: joiners and
    selectors in emoji, letters that run from right to left with their marks, soft hyphens, form feeds.

    ## Known limits

    Instructions and settings of agents are left to `changed-guardrail`, which blocks there. Look-alikes
    are Cyrillic and Greek letters within a Latin word of code; a word of such letters alone, full-width
    and mathematical letters are not reported. Vendored and generated files and snapshots are left alone.
    """

    name: ClassVar[str] = "invisible-text"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return _is_judged(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        files = {file.path: file for file in change.files if _is_judged(file.path)}
        head = [place for file in files.values() for place in _places(file, Side.HEAD)]
        if not head:
            return
        base = [place for file in files.values() for place in _places(file, Side.BASE)]
        yield from introduced(files, base, head)


@lru_cache(8192)
def _is_judged(path: str) -> bool:
    return not is_foreign_path(path) and guardrail_of(path, _TOLD_ELSEWHERE) is None


def _is_code(path: str) -> bool:
    return (is_code(path) or suffix_of(path).lower() in _SETTINGS) and not _PROSE.search(path)


def _places(file: ChangedFile, side: Side) -> Iterator[Violation]:
    source = file.head_source if side is Side.HEAD else file.base_source
    if source is None or source.is_binary or not may_deceive(source.text):
        return
    as_code = _is_code(file.path)
    for number, line in enumerate(source.lines, 1):
        if not may_deceive(line):
            continue
        for sight in (*sights(line), *(lookalikes(line) if as_code else ())):
            level = _weight(file.path, sight, as_code=as_code)
            if level is not None:
                git_line = source.git_line(number)
                text = f"{sight.how} {sight.word} {' '.join(f'{ord(char):x}' for char in sight.found)}"
                yield Violation(
                    file.path, git_line, git_line, _said(sight), text, side, instead=_INSTEAD, at_most=level
                )


def _said(sight: Sight) -> str:
    numbers = shown(sight.found)
    if sight.how is Hidden.LOOKALIKE:
        return f"`{sight.word}` mixes Latin letters with {numbers}, which only look like them"
    return f"{_SAYS[sight.how]} {numbers}"


def _weight(path: str, sight: Sight, *, as_code: bool) -> Level | None:
    """What a sight weighs at most; `None` where it is ordinary."""
    if _PROMPT.search(path):
        return Level.BLOCK
    level: Level | None
    if sight.how is Hidden.TAG or (sight.how is Hidden.SELECTOR and len(sight.found) > 1):
        level = Level.BLOCK
    elif as_code:
        level = Level.BLOCK if sight.how is Hidden.DIRECTION else Level.WARN
    elif sight.how in (Hidden.CONTROL, Hidden.MARK):
        level = None
    else:
        level = Level.WARN if sight.how is Hidden.DIRECTION else Level.NOTE
    return Level.NOTE if level is not None and is_test_place(path) else level
