"""`kill -9` between the acknowledgement and the conclusion, at any request: nothing lost, nothing twice."""

from __future__ import annotations

import pytest

from tests.stories.conftest import BAD, Stage, Then
from tests.stories.test_trouble import told_once
from tests.world.faults import Effect

MOMENTS: dict[str, tuple[str, str, int, Effect]] = {
    "its first question": ("*", "/repos/*", 0, "after"),
    "making the check run": ("POST", "/repos/*/check-runs", 0, "after"),
    "fetching": ("GIT", "/acme-*", 1, "before"),
    "sending annotations": ("PATCH", "/repos/*/check-runs/*", 0, "after"),
    "adding the review": ("POST", "/repos/*/reviews", 0, "after"),
    "its last question": ("GET", "/repos/*/branches/main", 2, "after"),
    "concluding": ("PATCH", "/repos/*/check-runs/*", 1, "after"),
}
"""At which request the process dies: verb, path, how many are let through, before or after its effect."""


@pytest.mark.threat("G9", "J3")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_at_any_request_costs_time_and_nothing_else(stage: Stage, moment: str) -> None:
    shop = stage.shop()
    stage.idle()
    verb, path, after, effect = MOMENTS[moment]
    stage.world.fail(verb, path, Then(stage.service.kill), after=after, effect=effect)
    pull = shop.open_pull(stage.world.agent(), files=BAD)
    stage.world.until(lambda: stage.service.process.poll() is not None, 30, "the kill")
    acknowledged = [each.status_code for each in stage.world.deliveries if each.event == "pull_request"]
    assert acknowledged == [202]
    stage.begin()
    told_once(stage, pull)
    stage.idle()
    told_once(stage, pull)
    (record,) = stage.records(pull)
    assert (record["conclusion"], record["head"]) == ("failure", pull.head_sha)
    stage.world.assert_clean()
