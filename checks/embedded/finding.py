"""Which code a file holds inside, by its name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.embedded.piece import Piece
from checks.source import Source

_MAKE = re.compile(r"(?:gnu)?makefile(?:\..*)?|.*\.(?:mk|mak|make)")
_DOCKER = re.compile(r"(?:dockerfile|containerfile)(?:\..*)?|.*\.(?:dockerfile|containerfile)")
_SHELL = re.compile(r".*\.(?:sh|bash|zsh)")
_SHELL_LINE = re.compile(r"#!.*\b(?:ba|da|z|k)?sh\b")
_ANY = frozenset({"python", "javascript", "ruby", "php", "bash"})
_NOTEBOOK = frozenset({*_ANY, "r", "julia", "scala", "typescript"})


def languages_inside(path: str) -> frozenset[str]:
    """The languages of which code may stand inside a file of such a name."""
    name = _name(path)
    if name.endswith(".ipynb"):
        return _NOTEBOOK
    is_host = name == "package.json" or any(kind.fullmatch(name) for kind in (_MAKE, _DOCKER, _SHELL))
    return _ANY if is_host else frozenset()


def pieces_of(path: str, source: Source) -> tuple[Piece, ...]:
    """The code inside a file; empty for a file that holds none.

    Raises:
        Unreadable: a notebook is no JSON, or shell commands hold more programs than anybody writes.
    """
    return tuple(_pieces(_name(path), source))


def _pieces(name: str, source: Source) -> Iterator[Piece]:
    if name.endswith(".ipynb"):
        from checks.embedded import notebook

        yield from notebook.pieces(source.text)
    elif _MAKE.fullmatch(name):
        from checks.embedded.makefile import commands

        script = commands(source.text)
        yield Piece("bash", script.text, script.lines)
        yield from script.inside()
    elif _DOCKER.fullmatch(name):
        from checks.embedded import dockerfile

        yield from dockerfile.pieces(source.text)
    elif name == "package.json":
        from checks.embedded.package_scripts import pieces

        yield from pieces(source.text)
    elif _SHELL.fullmatch(name) or _SHELL_LINE.match(source.lines[0]):
        from checks.embedded.shell import Script

        yield from Script(source.text, tuple(range(1, len(source.lines) + 1))).inside()


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1].lower().rstrip(". ")
