"""The commands by which the tests of a repository are run, and whether a failure of theirs counts.

Read are the scripts of package.json and composer.json, makefiles and justfiles, shell scripts, tox, Taskfile
and the tasks of pyproject.toml. Workflows belong to `weakened-ci`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checks.change import ChangedFile
from checks.finding import Level
from checks.source import Source
from checks.test_runs.muting import Muting
from checks.test_runs.scripts import Script, scripts_of
from checks.workflows.known import checks_of
from checks.workflows.shell import Command, commands_of
from checks.workflows.tools import Kind

_WORDS = re.compile(
    r"test|spec|jest|mocha|tox|nox|ava|karma|cypress|playwright|ctest|bats|behave|robot|check|verify"
)
_MATTERS = re.compile(rf"{_WORDS.pattern}|\|\||[;&]|exit|true|echo|ignore|^\s*[-@]+\w")
"""What a line holds that makes a run less than it was."""
_SUCCEEDS = {"true", ":", "echo", "printf", "/bin/true"}
_LENIENT = {"--exit-zero", "--no-error", "--suppress-exit-code", "--allowOnly", "-DskipTests"}
_LENIENT |= {"-DskipTests=true", "-Dmaven.test.skip=true", "-Dmaven.test.skip"}
_LENIENT |= {"-Dmaven.test.failure.ignore", "-Dmaven.test.failure.ignore=true"}
_LENIENT |= {"--dangerouslyIgnoreUnhandledErrors"}
_WITHOUT_TESTS = {"--passWithNoTests", "--pass-with-no-tests", "--passWithNoTests=true", "--allow-no-tests"}
_WITHOUT_TESTS |= {"--suppress-no-test-exit-code"}
_LEAVING_OUT = {
    "--testPathIgnorePatterns",
    "--deselect",
    "--ignore",
    "--ignore-glob",
    "-k",
    "-skip",
    "--skip",
}
_LEAVING_OUT |= {
    "--exclude",
    "--testNamePattern",
    "-t",
    "--grep-invert",
    "--invert",
    "--exclude-tag",
    "--filter-out",
}
_NOT_OF = {"-t": {"pytest", "go test", "tox"}, "--exclude": {"pytest"}, "-k": {"jest", "vitest"}}
_REPEATING = {"--reruns", "--retries", "--retry", "--repeat-until-pass"}
_NOTHING = {"--collect-only", "--co", "--setup-plan", "--listTests", "--list-tests", "--version", "--help"}


@dataclass(frozen=True, slots=True)
class Run:
    """One command that runs tests.

    Attributes:
        key: the script it stands in.
        tool: the tool and what it is told to do.
        line: its line in `Source.text`.
        muted: what keeps its failure from counting, empty if it counts.
        options: options that take tests out of it or repeat them, and what each does.
    """

    key: str
    tool: str
    line: int
    muted: str
    options: tuple[tuple[str, str], ...]


def newly_silenced(file: ChangedFile) -> Iterator[Muting]:
    """Commands whose failure counted at the base and does not, or that run less than they did."""
    base, head = file.base_source, file.head_source
    if base is None or head is None or not _WORDS.search(base.text):
        return
    if not any(_MATTERS.search(head.lines[line - 1]) for line in _touched(file, head)):
        return
    before, after = list(runs_of(file.path, base)), list(runs_of(file.path, head))
    counted = Counter(run.tool for run in before if not run.muted)
    left = Counter(run.tool for run in after if not run.muted)
    known = Counter((run.tool, run.muted) for run in before if run.muted)
    for run in after:
        if run.muted and known[run.tool, run.muted] > 0:
            known[run.tool, run.muted] -= 1
        elif run.muted and counted[run.tool] > left[run.tool]:
            counted[run.tool] -= 1
            yield Muting(
                f"{run.tool} {run.muted}", f"lets `{run.tool}` fail without effect: {run.muted}", run.line
            )
    yield from _fewer(before, after)
    yield from _emptied(before, file.path, head)


def _touched(file: ChangedFile, head: Source) -> Iterator[int]:
    """Lines of `Source.text` that are new or changed."""
    return (line for line in range(1, len(head.lines) + 1) if head.git_line(line) in file.added_lines)


def _fewer(before: Sequence[Run], after: Sequence[Run]) -> Iterator[Muting]:
    """Options that a command of the same script and tool has newly."""
    options: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for run in before:
        options[run.key, run.tool].update(text for text, _ in run.options)
    for run in after:
        if (run.key, run.tool) not in options:
            continue
        old = options[run.key, run.tool]
        for text, does in run.options:
            if old[text] > 0:
                old[text] -= 1
            else:
                yield Muting(f"{run.tool} {text}", f"{does} `{run.tool}` by `{text}`", run.line, Level.WARN)


def _emptied(before: Sequence[Run], path: str, head: Source) -> Iterator[Muting]:
    """Scripts that ran tests and now only succeed."""
    ran = {run.key: run.tool for run in reversed(before) if not run.muted and run.key}
    if not ran:
        return
    for script in scripts_of(path, head):
        commands = commands_of(script.text)
        if script.key in ran and commands and all(map(_succeeds, commands)) and script.is_whole:
            tool = ran.pop(script.key)
            shown = script.text.strip().split("\n")[0][:60].replace("`", "'")
            yield Muting(
                f"emptied {script.key}",
                f"no longer runs `{tool}` in `{script.key}`, but `{shown}`",
                script.line,
            )


def runs_of(path: str, source: Source) -> Iterator[Run]:
    """The commands of a file that run tests, in order."""
    for script in scripts_of(path, source):
        if not _WORDS.search(script.text):
            continue
        commands = commands_of(script.text)
        for number, command in enumerate(commands):
            words = command.words
            is_nothing = bool(_NOTHING & set(words))
            for found in checks_of(tuple(word for word in words if word not in _NOTHING)):
                if found.kind is not Kind.TESTS:
                    continue
                muted = _muted(script, commands, number)
                if is_nothing and not muted:
                    muted = f"`{next(word for word in words if word in _NOTHING)}`"
                yield Run(
                    script.key,
                    found.key,
                    script.line + command.line,
                    muted,
                    tuple(_options(words, found.key)),
                )


def _muted(script: Script, commands: Sequence[Command], number: int) -> str:
    command = commands[number]
    for word in command.words:
        if word in _LENIENT:
            return f"`{word}`"
    if script.ignores:
        return f"`{script.ignores}`"
    rescuer = command.rescued_by
    if rescuer is not None and rescuer < len(commands) and _succeeds(commands[rescuer]):
        return f"`|| {' '.join(commands[rescuer].words[:2])[:30]}`"
    rest = commands[number + 1 :]
    if rest and command.ends_with == ";" and all(map(_succeeds, rest)):
        return f"`; {' '.join(rest[-1].words[:2])[:30]}`"
    if command.is_parallel and not any(one.words[0] == "wait" for one in commands):
        return "`&`"
    return ""


def _succeeds(command: Command) -> bool:
    return command.words[0] in _SUCCEEDS or command.words in (("exit", "0"), ("exit",))


def _options(words: Sequence[str], tool: str) -> Iterator[tuple[str, str]]:
    for word, value in pairwise((*words, "")):
        name, equals, _ = word.partition("=")
        text = word if equals or value.startswith("-") or not value else f"{word} {value}"
        if word in _WITHOUT_TESTS:
            yield word, "passes where no test is found in"
        elif name in _LEAVING_OUT and not any(tool.startswith(one) for one in _NOT_OF.get(name, ())):
            yield text, "takes tests out of"
        elif name in _REPEATING and text.rpartition("=" if equals else " ")[2] != "0":
            yield text, "repeats until they pass the tests of"
