"""What people did about a verdict stands in the ledger before anybody sees its effect."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from bot.ledger.archive import Archive
from bot.sql import sqlite_file
from tests.ledger.reports import described
from tests.stories.conftest import BAD, FILES, GOOD
from tests.stories.desk import ROOT, Bench, bench_in
from tests.stories.test_approvals import CHANGE, MIGRATIONS
from tests.stories.test_must_pass import RECORD, WORKFLOW
from tests.world.actions.merging import ADMIN
from tests.world.errors import Blocked
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository

POLICY = b"version: 1\nmode: enforce\nwaivers: {from: [maintain], max-days: 10}\n"
REASON = "the old place stays until the move is done"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench_in(tmp_path_factory.mktemp("accounts"), replays=4) as made:
        yield made
        verified(made, tmp_path_factory.mktemp("export") / "ledger.jsonl")


def verified(bench: Bench, file: Path) -> None:
    """Both verifiers hold the whole chain to be in order."""
    archive = Archive(bench.url)
    count = archive.verify().sequence
    file.write_bytes(b"".join(record + b"\n" for _, record, _ in archive.records()))
    command = [sys.executable, str(ROOT / "tools" / "verify_ledger.py"), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (0, f"{count} records hold to one another\n")


def shop(bench: Bench, policy: bytes = POLICY, **options: Any) -> Repository:
    made = bench.shop({**FILES, ".github/decisis.yml": policy, **options})
    for name, role in (("dana", "maintain"), ("erin", "admin"), ("frank", "write")):
        made.grant(bench.world.human(name), role)
    made.require_check("decisis", bench.world.app, bypass=(ADMIN,))
    return made


def chain(bench: Bench, repository: Repository, number: int) -> list[dict[str, Any]]:
    """The records about a pull request, or with 0 those about the repository."""
    found = [json.loads(record) for _, record, _ in Archive(bench.url).records()]
    return [one for one in found if (one["repository"], one["pull"]) == (repository.id, number)]


def notes(bench: Bench, repository: Repository, number: int, kind: str) -> list[dict[str, Any]]:
    found = chain(bench, repository, number)
    return [json.loads(one["document"]) for one in found if one.get("kind") == kind]


def finding(bench: Bench, pull: Pull) -> str:
    bench.catch_up()
    last = chain(bench, pull.repository, pull.number)[-1]
    return str(json.loads(last["document"])["findings"][0]["id"])


def blocked(bench: Bench) -> tuple[Pull, str]:
    pull = shop(bench).open_pull(bench.world.agent(), files=BAD)
    return pull, finding(bench, pull)


def test_a_waiver_is_accounted_for_when_it_is_asked_for_given_used_and_taken_back(bench: Bench) -> None:
    pull, name = blocked(bench)
    world, told = bench.world, f"/decisis waive {name} {REASON}"
    world.human("frank").comment(pull, told)
    world.human("frank").comment(pull, "/decisis waive F-000000000000 there is no such finding")
    bench.catch_up()
    world.human("dana").comment(pull, told)
    bench.catch_up()
    world.human("dana").comment(pull, f"/decisis unwaive {name}")
    bench.catch_up()
    found = notes(bench, pull.repository, pull.number, "waiver")
    assert [(one["state"], one["login"]) for one in found] == [
        ("refused", "frank"),
        ("granted", "dana"),
        ("used", "dana"),
        ("withdrawn", "dana"),
    ]
    assert found[0]["objection"] == "only those with `maintain` access may waive findings here"
    assert {(one["finding"], one["rule"], one["path"]) for one in found} == {
        (name, "ADR-0001/forbid-path-1", "src/legacy/new.txt")
    }
    assert [one["reason"] for one in found[1:3]] == [REASON, REASON]
    kinds = [one.get("kind", one.get("conclusion")) for one in chain(bench, pull.repository, pull.number)]
    assert kinds == ["failure", "waiver", "waiver", "waiver", "success", "waiver"]


def test_an_approval_stands_before_the_verdict_that_rests_on_it(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    made = shop(
        bench, **{"docs/decisions/0002-migrations.md": MIGRATIONS.replace(b"@%s/dba", b"@dana") % b""}
    )
    pull = made.open_pull(bench.world.agent(), files=CHANGE)
    bench.catch_up()
    bench.world.human("dana").review(pull, "APPROVE", "the copy was tried\non staging")
    bench.catch_up()
    (approval,) = notes(bench, made, pull.number, "approval")
    assert (approval["login"], approval["commit"]) == ("dana", pull.head_sha)
    assert approval["rule"] == "ADR-0002/require-approval-1"
    assert approval["words"] == "the copy was tried\non staging"
    place = f"{made.full_name}#{pull.number}"
    said = told(capsys, "transcript", place, "--database", bench.url)
    assert ", for ADR-0002/require-approval-1: the copy was tried on staging\n" in said
    kinds = [one.get("kind", one.get("conclusion")) for one in chain(bench, made, pull.number)]
    assert kinds == ["action_required", "approval", "success"]
    bench.sweep(made)
    bench.catch_up()
    assert len(chain(bench, made, pull.number)) == 3


def test_a_merge_past_a_failing_check_is_an_override_and_a_debt(
    bench: Bench, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pull, name = blocked(bench)
    with pytest.raises(Blocked):
        pull.merge(bench.world.human("frank"), bypass=True)
    pull.merge(bench.world.human("erin"), bypass=True)
    bench.catch_up()
    (override,) = notes(bench, pull.repository, pull.number, "override")
    assert (override["login"], override["role"], override["stood"]) == ("erin", "admin", "failure")
    assert override["by"] == bench.world.human("erin").id
    assert [one["id"] for one in override["findings"]] == [name]
    assert override["verdict"] == chain(bench, pull.repository, pull.number)[0]["sequence"]
    assert override["agent"] == "copilot-coding-agent"
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(pull.repository.git_dir), str(clone)], check=True, timeout=30)
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    capsys.readouterr()
    assert main(["debt", "--repo", str(clone), "--database", bench.url, "--format", "json"]) == 0
    owed = [one for one in json.loads(capsys.readouterr().out)["owed"] if one["kind"] == "override"]
    assert any(
        (one["decision"], one["place"], one["state"], one["agent"])
        == ("ADR-0001", "src/legacy/new.txt", "#1 merged by @erin past failure", "copilot-coding-agent")
        for one in owed
    )


def test_a_merge_that_a_verdict_let_pass_is_none(bench: Bench) -> None:
    made = shop(bench)
    pull = made.open_pull(bench.world.agent(), files=GOOD)
    bench.catch_up()
    pull.merge(bench.world.human("frank"))
    bench.catch_up()
    assert [one.get("kind") for one in chain(bench, made, pull.number)] == [None]


def test_a_service_whose_clock_is_ahead_of_github_accuses_nobody(bench: Bench) -> None:
    bench.world.clock.advance(-30)
    made = shop(bench)
    pull = made.open_pull(bench.world.agent(), files=GOOD)
    bench.catch_up()
    pull.merge(bench.world.human("frank"))
    bench.catch_up()
    held = made.open_pull(bench.world.agent(), head="held", files=BAD)
    bench.catch_up()
    held.merge(bench.world.human("erin"), bypass=True)
    bench.catch_up()
    bench.world.clock.advance(30)
    assert notes(bench, made, pull.number, "override") == []
    (override,) = notes(bench, made, held.number, "override")
    assert override["stood"] == "failure"


def test_what_a_merge_queue_let_pass_is_no_override(bench: Bench) -> None:
    made = shop(bench)
    pull = made.open_pull(bench.world.agent(), files=GOOD)
    bench.catch_up()
    group = pull.enqueue()
    bench.catch_up()
    pull.merge(bench.world.human("frank"))
    pull.dequeue(group)
    bench.catch_up()
    assert notes(bench, made, pull.number, "override") == []


def test_a_merge_before_any_verdict_is_one_and_what_is_said_later_does_not_heal_it(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    made = shop(bench)
    pull = made.open_pull(bench.world.agent(), files=GOOD)
    bench.world.clock.advance(-30)  # the verdict comes half a minute after the merge
    pull.merge(bench.world.human("erin"), bypass=True)
    bench.world.clock.advance(30)
    other = made.open_pull(bench.world.agent(), head="again", files={"src/modern/other.txt": b"z\n"})
    bench.catch_up()
    (override,) = notes(bench, made, pull.number, "override")
    assert (override["stood"], override["verdict"], override["findings"]) == ("none", 0, [])
    assert notes(bench, made, other.number, "override") == []
    said = told(capsys, "transcript", f"{made.full_name}#{pull.number}", "--database", bench.url)
    assert "OVERRIDE: merged by @erin" in said
    assert "admin here) before any verdict" in said


def test_who_only_observes_is_not_overridden_even_by_a_merge_that_makes_it_observe(bench: Bench) -> None:
    calm = shop(bench, b"version: 1\nmode: observe\n")
    pull = calm.open_pull(bench.world.agent(), files=BAD)
    bench.catch_up()
    pull.merge(bench.world.human("frank"))
    bench.catch_up()
    assert notes(bench, calm, pull.number, "override") == []
    strict = shop(bench)
    loosening = strict.open_pull(
        bench.world.agent(), files={**BAD, ".github/decisis.yml": b"version: 1\nmode: observe\n"}
    )
    bench.catch_up()
    loosening.merge(bench.world.human("erin"), bypass=True)
    bench.catch_up()
    (override,) = notes(bench, strict, loosening.number, "override")
    assert (override["login"], override["stood"]) == ("erin", "failure")
    last = notes(bench, strict, 0, "policy")[-1]
    assert "mode: enforce → observe" in last["changes"]


def test_a_change_of_the_policy_is_recorded_before_anything_is_judged_by_it(
    bench: Bench,
) -> None:
    made = shop(bench)
    pull = made.open_pull(bench.world.agent(), files=BAD)
    bench.catch_up()
    made.commit("main", {"README.md": b"# Another\n"})
    made.push("main", by=bench.world.human("dana"))
    bench.catch_up()
    first = notes(bench, made, 0, "policy")
    assert [(one["mode"], one["was"], one["follows"]) for one in first] == [("enforce", "", 0)]
    gone: dict[str, Any] = {"docs/decisions/0001-legacy.md": None}
    made.commit("main", gone)
    tip = made.push("main", by=bench.world.human("frank"))
    bench.catch_up()
    (_, second) = notes(bench, made, 0, "policy")
    assert second["changes"] == ["rule ADR-0001/forbid-path-1 is gone", "decision ADR-0001 is gone"]
    assert (second["commit"], second["was"]) == (tip, first[0]["commit"])
    assert [one["login"] for one in second["by"]] == ["frank"]  # what dana pushed changed no policy
    sequences = [one["sequence"] for one in chain(bench, made, 0)]
    assert second["follows"] == sequences[0]
    assert sequences[1] < chain(bench, made, pull.number)[-1]["sequence"]
    made.commit("main", {".github/decisis.yml": b"version: 1\nmode: sometimes\n"})
    made.push("main", by=bench.world.human("frank"))
    bench.catch_up()
    third = notes(bench, made, 0, "policy")[-1]
    assert (third["digest"], third["changes"]) == ("", ["the policy does not read"])
    assert ".github/decisis.yml:2:7" in third["problems"][0]
    assert [one["login"] for one in third["by"]] == ["frank"]


def test_a_change_of_the_policy_is_recorded_where_no_pull_request_is_open(bench: Bench) -> None:
    made = shop(bench)
    made.commit("main", {".github/decisis.yml": POLICY + b"# moved\n"})
    made.push("main")
    bench.catch_up()
    assert len(notes(bench, made, 0, "policy")) == 1


def told(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    capsys.readouterr()
    assert main([*words]) == 0
    return capsys.readouterr().out


def test_the_records_about_a_pull_request_are_shown_and_its_check_run_names_the_last(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    pull, name = blocked(bench)
    bench.world.human("dana").comment(pull, f"/decisis waive {name} {REASON}")
    bench.catch_up()
    where = ("--database", bench.url)
    place = f"{pull.repository.full_name}#{pull.number}"
    said = told(capsys, "ledger", "show", place, *where)
    assert said.startswith(f"{place}: 4 records\n\nrecord ")
    assert f"UTC  waiver of {name} given by @dana (account " in said
    assert f"  reason: {REASON}\n" in said
    assert "UTC  verdict: success on " in said
    shown = described("ledger-show", told(capsys, "ledger", "show", place, *where, "--format", "json"))
    last = shown["records"][-1]
    assert (shown["schema"], last["document"]["verdict"]) == ("decisis.ledger/1", "pass")
    run = pull.check()
    assert run is not None
    line = f"<sub>ledger {last['record']['sequence']}:{last['digest']}</sub>"
    assert (run.text or "").rstrip().endswith(line)
    anchor = f"{last['record']['sequence']}:{last['digest']}"
    assert "and to the anchor" in told(capsys, "ledger", "verify", *where, "--anchor", anchor)
    whole = told(capsys, "ledger", "show", pull.repository.full_name, *where)
    assert "#1 verdict: failure" in whole
    assert "policy: .github/decisis.yml at " in whole


def test_a_transcript_tells_in_the_night_what_happened_and_what_holds(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    world = bench.world
    tested = RECORD % b"ci / test"
    made = shop(bench, **{"docs/decisions/0003-tested.md": tested, ".github/workflows/ci.yml": WORKFLOW})
    session = "https://claude.ai/code/session_0123456789"
    pull = made.open_pull(world.agent(), files=BAD, message=f"Add it\n\nClaude-Session: {session}\n")
    name = finding(bench, pull)
    world.human("frank").comment(pull, f"/decisis waive {name} {REASON}")
    bench.catch_up()
    world.human("dana").comment(pull, f"/decisis waive {name} {REASON}")
    bench.catch_up()
    world.actions.post_check_run(made, pull.head_sha, "test", "failure")
    bench.catch_up()
    made.commit("main", {".github/decisis.yml": POLICY.replace(b"10}", b"9}")})
    made.push("main", by=world.human("erin"))
    bench.catch_up()
    world.actions.post_check_run(made, pull.head_sha, "test")
    bench.catch_up()
    pull.push({"src/legacy/more.txt": b"z\n"})
    bench.catch_up()
    pull.merge(world.human("erin"), bypass=True)
    bench.catch_up()
    where = ("--database", bench.url)
    place = f"{made.full_name}#{pull.number}"
    said = told(capsys, "transcript", place, *where)
    lines = said.splitlines()
    assert "on 2 heads, 1 OVERRIDE, 1 waiver, 1 refused waiver, 1 change of the policy" in lines[0]
    assert lines[1].startswith("last: failure (2 blocking, 1 due) on ")
    assert lines[2].startswith("OVERRIDE: merged by @erin (account ")
    past = f"admin here) past failure (record {last_verdict(bench, pull)})"
    assert lines[2].endswith(past)
    in_order = (
        f"  session: Claude-Session: {session}",
        f"waiver of {name} refused to @frank",
        f"waiver of {name} given by @dana",
        f"  waived {name} by @dana: {REASON}, until ",
        "  check: test of github-actions: failure",
        "POLICY CHANGED: .github/decisis.yml at ",
        "  by: @erin (account ",
        "  check: test of github-actions: success",
        f"  pushed: {pull.head_sha}, onto ",
        "OVERRIDE: merged by @erin",
        "  held back by: ",
    )
    at = [said.index(words, said.index("\n\n")) for words in in_order]
    assert at == sorted(at)
    shown = described("transcript", told(capsys, "transcript", place, *where, "--format", "json"))
    kinds = [step["kind"] for step in shown["steps"]]
    assert {"verdict", "waiver", "policy", "override"} <= set(kinds)
    markdown = told(capsys, "transcript", place, *where, "--format", "markdown")
    assert markdown.startswith(f"# {place}: ")
    assert "\n## 2" in markdown


def last_verdict(bench: Bench, pull: Pull) -> int:
    return int(
        [one for one in chain(bench, pull.repository, pull.number) if "kind" not in one][-1]["sequence"]
    )


def test_a_verdict_is_given_once_more_by_the_engine_of_today(
    bench: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    pull, name = blocked(bench)
    number = last_verdict(bench, pull)
    file = copied(bench, tmp_path / "older.db")
    with sqlite3.connect(file) as connection:  # as a version judged that did not know the rule
        query = "SELECT record FROM verdicts WHERE sequence = ?"
        values = json.loads(connection.execute(query, (number,)).fetchone()[0])
        document = json.loads(values["document"])
        document |= {"engine": "decisis 0.1 (semgrep 1)", "findings": [], "verdict": "pass"}
        values |= {"engine": "decisis 0.1 (semgrep 1)", "document": json.dumps(document)}
        older = json.dumps(values).encode()
        connection.execute("UPDATE verdicts SET record = ? WHERE sequence = ?", (older, number))
    git_dir = str(pull.repository.git_dir)
    words = ["replay", str(number), "--database", str(file), "--repo", git_dir]
    assert main(words) == 2
    assert "was judged by `decisis 0.1 (semgrep 1)`, and this is `" in capsys.readouterr().err
    assert main([*words, "--engine", "current"]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"record {number}: pass → fail\njudged by decisis ")
    assert f"+ block {name} src/legacy/new.txt:0 adds a file" in said
    assert "engine:" not in said
    assert main([*words, "--engine", "current", "--format", "json"]) == 1
    shown = described("replay", capsys.readouterr().out)
    assert (shown["same"], shown["compared"], [one["id"] for one in shown["came"]]) == (
        False,
        "findings",
        [name],
    )
    ours = ["replay", str(number), "--database", bench.url, "--repo", git_dir]
    assert main([*ours, "--engine", "current"]) == 0
    assert capsys.readouterr().out == f"record {number}: the same findings\n"
    assert main([*ours, "--format", "json"]) == 0
    assert described("replay", capsys.readouterr().out)["same"] is True
    empty = tmp_path / "empty"
    subprocess.run(["git", "init", "-q", "--bare", str(empty)], check=True, timeout=30)
    assert main([*ours[:-1], str(empty)]) == 2
    error = capsys.readouterr().err
    assert (
        f"git lacks the base {pull.base_sha}; the head of #1 (`git fetch origin refs/pull/1/head`)" in error
    )
    assert f"the commit of the policy {pull.repository.head()}" in error


def copied(bench: Bench, file: Path) -> Path:
    """The database as it stands."""
    with sqlite3.connect(sqlite_file(bench.url)) as source, sqlite3.connect(file) as target:
        source.backup(target)
    return file
