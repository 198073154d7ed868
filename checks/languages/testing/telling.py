"""How findings about tests are placed and worded, in the same way for every check that speaks of tests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checks.finding import Level, Side, Violation

if TYPE_CHECKING:
    from checks.languages.testing.comparison import Comparison
    from checks.languages.testing.subjects import Subject

_MOST_CHARACTERS = 120
_ISSUE = re.compile(
    r"https?://\S+/(?:issues?|pull|tickets?|browse|bugs?|work_?items?|merge_requests)/\S"
    r"|show_bug\.cgi\?id=\d|(?<![\w&/#])(?:GH-|#)\d{2,}\b"
    r"|\b(?!(?:UTF|SHA|ISO|RFC|CVE|AES|PEP|HTTP|UCS|CP|MD|BASE|GPT)-)[A-Z][A-Z0-9]{1,9}-\d+\b"
)
_LINES_ABOVE = 2


def violation(
    judged: Comparison,
    path: str,
    lines: tuple[int, int],
    message: str,
    text: str,
    *,
    side: Side = Side.HEAD,
    at_most: Level | None = None,
) -> Violation:
    """A violation in a test file.

    Args:
        judged: the tests of the change.
        path: the file.
        lines: first and last line of `Source.text`, which become those of git; zeros for the whole file.
        message: what was seen.
        text: what identifies the place.
        side: the side of the lines.
        at_most: what it weighs at most.
    """
    line, end_line = lines
    file = judged.files[path]
    source = file.head_source if side is Side.HEAD else file.base_source
    if source is not None and line:
        line, end_line = source.git_line(line), source.git_line(end_line)
    changed = file.added_lines if side is Side.HEAD else file.removed_lines
    touched = line == 0 or any(number in changed for number in range(line, end_line + 1))
    return Violation(path, line, end_line, message, text, side=side, on_changed_line=touched, at_most=at_most)


def names_issue(judged: Comparison, path: str, lines: tuple[int, int]) -> bool:
    """Whether lines of the head, or a comment right above them, name the issue in which they are dealt with.

    A link to a tracker, `#123` or the key of a ticket; what is behind it is not known here.
    """
    source = judged.files[path].head_source
    if source is None or not lines[0]:
        return False
    first = max(lines[0] - _LINES_ABOVE, 1)
    above = [line for line in source.lines[first - 1 : lines[0] - 1] if line.lstrip()[:1] in ("#", "/", "*")]
    return _ISSUE.search("\n".join([*above, *source.lines[lines[0] - 1 : lines[1]]])) is not None


def counted(tests: int) -> str:
    """`1 test`, `2 tests`."""
    return "1 test" if tests == 1 else f"{tests} tests"


def shown(subject: Subject) -> str:
    """What a test tests, as the subject of a sentence."""
    return f"`{subject.name}` of `{subject.path}`" if subject.name else f"`{subject.path}`"


def plain(name: str) -> str:
    """The name of a test, fit for back ticks."""
    return name.replace("`", "'")[:_MOST_CHARACTERS]
