"""An agent that goes in circles is stopped, a person is told, and a person has it go on."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.stories.conftest import BAD, GOOD, Stage
from tests.stories.test_approvals import concluded
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.seen import SeenRun

LABEL = "decisis: needs human"
POLICY = b"version: 1\nmode: enforce\nwaivers: {from: ['@dana']}\n"
DEBUG = b"""---
status: accepted
date: 2026-03-02
enforce:
  for: everyone
  instead: Log it.
  rules:
    - forbid-text: {pattern: "BREAK-HERE"}
---
# No breakpoints

## Decision Outcome

A breakpoint halts the shop.
"""
FILES = {"docs/decisions/0002-debug.md": DEBUG, "src/till.py": b"total = 1\n", "src/other.py": b"x = 1\n"}
HALTED = {"src/till.py": b"total = 1\n# BREAK-HERE\n"}


def shop(forum: Stage, policy: bytes = POLICY) -> Repository:
    made = forum.shop({".github/decisis.yml": policy, **FILES})
    for name, role in (("dana", "write"), ("frank", "triage")):
        made.grant(forum.world.human(name), role)
    return made


def flapped(forum: Stage, policy: bytes = POLICY) -> tuple[Pull, SeenRun]:
    """A pull request whose agent brought back what it had mended."""
    pull = shop(forum, policy).open_pull(forum.world.agent(), files=BAD)
    concluded(forum, pull, "failure")
    pull.push(GOOD)
    concluded(forum, pull, "success")
    pull.push(BAD)
    return pull, concluded(forum, pull, "action_required")


def stops(pull: Pull) -> list[str]:
    return [one.body for one in pull.comments if "<!-- decisis-stop: " in one.body]


def block(run: SeenRun) -> dict[str, Any]:
    """What the check run says to an agent."""
    found = re.search(r"```json\n(.*?)\n```", run.summary or "", re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def test_an_agent_that_flaps_is_told_once_and_a_person_has_it_go_on(forum: Stage) -> None:
    pull, run = flapped(forum)
    first = pull.head_sha
    said = block(run)
    (returned,) = said["came_back"]
    assert (said["verdict"], said["round"], said["stop"], said["unmended"]) == ("waiting", 3, True, [])
    assert said["next"][0]["id"] == "supervision/flapping"
    assert f"`{returned}` blocked in round 1 (" in said["next"][0]["message"]
    assert [step["id"] for step in said["next"][1:]] == [returned]
    forum.idle()
    (comment,) = stops(pull)
    assert "stop here and push nothing more" in comment
    assert "@dana: for people" in comment
    assert pull.labels == [LABEL]

    pull.push({"README.md": b"# Another\n"})  # it goes on all the same
    run = concluded(forum, pull, "action_required")
    assert block(run)["unmended"] == [returned]
    for name in ("frank", "dana"):
        forum.idle()
        assert pull.labels == [LABEL]
        assert [first in one for one in stops(pull)] == [True]
        forum.world.human(name).comment(pull, "/decisis recheck")
    run = concluded(forum, pull, "failure")
    assert "stop" in block(run)
    assert not block(run)["stop"]
    forum.idle()
    assert pull.labels == []
    pull.push({"README.md": b"# Third\n"})
    assert block(concluded(forum, pull, "failure"))["round"] == 5


def test_an_agent_that_mends_everything_goes_on_by_itself(forum: Stage) -> None:
    pull, _ = flapped(forum, b"version: 1\nmode: enforce\n")
    forum.idle()
    assert "@" not in stops(pull)[0].partition("```")[0]
    pull.push(GOOD)
    concluded(forum, pull, "success")
    forum.idle()
    assert pull.labels == []
    assert len(stops(pull)) == 1


def test_three_rounds_that_do_not_shrink_end_the_loop_and_another_policy_is_not_its_doing(
    forum: Stage,
) -> None:
    pull = shop(forum).open_pull(forum.world.agent(), files=BAD)
    concluded(forum, pull, "failure")
    pull.push({"README.md": b"# Second\n"})
    assert block(concluded(forum, pull, "failure"))["round"] == 2
    base = pull.repository
    base.commit("main", {".github/decisis.yml": POLICY + b"# changed\n"})
    base.push("main")
    forum.idle()
    pull.push({"README.md": b"# Third\n"})
    concluded(forum, pull, "failure")
    pull.push({"README.md": b"# Fourth\n"})
    (first, *_) = block(concluded(forum, pull, "action_required"))["next"]
    assert first["id"] == "supervision/stalling"
    assert "3 rounds in a row have not shrunk what blocks" in first["message"]


def test_a_file_that_goes_with_its_finding_is_told_and_one_that_moves_is_not(forum: Stage) -> None:
    pull = shop(forum).open_pull(forum.world.agent(), files=HALTED)
    concluded(forum, pull, "failure")
    pull.push({"src/till.py": None})
    run = concluded(forum, pull, "action_required")
    assert block(run)["next"][0]["id"] == "supervision/weakening"
    assert "the file is gone" in (run.summary or "")
    pull.push({"src/tills/till.py": b"total = 1\n"})
    concluded(forum, pull, "success")
    forum.idle()
    assert pull.labels == []


def test_a_person_is_never_stopped(forum: Stage) -> None:
    made = shop(forum)
    pull = made.open_pull(forum.world.human("dana"), files=HALTED)
    for number in range(3):
        run = concluded(forum, pull, "failure")
        assert "round" not in block(run)
        pull.push({"README.md": b"# %d\n" % number})
    run = concluded(forum, pull, "failure")
    assert stops(pull) == []
    assert pull.labels == []
