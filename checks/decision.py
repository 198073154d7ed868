"""A decision record: from the text of a file to a `Decision` with its rules.

A record without the key `enforce` and without a side file is prose. It is read in whatever form it is
written, and what is odd about it is a notice at most: other tools own those files too. A record that
enforces is read strictly, because a slip of the pen there would silently lift a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice

from checks import document
from checks.change import Tree
from checks.check import Check
from checks.close_names import is_near
from checks.document import Document
from checks.enforcement import KEY, EnforcementReader, Example, Origin
from checks.path_parts import stem_of
from checks.policy import Decision, DecisionStatus, Rule
from checks.problem import PolicyInvalid, Problem
from checks.record_claims import Claim, claims_of
from checks.record_facts import date_of, impossible_day, makers_of, names_of
from checks.record_text import RecordText, is_placeholder, status_of, take_apart
from checks.semgrep_rules import HEADING, SEMGREP, is_semgrep, slips

_NUMBER = re.compile(r"(?i:adr[-_]?)?(?P<number>\d{1,6})(?=[-_. ]|$)(?!-\d\d-\d\d)")
_KEY_LINE = re.compile(r"^[\s-]*(?P<key>[\w-]+)\s*:", re.MULTILINE)
_OPENING_LINE = re.compile(r"^(?P<key>[\w-]+)\s*:\s*(?:$|[{#])")
_RULE_LINE = re.compile(r"^\s*-\s+(?P<kind>[\w-]+)\s*:")
_OF_ADR_DRIFT = re.compile(r":\s*[^\s\[{\"'].*(?:->|!~|=~)")
"""A directive of adr-drift, whose kinds are called as ours and which stands in the text."""

_NO_RECORDS = re.compile(r"readme|index|.*template.*", re.IGNORECASE)


@dataclass(frozen=True)
class Record:
    """What was read from one file.

    Attributes:
        decision: the record; its rules are named, and are none where it is prose or retired.
        rules: the rules it binds, in order.
        examples: what is to prove them.
        origins: where each rule is written, by its id; no part of what the record says.
        claims: what it says about other records.
        names: what other records may call it, besides its number.
        enforces: whether it carries rules, in force or not.
    """

    decision: Decision
    rules: tuple[Rule, ...] = ()
    examples: tuple[Example, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False)
    claims: tuple[Claim, ...] = ()
    names: tuple[str, ...] = ()
    enforces: bool = False


@dataclass(frozen=True)
class RecordReader:
    """Reads the records of one tree.

    Attributes:
        tree: where the records and the files beside them stand.
        kinds: the checks that a rule can bind, by rule kind.
        problems: where to note what is wrong.
        notices: where to note what the reader should know.
    """

    tree: Tree
    kinds: Mapping[str, type[Check]]
    problems: list[Problem]
    notices: list[str]

    def read(
        self, path: str, content: bytes, category: str = "", side: tuple[str, bytes] | None = None
    ) -> Record | None:
        """Read one file.

        Args:
            path: where it stands.
            content: its bytes.
            category: what its id starts with, because its number holds only there.
            side: path and bytes of the file beside it that holds its rules.

        Returns:
            The record, or `None` where the file is no decision; a notice or a problem says why.
        """
        text = take_apart(content)
        front = self._front(path, text, is_bound=side is not None)
        if front is None:
            return None
        value = front.value if isinstance(front.value, dict) else {}
        enforces = KEY in value or side is not None
        self._look_for_slips(front, value, text)
        status = self._status(front, value, text, enforces=enforces)
        if status is None:
            return None
        id_ = record_id(path, category)
        title = value.get("title")
        decision = Decision(
            id=id_,
            title=text.title or (title.strip() if isinstance(title, str) else "") or stem_of(path),
            path=path,
            status=status,
            why=text.why,
            date=date_of(value, text, path),
            decision_makers=makers_of(value, text),
        )
        names, claims = tuple(names_of(value, id_, path)), tuple(claims_of(front, text))
        record = Record(decision, claims=claims, names=names, enforces=enforces)
        if not enforces:
            self._look_for_fences(path, text)
            return record
        if day := impossible_day(value):
            message = f"`{day}` is no day of the calendar; write it as `2026-06-30`"
            self.problems.append(front.problem(("date",), message))
        if side is not None and KEY in value:
            message = f"`{path}` has the key `{KEY}` too; keep one of the two"
            self.problems.append(Problem(side[0], 1, 1, message))
            return record
        if not status.is_live:
            self.notices.append(f"`{path}` is {status}; its rules are off")
            return record
        source = front if side is None else self._of_side(*side)
        if source is None:
            return record
        location = (KEY,) if side is None else ()
        for line, message in slips(text):
            self.problems.append(Problem(path, line, 1, message))
        reader = EnforcementReader(decision, source, location, text, self.tree, self.kinds, self.problems)
        rules, examples = reader.read()
        decision = replace(decision, rule_ids=tuple(rule.id for rule in rules))
        return replace(record, decision=decision, rules=rules, examples=examples, origins=reader.origins)

    def _front(self, path: str, text: RecordText, *, is_bound: bool) -> Document | None:
        """The front matter, empty if there is none; `None` if it cannot be read."""
        if text.front is None:
            return Document(path, {})
        try:
            front = _parse_front(path, text, text.front)
        except PolicyInvalid as invalid:
            if is_bound or self._seems_to_enforce(text.front):
                self.problems.extend(invalid.problems)
            else:
                self.notices.append(f"{invalid.problems[0]}; the file is not read as a decision")
            return None
        if front.value is not None and not isinstance(front.value, dict):
            self.problems.append(front.problem((), "front matter must be a mapping"))
            return None
        return front

    def _of_side(self, path: str, content: bytes) -> Document | None:
        try:
            side = document.parse(path, content)
        except PolicyInvalid as invalid:
            self.problems.extend(invalid.problems)
            return None
        if isinstance(side.value, dict) and KEY in side.value:
            message = f"a side file holds what else stands under `{KEY}`; take this key away"
            self.problems.append(side.problem((KEY,), message, at_key=True))
            return None
        return side

    def _seems_to_enforce(self, front: bytes) -> bool:
        keys = {found["key"] for found in _KEY_LINE.finditer(front.decode("utf-8", "replace"))}
        return bool(keys & {*self.kinds, SEMGREP, KEY, "rules"}) or any(is_near(key, KEY) for key in keys)

    def _look_for_slips(self, front: Document, value: Mapping[str, object], text: RecordText) -> None:
        """Keys that look like `enforce` misspelled, and `enforce` outside the front matter."""
        for key, held in value.items():
            holds_rules = isinstance(held, dict) and bool({"rules", "instead"} & held.keys())
            if key != KEY and (is_near(key, KEY) or holds_rules):
                message = f"the key `{key}` has no effect, did you mean `{KEY}`"
                self.problems.append(front.problem((key,), message, at_key=True))
        for number, _ in islice(text.prose_lines(self._is_of_front_matter), 1):
            message = f"`{KEY}` stands outside the front matter, which starts and ends with a line `---`"
            self.problems.append(Problem(front.file, number, 1, message))

    def _is_of_front_matter(self, line: str) -> bool:
        opening, rule = _OPENING_LINE.match(line), _RULE_LINE.match(line)
        is_opening = opening is not None and (opening["key"] == KEY or is_near(opening["key"], KEY))
        return is_opening or (
            rule is not None and rule["kind"] in self.kinds and not _OF_ADR_DRIFT.search(line)
        )

    def _look_for_fences(self, path: str, text: RecordText) -> None:
        """A fence that looks like a rule, in a record that enforces nothing."""
        for fence in text.fences if SEMGREP in text.body.casefold() else ():
            if is_semgrep(fence) and fence.heading.casefold() == HEADING:
                message = (
                    f"this rule has no effect without the key `{KEY}`; add it with `level` and `instead`"
                )
                self.problems.append(Problem(path, fence.line, 1, message))

    def _status(
        self, front: Document, value: Mapping[str, object], text: RecordText, *, enforces: bool
    ) -> DecisionStatus | None:
        path = front.file
        written = value.get("status", text.status)
        if is_placeholder(written):
            self.notices.append(f"`{path}` is not a decision yet: its status is still the template's")
            return None
        status = status_of(written) if isinstance(written, str) else None
        if status is None and enforces:
            words = ", ".join(f"`{word}`" for word in DecisionStatus)
            bound = f"`{KEY}`" if KEY in value else "a side file"
            message = (
                f"`status` must be one of {words}" if written else f"a record with {bound} needs a `status`"
            )
            self.problems.append(front.problem(("status",), message))
        elif status is None and (written or not _NO_RECORDS.fullmatch(stem_of(path))):
            said = f"the status `{written}` is not known" if written else "it has no status"
            self.notices.append(f"`{path}` is not read as a decision: {said}")
        elif enforces and "status" in value and text.status and status_of(text.status) is not status:
            message = f"the front matter says `{status}`, the text says `{text.status.splitlines()[0]}`"
            self.problems.append(front.problem(("status",), message))
        return status


def _parse_front(path: str, text: RecordText, front: bytes) -> Document:
    if text.fault:
        raise PolicyInvalid((Problem(path, 1, 1, text.fault),))
    return document.parse(path, front, text.front_line)


def record_id(path: str, category: str = "") -> str:
    """`ADR-0012` for `0012-title.md` or `ADR-0012.md`; the stem where the name carries no number.

    Args:
        path: where the record stands.
        category: what comes first, as `backend` in `backend/ADR-0012`; empty for nothing.
    """
    number = number_of(path)
    name = f"ADR-{number}" if number else stem_of(path)
    return f"{category}/{name}" if category else name


def number_of(path: str) -> str:
    """The digits by which a record is named, empty if its file name carries none."""
    found = _NUMBER.match(stem_of(path))
    return found["number"] if found else ""


def twice(records: Iterable[Record]) -> Mapping[str, tuple[Record, ...]]:
    """Records that share an id, by that id."""
    by_id: dict[str, list[Record]] = {}
    for record in records:
        by_id.setdefault(record.decision.id, []).append(record)
    return {id_: tuple(found) for id_, found in by_id.items() if len(found) > 1}
