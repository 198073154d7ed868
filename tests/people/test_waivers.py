"""Who may permit a finding, for which head and how long."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.proceedings import Comment, PermissionRole, Person, Proceedings
from checks.verdict import Outcome, Verdict
from checks.waiver_terms import WaiverTerms
from tests.people.cast import HEAD, IDENTITIES, NEUTRAL, PROCEEDINGS, as_role, judged
from tests.people.test_approvals import ROLES

TERMS = WaiverTerms(from_=("maintain",))
FINDING = judged(PROCEEDINGS, approvers=()).findings[0].id
WAIVE = f"/decisis waive {FINDING} the table is new and empty"
CAROL = as_role(IDENTITIES["the one who is named"], PermissionRole.MAINTAIN)


def comment(body: str = WAIVE, by: int = CAROL.id, number: int = 1, **more: object) -> Comment:
    return replace(Comment(number, by, body, False, "2026-03-09T10:00:00Z", HEAD), **more)


def verdict_on(*comments: Comment, person: Person = CAROL, terms: WaiverTerms = TERMS) -> Verdict:
    proceedings = replace(PROCEEDINGS, people={person.id: person}, comments=comments)
    return judged(proceedings, approvers=(), waivers=terms)


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("who", IDENTITIES)
def test_a_waiver_counts_by_identity_and_role(who: str, role: PermissionRole) -> None:
    person = as_role(IDENTITIES[who], role)
    verdict = verdict_on(comment(by=person.id), person=person)
    counts = who in NEUTRAL and role.rank <= PermissionRole.MAINTAIN.rank
    assert verdict.outcome is (Outcome.PASS if counts else Outcome.FAIL)
    assert [one.by for one in verdict.waivers] == ([person.id] if counts else [])


def test_a_waiver_is_kept_with_its_words() -> None:
    verdict = verdict_on(comment(f"{WAIVE} until 2026-03-20"))
    (waiver,) = verdict.waivers
    assert (waiver.login, waiver.reason, waiver.until) == (
        "carol",
        "the table is new and empty",
        "2026-03-20",
    )
    assert [one.id for one in verdict.waived] == [FINDING]
    assert verdict.as_of == "2026-03-10"


@pytest.mark.parametrize(
    "said",
    [
        comment(is_edited=True),
        comment(head="b" * 40),
        comment(head=""),
        comment(f"{WAIVE} until 2026-03-09"),
        comment(f"{WAIVE} until 2027-01-01"),
        comment(created="2026-02-01T00:00:00Z"),
        comment(WAIVE.replace(FINDING, "F-000000000000")),
        comment(f"> {WAIVE}"),
        comment(f"```\n{WAIVE}\n```"),
        comment(f"    {WAIVE}"),
        comment(f"<details>\n\n{WAIVE}\n\n</details>"),
        comment(f"<!--\n{WAIVE}\n-->"),
        comment(f"please: {WAIVE}"),
        comment(f"- {WAIVE}"),
        comment(f"/decisis waive {FINDING} short"),
        comment("/decisis waive * because I say so"),
        comment("/decisis waive all because I say so"),
        comment(f"{WAIVE}, and F-000000000000 as well"),
        comment(WAIVE.replace("/decisis", "\u2215decisis")),
        comment(WAIVE.replace("decisis", "decis\u200bis")),
        comment(WAIVE.replace("F-", "\uff26-")),
        comment(WAIVE.replace("waive", "w\u0430ive")),
    ],
    ids=lambda one: ascii(one.body)[:60],
)
def test_what_is_no_waiver_permits_nothing(said: Comment) -> None:
    verdict = verdict_on(said)
    assert verdict.outcome is Outcome.FAIL
    assert verdict.waivers == ()


def test_a_waiver_of_the_finding_holds_on_any_head() -> None:
    terms = replace(TERMS, binds="fingerprint")
    assert verdict_on(comment(head="b" * 40), terms=terms).outcome is Outcome.PASS


def test_a_waiver_is_taken_back() -> None:
    back = comment(f"/decisis unwaive {FINDING}", number=2)
    assert verdict_on(comment(), back).outcome is Outcome.FAIL
    assert verdict_on(comment(), back, comment(number=3)).outcome is Outcome.PASS
    assert verdict_on(comment(), replace(back, is_edited=True)).outcome is Outcome.PASS


def test_nobody_waives_where_the_policy_names_nobody() -> None:
    assert verdict_on(comment(), terms=WaiverTerms()).outcome is Outcome.FAIL


def test_no_more_waivers_count_than_the_policy_grants() -> None:
    names = [f"F-{number:012x}" for number in range(28)]
    others = [comment(WAIVE.replace(FINDING, name), number=at) for at, name in enumerate(names, 2)]
    assert verdict_on(comment(), *others, terms=replace(TERMS, most=1)).outcome is Outcome.FAIL


def test_without_proceedings_nothing_is_waived() -> None:
    assert judged(Proceedings(), approvers=(), waivers=TERMS).outcome is Outcome.FAIL
