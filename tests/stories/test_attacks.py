"""Attacks on approvals, waivers, the check and the moment of the merge; the names are those of the catalogue.

What each leaves on GitHub is looked at after everything was delivered and done.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Literal

import pytest

from bot.cli.main import main
from bot.ledger.archive import Archive
from bot.server.app import create_app
from bot.settings import load
from tests.server.conftest import environment
from tests.stories.conftest import BAD, FILES, GOOD
from tests.stories.desk import Bench, bench_in
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository

POLICY = b"""version: 1
mode: enforce
waivers: {from: [maintain], max-days: 10}
"""
DATA = b"""---
status: accepted
date: 2026-03-02
enforce:
  for: everyone
  instead: ask the owner of the data
  rules:
    - require-approval: {from: ["@dana"], paths: ["db/**"]}
---
# The data has an owner

## Decision Outcome

Dana looks at every change of the data.
"""
REASON = "the old place stays until the move is done"
PEOPLE: dict[str, Literal["maintain", "write", "read"]] = {"dana": "maintain", "erin": "write", "eve": "read"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench_in(tmp_path_factory.mktemp("attacks")) as made:
        yield made


def shop(bench: Bench, policy: bytes = POLICY) -> Repository:
    made = bench.shop({**FILES, ".github/decisis.yml": policy, "docs/decisions/0003-data.md": DATA})
    for name, role in PEOPLE.items():
        made.grant(bench.world.human(name), role)
    return made


def settled(bench: Bench, pull: Pull) -> str:
    """The conclusion once everything that was told is done."""
    bench.catch_up()
    run = pull.check()
    assert run is not None
    assert run.status == "completed"
    return run.conclusion or ""


def blocked(bench: Bench, policy: bytes = POLICY) -> tuple[Pull, str]:
    """A pull request of an agent that is held back, and the name of the finding."""
    pull = shop(bench, policy).open_pull(bench.world.agent(), files=BAD)
    assert settled(bench, pull) == "failure"
    return pull, finding(pull)


def finding(pull: Pull) -> str:
    run = pull.check()
    found = re.search(r"F-[0-9a-f]{12}", (run.summary or "") if run else "")
    assert found is not None
    return found[0]


def waive(bench: Bench, pull: Pull, name: str, words: str) -> None:
    bench.world.human(name).comment(pull, f"/decisis waive {words}")


def test_aw16_a_waived_line_that_is_copied_to_another_file_blocks_there(bench: Bench) -> None:
    policy = POLICY.replace(b"max-days: 10", b"max-days: 10, binds: fingerprint")
    pull, name = blocked(bench, policy)
    waive(bench, pull, "dana", f"{name} {REASON}")
    assert settled(bench, pull) == "success"
    pull.push({"src/legacy/copy.txt": BAD["src/legacy/new.txt"]})
    assert settled(bench, pull) == "failure"


@pytest.mark.parametrize("words", ["* all of it", "all please now", "F-* everything here", "F1 F2 F3 F4"])
def test_aw18_nobody_waives_many_at_once(bench: Bench, words: str) -> None:
    pull, _ = blocked(bench)
    waive(bench, pull, "dana", words)
    assert settled(bench, pull) == "failure"


def test_aw20_a_waiver_falls_with_the_permission_of_who_gave_it(bench: Bench) -> None:
    pull, name = blocked(bench)
    waive(bench, pull, "dana", f"{name} {REASON}")
    assert settled(bench, pull) == "success"
    pull.repository.grant(bench.world.human("dana"), "write")
    pull.label("anything")
    assert settled(bench, pull) == "failure"


def test_aw22_an_approval_counts_again_only_on_the_commit_that_was_approved(bench: Bench) -> None:
    pull = shop(bench).open_pull(bench.world.agent(), files={"db/1.sql": b"create\n"})
    assert settled(bench, pull) == "action_required"
    approved = pull.head_sha
    bench.world.human("dana").review(pull, "APPROVE")
    assert settled(bench, pull) == "success"
    pull.push({"db/1.sql": b"drop\n"})
    assert settled(bench, pull) == "action_required"
    pull.reset(approved)
    assert settled(bench, pull) == "success"


def test_aw25_a_waiver_that_is_told_twice_or_too_early_is_one_or_none(bench: Bench) -> None:
    pull = shop(bench).open_pull(bench.world.agent(), files=GOOD)
    assert settled(bench, pull) == "success"
    waive(bench, pull, "dana", f"F-{'0' * 12} {REASON}")
    bench.catch_up()
    pull.push(BAD)
    assert settled(bench, pull) == "failure"
    told = bench.told(lambda: waive(bench, pull, "dana", f"{finding(pull)} {REASON}"))
    for delivery in told * 3:
        bench.desk.deliver(delivery)
    assert settled(bench, pull) == "success"
    assert sum("is waived until" in one.body for one in pull.comments) == 1


def test_mg02_a_status_and_a_run_of_our_name_by_others_change_nothing(bench: Bench) -> None:
    pull, _ = blocked(bench)
    bench.world.agent().post_status(pull.repository, pull.head_sha, "decisis", "success")
    bench.world.actions.post_check_run(pull.repository, pull.head_sha, "decisis", "success")
    pull.label("again")
    assert settled(bench, pull) == "failure"
    pull.repository.require_check("decisis")
    assert not pull.merge_state.allowed


def test_mg10_draft_label_and_reopening_change_nothing(bench: Bench) -> None:
    pull, _ = blocked(bench)
    for turn in (pull.to_draft, pull.ready, pull.close, pull.reopen, lambda: pull.label("safe")):
        turn()
        bench.catch_up()
    assert settled(bench, pull) == "failure"
    assert len([run for run in pull.check_runs if run.app_slug == "decisis"]) == 1
    assert len(pull.reviews) == 1


def test_mg12_of_sixty_pushes_only_the_last_is_judged(bench: Bench) -> None:
    pull = shop(bench).open_pull(bench.world.agent(), files=GOOD)
    told = bench.told(lambda: [pull.push({"n.txt": f"{number}\n".encode()}) for number in range(60)])
    pushed = {each.payload["after"] for each in told if each.event == "push"}
    assert settled(bench, pull) == "success"
    judged = {sha for sha in pushed if any(pull.repository.check_runs(sha))}
    assert judged == {pull.head_sha}


def test_mg13_a_pull_request_that_is_closed_before_it_is_judged_gets_no_success(bench: Bench) -> None:
    pull = shop(bench).open_pull(bench.world.agent(), files=GOOD)
    pull.close()
    bench.catch_up()
    assert [run.conclusion for run in pull.check_runs if run.conclusion == "success"] == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_mg14_a_repository_that_is_renamed_is_followed_by_its_number(bench: Bench, moment: str) -> None:
    pull = shop(bench).open_pull(bench.world.agent(), files=BAD)
    if moment == "before":
        bench.gather()
        pull.repository.rename("market")
    else:
        assert settled(bench, pull) == "failure"
        pull.repository.rename("market")
        pull.push(GOOD)
    assert settled(bench, pull) == ("failure" if moment == "before" else "success")


def test_mg17_a_suspended_app_leaves_the_check_open_and_catches_up_later(bench: Bench) -> None:
    pull = shop(bench).open_pull(bench.world.agent(), files=GOOD)
    installation = bench.world.installation(pull.repository.owner.login)
    installation.suspend()
    bench.gather()
    bench.desk.work(random.Random(1), 5)
    assert pull.check() is None
    installation.unsuspend()
    bench.sweep(pull.repository)
    assert settled(bench, pull) == "success"


def test_aw26_there_is_no_route_by_which_anything_is_permitted(tmp_path: Path) -> None:
    """The service answers deliveries and probes; who wants to permit something has to do it on GitHub."""
    web = create_app(load(environment(tmp_path)), lambda _: Future(), {})
    assert {getattr(route, "path", "") for route in web.routes} == {"/webhook", "/healthz", "/readyz"}


@pytest.mark.parametrize("deed", ["approves", "waives"])
def test_aw06_who_pushed_the_commits_has_no_say(bench: Bench, deed: str) -> None:
    """Both have the right; whoever of them brought the agent's commit in is no second pair of eyes."""
    files = BAD if deed == "waives" else {"db/1.sql": b"create\n"}
    policy = POLICY.replace(b"maintain", b"'@dana', '@erin'")
    made = shop(bench, policy)
    made.commit("topic", files, author=bench.world.agent())
    made.push("topic", by=bench.world.human("dana"))
    pull = made.open_pull(bench.world.agent(), head="topic")
    before = settled(bench, pull)
    assert before == ("failure" if deed == "waives" else "action_required")
    if deed == "approves":
        dana = bench.world.human("dana")
        dana.review(pull, "APPROVE")
        assert settled(bench, pull) == "action_required"
        pull.push({"db/1.sql": b"alter\n"})
        dana.review(pull, "APPROVE")
        assert settled(bench, pull) == "action_required"  # what she pushed is still part of it
        pull.force_push({"db/1.sql": b"rewritten\n"})
        dana.review(pull, "APPROVE")
        assert settled(bench, pull) == "success"
        return
    waive(bench, pull, "dana", f"{finding(pull)} {REASON}")
    assert settled(bench, pull) == "failure"
    waive(bench, pull, "erin", f"{finding(pull)} {REASON}")
    assert settled(bench, pull) == "success"


