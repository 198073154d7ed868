"""`scope-creep`: files are changed that lie outside of the scope that the pull request declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.touches import verb_of

_SIGN = re.compile("decisis-scope|mergewarden-contract")


@dataclass(frozen=True, kw_only=True)
class ScopeCreep(Check):
    """Reports every changed file outside of the scope that the description declares.

    ## Why

    An agent that was asked for one thing repairs three others on its way. Who asked reads what was asked for.

    ## What to do

    Take the other files out, into a change of their own. Where they belong to the task, say so: widen the
    scope in the description, for whoever reads it to see.

    ## Example

        ```decisis-scope
        src/auth/**
        tests/auth/**
        ```

    The scope is a fenced code block of the description, marked `decisis-scope`, that stands by itself. It
    holds one pattern a line, as in `.gitignore` and from the root; `#` begins a remark, `!` takes back. The
    comment `<!-- mergewarden-contract` with `allowed_paths` and `blocked_paths` is read as well. Of several
    scopes each must hold a file. A file that is moved lies in both places. Paths count as git spells them.

    A scope only narrows: whatever else governs a file goes on to do so, and without a scope this check is
    silent. One that is not understood is reported, since nobody keeps to it.

    ## Known limits

    A scope is the author's own word and can be widened as long as the change is open; who wants to bind an
    author writes `forbid-path`. A scope in the issue is not read.
    """

    name: ClassVar[str] = "scope-creep"
    built_in: ClassVar[bool] = True
    for_everyone: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not change.files or not _SIGN.search(change.facts.body):
            return
        from checks.description.scope import contracts  # Markdown is read where there may be a scope

        found = list(contracts(change.facts.body))
        for contract in found:
            if contract.mistake:
                said = f"the scope in the description is not understood: {contract.mistake}"
                remedy = "mend the scope, one pattern a line"
                yield Violation(change.files[0].path, 0, 0, message=said, text=said, instead=remedy)
        for file in change.files:
            broken = next((one for one in found if not one.mistake and not one.holds(file.path)), None)
            if broken is not None:
                yield _violation(file, broken.shown)


def _violation(file: ChangedFile, scope: str) -> Violation:
    return Violation(
        path=file.path,
        line=0,
        end_line=0,
        message=f"{verb_of(file)} a file outside of the scope that the description declares, {scope}",
        text="outside of the declared scope",
        side=Side.HEAD if file.head is not None else Side.BASE,
    )
