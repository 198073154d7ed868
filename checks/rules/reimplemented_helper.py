"""`reimplemented-helper`: a function is written that the repository has already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.languages.language import language_of


@dataclass(frozen=True, kw_only=True)
class ReimplementedHelper(Check):
    """Reports added functions whose bodies equal, or nearly equal, one that stands elsewhere in the base.

    ## Why

    An agent reads a part of the repository and writes what it needs. The next defect is then repaired in
    one of the copies, and a check that both make is loosened in one.

    ## What to do

    Use the function that is there. Where it lies out of reach, move it to where both can reach it, in the
    same change; where the two only look alike today, permit the finding.

    ## Example

        adds `readField`, which does what `getField` (`web/src/message.tsx:35`) does

    Bodies are compared, never names. In their normal form parameters and local names are numbered, comments,
    documentation and types that may be left out are gone, values stay. Two bodies are nearly equal if of all
    their runs of three tokens 85 in 100 are common to both, as after a name or two has changed. Python is
    read by its own parser, JavaScript, TypeScript, Go, Java, C#, Ruby and Rust by their grammars.

    A body counts from 16 names, values and keywords in two statements on, and from 10 where it equals that
    of a function with the same name and neither is a method: what gets or sets a field, or passes a call on,
    is silent. So are functions that moved, or whose like is taken away in the same change, and those in
    tests, examples, templates, documents, migrations, generated and vendored files. It warns: of 250
    changes of agents drawn at random five added such a function, and all of them were copies.

    ## Known limits

    Up to 200 files of the same language are looked through, those in the same folder first, then one folder
    further up each time, and of them up to 20 that hold the words of an added function. A function that
    calls and names next to nothing but its own is not looked for, nor one in another language. Two that do
    the same in another order are not alike.
    """

    name: ClassVar[str] = "reimplemented-helper"
    is_about_the_whole: ClassVar[bool] = True
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not any(_may_add(file) for file in change.files):
            return
        from checks.languages.functions.twins import twins  # where functions may be added

        for (path, other_path), group in groupby(twins(change), key=lambda one: (one.path, one.other_path)):
            first, *more = group
            line = change.by_path[path].head_source
            at = line.git_line(first.added.line) if line is not None else 0
            end = line.git_line(first.added.end_line) if line is not None else 0
            does = "does what" if first.likeness == 1 else "does nearly what"
            rest = f"; so {'does' if len(more) == 1 else 'do'} {len(more)} more of this file" if more else ""
            yield Violation(
                path=path,
                line=at,
                end_line=end,
                message=f"adds `{first.added.name}`, which {does} `{first.other.name}` "
                f"(`{other_path}:{first.other.line}`) does{rest}",
                text=f"{first.added.name} repeats {first.other.name} of {other_path}",
            )


def _may_add(file: ChangedFile) -> bool:
    return file.head is not None and bool(file.hunks) and language_of(file.path) is not None