def press(bench: Bench, pull: Pull, name: str, button: str) -> None:
    run = pull.check()
    assert run is not None
    bench.world.human(name).press(pull.repository, run, button)
    bench.catch_up()


def test_a_button_asks_for_a_waiver_once_and_permits_nothing(bench: Bench) -> None:
    policy = POLICY.replace(b"from: [maintain]", b"from: ['@dana', maintain]")
    pull, name = blocked(bench, policy)
    run = pull.check()
    assert run is not None
    assert [(one.label, one.identifier) for one in run.buttons] == [
        ("Judge again", "recheck"),
        ("Ask for a waiver", "ask-waiver"),
    ]
    for who in ("eve", "erin"):
        press(bench, pull, who, "ask-waiver")
    (asked,) = [one.body for one in pull.comments]
    assert asked.startswith("@dana, those with `maintain` access: somebody asks you to permit")
    assert f"/decisis waive {name} <reason>" in asked
    assert settled(bench, pull) == "failure"
    waive(bench, pull, "dana", f"{name} {REASON}")
    assert settled(bench, pull) == "success"
    run = pull.check()
    assert run is not None
    assert [one.identifier for one in run.buttons] == ["recheck"]


def test_a_button_has_the_change_judged_again(bench: Bench) -> None:
    pull, _ = blocked(bench)
    before = len(bench.world.record.requests)
    press(bench, pull, "erin", "recheck")
    assert any(call.verb == "PATCH" for call in bench.world.record.requests[before:])
    assert settled(bench, pull) == "failure"


