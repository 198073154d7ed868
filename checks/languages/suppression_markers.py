"""How suppressions are written: one entry per tool and form, as the tools document them."""

from __future__ import annotations

import re
from typing import NamedTuple

_ATTRIBUTE_TOOLS = frozenset(
    {
        "SuppressWarnings",
        "Suppress",
        "nowarn",
        "#pragma warning",
        "SuppressMessage",
        "#pragma diagnostic",
        "rust lint",
    }
)
_PYTHON = frozenset({"python"})
_SCRIPT = frozenset({"javascript", "typescript", "tsx"})
_SHEETS = frozenset({"css"})
_NATIVE = frozenset({"c", "cpp"})
_PHP = frozenset({"php"})
_ANY: frozenset[str] = frozenset()


class Marker(NamedTuple):
    """One way of writing a suppression.

    Attributes:
        tool: the checker that is told to look away.
        scope: how far it reaches: `line`, `block` (until it is switched on again) or `file`.
        words: lower case; whatever matches holds one of them, in whatever case.
        pattern: matched at the start of a piece of the remark; group `codes` holds the rules.
        flags: how the pattern is compiled.
        grammars: where it means something, empty for everywhere.
        family: tools that check the same thing, so that one may take the place of another.
    """

    tool: str
    scope: str
    words: tuple[str, ...]
    pattern: str
    grammars: frozenset[str] = _ANY
    family: str = ""
    flags: int = 0

    @property
    def is_attribute(self) -> bool:
        """Whether it is code that the compiler reads, not a comment."""
        return self.tool in _ATTRIBUTE_TOOLS


_NAMES = r"(?P<codes>[\w@/.*:-]+(?:[ \t]*,[ \t]*[\w@/.*:-]+)*)"
_LISTED = r"(?P<codes>[^\]\n]*)"


def _marker(
    tool: str,
    scope: str,
    words: str,
    pattern: str,
    grammars: frozenset[str] = _ANY,
    family: str = "",
    flags: int = 0,
) -> Marker:
    return Marker(tool, scope, tuple(words.split()), pattern, grammars, family or tool, flags)


