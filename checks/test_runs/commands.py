"""The commands by which the tests of a repository are run, and whether a failure of theirs counts.

Read are the scripts of package.json and composer.json, makefiles and justfiles, shell scripts, tox, Taskfile
and the tasks of pyproject.toml. Workflows belong to `weakened-ci`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checks.change import ChangedFile
from checks.source import Source
from checks.test_runs.muting import Muting, taken
from checks.test_runs.options import NOTHING, VARIABLES, Option, options_in_variables, options_of
from checks.test_runs.scripts import Script, scripts_of
from checks.workflows.known import checks_of
from checks.workflows.shell import Command, commands_of
from checks.workflows.tools import Kind

_WORDS = re.compile(
    r"test|spec|jest|mocha|tox|nox|ava|karma|cypress|playwright|ctest|bats|behave|robot|check|verify"
)
_MATTERS = re.compile(rf"{_WORDS.pattern}|{VARIABLES}|\|\||[;&]|exit|true|echo|ignore|^\s*[-@]+\w")
"""What a line holds that makes a run less than it was."""
_SUCCEEDS = {"true", ":", "echo", "printf", "/bin/true"}
_LENIENT = {"--exit-zero", "--no-error", "--suppress-exit-code", "--allowOnly", "-DskipTests"}
_LENIENT |= {"-DskipTests=true", "-Dmaven.test.skip=true", "-Dmaven.test.skip"}
_LENIENT |= {"-Dmaven.test.failure.ignore", "-Dmaven.test.failure.ignore=true"}
_LENIENT |= {"--dangerouslyIgnoreUnhandledErrors"}


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
    options: tuple[Option, ...]


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
    yield from _steered(base, head, before, after)
    yield from _emptied(before, file.path, head)


def _touched(file: ChangedFile, head: Source) -> Iterator[int]:
    """Lines of `Source.text` that are new or changed."""
    return (line for line in range(1, len(head.lines) + 1) if head.git_line(line) in file.added_lines)


def _fewer(before: Sequence[Run], after: Sequence[Run]) -> Iterator[Muting]:
    """Options that a command of the same script and tool has newly."""
    options: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for run in before:
        options[run.key, run.tool].update(option.key for option in run.options)
    for run in after:
        if (run.key, run.tool) not in options:
            continue
        old = options[run.key, run.tool]
        for option in run.options:
            if not taken(old, option.key):
                yield _told(option, run.tool, run.line)


def _steered(base: Source, head: Source, before: Sequence[Run], after: Sequence[Run]) -> Iterator[Muting]:
    """Options that stand newly in a variable of a runner, where tests are run that were run before."""
    tools = {run.tool for run in before if not run.muted} & {run.tool for run in after if not run.muted}
    known = Counter(option.key for _, option in options_in_variables(base))
    for line, option in options_in_variables(head):
        if not taken(known, option.key):
            for tool in sorted(option.reaches(tools))[:1]:
                yield _told(option, tool, line)


def _told(option: Option, tool: str, line: int) -> Muting:
    return Muting(f"{tool} {option.text}", option.shown.format(f"`{tool}`"), line, option.level)


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
            is_nothing = bool(NOTHING & set(words))
            for found in checks_of(tuple(word for word in words if word not in NOTHING)):
                if found.kind is not Kind.TESTS:
                    continue
                muted = _muted(script, commands, number)
                if is_nothing and not muted:
                    muted = f"`{next(word for word in words if word in NOTHING)}`"
                yield Run(
                    script.key,
                    found.key,
                    script.line + command.line,
                    muted,
                    tuple(options_of(words, found.key)),
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
