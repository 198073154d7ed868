"""The commands of a shell script.

Not a shell: words, quotes, operators, groups and here-documents, as far as scripts of workflows use them.
Expressions of GitHub stand as one word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_MOST_CHARACTERS = 40_000
_EXPRESSION = re.compile(r"\$\{\{.{0,2000}?\}\}", re.DOTALL)
EXPRESSION = "$EXPRESSION"
"""Stands in a word for an expression of GitHub."""

_TOKEN = re.compile(
    r"""
      (?P<blank> (?: [ \t]+ | \\\n )+ )
    | (?P<here> <<-?[ \t]*(?P<quote>['"]?)(?P<mark>\w+)(?P=quote) )
    | (?P<redirect> \d?(?:>>|>\||>&|<&|<<<|>|<)[ \t]*[^\s;|&()<>]* | &>>?[ \t]*[^\s;|&()]+ )
    | (?P<operator> && | \|\| | \|& | ;; | [|;&()\n] )
    | (?P<single> '[^']*' )
    | (?P<double> "(?:\\.|[^"\\])*" )
    | (?P<inner> \$\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\) | `[^`]*` )
    | (?P<escaped> \\. )
    | (?P<plain> [^\s;|&()<>'"\\`$]+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_COMMENT = re.compile(r"(?P<comment>#[^\n]*)")
_OPENING = {"then", "else", "do", "{", "time"}
_TESTING = {"if", "elif", "while", "until", "!"}
_CLOSING = {"}", "fi", "done", "esac"}


@dataclass(slots=True)
class Command:
    """One simple command.

    Attributes:
        words: its words without quotes and redirections.
        line: the line in the script, from 0.
        rescued_by: the number of the command that runs after `||` where it fails.
        is_piped: whether another command's status stands for its own.
        is_tested: whether its status is a condition.
        is_parallel: whether the script goes on beside it.
        ends_with: the operator behind it.
        hands_on: whether it gives later steps the value of a variable.
    """

    words: tuple[str, ...]
    line: int
    rescued_by: int | None = None
    is_piped: bool = False
    is_tested: bool = False
    is_parallel: bool = False
    ends_with: str = "\n"
    hands_on: bool = False


@dataclass(slots=True)
class _Reader:
    commands: list[Command] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    word: str | None = None
    line: int = 0
    begun: int = 0
    is_tested: bool = False
    hands_on: bool = False
    chain: list[int] = field(default_factory=list)
    """Commands of the list of `&&` and `||` that is being read."""
    groups: list[list[int]] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        if self.word is None and not self.words:
            self.begun = self.line
        self.word = (self.word or "") + text

    def end_word(self) -> None:
        if self.word is None:
            return
        word, self.word = self.word, None
        if not self.words:
            if word in _TESTING:
                self.is_tested = True
                return
            if word == "{":
                self._open()
                return
            if word in _OPENING:
                return
            if word == "}":
                self._close()
                return
        self.words.append(word)

    def operator(self, sign: str) -> None:
        self.end_word()
        if sign == "(" and not self.words:
            self._open()
            return
        self._end_command(sign)
        if sign == ")":
            self._close()
        elif sign == "||":
            for number in self.chain:
                if self.commands[number].rescued_by is None:
                    self.commands[number].rescued_by = len(self.commands)
        elif sign in ("|", "|&"):
            for number in self.chain[-1:]:
                self.commands[number].is_piped = True
        elif sign in (";", "\n", "&", ";;"):
            for number in self.chain if sign == "&" else ():
                self.commands[number].is_parallel = True
            self.chain = []

    def _open(self) -> None:
        self.groups.append(self.chain)
        self.chain = []
        self.marks.append(str(len(self.commands)))

    def _close(self) -> None:
        if self.groups:
            first = int(self.marks.pop())
            self.chain = [*self.groups.pop(), *range(first, len(self.commands))]

    def _end_command(self, sign: str) -> None:
        if self.words and not (len(self.words) == 1 and self.words[0] in _CLOSING):
            self.chain.append(len(self.commands))
            self.commands.append(
                Command(
                    tuple(self.words),
                    self.begun,
                    is_tested=self.is_tested,
                    ends_with=sign,
                    hands_on=self.hands_on and any("$" in word for word in self.words),
                )
            )
        if sign in (";", "\n"):
            self.is_tested = False
        self.words, self.hands_on = [], False


def commands_of(script: str) -> tuple[Command, ...]:
    """The commands of a script, in order; none of one that is too long to be a script of a workflow."""
    if len(script) > _MOST_CHARACTERS:
        return ()
    script = _EXPRESSION.sub(lambda found: EXPRESSION + "\\\n" * found[0].count("\n"), script)
    reader, at = _Reader(), 0
    waiting: list[str] = []
    while at < len(script):
        found = (_COMMENT if reader.word is None else _TOKEN).match(script, at) or _TOKEN.match(script, at)
        if found is None:
            break
        at, kind, token = found.end(), found.lastgroup, found[0]
        match kind:
            case "blank" | "redirect":
                reader.end_word()
                reader.hands_on |= "GITHUB_OUTPUT" in token or "GITHUB_ENV" in token
            case "operator":
                reader.operator(token)
            case "single" | "double":
                reader.add(token[1:-1])
            case "escaped":
                reader.add(token[1:])
            case "comment":
                pass
            case "here" | "mark":
                waiting.append(found["mark"])
            case _:
                reader.add(token)
        reader.line += token.count("\n")
        if token == "\n" and waiting:
            end = _behind(script, at, waiting)
            reader.line += script.count("\n", at, end)
            at, waiting = end, []
    reader.operator("\n")
    return tuple(reader.commands)


def _behind(script: str, at: int, marks: Sequence[str]) -> int:
    """Where the here-documents end that begin at a line."""
    for mark in marks:
        end = re.compile(rf"^[ \t]*{mark}[ \t]*$", re.MULTILINE).search(script, at)
        at = min(end.end() + 1, len(script)) if end else at
    return at
