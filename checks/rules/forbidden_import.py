"""`forbidden-import`: code reaches for a module that a decision keeps from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

from checks.change import Change
from checks.check import Check, Need, Sighting
from checks.finding import Violation
from checks.languages.language import language_of
from checks.path_matching import matches_any_form
from checks.paths import PathPatterns

if TYPE_CHECKING:
    from checks.languages.places.inspection import Inspection


@dataclass(frozen=True, kw_only=True)
class ForbiddenImport(Check):
    """An import that a decision forbids, in whatever way it is spelled.

    Read are Python, JavaScript, TypeScript, Go, Java, C#, Ruby and Rust. What counts is what the change
    brings in: a file that already reached the module may go on, be moved, and be put in order.

    Options:

    - `from`: the files that must not; path patterns, every file if absent.
    - `to`: what they must not reach: a module with all below it (`requests`, `java.util.logging`,
      `@scope/package`, `tokio::net`) or files of the repository (`services/db/**`).
    - `allow`: exceptions, written like `to`.
    - `type-only`: `forbid` (the default) or `allow` imports that exist for a type checker alone.
    - `dynamic`: `report` (the default) or `ignore` imports whose name is computed while the program
      runs, so that nobody can tell where they lead. They are reported where the boundary is one
      within the repository or `from` draws it; a ban of a foreign package that holds everywhere does
      not hold up every loader of plug-ins.
    - `transitive`: whether files under `from` must not reach `to` through other modules of the repository
      either; `false` by default. Imports are followed from what the change adds: an import of such a file, or
      one in a module that such a file uses, wherever that lies. They are followed neither through `allow`
      nor through files under `from`, which answer for themselves, and not where only types are taken.

    A name counts where it is taken, also from a module that merely hands it on: Python's
    `from shared import session`, `export … from` of JavaScript and `pub use` of Rust are looked through, up
    to eight modules deep, except where that module is among `allow`. A module that is picked as a member
    counts, such as `os.path` after `import os`, and a package of the repository is known by its name.

    A file that itself lies inside of what is forbidden may import its own neighbours. An added file that
    repeats nine tenths of a file behind the boundary, where `to` names a path, is a note.

    ## Why

    A boundary that is crossed once is crossed again: the next author, human or agent, copies what is
    there. What is not imported cannot be depended on.

    ## What to do

    Use what the decision names instead. If the module is needed after all, change the decision first,
    in a pull request of its own.

    ## Example

        forbid-import: {from: "services/**", to: ["requests", "services/db/**"]}

    catches `import requests`, `from ..db import session` and `importlib.import_module("services.db")`;
    with `transitive: true` also `import shared.cache` if that imports `services.db`.

    ## Known limits

    A name that is computed from something other than constants, and code in a text that is put together
    at run time, are seen but cannot be judged. What a module hands on is seen where it is taken by its
    name; for `import shared` and `shared.session`, where that is no module itself, or for `require`, use
    `transitive`. A change of an alias alone, in `tsconfig.json`, `go.mod` or `Cargo.toml`, is not followed
    to files that the change leaves alone. A walk through more than 3,000 files or 32 MB is not judged. Where
    the `paths` of a decision leave files out, their new imports are not followed: draw the boundary with
    `from`. Classes of one Java package, and what a namespace of C# or a wildcard import holds, are not
    followed. Aliases of bundlers other than `tsconfig.json`, `jsconfig.json` and `imports` of
    `package.json`, notebooks, templates and symbolic links are not read.
    """

    name: ClassVar[str] = "forbidden-import"
    rule_kind: ClassVar[str] = "forbid-import"

    from_: tuple[str, ...] = ()
    to: tuple[str, ...]
    allow: tuple[str, ...] = ()
    type_only: Literal["forbid", "allow"] = "forbid"
    dynamic: Literal["report", "ignore"] = "report"
    transitive: bool = False

    def __post_init__(self) -> None:
        """Refuse options under which the check could never speak.

        Raises:
            ValueError: `to` names nothing, holds an empty entry, or nobody says whose imports are followed.
        """
        if self.transitive and not self.from_:
            raise ValueError("`transitive` follows the imports of the files under `from`, so name them")
        if not any(self.to) or not all(entry.strip("/ ") for entry in (*self.to, *self.allow)):
            raise ValueError("`to` must name at least one module or path, and no entry may be empty")

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """`forbid-import: requests`, or a list of such names."""
        return {"to": value} if isinstance(value, str | list) else None

    @cached_property
    def _inspection(self) -> Inspection:
        from checks.languages.places.boundary import entries  # much code, for rules that are asked at all
        from checks.languages.places.inspection import Inspection
        from checks.languages.places.limits import Limits, OneBoundary

        asked = Limits(entries(self.to), entries(self.allow), is_everywhere=not self.from_)
        return Inspection(
            boundary=OneBoundary.around(asked),
            reports_types=self.type_only == "forbid",
            reports_computed=self.dynamic == "report",
        )

    @property
    def looks_at(self) -> tuple[str, ...]:
        """See `Check.looks_at`."""
        return self.from_

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return matches_any_form(self.from_, path) and language_of(path, None) is not None

    def forbids(self, need: Need) -> bool:
        """See `Check.forbids`; a boundary that begins at some files only may still be kept by the others."""
        return (
            need.topic == "import"
            and not self.from_
            and any(_covers(entry, need.subject) for entry in self.to)
            and not any(_covers(entry, need.subject) for entry in self.allow)
        )

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return self.reads(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        files = [file for file in change.files if matches_any_form(self.from_, file.path)]
        told: set[tuple[str, int, str]] = set()
        for sighting in self._inspection.of(change, files) if files else ():
            if isinstance(sighting, Violation):
                told.add((sighting.path, sighting.line, sighting.text))
            yield sighting
        if self.from_ and files:
            from checks.languages.places.copied import copies

            yield from copies(change, files, self.to)
        if self.transitive and change.files:
            yield from self._through_others(change, told)

    def _through_others(self, change: Change, told: set[tuple[str, int, str]]) -> Iterator[Sighting]:
        """What is reached through other modules and was not seen at the same place already."""
        from checks.languages.places.boundary import entries
        from checks.languages.places.limits import Limits
        from checks.languages.places.transitive import THROUGH, Transitive

        limits = Limits(entries(self.to), entries(self.allow))
        walk = Transitive(limits, lambda path: matches_any_form(self.from_, path), _roots(self.from_))
        for sighting in walk.of(change):
            is_told = isinstance(sighting, Violation) and (
                (sighting.path, sighting.line, sighting.text.removeprefix(THROUGH)) in told
            )
            if not is_told:
                yield sighting


def _covers(entry: str, subject: str) -> bool:
    """Whether an entry names a module or a path, or what lies above it."""
    below = tuple(entry + separator for separator in (".", "/", "::"))
    return subject == entry or subject.startswith(below) or PathPatterns((entry,)).matches(subject)


def _roots(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """Directories below which every file lies that the patterns match; those within another left out."""
    starts = {
        re.split(r"[*?\[]", pattern.strip("/"))[0].rpartition("/")[0]
        for pattern in patterns
        if not pattern.startswith("!")
    }
    return tuple(
        sorted(s for s in starts if not any(s != o and f"{s}/".startswith(f"{o}/" * bool(o)) for o in starts))
    )
