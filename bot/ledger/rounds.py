"""The rounds of a pull request, read from the verdicts that people saw on it."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from checks.finding import Level, Side
from checks.proceedings import Place, Round
from checks.supervision import basis, stopped_by
from checks.verdict import Outcome


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class _Finding(_Loose):
    fingerprint: str
    rule: str
    level: Level
    path: str
    path_bytes: str = ""
    line: int
    side: Side

    @property
    def place(self) -> Place:
        raw = bytes.fromhex(self.path_bytes).decode("utf-8", "surrogateescape")
        return Place(self.rule, raw or self.path, self.side is Side.HEAD and self.line > 0)


class _Due(_Loose):
    rule: str


class _Floor(_Loose):
    digest: str


class _Policy(_Loose):
    digest: str
    extends: tuple[_Floor, ...] = ()


class _Document(_Loose):
    """A verdict; what was recorded without one, because nothing could be judged, has no schema."""

    schema_: str = ""
    verdict: str
    engine: str = ""
    policy: _Policy = _Policy(digest="")
    findings: tuple[_Finding, ...] = ()
    waived: tuple[_Finding, ...] = ()
    known: tuple[_Finding, ...] = ()
    waiting: tuple[_Due, ...] = ()
    incomplete: tuple[_Loose, ...] = ()

    model_config = ConfigDict(alias_generator=lambda name: name.rstrip("_"))


class _Record(_Loose):
    head: str
    document: str


def rounds_in(records: Iterable[bytes], head: str) -> tuple[Round, ...]:
    """The rounds before a head, oldest first.

    Args:
        records: records of the ledger about one pull request, in the order in which people saw them; one
            that was given again is there again.
        head: the present head, whose own verdicts at the end are left out.
    """
    judged: list[tuple[str, _Document]] = []
    for record in records:
        read = _Record.model_validate_json(record)
        document = _Document.model_validate_json(read.document)
        if not document.schema_:
            continue
        if judged and judged[-1][0] == read.head:
            judged.pop()
        judged.append((read.head, document))
    if judged and judged[-1][0] == head:
        judged.pop()
    return tuple(_round(one, document, number) for number, (one, document) in enumerate(judged, 1))


def told_in(record: bytes) -> tuple[str, ...]:
    """Ids of the rules by which a recorded verdict stopped an agent, sorted; nothing if it did not."""
    if b"supervision/" not in record:  # few verdicts stop anybody, and many are asked
        return ()
    return _told(_Document.model_validate_json(_Record.model_validate_json(record).document))


def _told(document: _Document) -> tuple[str, ...]:
    held = document.verdict != Outcome.PASS.value  # a policy that observes stops nobody
    return stopped_by(due.rule for due in document.waiting) if held else ()


def _round(head: str, document: _Document, number: int) -> Round:
    blocking = [one for one in document.findings if one.level is Level.BLOCK]
    everything = (*document.findings, *document.waived, *document.known)
    floors = [floor.digest for floor in document.policy.extends]
    return Round(
        head=head,
        outcome=document.verdict,
        blocking=tuple(sorted(one.fingerprint for one in blocking)),
        places={one.fingerprint: one.place for one in blocking},
        number=number,
        standing=tuple(sorted({one.fingerprint for one in everything})),
        is_complete=not document.incomplete,
        basis=basis(document.engine, document.policy.digest, floors),
        told=_told(document),
    )
