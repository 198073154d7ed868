"""Options that take tests out of a run or repeat them, on a command and in variables that hold options."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from checks.finding import Level
from checks.source import Source
from checks.workflows.tools import RUNNERS

NOTHING = {"--collect-only", "--co", "--setup-plan", "--listTests", "--list-tests", "--version", "--help"}
"""With one of these a runner runs no test."""

_WITHOUT_TESTS = {"--passWithNoTests", "--pass-with-no-tests", "--passWithNoTests=true", "--allow-no-tests"}
_WITHOUT_TESTS |= {"--suppress-no-test-exit-code"}
_LEAVING_OUT = {"--deselect", "--ignore", "--ignore-glob", "-k", "-skip", "--skip", "--exclude", "-t", "-run"}
_LEAVING_OUT |= {"--testPathIgnorePatterns", "--testNamePattern", "--grep-invert", "--invert"}
_LEAVING_OUT |= {"--exclude-tag", "--filter-out"}
_ONLY_OF: Mapping[str, frozenset[str]] = {
    "-k": frozenset(("pytest", "unittest", "nox", "tox", "hatch", "pdm", "poe")),
    "-t": frozenset(("jest", "vitest", "rspec", "npm", "pnpm", "yarn", "bun")),
    "-run": frozenset(("go", "gotestsum")),
}
"""Tools that mean it so; with `-k`, `make` and `bazel` go on after a failure."""
_NOT_OF: Mapping[str, frozenset[str]] = {"--exclude": frozenset(("pytest",))}
_REPEATING = {"--reruns", "--retries", "--retry", "--repeat-until-pass"}

_OF_VARIABLES = {
    "PYTEST_ADDOPTS": "pytest",
    "GOFLAGS": "go test",
    "MAVEN_ARGS": "mvn",
    "MAVEN_OPTS": "mvn",
    "SPEC_OPTS": "rspec",
}
"""Variables whose words a runner takes as if they stood on its command line."""

_WITHOUT_MAVEN = re.compile(r"-D(?:skipTests|maven\.test\.skip|maven\.test\.failure\.ignore)(?:=true)?")

_MOST = 200
"""Assignments of a file, and lines of a block, that are read."""
_SHOWN = 80
"""Characters of an option in a message."""

VARIABLES = "|".join(sorted(_OF_VARIABLES))
"""An expression that finds each of them."""

_ASSIGNED = re.compile(
    rf"(?<![\w$.-])(?P<name>{VARIABLES})[\"']?[ \t]*(?:[:?+]?=|:)[ \t]*(?=(?P<value>.{{0,1000}}))"
)
_QUOTED = re.compile(r"""(?P<quote>["'])(?P<text>.*?)(?P=quote)""")
_BLOCK = re.compile(r"[>|][+-]?\d?\s*(?:#.*)?")
_EXPRESSION = re.compile(r"\$\{\{[^}]*\}\}|\$\{[^}]*\}|\$\(\w+\)")
_END = re.compile(r"\s#.*|(?:&&|\|\||;|>>).*|[}\]].*")


@dataclass(frozen=True, slots=True)
class Option:
    """One option that makes a run less than it was.

    Attributes:
        text: the option with its value, and the variable it stands in.
        does: what it does, as a sentence that goes on with the name of the run.
        level: what it weighs at most.
        tool: what takes it from the variable it stands in, empty for one of a command.
    """

    text: str
    does: str
    level: Level = Level.WARN
    tool: str = ""

    @property
    def key(self) -> str:
        """The option however its value is joined to it."""
        return self.text.replace("=", " ", 1)

    @property
    def shown(self) -> str:
        """What it does to a run, whose name takes the place of `{}`."""
        text = self.text if len(self.text) <= _SHOWN else f"{self.text[:_SHOWN]}…"
        plain = text.replace("`", "'").replace("{", "{{").replace("}", "}}")
        return f"{self.does} {{}} by `{plain}`"

    def reaches(self, runs: Iterable[str]) -> set[str]:
        """The runs that take it from its variable: those of its tool, or else those that may call the tool.

        Args:
            runs: what is run, as `Checking.key` names it.
        """
        named = set(runs)
        own = {run for run in named if run.split(" ")[0] == self.tool.split(" ")[0]}
        return own or {run for run in named if run.split(" ")[0] in RUNNERS or "/" in run or "." in run}


def options_of(words: Sequence[str], tool: str) -> Iterator[Option]:
    """The options of a command that take tests out of its run or repeat them.

    Args:
        words: the command, or its options alone.
        tool: what runs the tests, as `Checking.key` names it.
    """
    for word, value in pairwise((*words, "")):
        name, equals, _ = word.partition("=")
        text = word if equals or value.startswith("-") or not value else f"{word} {value}"
        if word in _WITHOUT_TESTS:
            yield Option(word, "passes where no test is found in")
        elif name in _LEAVING_OUT and _is_of(name, tool):
            yield Option(text, "takes tests out of")
        elif name in _REPEATING and text.rpartition("=" if equals else " ")[2] != "0":
            yield Option(text, "repeats until they pass the tests of")


def _is_of(option: str, tool: str) -> bool:
    name = tool.split(" ")[0]
    only = _ONLY_OF.get(option)
    return name in only if only is not None else name not in _NOT_OF.get(option, ())


def options_in_variables(source: Source) -> Iterator[tuple[int, Option]]:
    """The options that a file puts into a variable of a runner, each with its line in `Source.text`.

    Read are lines, however the file says it: YAML, shells, makefiles, settings of tox.
    """
    for number, found in islice(_assignments(source), _MOST):
        name, value = found["name"], found["value"].strip()
        if _BLOCK.fullmatch(value):
            line = source.lines[number - 1]
            value = " ".join(_indented(source.lines[number:], len(line) - len(line.lstrip())))
        for option in _of_variable(name, _words(value)):
            yield number, option


def _assignments(source: Source) -> Iterator[tuple[int, re.Match[str]]]:
    for number, line in enumerate(source.lines, 1):
        if not line.lstrip().startswith(("#", "//", ";")):
            yield from ((number, found) for found in _ASSIGNED.finditer(line))


def _of_variable(name: str, words: Sequence[str]) -> Iterator[Option]:
    tool = _OF_VARIABLES[name]
    for word in words:
        if word in NOTHING or word == "--dry-run" or (tool == "mvn" and _WITHOUT_MAVEN.fullmatch(word)):
            yield Option(f"{name}: {word}", "runs none of the tests of", Level.BLOCK, tool)
    for option in options_of(words, tool):
        yield Option(f"{name}: {option.text}", option.does, option.level, tool)


def _words(value: str) -> list[str]:
    value = _EXPRESSION.sub("", value).strip()
    quoted = _QUOTED.match(value)
    plain = quoted["text"] if quoted else _END.sub("", value).strip(" \t\"'")
    try:
        return shlex.split(plain)
    except ValueError:
        return plain.split()


def _indented(lines: Sequence[str], than: int) -> Iterator[str]:
    """The lines of a block of YAML."""
    for line in lines[:_MOST]:
        if line.strip() and len(line) - len(line.lstrip()) <= than:
            return
        yield line.strip()
