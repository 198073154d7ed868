"""Programs of other languages in the words and texts of shell commands: `python -c '…'`, `node <<EOF`."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from checks.embedded.piece import Piece
from checks.embedded.shell_words import UNKNOWN, word_at
from checks.pattern_languages import languages_of
from checks.values.node import Unreadable

_DEEPEST = 3
_MOST_READ = 8
_MOST_HERE_WORDS = 200
_LONGEST_COMMAND = 1_000
_COMMENT = re.compile(r"[ \t]*#")
_LANGUAGES = {
    "python": "python",
    "pypy": "python",
    "node": "javascript",
    "nodejs": "javascript",
    "bun": "javascript",
    "ruby": "ruby",
    "php": "php",
    "bash": "bash",
    "sh": "bash",
    "dash": "bash",
    "zsh": "bash",
}
_PROGRAM = (
    r"(?:(?<=^)|(?<=[\s;&|(){}`\"'/=]))"
    r"(?P<program>python|pypy|nodejs|node|bun|ruby|php|bash|dash|zsh|sh)[\d.]*(?:\.exe)?"
)
_BLANK = r"(?:[ \t]|\\\n)"
_WITH_CODE = re.compile(
    rf"{_PROGRAM}(?:{_BLANK}+-(?!-?(?:c|e|r|p|eval|print)\b)[\w-]+(?:=\S+)?)*"
    rf"{_BLANK}+(?P<option>-[A-Za-z]*[cerp]|--eval|--print)(?:{_BLANK}+|=|(?=[\"']))",
    re.MULTILINE,
)
_CODE_OPTION = {"python": "c", "bash": "c", "javascript": "ep", "ruby": "e", "php": "r"}
_HERE = re.compile(
    r"(?<!<)<<(?P<dash>-?)[ \t]*(?P<quote>\\|[\"']?)(?P<end>[A-Za-z_]\w*)[\"']?(?P<after>[^\n]*+)(?:\n|\Z)"
)
_HERE_WORD = re.compile(r"(?<!<)<<<(?!<)[ \t]*")
_BETWEEN = re.compile(r"[|;&]")
_FED = re.compile(
    rf"{_PROGRAM}(?P<words>(?:{_BLANK}+-[\w-]*)*)(?:{_BLANK}+-(?:{_BLANK}+.*)?)?{_BLANK}*$", re.MULTILINE
)
_WRITTEN = re.compile(r"(?:>{1,2}[ \t]*|\btee[ \t]+(?:-a[ \t]+)?)[\"']?(?P<path>[\w./@$-]+)")
_VARIABLE = re.compile(r"(?<!\\)\$(?:\w+|\{[^}\n]*\}|\([^)\n]*\))")


@dataclass(frozen=True)
class Script:
    """Shell commands out of a file.

    Attributes:
        text: the commands.
        lines: for each line of `text` the line of the file, from 1.
    """

    text: str
    lines: tuple[int, ...]

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(accumulate((len(line) + 1 for line in self.text.split("\n")), initial=0))

    def line_at(self, offset: int) -> int:
        """The line of the file for a place in the text."""
        return self.lines[min(bisect_right(self._starts, offset), len(self.lines)) - 1]

    def inside(self, depth: int = 0) -> Iterator[Piece]:
        """The programs that the commands hold, those of shells within included.

        Raises:
            Unreadable: there are more than anybody writes.
        """
        if depth < _DEEPEST:
            yield from self._arguments(depth)
            yield from self._here_texts(depth)

    def _arguments(self, depth: int) -> Iterator[Piece]:
        spent = 0
        for found in _WITH_CODE.finditer(self.text):
            language = _LANGUAGES[found["program"]]
            option = found["option"].lstrip("-")
            if option not in ("eval", "print") and option[-1] not in _CODE_OPTION[language]:
                continue
            if self._is_comment(found.start()):
                continue
            word = word_at(self.text, found.end())
            spent += word.end - found.end()
            if spent > _MOST_READ * (len(self.text) + 1):
                raise _too_many()
            lines = [self.line_at(found.end())]
            for char, place in zip(word.text, word.places, strict=True):
                if char == "\n":
                    lines.append(self.line_at(place + (self.text[place] == "\n")))
            yield from self._piece(language, word.text, tuple(lines), depth)

    def _here_texts(self, depth: int) -> Iterator[Piece]:
        for found in _HERE.finditer(self.text):
            if self._is_comment(found.start()):
                continue
            end = re.compile(rf"^{'	*' if found['dash'] else ''}{found['end']}$", re.MULTILINE)
            ended = end.search(self.text, found.end())
            body = self.text[found.end() : ended.start() if ended else len(self.text)]
            language = _reader(self._command(found.start()), found["after"])
            if not language:
                continue
            if found["dash"]:
                body = re.sub(r"^\t+", "", body, flags=re.MULTILINE)
            if not found["quote"]:
                body = _VARIABLE.sub(UNKNOWN, body) if language != "bash" else body
            first = self.text.count("\n", 0, found.end())
            lines = self.lines[first : first + body.count("\n") + 1]
            lines += (self.lines[-1],) * (body.count("\n") + 1 - len(lines))
            yield from self._piece(language, body, lines, depth)
        for number, found in enumerate(_HERE_WORD.finditer(self.text)):
            if number > _MOST_HERE_WORDS:
                raise _too_many()
            fed = _FED.search(self._command(found.start()))
            if fed is not None and not self._is_comment(found.start()):
                word = word_at(self.text, found.end())
                lines = (self.line_at(found.end()),) * (word.text.count("\n") + 1)
                yield from self._piece(_LANGUAGES[fed["program"]], word.text, lines, depth)

    def _command(self, offset: int) -> str:
        """The command before a place, without those before it on the line."""
        start = self.text.rfind("\n", 0, offset) + 1
        return _BETWEEN.split(self.text[max(start, offset - _LONGEST_COMMAND) : offset])[-1]

    def _piece(self, language: str, text: str, lines: tuple[int, ...], depth: int) -> Iterator[Piece]:
        yield Piece(language, text, lines)
        if language == "bash":
            yield from Script(text, lines).inside(depth + 1)

    def _is_comment(self, offset: int) -> bool:
        start = self.text.rfind("\n", 0, offset) + 1
        return _COMMENT.match(self.text, start) is not None


def _too_many() -> Unreadable:
    return Unreadable("more programs in shell commands", "", "write them into files of their own")


def _reader(command: str, after: str) -> str:
    """The language of a text that is fed to a program, or written to a file."""
    fed = _FED.search(command)
    if fed is not None:
        return _LANGUAGES[fed["program"]]
    written = _WRITTEN.search(f"{command} {after}")
    named = languages_of(written["path"], "") if written else ()
    return named[0] if named else ""
