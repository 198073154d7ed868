"""A handler of errors as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ast_grep_py import SgNode


class Fate(StrEnum):
    """What becomes of an error that is caught."""

    DROPPED = "dropped"
    WHISPERED = "whispered"
    LOGGED = "logged"
    HANDLED = "handled"

    @property
    def said(self) -> str:
        """What the handler does, as in "`except Exception` drops the error"."""
        return _SAID[self]


_SAID = {
    Fate.DROPPED: "drops the error",
    Fate.WHISPERED: "does nothing with the error but print it, or log it as something that went well",
    Fate.LOGGED: "does nothing with the error but log it",
    Fate.HANDLED: "handles the error",
}


class Excuse(StrEnum):
    """Why dropping an error may be meant."""

    NONE = ""
    CLEANUP = "cleanup"
    PARSING = "parsing"
    FALLBACK = "fallback"


@dataclass(frozen=True)
class Site:
    """A handler in the tree of a file, as the finder of a language found it.

    Attributes:
        whole: what spans the handler and what it guards.
        handler: the handler itself.
        tried: what it guards, in order; the statements of a block, or one expression.
        body: the statements of the handler, without comments.
        shown: how it is written, without the name of the error: `except Exception`, `catch`.
        is_broad: whether it catches whatever fails.
    """

    whole: SgNode
    handler: SgNode
    tried: tuple[SgNode, ...]
    body: tuple[SgNode, ...]
    shown: str
    is_broad: bool


@dataclass(frozen=True, slots=True)
class Handler:
    """What one handler does.

    Attributes:
        shown: see `Site.shown`.
        line: first line of the handler in `Source.text`, from 1.
        end_line: its last line.
        first_line: first line of what it guards.
        last_line: last line of both.
        fate: what becomes of the error.
        is_broad: see `Site.is_broad`.
        excuse: why that may be meant.
        is_explained: whether a comment in it says why.
        function: name of the function it stands in, empty at the top.
        guarded: the code that it guards, without white space and comments.
    """

    shown: str
    line: int
    end_line: int
    first_line: int
    last_line: int
    fate: Fate
    is_broad: bool
    excuse: Excuse
    is_explained: bool
    function: str
    guarded: str
