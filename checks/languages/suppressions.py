"""Suppressions: remarks by which a file tells a checker to look away.

The syntaxes are those the tools document. What identifies a suppression is the tool and the rule, never
the code beside it: editing an old line with a `# noqa` adds none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.languages.comments import Remark, grammar_of, remarks
from checks.source import Source

ALL = "*"
"""The code of a suppression that names no rule and so covers all."""

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


@dataclass(frozen=True, slots=True)
class Suppression:
    """One rule of one tool that is told to look away at one place.

    Attributes:
        tool: name of the tool, as its users know it.
        scope: `line`, `block` or `file`.
        code: the rule, `ALL` if none is named.
        line: the line in `Source.text`, from 1.
        end_line: its last line.
        shown: the suppression as written, in one line.
        family: see `Marker.family`.
    """

    tool: str
    scope: str
    code: str
    line: int
    end_line: int
    shown: str
    family: str

    @property
    def identity(self) -> str:
        """What makes two suppressions the same one, wherever they stand."""
        return f"{self.tool} {self.scope} {self.code}"


_NAMES = r"(?P<codes>[\w@/.*:-]+(?:[ \t]*,[ \t]*[\w@/.*:-]+)*)"
_LISTED = r"(?P<codes>[^\]\n]*)"


def _marker(
    tool: str, scope: str, pattern: str, grammars: frozenset[str] = _ANY, family: str = "", flags: int = 0
) -> Marker:
    return Marker(tool, scope, re.compile(pattern, flags), grammars, family or tool)


_I = re.IGNORECASE
_MARKERS: tuple[Marker, ...] = (
    _marker("noqa", "file", r"(?:ruff|flake8)\s*:\s*noqa\b(?:\s*:\s*" + _NAMES + ")?", _PYTHON, flags=_I),
    _marker("noqa", "line", r"noqa\b(?:\s*:\s*(?P<codes>[A-Z]+\d+(?:[,\s]+[A-Z]+\d+)*))?", _PYTHON, flags=_I),
    _marker("type: ignore", "line", rf"type:\s*ignore\b(?:\[{_LISTED}\])?", _PYTHON, "types"),
    _marker("pyright", "line", rf"(?:based)?pyright:\s*ignore\b(?:\[{_LISTED}\])?", _PYTHON, "types"),
    _marker("pyright", "file", r"(?:based)?pyright:\s*(?P<codes>report\w+)\s*=\s*(?:false|none)\b", _PYTHON, "types"),
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
    _marker("eslint", "line", r"eslint-disable-(?:next-)?line\b[ \t]*(?:(?!--)" + _NAMES + ")?", _SCRIPT, "lint"),
    _marker("eslint", "block", r"eslint-disable\b(?!-)\s*(?:(?!--)(?P<codes>[\w@/-]+(?:\s*,\s*[\w@/-]+)*))?", _SCRIPT, "lint"),
    _marker("eslint", "file", r"eslint\s+(?P<codes>[\w@/-]+)\s*:\s*(?:0|\"off\"|'off'|off|\[\s*0)", _SCRIPT, "lint"),
    _marker("oxlint", "line", r"oxlint-disable(?:-next)?(?:-line)?\b[ \t]*(?:(?!--)" + _NAMES + ")?", _SCRIPT, "lint"),
    _marker("biome", "line", r"biome-ignore\s+(?P<codes>[\w/]+)", _SCRIPT | _SHEETS, "lint"),
    _marker("biome", "file", r"biome-ignore-(?:all|start)\s+(?P<codes>[\w/]+)", _SCRIPT | _SHEETS, "lint"),
    _marker("deno-lint", "line", r"deno-lint-ignore\b(?!-)[ \t]*(?P<codes>[\w-]+)?", _SCRIPT, "lint"),
    _marker("deno-lint", "file", r"deno-lint-ignore-file\b[ \t]*(?P<codes>[\w-]+)?", _SCRIPT, "lint"),
    _marker("tslint", "line", r"tslint:disable[\w-]*:?[ \t]*(?P<codes>[\w-]+)?", _SCRIPT, "lint"),
    _marker("typescript", "line", r"@ts-(?:ignore|expect-error)\b", _SCRIPT),
    _marker("typescript", "file", r"@ts-nocheck\b", _SCRIPT),
    _marker("flow", "line", r"\$Flow(?:FixMe|Issue|ExpectedError|Ignore)\b(?:\[" + _LISTED + r"\])?", _SCRIPT),
    _marker("coverage", "line", r"(?:istanbul|c8|v8|node:coverage)\s+ignore\s+(?:next|if|else|start)\b", _SCRIPT),
    _marker("coverage", "file", r"(?:istanbul|c8|v8)\s+ignore\s+file\b", _SCRIPT),
    _marker("coverage", "file", r"node:coverage\s+disable\b", _SCRIPT),
    _marker("stylelint", "line", r"stylelint-disable[\w-]*\s*(?:(?!--)" + _NAMES + ")?", _SHEETS),
    _marker("rubocop", "block", r"rubocop:\s*(?:disable|todo)\b\s*" + _NAMES, frozenset({"ruby"})),
    _marker("coverage", "block", r":nocov:", frozenset({"ruby"})),
    _marker("clang-tidy", "line", r"NOLINT(?:NEXTLINE|BEGIN)?\b(?!END)(?:\(" + _NAMES + r"\))?", _NATIVE),
    _marker("cppcheck", "line", r"cppcheck-suppress(?:-\w+)?\s*\[?" + _NAMES, _NATIVE),
    _marker("swiftlint", "line", r"swiftlint:disable(?::(?:next|this|previous))?\s+(?P<codes>\w+(?:[ \t]+\w+)*)", frozenset({"swift"})),
    _marker("phpstan", "line", r"@phpstan-ignore(?:-(?:next-)?line)?\b[ \t]*(?P<codes>[\w.]+)?", _PHP),
    _marker("psalm", "line", r"@psalm-suppress\s+" + _NAMES, _PHP),
    _marker("phpcs", "line", r"(?:phpcs:ignore|@codingStandardsIgnore\w+)\b[ \t]*" + "(?:" + _NAMES + ")?", _PHP),
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
    _marker("SuppressWarnings", "line", r"@SuppressWarnings\b\s*(?:\((?P<codes>.*)\))?", frozenset({"java"}), flags=re.DOTALL),
    _marker("Suppress", "line", r"@(?:Suppress|file:\s*Suppress)\b\s*(?:\((?P<codes>.*)\))?", frozenset({"kotlin"}), flags=re.DOTALL),
    _marker("nowarn", "line", r"@nowarn\b\s*(?:\((?P<codes>.*)\))?", frozenset({"scala"}), flags=re.DOTALL),
    _marker("#pragma warning", "block", r"#\s*pragma\s+warning\s+disable\b[ \t]*(?P<codes>[\w, ]+)?", frozenset({"csharp"})),
    _marker("SuppressMessage", "line", r"(?:[\w.]+\.)?(?:SuppressMessage|UnconditionalSuppressMessage)(?:Attribute)?\s*\((?P<codes>.*)\)", frozenset({"csharp"}), flags=re.DOTALL),
    _marker("#pragma diagnostic", "block", r"#\s*pragma\s+(?:GCC|clang)\s+diagnostic\s+ignored\s+(?P<codes>\"[^\"]+\")", _NATIVE),
    _marker("rust lint", "line", r"#\[\s*(?:cfg_attr\s*\(.*?,\s*)?(?:allow|expect)\s*\((?P<codes>.*?)\)", frozenset({"rust"}), flags=re.DOTALL),
    _marker("rust lint", "file", r"#!\[\s*(?:cfg_attr\s*\(.*?,\s*)?(?:allow|expect)\s*\((?P<codes>.*?)\)", frozenset({"rust"}), flags=re.DOTALL),
)  # fmt: skip
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

_HINT = re.compile(
    r"noqa|ignore|disable|suppress|nosec|nosem|nolint|pragma|skip|nocov|nowarn|allow|expect|@ts-|eslint|NOSONAR|NOPMD"
    r"|Flow|report\w+\s*=|noinspection|CHECKSTYLE|todo",
    re.IGNORECASE,
)
_MOST_SHOWN = 90
_LEADER = re.compile(r"^(?:[#/*;!<\s-]|\{-)*")
_QUOTED = re.compile(r'"([^"]*)"')
_CODE_SEPARATOR = re.compile(r"[,\s]+")


def suppressions(path: str, source: Source) -> list[Suppression]:
    """Every suppression of a file, one per rule that it names, in order of place.

    Args:
        path: tells the language; files of a kind that is not known hold none.
        source: the content.
    """
    if grammar_of(path, source) is None or not _HINT.search(source.text):
        return []
    found = {item for remark in remarks(path, source) for item in _read(remark)}
    return sorted(
        found, key=lambda item: (item.line, item.end_line, item.tool, item.scope, item.code, item.shown)
    )


def _read(remark: Remark) -> Iterator[Suppression]:
    if remark.is_attribute:
        yield from _read_piece(remark, remark.text.strip(), 0, attributes=True)
        return
    for offset, line in enumerate(remark.text.split("\n")):
        if offset and not line.lstrip(" \t*").startswith("@"):
            continue  # only documentation tags may stand further down; a linter reads the start
        rest = line if offset or "eslint" not in line else remark.text.replace("\n", " ")
        pieces = re.split(r"(?<=\s)#|(?<=\s)//", rest) if offset == 0 else [rest]
        for piece in pieces:
            yield from _read_piece(remark, _LEADER.sub("", piece), offset, attributes=False)


def _read_piece(remark: Remark, piece: str, offset: int, *, attributes: bool) -> Iterator[Suppression]:
    for marker in _MARKERS:
        if (marker.tool in _ATTRIBUTE_TOOLS) is not attributes:
            continue
        if marker.grammars and remark.grammar not in marker.grammars:
            continue
        match = marker.pattern.match(piece)
        if match is None:
            continue
        line = remark.line + offset
        end_line = remark.end_line if offset == 0 else line
        shown = (
            " ".join((piece if attributes else match.group()).split()).replace("`", "'")[:_MOST_SHOWN].strip()
        )
        for code in _codes(marker, match):
            yield Suppression(marker.tool, marker.scope, code, line, end_line, shown, marker.family)
        return


def _codes(marker: Marker, match: re.Match[str]) -> tuple[str, ...]:
    text = (match.groupdict().get("codes") or "").strip()
    if marker.tool in ("SuppressWarnings", "Suppress", "nowarn", "SuppressMessage"):
        named = _QUOTED.findall(text)
        return tuple(dict.fromkeys(named[1:2] if marker.tool == "SuppressMessage" else named)) or (
            text or ALL,
        )
    return tuple(dict.fromkeys(filter(None, _CODE_SEPARATOR.split(text)))) or (ALL,)
