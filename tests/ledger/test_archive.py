"""A ledger that somebody touched: bytes, cuts, a rewriting and a fork, seen by our verifier and the other."""

from __future__ import annotations

import hashlib
import json
import random
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from bot.ledger import Entry, Ledger, Note
from bot.ledger.archive import Anchor, Archive, verified
from bot.ledger.chain import Broken
from bot.ledger.exported import plain_records
from bot.ledger.note import ApprovalNote, PolicyNote
from bot.ledger.record import GENESIS, canonical
from bot.server.engine import Database
from tests.ledger.reports import described
from tests.report.verdicts import CLEAN, FAILING

ROOT = Path(__file__).parents[2]
COUNT = 1_000


def entry(number: int) -> Entry:
    return Entry(
        42, number % 7 + 1, f"{number:040x}", "b" * 40, "c" * 64, "engine", "failure", '{"verdict":"fail"}'
    )


@pytest.fixture(scope="module")
def records() -> list[tuple[int, bytes, str]]:
    """A chain of 1,000 records as the ledger writes them, in memory."""
    found: list[tuple[int, bytes, str]] = []
    previous = GENESIS
    for number in range(1, COUNT + 1):
        record = entry(number).record(number, previous, number)
        previous = hashlib.sha256(record).hexdigest()
        found.append((number, record, previous))
    return found


def test_every_byte_of_a_record_counts(records: list[tuple[int, bytes, str]]) -> None:
    """Each byte of all 1,000 records by its digest, and some through the whole chain."""
    for _, record, digest in records:
        for at in range(len(record)):
            touched = record[:at] + bytes([record[at] ^ 1]) + record[at + 1 :]
            assert hashlib.sha256(touched).hexdigest() != digest
    for place in range(0, COUNT, 97):
        number, record, digest = records[place]
        at = place % len(record)
        touched = record[:at] + bytes([record[at] ^ 1]) + record[at + 1 :]
        with pytest.raises(Broken) as caught:
            verified(iter([*records[:place], (number, touched, digest), *records[place + 1 :]]))
        assert caught.value.sequence == number
        made_to_fit = hashlib.sha256(touched).hexdigest()
        changed = [*records[:place], (number, touched, made_to_fit), *records[place + 1 :]]
        with pytest.raises(Broken):
            verified(iter(changed), Anchor(COUNT, records[-1][2]))


@pytest.mark.threat("J2")
def test_every_cut_is_seen_with_an_anchor_and_every_gap_without(
    records: list[tuple[int, bytes, str]],
) -> None:
    anchor = Anchor(COUNT, records[-1][2])
    assert verified(iter(records), anchor) == anchor
    for length in range(0, COUNT, 37):
        with pytest.raises(Broken, match="is missing, although the anchor stands at 1000"):
            verified(iter(records[:length]), anchor)
    for place in range(0, COUNT - 1, 37):
        with pytest.raises(Broken):
            verified(iter([*records[:place], *records[place + 1 :]]))


