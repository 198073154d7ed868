"""The `enforce:` block that is proposed for a record of another tool, and the record with it.

The block is put at the end of the front matter, or into a front matter of its own. Not one other byte of
the record changes. What is proposed was read back first by the reader that will read it later.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from checks import document
from checks.binding import OptionsInvalid, bind
from checks.change import MemoryTree
from checks.check import checks_by_rule_kind
from checks.decision import RecordReader
from checks.enforcement import KEY
from checks.finding import Level
from checks.importing import adr_drift, adr_kit, adrkit, archgate, decision_guardian, mneme
from checks.importing.found import Found, ImportedRule, Said, Source
from checks.policy import DecisionStatus
from checks.problem import PolicyInvalid, Problem
from checks.record_text import is_placeholder, status_of, take_apart

TOOLS: Mapping[str, Callable[[Source], Found | None]] = {
    "archgate": archgate.read,
    "adrkit": adrkit.read,
    "mneme": mneme.read,
    "adr-drift": adr_drift.read,
    "adr-kit": adr_kit.read,
    "decision-guardian": decision_guardian.read,
}
"""The tools whose records are read, by the name that `--from` takes."""

_FENCE = re.compile(rb"^---[ \t]*(?P<end>\r?\n|\r?\Z)", re.MULTILINE)


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one record.

    Attributes:
        tools: the tools it was read from; empty if it is a record of none of them.
        content: the record with its `enforce:` block; `None` where nothing is proposed.
        said: what could not be translated and what the reader should know, by line.
    """

    tools: tuple[str, ...]
    content: bytes | None
    said: tuple[Said, ...]


def propose(
    path: str, content: bytes, tool: str = "", layers: Mapping[str, Sequence[str]] | None = None
) -> Proposal:
    """Propose rules for one record.

    Args:
        path: where it stands.
        content: its bytes.
        tool: the tool it is read from, a key of `TOOLS`; every one of them if empty.
        layers: the layers that adr-drift knows, with their patterns.
    """
    text = take_apart(content)
    if text.fault:
        return Proposal((), None, (Said(1, f"nothing is read: {text.fault}"),))
    try:
        front = document.parse(path, text.front or b"", text.front_line)
    except PolicyInvalid as invalid:
        first = invalid.problems[0]
        return Proposal((), None, (Said(first.line, f"the front matter is not read: {first.message}"),))
    source = Source(path, front, text, layers or {})
    readers = {tool: TOOLS[tool]} if tool else TOOLS
    found = {name: one for name, read in readers.items() if (one := read(source)) is not None}
    rules = [rule for one in found.values() for rule in one.rules]
    said = [sentence for one in found.values() for sentence in one.said]
    made = _with_rules(source, content, rules, said) if rules else None
    return Proposal(tuple(found), made, tuple(sorted(set(said))))


def _with_rules(source: Source, content: bytes, rules: list[ImportedRule], said: list[Said]) -> bytes | None:
    value = source.front.value if isinstance(source.front.value, dict) else {}
    if KEY in value:
        said.append(Said(source.line(KEY), f"the record has the key `{KEY}` already; it is left as it is"))
        return None
    written = value.get("status", source.text.status)
    status = status_of(written) if isinstance(written, str) and not is_placeholder(written) else None
    if written and (status is None or not status.is_live):
        shown = written if isinstance(written, str) else "?"
        said.append(
            Said(1, f"the status `{' '.join(shown.split())}` enforces nothing, so nothing is proposed")
        )
        return None
    if status is None:
        said.append(Said(1, "the record has no status; `accepted` is proposed"))
    lines = [] if status else [f"status: {DecisionStatus.ACCEPTED}"]
    sound = [_weighed(rule, said) for rule in rules if _is_sound(rule, said)]
    if not sound:
        return None
    whole = _inserted(content, [*lines, *_block(sound)])
    problems = _problems(source.path, whole)
    given_up = "the proposal is given up, since the record would be refused with it"
    said.extend(Said(1, f"{given_up}: {problem.message}") for problem in problems)
    return None if problems else whole


def _is_sound(rule: ImportedRule, said: list[Said]) -> bool:
    """Whether the rule can be bound; why not is said."""
    try:
        bind(checks_by_rule_kind()[rule.kind], rule.options)
    except OptionsInvalid as invalid:
        message = invalid.problems[0].message
        said.append(Said(rule.line, f"this would be refused as `{rule.kind}`: {message}; left out"))
        return False
    return True


def _weighed(rule: ImportedRule, said: list[Said]) -> ImportedRule:
    if rule.level is not Level.BLOCK or rule.instead:
        return rule
    why = "the record does not say what to do instead; write `instead` to block"
    said.append(Said(rule.line, f"`{rule.kind}` is proposed as `warn`: {why}"))
    return ImportedRule(rule.kind, rule.options, Level.WARN, rule.line, rule.paths)


def _block(rules: Sequence[ImportedRule]) -> list[str]:
    """The lines of `enforce:`; the record weighs what its heaviest rule weighs."""
    heaviest = min((rule.level for rule in rules), key=lambda level: level.rank)
    lines = [f"{KEY}:", f"  level: {heaviest}", "  for: everyone", "  rules:"]
    for rule in rules:
        lines.append(f"    - {rule.kind}: {_flow(rule.options)}")
        if rule.level is not heaviest:
            lines.append(f"      level: {rule.level}")
        if rule.paths:
            lines.append(f"      paths: {_flow(list(rule.paths))}")
        if rule.instead:
            lines.append(f"      instead: {_flow(rule.instead)}")
    return lines


def _flow(value: object) -> str:
    """A value on one line, readable and valid in YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(held)}" for key, held in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _inserted(content: bytes, lines: Sequence[str]) -> bytes:
    """The record with some lines at the end of its front matter, in its own line ends."""
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    rest = content[len(mark) :]
    first = rest.find(b"\n")
    end = b"\r\n" if first > 0 and rest[first - 1 : first] == b"\r" else b"\n"
    added = b"".join(line.encode() + end for line in lines)
    opening = _FENCE.match(rest)
    if opening is None:
        return mark + b"---" + end + added + b"---" + end + rest
    closing = _FENCE.search(rest, opening.end())
    at = closing.start() if closing else len(rest)
    return mark + rest[:at] + added + rest[at:]


def _problems(path: str, content: bytes) -> list[Problem]:
    """What the reader of records would say."""
    problems: list[Problem] = []
    notices: list[str] = []
    record = RecordReader(MemoryTree({}), checks_by_rule_kind(), problems, notices).read(path, content)
    if record is None and not problems:
        problems.append(Problem(path, 1, 1, notices[0] if notices else "it is not read as a decision"))
    return problems
