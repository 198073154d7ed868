"""`unpassed-check`: names that nothing could carry, what it asks for, and statuses that may not be read."""

from __future__ import annotations

import pytest

from checks.binding import OptionsInvalid, bind
from checks.change import PullFacts
from checks.finding import Waiting
from checks.proceedings import Awaited, OtherCheck, Proceedings
from checks.rules.unpassed_check import UnpassedCheck
from tests.cases import HEAD, blob, change_of

UNTOLD = "commit statuses are not told"
STRANGE = "from the App `helper` (4711), which does not count"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"name": ""}, "`name` must be 1 to 300 characters"),
        ({"name": "a\nb"}, "on one line"),
        ({"name": " / test"}, "lacks the workflow or the job"),
        ({"name": "ci / "}, "lacks the workflow or the job"),
        ({"name": "ci / test", "app": -1}, "the number of an App"),
        ({"name": "ci / test", "app": "github-actions"}, "whole number"),
        ({"name": "ci / test", "paths": ["!a"]}, "every pattern takes back"),
        ({"paths": ["a"]}, "this option is required"),
        (["ci / test"], "takes a mapping"),
    ],
)
def test_options_that_nothing_could_meet_are_refused(options: object, said: str) -> None:
    with pytest.raises(OptionsInvalid, match=said):
        bind(UnpassedCheck, options)


@pytest.mark.parametrize(
    ("options", "awaited", "asks"),
    [
        ("ci / test", Awaited("test", 15368), ("maintain",)),
        ("ci / call / test", Awaited("call / test", 15368), ("maintain",)),
        ("ci/test", Awaited("ci/test", None), ("maintain",)),
        ({"name": "ci / test", "app": 15368}, Awaited("ci / test", 15368), ("maintain",)),
        ({"name": "ci / test", "app": 4711}, Awaited("ci / test", 4711), ()),
        ({"name": "ci/test", "app": 0}, Awaited("ci/test", 0), ()),
    ],
)
def test_what_is_read_follows_from_the_name(options: object, awaited: Awaited, asks: tuple[str, ...]) -> None:
    check = bind(UnpassedCheck, options)
    assert check.awaits == (awaited,)
    assert check.asks == asks


@pytest.mark.parametrize(
    ("app", "said"),
    [
        (None, [f"`build` may have been posted as a status, too; {UNTOLD}"]),
        (4711, []),
        (0, [f"`build` came {STRANGE}; it must be a commit status; {UNTOLD}"]),
    ],
)
def test_where_statuses_may_not_be_read_only_what_may_be_one_stays_due(
    app: int | None, said: list[str]
) -> None:
    run = OtherCheck("build", 4711, "success", HEAD, "helper")
    facts = PullFacts(proceedings=Proceedings(is_known=True, checks=(run,), check_gaps=(UNTOLD,)))
    change = change_of({}, {"a.py": blob(b"x\n")}, facts)
    found = list(UnpassedCheck(name_="build", app=app).find(change))
    assert [one.message for one in found if isinstance(one, Waiting)] == said
