"""Whose approval counts, for what and how long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.proceedings import PermissionRole, Person, Proceedings, Review, ReviewState
from checks.verdict import Outcome, Verdict
from tests.people.cast import HEAD, IDENTITIES, NEUTRAL, PROCEEDINGS, as_role, change, judged, texts

ROLES = (
    PermissionRole.ADMIN,
    PermissionRole.MAINTAIN,
    PermissionRole.WRITE,
    PermissionRole.READ,
    PermissionRole.NONE,
)
PATH = "db/migrations/1.sql"


def approval(by: int, number: int = 1, commit: str = HEAD, **more: object) -> Review:
    return replace(Review(number, by, ReviewState.APPROVED, commit), **more)


def spoken(person: Person, *reviews: Review) -> Proceedings:
    return replace(PROCEEDINGS, people={person.id: person}, reviews=reviews or (approval(person.id),))


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("who", IDENTITIES)
def test_an_approval_counts_by_identity_and_role(who: str, role: PermissionRole) -> None:
    verdict = judged(spoken(as_role(IDENTITIES[who], role)))
    counts = who in NEUTRAL and role.rank <= PermissionRole.WRITE.rank
    assert verdict.outcome is (Outcome.PASS if counts else Outcome.WAITING)
    assert [one.by for one in verdict.approvals] == ([IDENTITIES[who].id] if counts else [])


@pytest.mark.parametrize("who", IDENTITIES)
def test_an_approval_counts_by_identity_and_team(who: str) -> None:
    verdict = judged(spoken(IDENTITIES[who]), approvers=("@acme/dba",))
    assert verdict.outcome is (Outcome.PASS if who == "a member of the team" else Outcome.WAITING)


@pytest.mark.parametrize("who", IDENTITIES)
def test_an_approval_counts_by_name_in_any_case(who: str) -> None:
    verdict = judged(spoken(IDENTITIES[who]), approvers=("@Carol",))
    assert verdict.outcome is (Outcome.PASS if who == "the one who is named" else Outcome.WAITING)


CAROL = as_role(IDENTITIES["the one who is named"], PermissionRole.WRITE)
DBA = as_role(IDENTITIES["a member of the team"], PermissionRole.WRITE)


BOTH = replace(
    PROCEEDINGS, people={CAROL.id: CAROL, DBA.id: DBA}, reviews=(approval(CAROL.id), approval(DBA.id, 2))
)


def said(verdict: Verdict) -> str:
    return verdict.waiting[0].message


def test_an_approval_of_an_earlier_commit_is_told_and_does_not_count() -> None:
    verdict = judged(spoken(CAROL, approval(CAROL.id, commit="b" * 40)))
    assert said(verdict) == (
        "one of those with `write` access must approve the change of `db/migrations/1.sql`; 0 of 1 so far; "
        "the approval of `carol` is for bbbbbbb, not for the head"
    )


def test_an_approval_lasts_where_the_policy_says_so_and_nothing_was_touched() -> None:
    earlier = approval(CAROL.id, commit="b" * 40, touched_since=("docs/a.md",))
    assert judged(spoken(CAROL, earlier), lasts="untouched").outcome is Outcome.PASS
    touched = replace(earlier, touched_since=("docs/a.md", PATH))
    assert "`db/migrations/1.sql` was touched since" in said(
        judged(spoken(CAROL, touched), lasts="untouched")
    )
    unknown = replace(earlier, touched_since=None)
    assert "cannot be told" in said(judged(spoken(CAROL, unknown), lasts="untouched"))


@pytest.mark.parametrize("state", [ReviewState.CHANGES_REQUESTED, ReviewState.DISMISSED])
def test_the_last_word_counts(state: ReviewState) -> None:
    later = Review(2, CAROL.id, state, HEAD)
    assert judged(spoken(CAROL, approval(CAROL.id), later)).outcome is Outcome.WAITING
    assert judged(spoken(CAROL, later, approval(CAROL.id, number=3))).outcome is Outcome.PASS


def test_a_mere_comment_takes_nothing_back() -> None:
    later = Review(2, CAROL.id, ReviewState.COMMENTED, HEAD)
    assert judged(spoken(CAROL, approval(CAROL.id), later)).outcome is Outcome.PASS


def test_two_approvals_are_of_two_people() -> None:
    twice = spoken(CAROL, approval(CAROL.id), approval(CAROL.id, number=2))
    assert "1 of 2 so far" in said(judged(twice, count=2))
    assert judged(BOTH, count=2).outcome is Outcome.PASS


def test_a_reviewer_of_whom_nothing_is_known_does_not_count() -> None:
    verdict = judged(
        replace(PROCEEDINGS, reviews=(approval(99),), gaps=("the role of account 99 was not told",))
    )
    assert said(verdict).endswith("0 of 1 so far; the role of account 99 was not told")


def test_each_path_needs_one_of_its_owners() -> None:
    owners = "* @acme/dba\n/db/ @carol\n/free/\n"
    files = {".github/CODEOWNERS": owners, "db/a.sql": "1\n", "x.py": "1\n"}
    whole = replace(change(), **_sides(files, {**files, "db/a.sql": "2\n", "x.py": "2\n"}))
    only_carol = judged(spoken(CAROL), ("codeowners",), whole=whole)
    assert said(only_carol).endswith("0 of 1 so far for `@acme/dba`")
    assert judged(BOTH, ("codeowners",), whole=whole).outcome is Outcome.PASS
    free = replace(change(), **_sides(files, {**files, "free/a": "2\n"}))
    assert "`CODEOWNERS` names nobody for `free/a`" in said(judged(BOTH, ("codeowners",), whole=free))


def test_owners_are_those_of_the_base() -> None:
    before, after = "* @acme/dba\n", "* @carol\n"
    whole = replace(change(), **_sides({"CODEOWNERS": before, "a": "1\n"}, {"CODEOWNERS": after, "a": "2\n"}))
    assert judged(spoken(CAROL), ("codeowners",), whole=whole).outcome is Outcome.WAITING


def test_on_a_command_line_what_is_due_stays_due() -> None:
    assert judged(Proceedings()).outcome is Outcome.WAITING


def _sides(base: dict[str, str], head: dict[str, str]) -> dict[str, object]:
    made = texts(base, head)
    return {"files": made.files, "base_tree": made.base_tree, "head_tree": made.head_tree}
