"""Text of strangers made harmless to look at: nothing invisible, nothing that a renderer acts on.

Whatever comes from a pull request (paths, lines, names quoted in messages) is shown as code only, since
GitHub looks for mentions, issue numbers, commits and addresses in every other text, also behind a
backslash. `fence` and `code` are the only doors. `prose` is for sentences of the policy: its words stay
words, and any word of another shape becomes code.
"""

from __future__ import annotations

import re
import textwrap

_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u1680"
    "\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ud800-\uf8ff"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
"""What leaves no mark or moves others: controls, formats, selectors, tags, odd spaces, private use.

Written out instead of asked of `unicodedata`, whose answers differ between versions of Python.
"""

_BACKTICKS = re.compile("`+")
_LITERAL = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_WORD = re.compile(r"[(\"'“‘]*([^\W\d_]+(?:['’-][^\W\d_]+)*|\d{1,6})%?[)\"'”’.,;:!?]*")
_MARKS = re.compile(r"[(\"'“‘]+|[)\"'”’.,;:!?]+")
_COMMIT = re.compile(r"[0-9a-f]{7,}", re.IGNORECASE)
_TAIL = re.compile(r"[.,;:!?]*$")
_SIGNS = frozenset("-–—→·")
_OLD_COMMAND = "##["
"""Begins a workflow command of the old form wherever it stands in a line of a log."""

_COMMAND = re.compile(r"\A( *)::")
"""Begins a workflow command of the present form, at the start of a line behind blanks."""

TAB = "    "


def visible(text: str) -> str:
    r"""The text on one line, every invisible character as `U+XXXX`, undecodable bytes as `\xNN`."""
    return _UNSEEN.sub(_name, text)


def _name(found: re.Match[str]) -> str:
    number = ord(found.group())
    return f"\\x{number - 0xDC00:02x}" if 0xDC80 <= number <= 0xDCFF else f"U+{number:04X}"


def shown_line(line: str) -> str:
    """A line of source: like `log`, but a tab is four blanks and the end carries no blanks."""
    return log(line.replace("\t", TAB)).rstrip(" ")


def log(text: str) -> str:
    """One line for a terminal or a log: `visible`, and no workflow command can start in it."""
    return _COMMAND.sub(r"\g<1>U+003A:", visible(text).replace(_OLD_COMMAND, "##U+005B"))


def is_plain(text: str) -> bool:
    """Whether the text can be shown as it is."""
    return log(text) == text


def is_utf_8(text: str) -> bool:
    """Whether the text holds no undecodable bytes, so that JSON can carry it."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def one_line(text: str) -> str:
    """A sentence of our own or of the policy on one line: white space folded, the rest `visible`."""
    return visible(" ".join(text.split()))


def shortened(text: str, most: int) -> str:
    """At most `most` characters of the text, followed by how many are missing."""
    if len(text) <= most:
        return text
    return f"{text[:most]}… ({len(text) - most} more characters)"


def few(names: str, most: int = 3) -> str:
    """A list of names that may be long, for people: the first few and how many more."""
    listed = names.split(", ")
    if len(listed) <= most + 1:
        return names
    return f"{', '.join(listed[:most])} and {len(listed) - most} more"


def longest_run(text: str) -> int:
    """The length of the longest run of backticks."""
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)


def code(text: str) -> str:
    """An inline code span that shows exactly this text, as `visible` makes it."""
    shown = visible(text)
    if not shown:
        return "(empty)"
    ticks = "`" * (longest_run(shown) + 1)
    padded = f" {shown} " if shown[0] in "` " or shown[-1] in "` " else shown
    return f"{ticks}{padded}{ticks}"


def fence(lines: str, language: str = "text") -> str:
    """A fenced block around lines whose characters were made visible before; they cannot close it.

    Args:
        lines: the content, lines separated by line feeds.
        language: the info string.
    """
    shown = "\n".join(map(visible, lines.split("\n")))
    ticks = "`" * max(3, longest_run(shown) + 1)
    return f"{ticks}{language}\n{shown}\n{ticks}"


def prose(text: str) -> str:
    """A sentence of the policy as Markdown without any effect.

    Literals in backticks stay code. A word that is not made of letters, with a mark behind it at most,
    becomes code: so there is no mention, no number that links, no address and no HTML.
    """
    line = one_line(text)
    pieces: list[str] = []
    position = 0
    for literal in _LITERAL.finditer(line):
        pieces += _words(line[position : literal.start()])
        pieces.append(code(literal.group(2)))
        position = literal.end()
    pieces += _words(line[position:])
    joined = ""
    for piece in pieces:
        joined += (" " if joined.endswith("`") and piece.startswith("`") else "") + piece
    return joined


def _words(text: str) -> list[str]:
    return [piece if piece.isspace() else _word(piece) for piece in re.split("( +)", text) if piece]


def _word(word: str) -> str:
    found = _WORD.fullmatch(word)
    if (found and not _COMMIT.fullmatch(found.group(1))) or _MARKS.fullmatch(word) or word in _SIGNS:
        return word
    tail = _TAIL.search(word)
    cut = tail.start() if tail and tail.start() else len(word)
    return code(word[:cut]) + word[cut:]


def wrapped(text: str, width: int | None, first: str = "", rest: str = "") -> list[str]:
    """A sentence with text of others as lines that are safe in a log.

    Args:
        text: the sentence.
        width: most characters per line, longer words are kept whole; `None` for one line.
        first: put before the first line.
        rest: put before every other line.
    """
    line = log(text)
    if width is None or len(first) + len(line) <= width:
        return [first + line]
    room = width - max(len(first), len(rest))
    head, *tail = textwrap.wrap(line, room, break_long_words=False, break_on_hyphens=False) or [""]
    return [first + log(head), *(rest + log(more) for more in tail)]
