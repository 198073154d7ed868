"""semgrep rules of a record, from a file beside it or from a fence in its text, with their true places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks import document
from checks.change import TooLarge, Tree
from checks.close_names import is_near
from checks.document import Document, Location
from checks.fields import Fields, kind_of
from checks.path_parts import folder_of
from checks.path_syntax import is_plain_path
from checks.problem import PolicyInvalid, Problem
from checks.record_text import Fence, RecordText

SEMGREP = "semgrep"
"""The rule kind that reads semgrep rules from a file beside the record."""

HEADING = "confirmation"
"""The heading under which a fence is read, MADR's place for how compliance is confirmed."""

_PLAIN = ("", "yaml", "yml")
"""What stands behind a fence that shows a rule to people only."""

_RULE = re.compile(r"^\s*(?:-\s*)?pattern(?:s|-either|-regex|-sources)?\s*:", re.MULTILINE)

Definition = tuple[Document, Location, object]
"""A rule as it was written, and where."""


def is_semgrep(fence: Fence) -> bool:
    """Whether a fenced block says that it holds semgrep rules."""
    return [word for word in fence.info.casefold().split() if word not in ("yaml", "yml")] == [SEMGREP]


def slips(text: RecordText) -> Iterator[tuple[int, str]]:
    """Lines that were meant to open a fence of semgrep rules and do not, each with a sentence."""
    for fence in text.fences:
        info, below = fence.info.casefold().strip(), fence.content.casefold().partition("\n")[0].split()
        is_rule = bool(_RULE.search(fence.content))
        is_meant = any(map(_is_meant, info.split())) or (is_rule and info.startswith(_PLAIN[1:]))
        is_broken = is_rule and len(below) <= 2 and any(map(_is_meant, below))
        if (is_meant and not is_semgrep(fence) and info not in _PLAIN) or is_broken:
            yield fence.line, f"`{fence.info}` opens no rule; a fence of rules opens with `yaml semgrep`"
    for number, _ in text.prose_lines(_opens_nothing):
        yield number, "this opens no fence; write three backticks before `yaml semgrep`"


def _opens_nothing(line: str) -> bool:
    """Whether a line was meant to open a fence; in prose it does not."""
    parts = re.split(r"[\s`~]+", line.casefold())
    words = [word for word in (*parts, *re.sub("[`~]", "", line.casefold()).split()) if word]
    has_marks = re.match(r"\s*\W?(?:``|~~)", line) and line.rstrip()[-1] not in "`~"
    is_short = len(parts) <= 4 and any(word in _PLAIN for word in words)
    return bool(has_marks or is_short) and any(map(_is_meant, words))


def _is_meant(word: str) -> bool:
    return (SEMGREP in word and "-" not in word) or is_near(word, SEMGREP)


def rules_of_file(
    front: Document, location: Location, record: str, tree: Tree, problems: list[Problem]
) -> Iterator[Definition]:
    """The rules of the file that a record names.

    Args:
        front: the document that names it.
        location: where it is named.
        record: path of the record.
        tree: where the file is read.
        problems: where to note what is wrong.
    """
    folder, name = folder_of(record), front.at(location)
    if not isinstance(name, str) or not is_plain_path(name) or not name.endswith((".yml", ".yaml")):
        message = "`semgrep` names a rule file beside the record, as `0007-no-raw-sql.semgrep.yml`"
        problems.append(front.problem(location, message))
        return
    path = f"{folder}/{name}" if folder else name
    try:
        content = tree.read(path)
        file = document.parse(path, content or b"")
    except TooLarge as large:
        problems.append(front.problem(location, f"`{path}` is too large: {large.size} bytes"))
        return
    except PolicyInvalid as invalid:
        problems.extend(invalid.problems)
        return
    if content is None:
        problems.append(front.problem(location, f"there is no file `{path}`"))
        return
    yield from _listed(file, problems)


def rules_of_fences(path: str, text: RecordText, problems: list[Problem]) -> Iterator[Definition]:
    """The rules in fences of a record, each fence one rule or a mapping with `rules`.

    A fence anywhere else than under `### Confirmation` is a problem: it looks as if it were enforced.
    """
    for fence in filter(is_semgrep, text.fences):
        if fence.heading.casefold() != HEADING:
            message = "semgrep rules are read under the heading `### Confirmation` only; move this there"
            problems.append(Problem(path, fence.line, 1, message))
            continue
        if not fence.content.strip() or "\ufffd" in fence.content:
            said = (
                "this is not UTF-8; save the file as UTF-8" if fence.content.strip() else "this holds no rule"
            )
            problems.append(Problem(path, fence.line, 1, said))
            continue
        try:
            file = document.parse(path, fence.content.encode(), fence.line + 1)
        except PolicyInvalid as invalid:
            problems.extend(invalid.problems)
            continue
        if isinstance(file.value, dict) and "rules" not in file.value:
            yield file, (), file.value
        else:
            yield from _listed(file, problems)


def _listed(file: Document, problems: list[Problem]) -> Iterator[Definition]:
    top = Fields(file, (), problems, ("rules",))
    top.require("rules")
    for place, definition in top.items("rules"):
        if isinstance(definition, dict):
            yield file, place, definition
        else:
            problems.append(file.problem(place, f"a rule must be a mapping, not {kind_of(definition)}"))
