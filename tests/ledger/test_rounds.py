"""Rounds read back from the record are those that were judged."""

from __future__ import annotations

from dataclasses import replace

from bot.ledger import Entry, Ledger, Seen
from bot.ledger.record import GENESIS
from bot.ledger.rounds import rounds_in, told_in
from bot.server.engine import Database
from checks.finding import Side
from checks.policy import FloorSource, Mode
from checks.report.json_report import render
from checks.supervision import FLAPPING, round_of
from checks.verdict import Verdict, Waiting
from tests.report.verdicts import CLEAN, DUE, FAILING, IMPORT, INCOMPLETE, STOPPED

TOLD = replace(STOPPED, head="d" * 40)
FLOOR = FloorSource("acme/.github", "a.yml", "e" * 40, "f" * 64)
ODD = replace(
    FAILING,
    policy=replace(CLEAN.policy, extends=(FLOOR,)),
    findings=(replace(IMPORT, path="caf\udce9.py"), replace(IMPORT, fingerprint="4" * 32, side=Side.BASE)),
    known=(replace(IMPORT, fingerprint="5" * 32),),
)


def entry(verdict: Verdict, head: str = "", of_group: bool = False) -> Entry:
    head = head or verdict.head
    verdict = replace(verdict, head=head)
    return Entry(42, 5, head, "b" * 40, "c" * 64, verdict.engine, "failure", render(verdict), of_group)


def record(verdict: Verdict, head: str) -> bytes:
    return entry(verdict, head).record(1, GENESIS, 0)


def failure(head: str) -> bytes:
    """What is recorded where nothing could be judged."""
    return Entry(
        42, 5, head, "", "", "decisis", "failure", '{"code": "STALE", "verdict": "incomplete"}'
    ).record(1, GENESIS, 0)


def test_a_round_is_read_back_as_it_was_judged() -> None:
    verdicts = [
        replace(one, head=str(at) * 40) for at, one in enumerate((CLEAN, FAILING, INCOMPLETE, ODD), start=1)
    ]
    read = rounds_in([record(one, one.head) for one in verdicts], "9" * 40)
    assert list(read) == [round_of(one, number) for number, one in enumerate(verdicts, start=1)]


def test_a_head_that_is_judged_again_or_was_not_judged_is_no_round() -> None:
    records = [
        failure("1" * 40),
        record(FAILING, "2" * 40),
        record(CLEAN, "2" * 40),
        failure("2" * 40),
        failure("3" * 40),
        record(FAILING, "4" * 40),
        record(CLEAN, "2" * 40),
        record(FAILING, "5" * 40),
        record(CLEAN, "5" * 40),
    ]
    read = rounds_in(records, "5" * 40)
    assert [(one.number, one.head[:1], one.outcome) for one in read] == [
        (1, "2", "pass"),
        (2, "4", "fail"),
        (3, "2", "pass"),
    ]
    assert [one.head[:1] for one in rounds_in(records, "6" * 40)] == ["2", "4", "2", "5"]


def test_only_a_verdict_that_holds_back_has_told_anybody_to_stop() -> None:
    assert told_in(record(TOLD, TOLD.head)) == (FLAPPING,)
    assert told_in(record(replace(TOLD, mode=Mode.OBSERVE), TOLD.head)) == ()
    quoted = replace(CLEAN, waiting=(replace(DUE, message="as `supervision/flapping` says"),))
    assert told_in(record(quoted, TOLD.head)) == ()
    alike = replace(CLEAN, waiting=(Waiting("supervision/of-doors/require-approval-1", "one is due"),))
    assert told_in(record(alike, TOLD.head)) == ()


def test_the_commit_of_a_merge_group_is_no_head_that_people_saw(database_url: str) -> None:
    times = iter(range(1, 9))
    with Database(database_url) as database:
        ledger = Ledger(database.engine, clock=lambda: float(next(times)))
        ledger.record(entry(CLEAN))
        assert not ledger.was_stopped(42, 5)
        ledger.record(entry(TOLD))
        ledger.record(entry(FAILING, "7" * 40, of_group=True))
        assert ledger.seen_by(42, 5, 1, second=0) == Seen()
        assert ledger.seen_by(42, 5, 2, second=1) == Seen(CLEAN.head)
        assert ledger.seen_by(42, 5, 3, second=9) == Seen(TOLD.head, is_stopped=True)
        assert [one.head for one in ledger.rounds(42, 5, TOLD.head)] == [CLEAN.head]
        assert ledger.was_stopped(42, 5)
        assert ledger.last(42, 5) == ledger.records()[-1]


def test_what_a_comment_means_is_settled_when_it_is_read_first(database_url: str) -> None:
    times = iter((5.1, 5.2, 5.9))
    with Database(database_url) as database:
        ledger = Ledger(database.engine, clock=lambda: next(times))
        ledger.record(entry(CLEAN))
        ledger.record(entry(TOLD))
        assert ledger.seen_by(42, 5, 7, second=5) == Seen(TOLD.head, is_stopped=True)
        ledger.record(entry(FAILING))
        assert ledger.seen_by(42, 5, 7, second=5) == Seen(TOLD.head, is_stopped=True)
        assert ledger.seen_by(42, 5, 8, second=5) == Seen(FAILING.head)
