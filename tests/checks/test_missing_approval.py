"""`missing-approval`: options that could never be met, and what a person reads."""

from __future__ import annotations

import pytest

from checks.binding import OptionsInvalid, bind
from checks.finding import Level
from checks.policy import Audience, Mode, Policy, PolicySource, Rule
from checks.review import review
from checks.rules.missing_approval import MissingApproval
from checks.verdict import Outcome
from tests.cases import blob, change_of


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"from": []}, "`from` must name at least one approver"),
        ({"from": ["alice"]}, "`alice` is no approver"),
        ({"from": ["@acme/dba/x"]}, "is no approver"),
        ({"from": ["@-acme"]}, "is no approver"),
        ({"from": ["@alice", "@Alice"]}, "names an approver twice"),
        ({"from": ["@alice"], "count": 2}, "`from` names 1 in all, so `count` cannot be 2"),
        ({"from": ["@acme/dba"], "count": 0}, "`count` must be at least 1"),
        ({"from": ["@acme/dba"], "count": "2"}, "this must be a whole number"),
        ({"from": ["@acme/dba"], "when": "moved"}, "not `moved`"),
        ({"from": ["@acme/dba"], "paths": ["!a/**"]}, "every pattern takes back"),
        ({"from": ["@acme/dba"], "unless": ["../a"]}, "from the root"),
        ({"paths": ["a/**"]}, "this option is required"),
    ],
)
def test_options_that_ask_nobody_or_too_many_are_refused(options: object, said: str) -> None:
    with pytest.raises(OptionsInvalid, match=said):
        bind(MissingApproval, options)


@pytest.mark.parametrize(
    ("approvers", "count", "who"),
    [
        (("@alice",), 1, "`@alice`"),
        (("@alice", "@bob"), 1, "one of `@alice`, `@bob`"),
        (("@acme/dba",), 2, "2 of `@acme/dba`"),
        (("maintain",), 1, "one of those with `maintain` access"),
    ],
)
def test_the_sentence_says_who_must_approve_what(approvers: tuple[str, ...], count: int, who: str) -> None:
    rule = Rule("ADR-1/require-approval-1", MissingApproval(from_=approvers, count=count), Level.BLOCK)
    policy = Policy(Mode.ENFORCE, (rule,), PolicySource("x", "", "0" * 64))
    verdict = review(change_of({}, {"a.sql": blob(b"1\n"), "b.sql": blob(b"2\n")}), policy, "engine")
    assert verdict.outcome is Outcome.WAITING
    assert [due.message for due in verdict.waiting] == [
        f"{who} must approve the change of `a.sql` and 1 more"
    ]
    assert verdict.waiting[0].rule == rule.id


def test_a_rule_that_only_warns_tells_the_same_sentence() -> None:
    check = MissingApproval(from_=("@alice",))
    rule = Rule("ADR-1/require-approval-1", check, Level.WARN, audience=Audience.EVERYONE)
    policy = Policy(Mode.ENFORCE, (rule,), PolicySource("x", "", "0" * 64))
    verdict = review(change_of({}, {"a.sql": blob(b"1\n")}), policy, "engine")
    assert verdict.outcome is Outcome.PASS
    assert [one.message for one in verdict.findings] == ["`@alice` must approve the change of `a.sql`"]
