"""What a record claims about others: that it supersedes one, or that one supersedes it.

Claims stand in the front matter (`supersedes: ADR-0004`, `status: superseded by ADR-0123`), in the status
(`Superceded by [5. Other](0005-other.md)`) or in a line of the links (`* Supersedes [ADR-0004](0004-x.md)`).
Other relations, such as `Amends`, are no claim: they leave both records in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from checks.days import is_day
from checks.document import Document, Place
from checks.record_text import RecordText


class Relation(StrEnum):
    """Which of the two records is the newer one."""

    SUPERSEDES = "supersedes"
    SUPERSEDED_BY = "superseded by"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim about one other record.

    Attributes:
        relation: what is claimed.
        names: the other record as it is written: `ADR-0004`, `4`, a file name or a stem.
        place: where that stands.
    """

    relation: Relation
    names: str
    place: Place


KEYS = {
    "supersedes": Relation.SUPERSEDES,
    "supercedes": Relation.SUPERSEDES,
    "superseded-by": Relation.SUPERSEDED_BY,
    "superseded_by": Relation.SUPERSEDED_BY,
    "superseded by": Relation.SUPERSEDED_BY,
    "supersededBy": Relation.SUPERSEDED_BY,
    "superceded-by": Relation.SUPERSEDED_BY,
    "superceded_by": Relation.SUPERSEDED_BY,
}
"""Keys of front matter that hold claims, as the tools that write records spell them."""

_PHRASE = re.compile(r"\bsuper[sc]ede(?:s|d\s+by)\b", re.IGNORECASE)
_OPENS = re.compile(r"^[^\w\n`]*super[sc]ede(?:s|d\s+by)\b", re.IGNORECASE)
_ABOUT_OTHERS = ("links", "more information", "related decisions", "relations")
_FILE = r"[\w./%-]{1,200}\.(?:md|markdown)"
_NAMED = re.compile(
    r"\[(?P<text>[^\]\n]{0,200})\]\(\s{0,9}<?(?P<link>[^)\s>]{1,300})[^)\n]{0,200}\)"
    rf"|(?P<file>{_FILE})"
    r"|(?P<number>\b(?:[\w.-]{1,60}/){0,4}adr[-_ ]?[0-9]{1,6}(?:-[\w-]+)?)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:[\s,;&:*_`\"'#(\[]|\band\b)*(?P<name>[0-9]{4,8}-[\w-]+|[0-9]{1,6}\b(?!-[0-9]))")


def claims_of(front: Document, text: RecordText) -> Iterator[Claim]:
    """The claims of a record, in the order of the file.

    Args:
        front: its front matter.
        text: the record.
    """
    value = front.value if isinstance(front.value, dict) else {}
    for key, written in value.items():
        if isinstance(key, str) and key in KEYS:
            yield from _of_key(front, key, written)
        elif key == "status" and isinstance(written, str):
            place = front.values.get((key,), Place(1, 1))
            yield from (Claim(relation, names, place) for relation, names, _ in _in_line(written))
    for section in text.sections if _PHRASE.search(text.body) else ():
        is_status = section.heading.casefold() == "status"
        if not is_status and section.level > 1 and section.heading.casefold() not in _ABOUT_OTHERS:
            continue
        for number, line in text.lines_of(section):
            said = re.match(r"[^\w\n]*status\W*:", line, re.IGNORECASE) if section.level <= 1 else None
            if is_status or said or _OPENS.match(line):
                for relation, names, column in _in_line(line):
                    yield Claim(relation, names, Place(number, column))


def _of_key(front: Document, key: str, written: object) -> Iterator[Claim]:
    items = written if isinstance(written, list) else [written]
    for index, item in enumerate(items):
        location = (key, index) if isinstance(written, list) else (key,)
        place = front.values.get(location, Place(1, 1))
        if isinstance(item, int) and not isinstance(item, bool):
            yield Claim(KEYS[key], str(item), place)
        elif isinstance(item, str) and item.strip():
            found = [names for names, _ in _names(item, 0)]
            yield from (Claim(KEYS[key], names, place) for names in found or [item.strip()])
        elif item:
            yield Claim(KEYS[key], "", place)


def _in_line(line: str) -> Iterator[tuple[Relation, str, int]]:
    """Relation, name and column of every record that a line claims something about."""
    phrases = list(_PHRASE.finditer(line))
    ends = [*(phrase.start() for phrase in phrases[1:]), len(line)]
    for phrase, end in zip(phrases, ends, strict=False):
        relation = Relation.SUPERSEDES if phrase[0].casefold().endswith("s") else Relation.SUPERSEDED_BY
        for names, column in _names(line[phrase.end() : end], phrase.end()):
            yield relation, names, column


def _names(text: str, offset: int) -> Iterator[tuple[str, int]]:
    """The records that a text names, and the column of each; nothing of another repository."""
    found = list(_NAMED.finditer(text))
    for named in found:
        link = (named["link"] or "").partition("#")[0].partition("?")[0]
        if "://" in link:
            continue
        is_file = re.fullmatch(_FILE, link, re.IGNORECASE)
        yield (
            (link if is_file else named["text"] or named["file"] or named["number"] or "").strip(),
            (offset + named.start() + 1),
        )
    at = 0
    while not found and (bare := _BARE.match(text, at)):
        if not is_day(bare["name"]):
            yield bare["name"], offset + bare.start("name") + 1
        at = bare.end()
