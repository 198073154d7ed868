"""What a transcript says of sessions, of waivers and of merges, and what it passes over."""

from __future__ import annotations

import hashlib
import json

from bot.ledger import Entry, Note
from bot.ledger.inputs import Inputs, inputs_of
from bot.ledger.note import OverrideNote, PolicyNote, WaiverNote
from bot.ledger.record import GENESIS
from bot.ledger.transcript import steps
from bot.ledger.transcript_text import text
from checks.change import Commit, PullFacts
from checks.description.references import transcripts
from checks.proceedings import OtherCheck, Proceedings
from checks.report.json_report import render
from tests.report.verdicts import CLEAN

HEAD = "1" * 40


def facts(*checks: OtherCheck, body: str = "", trailer: str = "") -> PullFacts:
    commit = Commit(HEAD, "a <a@b>", "a <a@b>", f"Add it\n\n{trailer}\n")
    return PullFacts(
        number=5, body=body, commits=(commit,), proceedings=Proceedings(is_known=True, checks=checks)
    )


def test_sessions_are_taken_from_trailers_and_from_the_description() -> None:
    session = "https://app.devin.ai/sessions/0123abcd"
    found = facts(
        body=f"done (see {session}), twice: {session}\n\n    {session}/in-code\n",
        trailer="Agent-Logs-Url: https://github.com/acme/shop/sessions/0123\nReviewed-by: x <x@y>",
    )
    assert transcripts(found) == (
        "Agent-Logs-Url: https://github.com/acme/shop/sessions/0123",
        session,
    )
    assert transcripts(facts(body="no session here", trailer="Signed-off-by: x <x@y>")) == ()


def test_a_check_is_told_when_what_it_says_changes_and_again_on_another_head() -> None:
    kept: dict[str, bytes] = {}

    def seen(at: int, conclusion: str, head: str) -> tuple[int, bytes]:
        inputs = inputs_of(Inputs(facts(OtherCheck("ci", 7, conclusion, head, "actions")), 1, "c" * 40))
        kept[hashlib.sha256(inputs.encode()).hexdigest()] = inputs.encode()
        entry = Entry(42, 5, head, "b" * 40, "c" * 64, "e", "failure", render(CLEAN), inputs=inputs)
        return at * 1000, entry.record(at, GENESIS, at)

    told = [("", HEAD), ("failure", HEAD), ("failure", HEAD), ("success", HEAD), ("success", "2" * 40)]
    found = steps([seen(at, conclusion, head) for at, (conclusion, head) in enumerate(told, 1)], (), kept.get)
    said = [line for line in text("acme/shop#5", found).splitlines() if "check:" in line]
    assert said == [
        "  check: ci of actions: has not finished",
        "  check: ci of actions: failure",
        "  check: ci of actions: success",
        "  check: ci of actions: success",
    ]


def test_nothing_that_somebody_wrote_steers_a_terminal_or_a_log() -> None:
    evil = "x\x1b[31m\n::error::y"
    notes = [
        WaiverNote("refused", "F-0123456789ab", evil, evil, 0, 3, evil, 7, evil, "", evil),
        OverrideNote(3, evil, evil, evil, "failure", 1, evil),
        PolicyNote("d" * 40, "e" * 64, evil, "enforce", (), (evil,), "c" * 40, 1, (evil,)),
    ]
    entry = Entry(42, 5, HEAD, "b" * 40, "c" * 64, "e", "failure", render(CLEAN))
    records = [Note(42, 5, HEAD, told).record(at, GENESIS, at) for at, told in enumerate(notes, 2)]
    found = steps([(1, entry.record(1, GENESIS, 1))], [(json.loads(one)["time"], one) for one in records])
    for said in (text("acme/shop#5", found), text("acme/shop#5", found, markdown=True)):
        assert "\x1b" not in said
        assert not any(line.lstrip().startswith("::") for line in said.splitlines())


def test_changes_of_the_policy_are_told_between_the_verdicts_alone() -> None:
    def verdict(at: int) -> tuple[int, bytes]:
        entry = Entry(42, 5, HEAD, "b" * 40, "c" * 64, "e", "failure", render(CLEAN))
        return at, entry.record(at, GENESIS, at)

    def policy(at: int) -> tuple[int, bytes]:
        return at, Note(42, 0, HEAD, PolicyNote(HEAD, "e" * 64, "p.yml", "enforce")).record(at, GENESIS, at)

    found = steps([verdict(2), verdict(4)], [policy(1), policy(3), policy(5)])
    assert [step.record["sequence"] for step in found] == [2, 3, 4]
    assert steps([], [policy(1)]) == []