@pytest.mark.threat("J2")
def test_a_rewriting_and_a_fork_are_seen_with_an_anchor(records: list[tuple[int, bytes, str]]) -> None:
    anchor = Anchor(COUNT // 2, records[COUNT // 2 - 1][2])
    assert verified(iter(records), anchor).sequence == COUNT
    forked: list[tuple[int, bytes, str]] = records[:100]
    previous = forked[-1][2]
    for number in range(101, COUNT + 1):
        record = canonical(
            {**json.loads(records[number - 1][1]), "conclusion": "success", "previous": previous}
        )
        previous = hashlib.sha256(record).hexdigest()
        forked.append((number, record, previous))
    assert verified(iter(forked)).sequence == COUNT  # a chain by itself cannot tell
    with pytest.raises(Broken, match="is another than the anchor says"):
        verified(iter(forked), anchor)


def told(number: int, chance: random.Random) -> Entry | Note:
    """Something that is recorded."""
    pull, head = chance.randrange(1, 9), f"{number:040x}"
    match chance.randrange(5):
        case 0:
            approval = ApprovalNote("ADR-0001/require-approval-1", 3, "dänä\u2028", 8, head)
            return Note(42, pull, head, approval)
        case 1:
            return Note(42, 0, head, PolicyNote(head, "c" * 64, "p.yml", "enforce", changes=('"\\\n',)))
        case _:
            return entry(number)


def touched(lines: list[bytes], chance: random.Random) -> list[bytes]:
    """A log that somebody touched in one place, and mostly chained anew behind it."""
    at = chance.randrange(len(lines))
    values: dict[str, Any] = json.loads(lines[at])
    name = chance.choice(sorted(values))
    odd = [None, 1, -1, 1.0, True, "", "x", "neutral", "success", "waiver", [], {}, 2**70, "\ud800"]
    match chance.randrange(6):
        case 0:
            values[name] = chance.choice(odd)
        case 1:
            del values[name]
        case 2:
            values[chance.choice(("kind", "inputs", "base", "later"))] = chance.choice(odd)
        case 3:
            return [*lines[:at], *lines[at + 1 :]]
        case 4:  # the same value in another form
            blank = lines[at].replace(b",", b", ", 1)
            twice = lines[at].replace(b"{", b'{"pull":0,', 1)
            return [*lines[:at], chance.choice((blank, twice)), *lines[at + 1 :]]
        case _:
            return lines
    made = lines[:at]
    for line in lines[at:]:
        values = values if len(made) == at else json.loads(line)
        if made and "previous" in values and chance.random() < 0.9:
            values["previous"] = hashlib.sha256(made[-1]).hexdigest()
        made.append(json.dumps(values, sort_keys=True, separators=(",", ":")).encode())
    return made


@pytest.mark.threat("J6")
def test_two_verifiers_of_one_format_agree_on_a_thousand_logs() -> None:
    theirs = runpy.run_path(str(ROOT / "tools" / "verify_ledger.py"))["verify"]
    chance = random.Random(6)
    seen = {True: 0, False: 0}
    for _ in range(1_000):
        lines: list[bytes] = []
        for number in range(1, chance.randrange(2, 8)):
            previous = hashlib.sha256(lines[-1]).hexdigest() if lines else GENESIS
            lines.append(told(number, chance).record(number, previous, number))
        lines = touched(lines, chance)
        try:
            verified(plain_records(lines))
            fault = ""
        except Broken as broken:
            fault = str(broken)
        assert bool(theirs(lines, None)) == bool(fault), (lines, fault)
        seen[bool(fault)] += 1
    assert min(seen.values()) > 150


@pytest.fixture
def database(database_url: str) -> str:
    with Database(database_url) as opened:
        ledger = Ledger(opened.engine)
        for number in range(1, 6):
            ledger.record(entry(number))
    return database_url


def ledger(*words: str) -> int:
    return main(["ledger", *words])


def other(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "tools" / "verify_ledger.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)


def test_the_command_verifies_anchors_and_hands_out(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--database", database)
    assert ledger("verify", *where) == 0
    assert (
        capsys.readouterr().out == "5 records hold to one another; without an anchor a cut tail goes unseen\n"
    )
    assert ledger("head", *where) == 0
    anchor, export = tmp_path / "anchor.json", tmp_path / "ledger.jsonl"
    anchor.write_text(capsys.readouterr().out)
    assert ledger("verify", *where, "--anchor", str(anchor)) == 0
    assert capsys.readouterr().out == "5 records hold to one another and to the anchor\n"
    assert ledger("export", *where) == 0
    export.write_text(capsys.readouterr().out)
    done = other(str(export), str(anchor))
    assert (done.returncode, done.stdout) == (0, "5 records hold to one another\n")
    with Database(database) as opened, opened.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM verdicts WHERE sequence = 5")
    assert ledger("verify", *where) == 0
    capsys.readouterr()
    with Database(database) as opened, opened.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE verdicts SET digest = 'x' WHERE sequence = 2")
    for word in ("head", "verify"):
        assert ledger(word, *where) == 1
        assert "record 2 of the ledger has other bytes than its digest says" in capsys.readouterr().err
    with Database(database) as opened, opened.engine.begin() as connection:
        right = "(SELECT previous FROM verdicts WHERE sequence = 3)"
        connection.exec_driver_sql(f"UPDATE verdicts SET digest = {right} WHERE sequence = 2")
    assert ledger("verify", *where, "--anchor", str(anchor)) == 1
    assert "record 5 of the ledger is missing, although the anchor stands at 5" in capsys.readouterr().err


def test_the_other_verifier_sees_the_same(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ledger("export", "--database", database) == 0
    lines = capsys.readouterr().out.splitlines(keepends=True)
    file = tmp_path / "ledger.jsonl"
    for touched, said in (
        ([*lines[:2], lines[2].replace('"pull":', '"pull": ')], "record 3 is not in the canonical form"),
        ([*lines[:2], *lines[3:]], "record 3 is missing"),
        (
            [lines[0], lines[1].replace("failure", "success"), lines[2]],
            "record 3 does not follow the one before it",
        ),
        ([lines[0], lines[1][:-9]], "the last line is cut off"),
        ([lines[0].replace("failure", "neutral")], "record 1 has a conclusion that is never published"),
    ):
        file.write_text("".join(touched))
        done = other(str(file))
        assert (done.returncode, done.stdout) == (1, f"{said}\n")
    assert len((ROOT / "tools" / "verify_ledger.py").read_text().splitlines()) < 150


def test_a_transcript_tells_what_came_and_what_went(
    database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from checks.report.json_report import render

    times = iter((1_772_450_000.0, 1_772_450_300.0))
    with Database(database_url) as opened:
        made = Ledger(opened.engine, clock=lambda: next(times))
        for verdict, conclusion, head in ((FAILING, "failure", "1" * 40), (CLEAN, "success", "2" * 40)):
            made.record(Entry(42, 5, head, "b" * 40, "c" * 64, verdict.engine, conclusion, render(verdict)))
        with opened.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO places VALUES (42, 7, 'acme/shop')")
    where = ("--database", database_url)
    assert main(["transcript", "acme/shop#5", *where]) == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "acme/shop#5: 2 verdicts on 2 heads\n"
        "last: success on 222222222222, 2026-03-02 11:18:20 UTC (record 2)\n\n"
        "2026-03-02 11:13:20 UTC  failure on 111111111111 (record 1)\n"
    )
    assert (
        "  new: block F-0a1b2c3d4e5f app/orders.py:3 imports `requests` (ADR-0012/forbid-import-1)\n" in said
    )
    assert (
        "  gone: block F-0a1b2c3d4e5f app/orders.py:3 imports `requests` (ADR-0012/forbid-import-1)" in said
    )
    assert main(["transcript", "acme/shop#5", *where, "--format", "json"]) == 0
    told = described("transcript", capsys.readouterr().out)
    assert [len(step["came"]) for step in told["steps"]] == [3, 0]
    assert main(["transcript", "acme/shop#5", *where, "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("# acme/shop#5: 2 verdicts on 2 heads\n\n```")
    with Database(database_url) as opened, opened.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE notes")  # as a database of the versions before it
    assert main(["transcript", "acme/shop#5", *where]) == 0
    assert capsys.readouterr().out == said
    assert main(["transcript", "acme/none#5", *where]) == 2
    assert main(["transcript", "acme", *where]) == 2
    assert Archive(database_url).verify().sequence == 2
