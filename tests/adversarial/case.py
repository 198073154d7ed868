"""What a case is: a pull request, and what the gate must answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from tests.adversarial import cases
from tests.adversarial.ground import FILES
from tests.git.repository import Content, Repository

Head = Mapping[Any, Content | None]
"""Files laid over the ground by path, a text or bytes; `None` takes one away."""

Build = Callable[[Repository, str], tuple[str, str]]
"""Makes (base, head) of a repository in which the ground is committed as the given id."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One pull request.

    Attributes:
        id: its label.
        does: what it does, one sentence.
        head: what it changes, over `base`.
        base: what the ground holds besides, or otherwise.
        build: makes the commits where trees alone do not tell the story.
        blocked_by: rules each of which must block.
        gaps: reason codes each of which must be given.
        options: more words for the command.
        refused: the base's policy cannot be used, and this is said of it.
        grows: whether it is also tried beside an unrelated change, with CRLF and in a folder of another name.
    """

    id: str
    does: str
    head: Head = field(default_factory=dict)
    base: Head = field(default_factory=dict)
    build: Build | None = None
    blocked_by: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    refused: str = ""
    grows: bool = True

    @property
    def exit_code(self) -> int:
        """What the command must return."""
        if self.refused:
            return 2
        return 3 if self.gaps else int(bool(self.blocked_by))

    def commits(self, repository: Repository) -> tuple[str, str]:
        """The base and the head, written into a repository."""
        before = laid(FILES, self.base)
        base = repository.commit(before)
        if self.build is not None:
            return self.build(repository, base)
        return base, repository.commit(laid(before, self.head), base)


def laid(files: Mapping[Any, Content], changes: Head) -> dict[Any, Content]:
    """Files with changes laid over them."""
    whole: dict[Any, Content | None] = {**files, **changes}
    return {path: content for path, content in whole.items() if content is not None}


def edit(path: str, *swaps: tuple[str, str]) -> dict[str, Content | None]:
    """A file of the ground with texts exchanged, each of which must stand there."""
    text = str(FILES[path])
    for old, new in swaps:
        assert old in text, f"{path} does not hold {old!r}"
        text = text.replace(old, new, 1)
    return {path: text}


def append(path: str, text: str) -> dict[str, Content | None]:
    """A file of the ground with more at its end."""
    return {path: str(FILES[path]) + text}


def all_cases() -> Iterator[Case]:
    """Every case of the package, in order of module and place."""
    for found in sorted(module.name for module in iter_modules(cases.__path__)):
        yield from import_module(f"{cases.__name__}.{found}").CASES
