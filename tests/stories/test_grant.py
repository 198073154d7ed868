"""The grant of `app.yml`: all of it is used, nothing more is asked for, and the README says the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stories.conftest import BAD, DECISION, GOOD, Stage
from tests.world.handles.repository import Repository
from tests.world.manifest import Manifest, load
from tests.world.permissions import EVENTS, LEVELS, UNASKED, allows
from tests.world.record import Handled

README = Path(__file__).parents[2] / "README.md"
ROW = re.compile(r"\| ([A-Z][a-z ]+) \| (read|write) \| (.+) \|")


@dataclass
class Season:
    """What was asked and heard while everything that the App is for happened."""

    requests: list[Handled]
    heard: set[str]
    manifest: Manifest

    def lacks(self, grant: dict[str, str]) -> list[str]:
        """What would have been refused or not have been heard of with another grant."""
        asked = [call for call in self.requests if call.needs]
        refused = {f"{call.verb} {call.path}" for call in asked if not _allowed(grant, call.needs)}
        needs = {name: {EVENTS[name]: "read"} for name in self.manifest.events}
        needs |= {name: dict([need]) for name, need in UNASKED.items() if need}
        return sorted(refused) + sorted(e for e in self.heard if e in needs and not allows(grant, needs[e]))


def _allowed(grant: dict[str, str], needs: str) -> bool:
    options = [dict(part.split("=", 1) for part in option.split(",")) for option in needs.split("; ")]
    return any(allows(grant, option) for option in options)


def _smaller(grant: dict[str, str]) -> Iterator[dict[str, str]]:
    for name, level in grant.items():
        rest = {other: held for other, held in grant.items() if other != name}
        yield rest
        for lower in LEVELS[: LEVELS.index(level)]:
            yield {**rest, name: lower}


MIGRATIONS = b"""---
status: accepted
date: 2026-03-02
enforce:
  for: everyone
  instead: Ask the people who run the databases.
  rules:
    - require-approval: {from: ["@%s/dba"], paths: ["db/**"]}
    - require-check: {name: ci/jenkins, paths: ["db/**"]}
---
# Migrations are looked at and tried out

## Decision Outcome

A migration cannot be taken back.
"""


def _season(town: Stage) -> Season:
    """A change that is held back, mended, judged again by hand, put into a queue; a policy that moves; a
    change that people approve, command about and try out.
    """
    shop, world = town.shop(), town.world
    begun, sent = len(world.record.requests), len(world.deliveries)
    pull = shop.open_pull(world.agent(), files=BAD)
    run = town.settled(pull)
    town.idle()
    world.human().rerun(shop, run)
    town.idle()
    pull.push(GOOD)
    town.settled(pull)
    shop.commit("main", {"docs/decisions/0002.md": DECISION.replace(b"src/legacy", b"src/other")})
    shop.push("main")
    town.idle()
    group = pull.enqueue()
    town.idle()
    pull.dequeue(group)
    town.idle()
    _migrate(town, shop)
    heard = {each.event for each in world.deliveries[sent:] if each.status_code == 202}
    return Season(world.record.requests[begun:], heard, load())


def _migrate(town: Stage, shop: Repository) -> None:
    world, owner = town.world, shop.full_name.partition("/")[0]
    dana = world.human("dana")
    shop.grant(dana, "write")
    world.team(f"{owner}/dba", dana)
    shop.commit("main", {"docs/decisions/0003.md": MIGRATIONS % owner.encode()})
    shop.push("main")
    pull = shop.open_pull(world.agent(), head="migration", files={"db/1.sql": b"SELECT 1;\n"})
    town.settled(pull)
    dana.review(pull, "APPROVE")
    dana.post_status(shop, pull.head_sha, "ci/jenkins")
    dana.comment(pull, "/decisis recheck")
    town.idle()
    assert town.settled(pull).conclusion == "success"


@pytest.mark.threat("B2")
def test_all_of_the_grant_is_needed_and_nothing_more_is_asked_for(town: Stage) -> None:
    season = _season(town)
    assert season.lacks(season.manifest.permissions) == []
    assert [grant for grant in _smaller(season.manifest.permissions) if not season.lacks(grant)] == []
    assert set(season.manifest.events) <= season.heard
    # git asks without credentials first, and is told that some are needed; and there is no floor
    refused = [call for call in season.requests if call.status >= 400 and call.verb != "GIT"]
    assert {(call.operation, call.status) for call in refused} == {
        ("POST /app/installations/{installation_id}/access_tokens", 422),
        ("GET /repos/{owner}/{repo}", 404),
    }
    assert {call.path.rpartition("/")[2] for call in refused} == {"access_tokens", ".github"}


def test_the_readme_lists_the_grant_as_it_is() -> None:
    rows = [found.groups() for line in README.read_text().splitlines() if (found := ROW.fullmatch(line))]
    told = {name.lower().replace(" ", "_"): access for name, access, _ in rows}
    assert told == load().permissions
