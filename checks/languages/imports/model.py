"""What an import is, whatever the language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ImportKind(StrEnum):
    """How a module is reached."""

    STATIC = "static"
    TYPE_ONLY = "type-only"
    DYNAMIC = "dynamic"
    """By a call at run time, with a name that is known before."""
    COMPUTED = "computed"
    """By a call at run time, with a name of which at most the beginning is known."""


@dataclass(frozen=True, slots=True)
class Import:
    """One place where code reaches for another module.

    Attributes:
        module: the module as the language names it, `a.b`, `..a`, `./a`, `crate::a`, with aliases and
            escapes resolved; of a computed import the known beginning, which may be empty.
        line: first line in `Source.text`, from 1.
        end_line: last line.
        text: the code of the place.
        names: what is taken from the module, where that may be modules of their own.
        kind: how it is reached.
        through: the function by which it is reached at run time, empty for a statement.
        is_path: whether `module` is a file name rather than a module name.
        taken: what is taken by its name, `*` for everything; empty text for the module itself.
        bound: for each of `taken`, the name under which others can take it from this file, `*` for its own;
            empty if they cannot.
        within: the namespace in which, and in those around it, the name is looked up first, empty if none.
    """

    module: str
    line: int
    end_line: int
    text: str
    names: tuple[str, ...] = ()
    kind: ImportKind = ImportKind.STATIC
    through: str = ""
    is_path: bool = False
    taken: tuple[str, ...] = ()
    bound: tuple[str, ...] = ()
    within: str = ""

    def __hash__(self) -> int:
        """Of the place alone: one import may take thousands of names."""
        return hash((self.module, self.line, self.end_line, self.kind))


@dataclass(frozen=True, slots=True)
class FileImports:
    """The imports of one file.

    Attributes:
        imports: in order of their lines.
        namespace: the package or namespace that the file says it belongs to, empty if it says none.
        local: names of modules that the file itself defines.
        aliases: in Rust the names that `use` brings in, `*` for all of a module, each with what it means.
        damage: why the list may lack some, empty if it is whole.
        doubtful: of a damaged file all that it may import besides; `None` if nobody can tell.
        refusal: why the file must not be trusted at all, empty if it may be.
    """

    imports: tuple[Import, ...] = ()
    namespace: str = ""
    local: frozenset[str] = frozenset()
    aliases: tuple[tuple[str, str], ...] = ()
    damage: str = ""
    doubtful: tuple[Import, ...] | None = None
    refusal: str = ""
