"""The record of verdicts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from threading import Thread

import pytest
import sqlalchemy as sa

from bot.errors import UserError
from bot.ledger import Broken, Entry, Ledger, Note
from bot.ledger.note import ApprovalNote, PolicyNote, told_by
from bot.ledger.record import GENESIS
from bot.migrations import upgrade
from bot.server.engine import Database

ENTRY = Entry(42, 5, "a" * 40, "b" * 40, "c" * 64, "decisis 0", "failure", '{"verdict": "fail"}')


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with Database(database_url) as opened:
        yield opened


def _filled(database: Database, count: int) -> Ledger:
    ledger = Ledger(database.engine)
    for number in range(count):
        ledger.record(replace(ENTRY, pull=number))
    return ledger


def test_records_are_chained_from_the_first_on(database: Database) -> None:
    ledger = _filled(database, 3)
    records = [json.loads(record) for record in ledger.records()]
    assert [record["sequence"] for record in records] == [1, 2, 3]
    assert records[0]["previous"] == GENESIS
    for before, after in zip(ledger.records(), records[1:], strict=False):
        assert after["previous"] == hashlib.sha256(before).hexdigest()
    assert ledger.verify() == hashlib.sha256(ledger.records()[-1]).hexdigest()


def test_the_same_verdict_is_recorded_once(database: Database) -> None:
    ledger = Ledger(database.engine)
    assert ledger.record(ENTRY) == ledger.record(ENTRY)
    assert len(ledger.records()) == 1
    ledger.record(replace(ENTRY, conclusion="success"))
    assert len(ledger.records()) == 2


def test_an_empty_ledger_holds(database: Database) -> None:
    assert Ledger(database.engine).verify() == GENESIS


@pytest.mark.threat("J1")
def test_any_changed_byte_is_noticed(database: Database) -> None:
    ledger = _filled(database, 3)
    record = ledger.records()[1]
    for place in range(len(record)):
        altered = record[:place] + bytes([record[place] ^ 1]) + record[place + 1 :]
        _execute(database, "UPDATE verdicts SET record = :record WHERE sequence = 2", record=altered)
        with pytest.raises(Broken) as caught:
            ledger.verify()
        assert caught.value.sequence == 2
    _execute(database, "UPDATE verdicts SET record = :record WHERE sequence = 2", record=record)
    ledger.verify()


@pytest.mark.threat("J1")
def test_a_deleted_record_is_noticed(database: Database) -> None:
    ledger = _filled(database, 3)
    _execute(database, "DELETE FROM verdicts WHERE sequence = 2")
    with pytest.raises(Broken):
        ledger.verify()


@pytest.mark.threat("J1")
def test_a_record_altered_together_with_its_digest_breaks_the_next_link(database: Database) -> None:
    ledger = _filled(database, 3)
    forged = ledger.records()[0].replace(b"failure", b"success")
    digest = hashlib.sha256(forged).hexdigest()
    change = "UPDATE verdicts SET record = :record, digest = :digest WHERE sequence = 1"
    _execute(database, change, record=forged, digest=digest)
    with pytest.raises(Broken) as caught:
        ledger.verify()
    assert caught.value.sequence == 2


@pytest.mark.threat("J4")
def test_writers_at_once_make_one_chain(database: Database) -> None:
    ledger = Ledger(database.engine)
    threads = [
        Thread(target=lambda first=first: [ledger.record(replace(ENTRY, pull=first + n)) for n in range(25)])
        for first in (0, 100, 200, 300)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ledger.records()) == 100
    ledger.verify()


@pytest.mark.threat("J5")
def test_a_clock_that_goes_back_changes_no_order(database: Database) -> None:
    times = iter([100.0, 50.0, 75.0])
    ledger = Ledger(database.engine, clock=lambda: next(times))
    for number in range(3):
        ledger.record(replace(ENTRY, pull=number))
    assert [json.loads(record)["pull"] for record in ledger.records()] == [0, 1, 2]
    ledger.verify()


def test_what_is_no_verdict_stands_in_the_same_chain_before_what_rests_on_it(database: Database) -> None:
    ledger = Ledger(database.engine)
    approval = Note(42, 5, "a" * 40, ApprovalNote("ADR-0001/require-approval-1", 3, "dana", 8, "a" * 40))
    policy = Note(42, 0, "d" * 40, PolicyNote("d" * 40, "c" * 64, "p.yml", "enforce"))
    ledger.note(policy)
    recorded = ledger.record(ENTRY, (approval,))
    ledger.note(policy, approval)
    assert ledger.record(ENTRY, (approval,)) == recorded
    records = [json.loads(record) for record in ledger.records()]
    assert [record.get("kind") for record in records] == ["policy", "approval", None]
    assert told_by("approval", records[1]["document"]) == approval.told
    assert ledger.policy(42) == (1, policy.told)
    assert ledger.policy(43) is None
    assert ledger.last(42, 5) == ledger.records()[-1]
    assert ledger.verify() == recorded.digest


def test_a_database_from_before_there_were_notes_is_read_and_written_on(database: Database) -> None:
    _filled(database, 2)
    _execute(database, "DROP TABLE notes")
    _execute(database, "UPDATE alembic_version SET version_num = '0001'")
    upgrade(database.engine)
    ledger = Ledger(database.engine)
    ledger.note(Note(42, 0, "d" * 40, PolicyNote("d" * 40, "c" * 64, "p.yml", "enforce")))
    assert [json.loads(record)["sequence"] for record in ledger.records()] == [1, 2, 3]
    ledger.verify()


def test_what_a_later_version_adds_to_a_note_is_passed_over_and_what_it_lacks_is_said() -> None:
    told = ApprovalNote("r", 3, "dana", 8, "a" * 40)
    document = json.loads(json.dumps(asdict(told))) | {"later": 1}
    assert told_by("approval", json.dumps(document)) == told
    for kind, text in (("approval", "{}"), ("approval", "["), ("unknown", "{}")):
        with pytest.raises(UserError, match="use the version that wrote it"):
            told_by(kind, text)


def _execute(database: Database, statement: str, **values: object) -> None:
    with database.engine.begin() as connection:
        connection.execute(sa.text(statement), values)