_I = re.IGNORECASE
MARKERS: tuple[Marker, ...] = (
    _marker(
        "noqa", "file", "noqa", r"(?:ruff|flake8)\s*:\s*noqa\b(?:\s*:\s*" + _NAMES + ")?", _PYTHON, flags=_I
    ),
    _marker(
        "noqa",
        "line",
        "noqa",
        r"noqa\b(?:\s*:\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?",
        _PYTHON,
        flags=_I,
    ),
    _marker("type: ignore", "line", "ignore", rf"type:\s*ignore\b(?:\[{_LISTED}\])?", _PYTHON, "types"),
    _marker(
        "pyright", "line", "pyright", rf"(?:based)?pyright:\s*ignore\b(?:\[{_LISTED}\])?", _PYTHON, "types"
    ),
    _marker(
        "pyright",
        "file",
        "pyright",
        r"(?:based)?pyright:\s*(?P<codes>report\w+)\s*=\s*(?:false|none)\b",
        _PYTHON,
        "types",
    ),
    _marker("ty", "line", "ignore", rf"(?:ty|pyrefly|pyre):\s*ignore\b(?:\[{_LISTED}\])?", _PYTHON, "types"),
    _marker("pyre", "line", "pyre-", rf"pyre-(?:ignore|fixme)\b(?:\[{_LISTED}\])?", _PYTHON, "types"),
    _marker("mypy", "file", "mypy", r"mypy:\s*ignore-errors\b(?!\s*=\s*False)", _PYTHON, "types", _I),
    _marker("mypy", "file", "mypy", r"mypy:\s*disable-error-code\s*=\s*\"?" + _NAMES, _PYTHON, "types", _I),
    _marker(
        "pylint", "block", "pylint", r"pylint:\s*(?:disable(?:-next)?|disable-msg)\s*=\s*" + _NAMES, _PYTHON
    ),
    _marker("pylint", "file", "pylint", r"pylint:\s*skip-file\b", _PYTHON),
    _marker(
        "bandit", "line", "nosec", r"nosec\b(?:[:\s]+(?P<codes>B\d+(?:[,\s]+B\d+)*))?", _PYTHON, flags=_I
    ),
    _marker("coverage", "line", "pragma", r"pragma:\s*no\s*(?:cover|branch)\b", _PYTHON, flags=_I),
    _marker(
        "gosec", "line", "nosec", r"#?nosec\b(?:[:\s]+(?P<codes>G\d+(?:[,\s]+G\d+)*))?", frozenset({"go"})
    ),
    _marker("nolint", "line", "nolint", r"nolint\b(?::\s*" + _NAMES + ")?", frozenset({"go"})),
    _marker("staticcheck", "line", "lint:", r"lint:(?:file-)?ignore\s+" + _NAMES, frozenset({"go"})),
    _marker(
        "eslint",
        "line",
        "eslint",
        r"eslint-disable-(?:next-)?line\b[ \t]*(?:(?!--)" + _NAMES + ")?",
        _SCRIPT,
        "lint",
    ),
    _marker(
        "eslint",
        "block",
        "eslint",
        r"eslint-disable\b(?!-)\s*(?:(?!--)(?P<codes>[\w@/-]+(?:\s*,\s*[\w@/-]+)*))?",
        _SCRIPT,
        "lint",
    ),
    _marker(
        "eslint",
        "file",
        "eslint",
        r"eslint\s+(?P<codes>[\w@/-]+)\s*:\s*(?:0|\"off\"|'off'|off|\[\s*0)",
        _SCRIPT,
        "lint",
    ),
    _marker(
        "oxlint",
        "line",
        "oxlint",
        r"oxlint-disable(?:-next)?(?:-line)?\b[ \t]*(?:(?!--)" + _NAMES + ")?",
        _SCRIPT,
        "lint",
    ),
    _marker("biome", "line", "biome", r"biome-ignore\s+(?P<codes>[\w/]+)", _SCRIPT | _SHEETS, "lint"),
    _marker(
        "biome", "file", "biome", r"biome-ignore-(?:all|start)\s+(?P<codes>[\w/]+)", _SCRIPT | _SHEETS, "lint"
    ),
    _marker(
        "deno-lint", "line", "deno-lint", r"deno-lint-ignore\b(?!-)[ \t]*(?P<codes>[\w-]+)?", _SCRIPT, "lint"
    ),
    _marker(
        "deno-lint", "file", "deno-lint", r"deno-lint-ignore-file\b[ \t]*(?P<codes>[\w-]+)?", _SCRIPT, "lint"
    ),
    _marker("tslint", "line", "tslint", r"tslint:disable[\w-]*:?[ \t]*(?P<codes>[\w-]+)?", _SCRIPT, "lint"),
    _marker("typescript", "line", "@ts-", r"@ts-(?:ignore|expect-error)\b", _SCRIPT),
    _marker("typescript", "file", "@ts-", r"@ts-nocheck\b", _SCRIPT),
    _marker(
        "flow",
        "line",
        "$flow",
        r"\$Flow(?:FixMe|Issue|ExpectedError|Ignore)\b(?:\[" + _LISTED + r"\])?",
        _SCRIPT,
    ),
    _marker(
        "coverage",
        "line",
        "ignore",
        r"(?:istanbul|c8|v8|node:coverage)\s+ignore\s+(?:next|if|else|start)\b",
        _SCRIPT,
    ),
    _marker("coverage", "file", "ignore", r"(?:istanbul|c8|v8)\s+ignore\s+file\b", _SCRIPT),
    _marker("coverage", "file", "node:coverage", r"node:coverage\s+disable\b", _SCRIPT),
    _marker(
        "stylelint", "line", "stylelint", r"stylelint-disable[\w-]*\s*(?:(?!--)" + _NAMES + ")?", _SHEETS
    ),
    _marker("rubocop", "block", "rubocop", r"rubocop:\s*(?:disable|todo)\b\s*" + _NAMES, frozenset({"ruby"})),
    _marker("coverage", "block", ":nocov:", r":nocov:", frozenset({"ruby"})),
    _marker(
        "clang-tidy", "line", "nolint", r"NOLINT(?:NEXTLINE|BEGIN)?\b(?!END)(?:\(" + _NAMES + r"\))?", _NATIVE
    ),
    _marker("cppcheck", "line", "cppcheck", r"cppcheck-suppress(?:-\w+)?\s*\[?" + _NAMES, _NATIVE),
    _marker(
        "swiftlint",
        "line",
        "swiftlint",
        r"swiftlint:disable(?::(?:next|this|previous))?\s+(?P<codes>\w+(?:[ \t]+\w+)*)",
        frozenset({"swift"}),
    ),
    _marker(
        "phpstan", "line", "@phpstan", r"@phpstan-ignore(?:-(?:next-)?line)?\b[ \t]*(?P<codes>[\w.]+)?", _PHP
    ),
    _marker("psalm", "line", "@psalm", r"@psalm-suppress\s+" + _NAMES, _PHP),
    _marker(
        "phpcs",
        "line",
        "ignore",
        r"(?:phpcs:ignore|@codingStandardsIgnore\w+)\b[ \t]*" + "(?:" + _NAMES + ")?",
        _PHP,
    ),
    _marker("shellcheck", "line", "shellcheck", r"shellcheck\s+disable=" + _NAMES, frozenset({"bash"})),
    _marker("checkstyle", "block", "checkstyle", r"CHECKSTYLE[:.]OFF\b", frozenset({"java", "kotlin"})),
    _marker("pmd", "line", "nopmd", r"NOPMD\b", frozenset({"java"})),
    _marker("intellij", "line", "noinspection", r"noinspection\s+" + _NAMES, frozenset({"java", "kotlin"})),
    _marker(
        "resharper",
        "line",
        "resharper",
        r"ReSharper\s+disable\s+(?:once\s+)?" + _NAMES,
        frozenset({"csharp"}),
    ),
    _marker("sonar", "line", "nosonar", r"NOSONAR\b"),
    _marker("semgrep", "line", "nosem", r"nosem(?:grep)?\b(?::\s*" + _NAMES + ")?"),
    _marker("checkov", "line", "checkov", r"checkov:skip=(?P<codes>\w+)"),
    _marker("trivy", "line", ":ignore:", r"(?:trivy|tfsec):ignore:(?P<codes>[\w-]+)"),
    _marker("zizmor", "line", "zizmor", rf"zizmor:\s*ignore\[{_LISTED}\]"),
    _marker("hadolint", "line", "hadolint", r"hadolint\s+(?:global\s+)?ignore=" + _NAMES),
    _marker(
        "yamllint",
        "line",
        "yamllint",
        r"yamllint\s+disable(?:-line|-file)?\b(?:\s+(?P<codes>rule:\w[\w-]*))?",
    ),
    _marker("gitleaks", "line", "gitleaks", r"gitleaks:allow\b"),
    _marker("detect-secrets", "line", "allowlist", r"pragma:\s*allowlist\s+(?:nextline\s+)?secret\b"),
    _marker(
        "SuppressWarnings",
        "line",
        "suppresswarnings",
        r"@SuppressWarnings\b\s*(?:\((?P<codes>.*)\))?",
        frozenset({"java"}),
        flags=re.DOTALL,
    ),
    _marker(
        "Suppress",
        "line",
        "suppress",
        r"@(?:Suppress|file:\s*Suppress)\b\s*(?:\((?P<codes>.*)\))?",
        frozenset({"kotlin"}),
        flags=re.DOTALL,
    ),
    _marker(
        "nowarn",
        "line",
        "nowarn",
        r"@nowarn\b\s*(?:\((?P<codes>.*)\))?",
        frozenset({"scala"}),
        flags=re.DOTALL,
    ),
    _marker(
        "#pragma warning",
        "block",
        "pragma",
        r"#\s*pragma\s+warning\s+disable\b[ \t]*(?P<codes>[\w, ]+)?",
        frozenset({"csharp"}),
    ),
    _marker(
        "SuppressMessage",
        "line",
        "suppressmessage",
        r"(?:[\w.]+\.)?(?:SuppressMessage|UnconditionalSuppressMessage)(?:Attribute)?\s*\((?P<codes>.*)\)",
        frozenset({"csharp"}),
        flags=re.DOTALL,
    ),
    _marker(
        "#pragma diagnostic",
        "block",
        "pragma",
        r"#\s*pragma\s+(?:GCC|clang)\s+diagnostic\s+ignored\s+(?P<codes>\"[^\"]+\")",
        _NATIVE,
    ),
    _marker(
        "rust lint",
        "line",
        "allow expect",
        r"#\[\s*(?:cfg_attr\s*\(.*?,\s*)?(?:allow|expect)\s*\((?P<codes>.*?)\)",
        frozenset({"rust"}),
        flags=re.DOTALL,
    ),
    _marker(
        "rust lint",
        "file",
        "allow expect",
        r"#!\[\s*(?:cfg_attr\s*\(.*?,\s*)?(?:allow|expect)\s*\((?P<codes>.*?)\)",
        frozenset({"rust"}),
        flags=re.DOTALL,
    ),
)
