"""`import-cycle`: modules that import one another in a ring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from checks.change import Change
from checks.check import Check, Sighting
from checks.languages.language import language_of
from checks.path_syntax import pattern_mistake, patterns_mistake
from checks.paths import PathPatterns


@dataclass(frozen=True, kw_only=True)
class ImportCycle(Check):
    """A cycle of imports that the change closes.

    Read are Python, JavaScript, TypeScript, Go, Java, C#, Ruby and Rust. A cycle counts if one of its
    imports is new: from the files that the change touches on, imports are followed through the head
    until they lead back. Cycles that stood before are left alone, also when their files move, are split, or
    are taken out. Where one new import closes several cycles, the shortest of them is told.

    Options:

    - `in`: path patterns of the files that must be free of cycles, all files if absent. A cycle that
      leaves them is none.
    - `between`: `files` (the default) or `folders`. Packages of Go are always folders. Namespaces of C# and
      wildcard imports of Java name folders and no file: ask for `folders` there.
    - `depth`: with `folders`, how many folders below the fixed beginning of `in` are told apart: with
      `in: src/**` and `depth: 1`, `src/shop/orders/db.py` belongs to `src/shop`. By default each file belongs
      to the folder that it lies in.
    - `type-only`: `allow` (the default) or `forbid` imports that exist for a type checker alone, as
      `import type` of TypeScript and what stands below `if TYPE_CHECKING` of Python.

    ## Why

    Of modules in a cycle none can be understood, tested or moved without all the others, and which of them
    is loaded first decides whether the program starts.

    ## What to do

    Move what both need into a module that neither imports back, or hand it in from outside. Where only
    types are needed, import them for types alone.

    ## Example

        forbid-cycle: {in: "src/**"}

    reports at the import that closes it: `src/a.py` -> `src/b.py` -> `src/c.py` -> `src/a.py`.

    ## Known limits

    An import inside of a function counts as any other. A name that is computed at run time is not followed,
    and of an unchanged file that does not parse only the imports that are recognised. Classes of one Java
    package, and files of one C# namespace, see one another without an import. A walk that reaches 3,000
    files or 32 MB is not judged: narrow `in`.
    """

    name: ClassVar[str] = "import-cycle"
    rule_kind: ClassVar[str] = "forbid-cycle"

    in_: tuple[str, ...] = ()
    between: Literal["files", "folders"] = "files"
    depth: int = 0
    type_only: Literal["allow", "forbid"] = "allow"

    def __post_init__(self) -> None:
        """Refuse options that say nothing.

        Raises:
            ValueError: a pattern is wrong, or a depth is given where it means nothing.
        """
        for mistake in (*map(pattern_mistake, self.in_), patterns_mistake(self.in_)):
            if mistake:
                raise ValueError(mistake)
        if self.depth < 0 or (self.depth and self.between == "files"):
            raise ValueError("`depth` counts folders from 1 on, and needs `between: folders`")

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """`forbid-cycle: "src/**"`, or a list of such patterns."""
        return {"in": value} if isinstance(value, str | list) else None

    @property
    def looks_at(self) -> tuple[str, ...]:
        """See `Check.looks_at`."""
        return self.in_

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return language_of(path) is not None and PathPatterns(self.in_).matches_any_form(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not change.files:
            return
        from checks.languages.places.cycles import Cycles  # much code, for rules that are asked at all
        from checks.languages.places.nodes import Nodes

        nodes = Nodes(self.in_, self.between == "folders", self.depth)
        yield from Cycles(nodes, counts_types=self.type_only == "forbid").of(change)
