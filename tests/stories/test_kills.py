"""`kill -9` between the acknowledgement and the conclusion, at any request: nothing lost, nothing twice."""

from __future__ import annotations

import pytest

from tests.stories.conftest import BAD, Stage, Then
from tests.stories.test_trouble import told_once

MOMENTS = (0, 3, 8, 13, 18, 22)
"""How many requests of the review are answered before the process dies; it makes about two dozen."""


@pytest.mark.threat("G9", "J3")
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_at_any_request_costs_time_and_nothing_else(stage: Stage, moment: int) -> None:
    shop = stage.shop()
    stage.idle()
    stage.world.fail("*", f"/*{shop.full_name}*", Then(stage.service.kill), after=moment, effect="after")
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
