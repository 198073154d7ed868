"""What happened on a pull request, told for whoever has to understand it in the night."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from checks.report import safe
from checks.report.sentences import number

MOST = 12
"""Findings that one step names; more are counted."""


@dataclass(frozen=True)
class Step:
    """One verdict that people saw, against the one before it.

    Attributes:
        at: when, in UTC to the second.
        record: the record's values without its document.
        document: the verdict, see `docs/check.schema.json`.
        came: findings that stand now and did not before, by id.
        went: findings that stood before and do not now, by id.
    """

    at: str
    record: Mapping[str, Any]
    document: Mapping[str, Any]
    came: Sequence[Mapping[str, Any]]
    went: Sequence[Mapping[str, Any]]


def steps(seen: Sequence[tuple[int, bytes]]) -> list[Step]:
    """The steps of a pull request.

    Args:
        seen: when which record was seen, oldest first: milliseconds since 1970 and the bytes.
    """
    found: list[Step] = []
    before: dict[str, Mapping[str, Any]] = {}
    for milliseconds, raw in seen:
        record = json.loads(raw)
        document = json.loads(record["document"])
        now = {one["id"]: one for one in document.get("findings", ())}
        at = datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
        came = [one for name, one in now.items() if name not in before]
        went = [one for name, one in before.items() if name not in now]
        rest = {key: value for key, value in record.items() if key != "document"}
        found.append(Step(at, rest, document, came, went))
        before = now
    return found


def text(name: str, found: Sequence[Step], *, markdown: bool = False) -> str:
    """The transcript for a terminal or as Markdown, ended by a line feed.

    Args:
        name: `owner/name#5`.
        found: the steps.
        markdown: whether headings and code are marked.
    """
    if not found:
        return f"nothing was judged on {name}\n"
    parts = [f"{'# ' if markdown else ''}{name}: {number(len(found), 'verdict')}", ""]
    head = ""
    for step in found:
        told = list(_lines(step, is_new_head=step.record["head"] != head))
        head = step.record["head"]
        number_ = step.record["sequence"]
        title = f"{step.at} UTC  {step.record['conclusion']} on {head[:12]} (record {number_})"
        if markdown:
            parts += [f"## {title}", "", safe.fence("\n".join(told)), ""]
        else:
            parts += [title, *(f"  {line}" for line in told), ""]
    return "\n".join(parts).rstrip("\n") + "\n"


def as_json(name: str, found: Sequence[Step]) -> str:
    """The same for programs."""
    steps_told = [
        {
            "at": step.at,
            "record": dict(step.record),
            "verdict": dict(step.document),
            "came": [one["id"] for one in step.came],
            "went": [one["id"] for one in step.went],
        }
        for step in found
    ]
    return json.dumps({"schema": 1, "pull": name, "steps": steps_told}, indent=2, sort_keys=True) + "\n"


def _lines(step: Step, *, is_new_head: bool) -> Iterator[str]:
    document = step.document
    if is_new_head:
        yield f"pushed: {step.record['head']}, onto {step.record['base'][:12]}"
    policy = document.get("policy")
    if policy:
        commit = f" at {policy['commit'][:12]}" if policy.get("commit") else ""
        floors = "".join(
            f", on {one['repository']} at {one['commit'][:12]}" for one in policy.get("extends", ())
        )
        yield f"judged under {safe.log(policy['source'])}{commit} ({policy['mode']}){floors}"
    agent = document.get("agent")
    if agent and is_new_head:
        signs = "; ".join(map(safe.log, agent["evidence"][:3]))
        named = f", {safe.log(agent['name'])}" if agent["name"] else ""
        yield f"author: {agent['role']}{named}" + (f" ({signs})" if signs else "")
    if document.get("code"):
        yield f"not judged: {document['code']}"
        yield from (f"  {safe.log(line)}" for line in document.get("detail", ()))
    yield from _findings("new", step.came)
    yield from _findings("gone", step.went)
    stands = len(document.get("findings", ())) - len(step.came)
    if stands > 0:
        yield f"still there: {number(stands, 'finding')}"
    for due in document.get("waiting", ()):
        yield f"due: {safe.log(due['message'])} ({safe.log(due['rule'])})"
    for one in document.get("approvals", ()):
        yield f"approved by @{safe.log(one['login'])} on {one['commit'][:12]}, for {safe.log(one['rule'])}"
    for one in document.get("waivers", ()):
        until = f", until {one['until']}" if one["until"] else ""
        yield f"waived {one['finding']} by @{safe.log(one['login'])}: {safe.log(one['reason'])}{until}"
    for gap in document.get("incomplete", ()):
        yield f"could not be judged: {gap['code']} {safe.log(gap['path'])} {safe.log(gap['measured'])}"


def _findings(word: str, found: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for one in found[:MOST]:
        place = f"{one['path']}:{one['line']}" if one["line"] else one["path"]
        said = f"{safe.log(place)} {safe.log(one['message'])} ({one['rule']})"
        yield f"{word}: {one['level']} {one['id']} {said}"
    if len(found) > MOST:
        yield f"{word}: {len(found) - MOST} more"
