"""The language of a file, by its name or by the interpreter that its first line asks for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from checks.paths import folded
from checks.source import Source


class Language(StrEnum):
    """A language whose code is read; the value is the name of its grammar in ast-grep."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    TYPESCRIPT = "typescript"
    TSX = "tsx"
    GO = "go"
    JAVA = "java"
    CSHARP = "csharp"
    RUBY = "ruby"
    RUST = "rust"

    @property
    def is_ecmascript(self) -> bool:
        """Whether it is JavaScript or TypeScript in any dress."""
        return self in (Language.JAVASCRIPT, Language.TYPESCRIPT, Language.TSX)

    @property
    def family(self) -> Language:
        """One language for all dresses of JavaScript."""
        return Language.TYPESCRIPT if self.is_ecmascript else self


_BY_EXTENSION: Mapping[str, Language] = {
    **dict.fromkeys(("py", "pyw", "pyi", "wsgi"), Language.PYTHON),
    **dict.fromkeys(("js", "jsx", "mjs", "cjs", "es6"), Language.JAVASCRIPT),
    **dict.fromkeys(("ts", "mts", "cts"), Language.TYPESCRIPT),
    "tsx": Language.TSX,
    "go": Language.GO,
    "java": Language.JAVA,
    **dict.fromkeys(("cs", "csx"), Language.CSHARP),
    **dict.fromkeys(("rb", "rbw", "rake", "gemspec", "ru", "podspec"), Language.RUBY),
    "rs": Language.RUST,
}
_BY_NAME: Mapping[str, Language] = {
    **dict.fromkeys(("sconstruct", "sconscript", "wscript"), Language.PYTHON),
    **dict.fromkeys(
        ("rakefile", "gemfile", "guardfile", "capfile", "vagrantfile", "podfile", "fastfile"), Language.RUBY
    ),
}
_INTERPRETER = re.compile(
    rb"\A#![^\n\r]*?(?:^|[/\s])(python|pypy|uv|node|nodejs|bun|deno|ts-node|tsx|ruby|jruby)[\d.]*(?:\s|$)",
    re.MULTILINE,
)
_BY_INTERPRETER: Mapping[bytes, Language] = {
    **dict.fromkeys((b"python", b"pypy", b"uv"), Language.PYTHON),
    **dict.fromkeys((b"node", b"nodejs"), Language.JAVASCRIPT),
    **dict.fromkeys((b"bun", b"deno", b"ts-node", b"tsx"), Language.TYPESCRIPT),
    **dict.fromkeys((b"ruby", b"jruby"), Language.RUBY),
}


def language_of(path: str, source: Source | None = None) -> Language | None:
    """The language that a file would be run or compiled as.

    Args:
        path: its path; the name is folded, so that `UPPER.PY` is Python as on a careless file system.
        source: its content, asked for an interpreter line where the name says nothing.

    Returns:
        The language, or `None` if none of those that are read.
    """
    name = folded(path).rpartition("/")[2]
    known = _BY_EXTENSION.get(name.rpartition(".")[2]) if "." in name else _BY_NAME.get(name)
    if known is not None or source is None:
        return known
    line = _INTERPRETER.match(source.content[:200].removeprefix(b"\xef\xbb\xbf"))
    return _BY_INTERPRETER[line[1]] if line else None
