"""The records about a pull request or a repository, readable, each with its place in the chain."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.ledger.note import told_by
from bot.ledger.words import sentences
from checks.report import safe
from checks.report.sentences import number

SCHEMA = "decisis.ledger/1"


@dataclass(frozen=True)
class Record:
    """A record with its digest.

    Attributes:
        digest: SHA-256 of its bytes.
        values: what it holds, without its document.
        document: its document, read.
    """

    digest: str
    values: Mapping[str, Any]
    document: Mapping[str, Any]

    @property
    def at(self) -> str:
        """When it was recorded, in UTC to the second."""
        return moment(self.values["time"])


def moment(milliseconds: int) -> str:
    """A time since 1970 in UTC, to the second."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def records_of(
    records: Iterable[tuple[int, bytes, str]], repository: int, pull: int | None
) -> Iterator[Record]:
    """The records about a pull request, or about a whole repository.

    Args:
        records: number, bytes and digest of all records, in order.
        repository: GitHub's number of the repository.
        pull: number of the pull request, 0 for what is about the repository alone, `None` for everything.
    """
    is_of = f'"repository":{repository},'.encode()  # the form is canonical, and few are asked for
    for _, raw, digest in records:
        if is_of not in raw:
            continue
        values = json.loads(raw)
        if values["repository"] == repository and pull in (None, values["pull"]):
            document = json.loads(values.pop("document"))
            yield Record(digest, values, document)


def text(name: str, found: Sequence[Record]) -> str:
    """The records for a terminal, ended by a line feed.

    Args:
        name: `owner/name#5`, or `owner/name`.
        found: the records.
    """
    if not found:
        return f"the ledger holds no record about {name}\n"
    parts = [f"{name}: {number(len(found), 'record')}"]
    for one in found:
        first, *rest = _lines(one)
        about = f"#{one.values['pull']} " if "#" not in name and one.values["pull"] else ""
        parts += ["", f"record {one.values['sequence']}  {one.at} UTC  {about}{first}"]
        parts += [f"  {line}" for line in (*rest, f"digest: {one.digest}")]
    return "\n".join(parts) + "\n"


def as_json(name: str, found: Sequence[Record]) -> str:
    """The same for programs, see `docs/ledger-show.schema.json`."""
    told = [
        {"digest": one.digest, "record": dict(one.values), "document": dict(one.document)} for one in found
    ]
    value = {"schema": SCHEMA, "about": name, "records": told}
    return json.dumps(value, indent=2, sort_keys=True) + "\n"


def _lines(one: Record) -> Iterator[str]:
    values, document = one.values, one.document
    if "kind" in values:
        yield from sentences(told_by(values["kind"], json.dumps(document)))
        return
    yield f"verdict: {values['conclusion']} on {values['head'][:12] or 'no commit'}"
    if "policy" not in document:
        yield f"not judged: {safe.log(str(document.get('code', '')))}"
        return
    counts = document["counts"]
    told = [f"{counts[name]} {name}" for name in ("block", "warn", "note", "waiting", "incomplete", "waived")]
    yield f"findings: {', '.join(one for one in told if not one.startswith('0 ')) or 'none'}"
    policy = document["policy"]
    yield f"policy: {safe.log(policy['source'])} at {policy['commit'][:12] or 'no commit'} ({policy['mode']})"
    yield f"engine: {safe.log(values['engine'])}"
    yield f"inputs: {values.get('inputs') or 'not kept'}"
