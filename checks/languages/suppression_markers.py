"""How suppressions are written: one entry per tool and form, as the tools document them."""

from __future__ import annotations

import re
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Marker:
    """One way of writing a suppression.

    Attributes:
        tool: the checker that is told to look away.
        scope: how far it reaches: `line`, `block` (until it is switched on again) or `file`.
        pattern: matched at the start of a piece of the remark; group `codes` holds the rules.
        grammars: where it means something, empty for everywhere.
        family: tools that check the same thing, so that one may take the place of another.
    """

    tool: str
    scope: str
    pattern: re.Pattern[str]
    grammars: frozenset[str] = _ANY
    family: str = ""

    @property
    def is_attribute(self) -> bool:
        """Whether it is code that the compiler reads, not a comment."""
        return self.tool in _ATTRIBUTE_TOOLS


_NAMES = r"(?P<codes>[\w@/.*:-]+(?:[ \t]*,[ \t]*[\w@/.*:-]+)*)"
_LISTED = r"(?P<codes>[^\]\n]*)"


def _marker(
    tool: str, scope: str, pattern: str, grammars: frozenset[str] = _ANY, family: str = "", flags: int = 0
) -> Marker:
    return Marker(tool, scope, re.compile(pattern, flags), grammars, family or tool)


_I = re.IGNORECASE
MARKERS: tuple[Marker, ...] = (
    _marker("noqa", "file", r"(?:ruff|flake8)\s*:\s*noqa\b(?:\s*:\s*" + _NAMES + ")?", _PYTHON, flags=_I),
    _marker("noqa", "line", r"noqa\b(?:\s*:\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?", _PYTHON, flags=_I),
    _marker("type: ignore", "line", rf"type:\s*ignore\b(?:\[{_LISTED}\])?", _PYTHON, "types"),
    _marker("pyright", "line", rf"(?:based)?pyright:\s*ignore\b(?:\[{_LISTED}\])?", _PYTHON, "types"),
    _marker(
        "pyright",
        "file",
        r"(?:based)?pyright:\s*(?P<codes>report\w+)\s*=\s*(?:false|none)\b",
        _PYTHON,
        "types",
    ),
    _marker("ty", "line", rf"(?:ty|pyrefly|pyre):\s*ignore\b(?:\[{_LISTED}\])?", _PYTHON, "types"),
    _marker("pyre", "line", rf"pyre-(?:ignore|fixme)\b(?:\[{_LISTED}\])?", _PYTHON, "types"),
    _marker("mypy", "file", r"mypy:\s*ignore-errors\b(?!\s*=\s*False)", _PYTHON, "types", _I),
    _marker("mypy", "file", r"mypy:\s*disable-error-code\s*=\s*\"?" + _NAMES, _PYTHON, "types", _I),
    _marker("pylint", "block", r"pylint:\s*(?:disable(?:-next)?|disable-msg)\s*=\s*" + _NAMES, _PYTHON),
    _marker("pylint", "file", r"pylint:\s*skip-file\b", _PYTHON),
    _marker("bandit", "line", r"nosec\b(?:[:\s]+(?P<codes>B\d+(?:[,\s]+B\d+)*))?", _PYTHON, flags=_I),
    _marker("coverage", "line", r"pragma:\s*no\s*(?:cover|branch)\b", _PYTHON, flags=_I),
    _marker("gosec", "line", r"#?nosec\b(?:[:\s]+(?P<codes>G\d+(?:[,\s]+G\d+)*))?", frozenset({"go"})),
    _marker("nolint", "line", r"nolint\b(?::\s*" + _NAMES + ")?", frozenset({"go"})),
    _marker("staticcheck", "line", r"lint:(?:file-)?ignore\s+" + _NAMES, frozenset({"go"})),
    _marker(
        "eslint", "line", r"eslint-disable-(?:next-)?line\b[ \t]*(?:(?!--)" + _NAMES + ")?", _SCRIPT, "lint"
    ),
    _marker(
        "eslint",
        "block",
        r"eslint-disable\b(?!-)\s*(?:(?!--)(?P<codes>[\w@/-]+(?:\s*,\s*[\w@/-]+)*))?",
        _SCRIPT,
        "lint",
    ),
    _marker(
        "eslint",
        "file",
        r"eslint\s+(?P<codes>[\w@/-]+)\s*:\s*(?:0|\"off\"|'off'|off|\[\s*0)",
        _SCRIPT,
        "lint",
    ),
    _marker(
        "oxlint",
        "line",
        r"oxlint-disable(?:-next)?(?:-line)?\b[ \t]*(?:(?!--)" + _NAMES + ")?",
        _SCRIPT,
        "lint",
    ),
    _marker("biome", "line", r"biome-ignore\s+(?P<codes>[\w/]+)", _SCRIPT | _SHEETS, "lint"),
    _marker("biome", "file", r"biome-ignore-(?:all|start)\s+(?P<codes>[\w/]+)", _SCRIPT | _SHEETS, "lint"),
    _marker("deno-lint", "line", r"deno-lint-ignore\b(?!-)[ \t]*(?P<codes>[\w-]+)?", _SCRIPT, "lint"),
    _marker("deno-lint", "file", r"deno-lint-ignore-file\b[ \t]*(?P<codes>[\w-]+)?", _SCRIPT, "lint"),
    _marker("tslint", "line", r"tslint:disable[\w-]*:?[ \t]*(?P<codes>[\w-]+)?", _SCRIPT, "lint"),
    _marker("typescript", "line", r"@ts-(?:ignore|expect-error)\b", _SCRIPT),
    _marker("typescript", "file", r"@ts-nocheck\b", _SCRIPT),
    _marker(
        "flow", "line", r"\$Flow(?:FixMe|Issue|ExpectedError|Ignore)\b(?:\[" + _LISTED + r"\])?", _SCRIPT
    ),
    _marker(
        "coverage", "line", r"(?:istanbul|c8|v8|node:coverage)\s+ignore\s+(?:next|if|else|start)\b", _SCRIPT
    ),
    _marker("coverage", "file", r"(?:istanbul|c8|v8)\s+ignore\s+file\b", _SCRIPT),
    _marker("coverage", "file", r"node:coverage\s+disable\b", _SCRIPT),
    _marker("stylelint", "line", r"stylelint-disable[\w-]*\s*(?:(?!--)" + _NAMES + ")?", _SHEETS),
    _marker("rubocop", "block", r"rubocop:\s*(?:disable|todo)\b\s*" + _NAMES, frozenset({"ruby"})),
    _marker("coverage", "block", r":nocov:", frozenset({"ruby"})),
    _marker("clang-tidy", "line", r"NOLINT(?:NEXTLINE|BEGIN)?\b(?!END)(?:\(" + _NAMES + r"\))?", _NATIVE),
    _marker("cppcheck", "line", r"cppcheck-suppress(?:-\w+)?\s*\[?" + _NAMES, _NATIVE),
    _marker(
        "swiftlint",
        "line",
        r"swiftlint:disable(?::(?:next|this|previous))?\s+(?P<codes>\w+(?:[ \t]+\w+)*)",
        frozenset({"swift"}),
    ),
    _marker("phpstan", "line", r"@phpstan-ignore(?:-(?:next-)?line)?\b[ \t]*(?P<codes>[\w.]+)?", _PHP),
    _marker("psalm", "line", r"@psalm-suppress\s+" + _NAMES, _PHP),
    _marker(
        "phpcs", "line", r"(?:phpcs:ignore|@codingStandardsIgnore\w+)\b[ \t]*" + "(?:" + _NAMES + ")?", _PHP
    ),
    _marker("shellcheck", "line", r"shellcheck\s+disable=" + _NAMES, frozenset({"bash"})),
    _marker("checkstyle", "block", r"CHECKSTYLE[:.]OFF\b", frozenset({"java", "kotlin"})),
    _marker("pmd", "line", r"NOPMD\b", frozenset({"java"})),
    _marker("intellij", "line", r"noinspection\s+" + _NAMES, frozenset({"java", "kotlin"})),
    _marker("resharper", "line", r"ReSharper\s+disable\s+(?:once\s+)?" + _NAMES, frozenset({"csharp"})),
    _marker("sonar", "line", r"NOSONAR\b"),
    _marker("semgrep", "line", r"nosem(?:grep)?\b(?::\s*" + _NAMES + ")?"),
    _marker("checkov", "line", r"checkov:skip=(?P<codes>\w+)"),
    _marker("trivy", "line", r"(?:trivy|tfsec):ignore:(?P<codes>[\w-]+)"),
    _marker("zizmor", "line", rf"zizmor:\s*ignore\[{_LISTED}\]"),
    _marker("hadolint", "line", r"hadolint\s+(?:global\s+)?ignore=" + _NAMES),
    _marker("yamllint", "line", r"yamllint\s+disable(?:-line|-file)?\b(?:\s+(?P<codes>rule:\w[\w-]*))?"),
    _marker("gitleaks", "line", r"gitleaks:allow\b"),
    _marker("detect-secrets", "line", r"pragma:\s*allowlist\s+(?:nextline\s+)?secret\b"),
    _marker(
        "SuppressWarnings",
        "line",
        r"@SuppressWarnings\b\s*(?:\((?P<codes>.*)\))?",
        frozenset({"java"}),
        flags=re.DOTALL,
    ),
    _marker(
        "Suppress",
        "line",
        r"@(?:Suppress|file:\s*Suppress)\b\s*(?:\((?P<codes>.*)\))?",
        frozenset({"kotlin"}),
        flags=re.DOTALL,
    ),
    _marker("nowarn", "line", r"@nowarn\b\s*(?:\((?P<codes>.*)\))?", frozenset({"scala"}), flags=re.DOTALL),
    _marker(
        "#pragma warning",
        "block",
        r"#\s*pragma\s+warning\s+disable\b[ \t]*(?P<codes>[\w, ]+)?",
        frozenset({"csharp"}),
    ),
    _marker(
        "SuppressMessage",
        "line",
        r"(?:[\w.]+\.)?(?:SuppressMessage|UnconditionalSuppressMessage)(?:Attribute)?\s*\((?P<codes>.*)\)",
        frozenset({"csharp"}),
        flags=re.DOTALL,
    ),
    _marker(
        "#pragma diagnostic",
        "block",
        r"#\s*pragma\s+(?:GCC|clang)\s+diagnostic\s+ignored\s+(?P<codes>\"[^\"]+\")",
        _NATIVE,
    ),
    _marker(
        "rust lint",
        "line",
        r"#\[\s*(?:cfg_attr\s*\(.*?,\s*)?(?:allow|expect)\s*\((?P<codes>.*?)\)",
        frozenset({"rust"}),
        flags=re.DOTALL,
    ),
    _marker(
        "rust lint",
        "file",
        r"#!\[\s*(?:cfg_attr\s*\(.*?,\s*)?(?:allow|expect)\s*\((?P<codes>.*?)\)",
        frozenset({"rust"}),
        flags=re.DOTALL,
    ),
)
