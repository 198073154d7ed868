"""Files that a decision is about, where the other tool says nothing of what is forbidden there."""

from __future__ import annotations

from collections.abc import Iterator

from checks.finding import Level
from checks.importing.found import Found, ImportedRule, Source, texts
from checks.importing.globs import patterns_of


def governed(
    source: Source, location: tuple[str | int, ...], globs: object, found: Found
) -> Iterator[ImportedRule]:
    """A note on every change to some files.

    Args:
        source: the record.
        location: where the globs stand in its front matter.
        globs: the globs, a list or one text.
        found: where to say what cannot be translated.
    """
    line = source.line(*location)
    patterns = list(translated(line, texts(globs), found))
    if any(not pattern.startswith("!") for pattern in patterns):
        found.say(
            line,
            "this says where the decision applies, not what it forbids: proposed as a note on each change",
        )
        yield ImportedRule("forbid-path", {"paths": patterns, "deletions": True}, Level.NOTE, line)
    elif not texts(globs):
        found.say(line, "no file is named here, so nothing is proposed for it")
    elif patterns:
        found.say(line, "every file is taken back here, so nothing is proposed for it")


def translated(line: int, globs: tuple[str, ...], found: Found) -> Iterator[str]:
    """The patterns of some globs; what has none is said."""
    for glob in globs:
        try:
            yield from patterns_of(glob)
        except ValueError as wrong:
            found.say(line, f"{wrong}; left out")
