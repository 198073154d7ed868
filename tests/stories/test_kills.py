"""`kill -9` between the acknowledgement and the conclusion, at any request: nothing lost, nothing twice."""

from __future__ import annotations

import pytest

from tests.stories.conftest import BAD, Stage
from tests.stories.test_trouble import told_once
from tests.world.faults import Effect

MOMENTS: dict[str, tuple[str, str, int, Effect]] = {
    "making the check run": ("POST", "/repos/{}/check-runs", 0, "after"),
    "fetching": ("GIT", "/{}.git", 1, "before"),
    "sending annotations": ("PATCH", "/repos/{}/check-runs/*", 0, "after"),
    "adding the review": ("POST", "/repos/{}/pulls/*/reviews", 0, "after"),
    "concluding": ("PATCH", "/repos/{}/check-runs/*", 1, "after"),
}
"""At which request the process dies: verb, path, how many are let through, before or after its effect."""


@pytest.mark.threat("G9", "J3")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_at_any_request_costs_time_and_nothing_else(night: Stage, moment: str) -> None:
    shop = night.shop()
    night.idle()
    verb, path, after, effect = MOMENTS[moment]
    night.world.when(verb, path.format(shop.full_name), night.service.kill, after=after, effect=effect)
    sent = len(night.world.deliveries)
    pull = shop.open_pull(night.world.agent(), files=BAD)
    night.world.until(lambda: not night.service.is_alive, 30, "the kill")
    heard = [each for each in night.world.deliveries[sent:] if each.event == "pull_request"]
    assert [each.status_code for each in heard] == [202]
    night.begin()
    told_once(night, pull)
    night.idle()
    told_once(night, pull)
    (record,) = night.records(pull)
    assert (record["conclusion"], record["head"]) == ("failure", pull.head_sha)
    night.world.assert_clean()