def test_nobody_is_asked_where_nobody_may_permit_anything(bench: Bench) -> None:
    pull, _ = blocked(bench, b"version: 1\nmode: enforce\n")
    press(bench, pull, "erin", "ask-waiver")
    assert "the policy lets nobody waive" in pull.comments[-1].body


def test_a_verdict_is_given_once_more_and_under_another_policy(
    bench: Bench, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    pull, name = blocked(bench)
    waive(bench, pull, "dana", f"{name} {REASON}")
    assert settled(bench, pull) == "success"
    number = max(sequence for sequence, _, _ in Archive(bench.url).records())
    words = ["replay", str(number), "--database", bench.url, "--repo", str(pull.repository.git_dir)]
    assert main(words) == 0
    assert re.fullmatch(rf"record {number}: the same \d+ bytes\n", capsys.readouterr().out)
    policy = tmp_path / "decisis.yml"
    policy.write_bytes(b"version: 1\nmode: enforce\n")
    assert main([*words, "--policy", str(policy)]) == 1
    said = capsys.readouterr().out
    assert said.startswith(f"record {number}: pass → fail\n+ block {name} src/legacy/new.txt:0 adds a file")
    assert main(["replay", "9999", *words[2:]]) == 2
    assert "the ledger holds no record 9999" in capsys.readouterr().err
    assert main(["transcript", f"{pull.repository.full_name}#1", "--database", bench.url]) == 0
    assert f"waived {name} by @dana: {REASON}, until " in capsys.readouterr().out


def test_ps04_a_branch_with_a_weak_policy_and_a_change_of_base_help_nobody(bench: Bench) -> None:
    made = shop(bench)
    weak: dict[str, bytes | None] = {
        ".github/decisis.yml": b"version: 1\nmode: observe\n",
        "docs/decisions/0001-legacy.md": None,
    }
    made.commit("release-x", weak)
    made.push("release-x")
    pull = made.open_pull(bench.world.agent(), base="release-x", files=BAD)
    assert settled(bench, pull) == "failure"  # the default branch decides for every base
    pull.edit(base="main")
    assert settled(bench, pull) == "failure"


def test_ps05_a_branch_without_a_policy_is_held_to_that_of_the_default_branch(bench: Bench) -> None:
    made = shop(bench)
    made.commit("bare", {".github/decisis.yml": None, "docs/decisions/0001-legacy.md": None})
    made.push("bare")
    pull = made.open_pull(bench.world.agent(), base="bare", files=BAD)
    assert settled(bench, pull) == "failure"


def test_ps06_a_repository_without_any_policy_is_observed_and_told_so(bench: Bench) -> None:
    made = bench.shop({"README.md": b"# Shop\n"})
    pull = made.open_pull(bench.world.agent(), files=BAD)
    assert settled(bench, pull) == "success"
    run = pull.check()
    assert run is not None
    assert "the built-in policy observes and never blocks" in (run.summary or "")
