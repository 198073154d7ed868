"""The languages of semgrep's rules: their names, and which of them a file is written in.

A name decides first, in any case of letters, then the interpreter that the first line asks for. The
extensions are those that semgrep-core itself names, with those added that run the same code.
"""

from __future__ import annotations

import re

_ALIASES = {
    "py": "python",
    "python2": "python",
    "python3": "python",
    "js": "javascript",
    "ts": "typescript",
    "golang": "go",
    "c#": "csharp",
    "c++": "cpp",
    "sh": "bash",
    "kt": "kotlin",
    "docker": "dockerfile",
    "tf": "terraform",
    "hcl": "terraform",
    "sol": "solidity",
    "proto": "protobuf",
    "proto3": "protobuf",
    "ex": "elixir",
    "none": "regex",
}
_EXTENSIONS = {
    "apex": "cls",
    "bash": "bash sh",
    "c": "c h",
    "cairo": "cairo",
    "clojure": "clj cljs cljc edn",
    "cpp": "cc cpp cxx c++ h hh hpp hxx inl ipp",
    "csharp": "cs",
    "dart": "dart",
    "dockerfile": "dockerfile containerfile",
    "elixir": "ex exs",
    "go": "go",
    "html": "htm html",
    "java": "java",
    "javascript": "cjs js jsx mjs",
    "json": "json ipynb",
    "jsonnet": "jsonnet libsonnet",
    "julia": "jl",
    "kotlin": "kt kts ktm",
    "lisp": "lisp cl el",
    "lua": "lua",
    "ocaml": "ml mli",
    "php": "php tpl phtml",
    "powershell": "ps1 psm1",
    "protobuf": "proto",
    "python": "py pyi pyw",
    "r": "r",
    "ruby": "rb rake gemspec ru",
    "rust": "rs",
    "scala": "scala sc",
    "scheme": "scm ss",
    "solidity": "sol",
    "swift": "swift",
    "terraform": "tf tofu hcl tfvars",
    "typescript": "ts tsx mts cts",
    "vue": "vue",
    "xml": "xml plist",
    "yaml": "yml yaml",
}
_BY_EXTENSION: dict[str, tuple[str, ...]] = {}
for _language, _endings in _EXTENSIONS.items():
    for _ending in _endings.split():
        _BY_EXTENSION[_ending] = (*_BY_EXTENSION.get(_ending, ()), _language)

_USUAL = {"javascript": ("js", "jsx"), "typescript": ("ts", "tsx"), "csharp": ("cs",)}

_BY_NAME = {
    "sconstruct": "python",
    "sconscript": "python",
    "wscript": "python",
    "dockerfile": "dockerfile",
    "containerfile": "dockerfile",
    "gemfile": "ruby",
    "rakefile": "ruby",
    "vagrantfile": "ruby",
    "podfile": "ruby",
}
_INTERPRETERS = {
    "python": "python",
    "pypy": "python",
    "node": "javascript",
    "nodejs": "javascript",
    "bun": "javascript",
    "deno": "typescript",
    "tsx": "typescript",
    "ts-node": "typescript",
    "bash": "bash",
    "sh": "bash",
    "dash": "bash",
    "zsh": "bash",
    "ruby": "ruby",
    "php": "php",
    "lua": "lua",
}
_SHEBANG = re.compile(r"#!\s*(?:\S*/)?(?:env\s+(?:-\S+\s+|\w+=\S*\s+)*(?:\S*/)?)?([A-Za-z][\w-]*)")

TEXT_LANGUAGES = frozenset({"generic", "regex"})
"""Languages whose rules look at any text, whatever it is written in."""

LANGUAGES = frozenset(_EXTENSIONS) | TEXT_LANGUAGES
"""Every language that a rule may name, in its one spelling."""


def canonical_language(name: str) -> str:
    """The one spelling of a language's name.

    Raises:
        ValueError: it is no language that rules can be written for.
    """
    lowered = name.strip().lower()
    language = _ALIASES.get(lowered, lowered)
    if language not in LANGUAGES:
        known = ", ".join(sorted(LANGUAGES))
        raise ValueError(f"`{name}` is no language that a pattern can be written for; known are {known}")
    return language


def languages_of(path: str, first_line: str) -> tuple[str, ...]:
    """The languages a file is written in, the languages for any text left out.

    Args:
        path: its path; a trailing dot or space, which some file systems drop, does not hide the extension.
        first_line: its first line, which may name an interpreter.

    Returns:
        Canonical names, sorted; empty for a file that is no code known here.
    """
    name = _plain_name(path)
    by_name = _BY_NAME.get(name) or _BY_NAME.get(
        name.split(".", 1)[0] if name.startswith("dockerfile.") else ""
    )
    if by_name:
        return (by_name,)
    ending = extension_of(path)
    if ending:
        return tuple(sorted(_BY_EXTENSION[ending]))
    asked = _SHEBANG.match(first_line)
    interpreter = _INTERPRETERS.get(asked[1].lower().rstrip("0123456789")) if asked else None
    return (interpreter,) if interpreter else ()


def endings_of(language: str) -> tuple[str, ...]:
    """The endings that files of a language usually have, the most usual first; one per dialect."""
    return _USUAL.get(language) or tuple(_EXTENSIONS[language].split()[:1])


def extension_of(path: str) -> str:
    """The extension that tells language and dialect (`tsx` is not `ts`), lower case; empty if none does."""
    _, dot, ending = _plain_name(path).rpartition(".")
    return ending if dot and ending in _BY_EXTENSION else ""


def _plain_name(path: str) -> str:
    return path.rsplit("/", 1)[-1].lower().rstrip(". ")
