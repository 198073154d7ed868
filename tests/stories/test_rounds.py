"""What no delivery told of is found in the next round, and whatever stands as it was costs nothing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.conftest import BAD, DECISION, FILES
from tests.stories.desk import Bench, bench_in
from tests.world.handles.pull import Pull

READ = "GET /repos/{owner}/{repo}/pulls/{pull_number}"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with bench_in(tmp_path) as made:
        yield made


def asked(bench: Bench, pull: Pull) -> Counter[str]:
    """What a round asks GitHub for, with what comes of it; nothing that happened before was delivered."""
    before = len(bench.world.record.requests)
    bench.sweep(pull.repository)
    bench.desk.work(random.Random(1))
    return Counter(one.operation for one in bench.world.record.requests[before:])


def test_a_push_that_breaks_a_decision_is_judged_with_25_requests(bench: Bench) -> None:
    pull = bench.shop(FILES).open_pull(bench.world.agent(), files=BAD)
    bench.catch_up()
    before = len(bench.world.record.requests)
    pull.push({"src/legacy/more.txt": b"1\n"})
    bench.catch_up()
    sent = [one for one in bench.world.record.requests[before:] if one.sender != "app"]
    assert pull.check().conclusion == "failure"
    assert Counter(one.verb for one in sent) == {"GET": 21, "POST": 2, "PATCH": 2, "GIT": 4}


def test_a_round_reads_what_may_have_changed_and_leaves_the_rest(bench: Bench) -> None:
    bench.world.clock.advance(-30)  # all that happens has happened a while ago
    shop = bench.shop(FILES)
    first, second, third = (
        shop.open_pull(bench.world.agent(), head=f"topic-{name}", files={f"src/other/{name}.txt": b"a\n"})
        for name in "abc"
    )
    bench.catch_up()
    assert {pull.check().conclusion for pull in (first, second, third)} == {"success"}
    asked(bench, first)  # what came after the first look at the new repository
    assert sum(asked(bench, first).values()) == 3
    bench.world.clock.advance(2)
    second.label("urgent")
    assert asked(bench, first)[READ] == 3, "read, judged, and read again before it is concluded"
    assert sum(asked(bench, first).values()) == 3
    shop.commit("main", {"docs/decisions/0002.md": DECISION.replace(b"src/legacy/**", b"src/other/**")})
    shop.push("main")
    asked(bench, first)
    assert {pull.check().conclusion for pull in (first, second, third)} == {"failure"}
