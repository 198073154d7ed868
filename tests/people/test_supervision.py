"""When an agent is stopped, for what, and who has it go on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.change import Account, Change, Incomplete, PullFacts, Reason
from checks.finding import Finding, Level
from checks.identity import Agent, Role
from checks.policy import Mode, Policy, Rule
from checks.proceedings import Comment, PermissionRole, Person, Place, Proceedings, Round
from checks.report.stop import stop_comment
from checks.rules.removed_test import RemovedTest
from checks.supervision import FLAPPING, STALLING, WEAKENING, round_of, supervised
from checks.verdict import Outcome, Verdict
from tests.people.cast import IDENTITIES, NEUTRAL, POLICY_AGENT, PROCEEDINGS, as_role, texts
from tests.people.test_approvals import ROLES
from tests.report.verdicts import CLEAN, DUE, GAP, IMPORT, TEST, WARNING

POLICY = Policy(Mode.ENFORCE, (), CLEAN.policy, agent_accounts={POLICY_AGENT: "acme-agent"})
A = replace(IMPORT, fingerprint="a" * 32)
B = replace(IMPORT, fingerprint="b" * 32, path="app/other.py")
CAROL = as_role(IDENTITIES["the one who is named"], PermissionRole.WRITE)
BASIS = round_of(CLEAN, 1).basis


def heads(*blocking: Iterable[Finding]) -> tuple[Round, ...]:
    """Rounds by what blocked in each."""
    return tuple(
        round_of(replace(CLEAN, head=f"{number:040x}", findings=tuple(found)), number)
        for number, found in enumerate(blocking, 1)
    )


def judged(
    rounds: Sequence[Round],
    *now: Finding,
    verdict: Verdict = CLEAN,
    change: Change | None = None,
    people: Proceedings = PROCEEDINGS,
    policy: Policy = POLICY,
) -> Verdict:
    """The verdict on a head with these findings after these rounds."""
    whole = change or texts({}, {})
    facts = PullFacts(author=Account("author", 1), proceedings=replace(people, rounds=tuple(rounds)))
    whole = replace(whole, head=CLEAN.head, facts=facts)
    return supervised(replace(verdict, findings=now), whole, policy)


def due(verdict: Verdict) -> list[str]:
    return [one.rule for one in verdict.waiting]


def test_what_comes_back_is_flapping() -> None:
    verdict = judged(heads([A, B], [B]), A)
    assert due(verdict) == [FLAPPING]
    assert verdict.outcome is Outcome.WAITING
    assert verdict.waiting[0].message == (
        "`F-aaaaaaaaaaaa` blocked in round 1 (`0000000`), was gone in round 2 (`0000000`) and blocks again; "
        "a person must look before the agent goes on"
    )
    assert verdict.waiting[0].paths == (A.path,)
    assert verdict.loop is not None
    assert (verdict.loop.number, verdict.loop.returned, verdict.loop.unmended) == (3, (A.id,), ())


def permitted(one: Round, *findings: Finding) -> Round:
    """The same round in which people permitted findings."""
    return replace(one, standing=tuple(sorted({*one.standing, *(each.fingerprint for each in findings)})))


FIRST, SECOND = heads([A], [])


@pytest.mark.parametrize(
    "rounds",
    [
        (FIRST,),
        (SECOND,),
        (FIRST, permitted(SECOND, A)),
        (FIRST, replace(SECOND, basis="another policy")),
        (replace(FIRST, basis="another policy"), SECOND),
        (FIRST, replace(SECOND, is_complete=False)),
    ],
    ids=["stayed", "new", "permitted", "other policy between", "other policy before", "not judged in full"],
)
def test_what_people_or_trouble_have_changed_is_no_flapping(rounds: tuple[Round, ...]) -> None:
    assert due(judged(rounds, A)) == []


def test_what_was_brought_back_and_permitted_blocks_nobody() -> None:
    assert due(judged((FIRST, SECOND), verdict=replace(CLEAN, waived=(A,)))) == []


@pytest.mark.parametrize(
    ("before", "now", "stalls"),
    [
        (([A], [A]), (A,), True),
        (([A], [B]), (A, B), True),
        (([A], [A, B]), (A, B), True),
        (([A, B], [A, B]), (A,), False),
        (([A, B], [A]), (A,), False),
        (([A],), (A,), False),
        (([], [A]), (A,), False),
        (([A], []), (B,), False),
        (([A, B], [A], [A]), (A,), True),
    ],
)
def test_three_rounds_without_less_are_stalling(
    before: tuple[list[Finding], ...], now: tuple[Finding, ...], stalls: bool
) -> None:
    assert (STALLING in due(judged(heads(*before), *now))) is stalls


def test_a_permission_neither_shrinks_nor_grows_what_blocks() -> None:
    one, two = heads([A], [A])
    assert STALLING in due(judged((one, permitted(two, B)), A))
    lapsed = judged((permitted(one, B), permitted(two, B)), A, B)
    assert due(lapsed) == [STALLING]
    only = heads([B], [B])
    waived = replace(CLEAN, waived=(A,))
    assert due(judged((permitted(only[0], A), permitted(only[1], A)), B, verdict=waived)) == [STALLING]


def test_another_policy_begins_the_row_anew_and_trouble_does_not() -> None:
    one, two, three = heads([A], [A], [A])
    assert due(judged((one, replace(two, basis="another"), three), A)) == []
    assert due(judged((one, replace(two, is_complete=False), three), A)) == [STALLING]
    assert due(judged((one, two), A, verdict=replace(CLEAN, incomplete=(GAP,)))) == []


STOOD = {"app/orders.py": "import requests\n" * 3, "docs/a.md": "a\n"}


@pytest.mark.parametrize(
    ("after", "weakens"),
    [
        ({"docs/a.md": "a\n"}, True),
        ({"docs/a.md": "a\n", "app/sales.py": "import requests\n" * 3}, False),
        ({**STOOD, "docs/a.md": "b\n"}, False),
        ({**STOOD, "app/orders.py": "x = 1\n"}, False),
    ],
    ids=["deleted", "moved", "as it was", "mended"],
)
def test_a_file_that_goes_with_its_finding_is_weakening(after: dict[str, str], weakens: bool) -> None:
    verdict = judged((FIRST,), change=texts(STOOD, after))
    assert (due(verdict) == [WEAKENING]) is weakens
    assert verdict.outcome is (Outcome.WAITING if weakens else Outcome.PASS)
    told = replace(SECOND, told=(WEAKENING,))
    assert (due(judged((FIRST, told), change=texts(STOOD, after))) == [WEAKENING]) is weakens


def test_a_file_of_the_change_itself_or_one_that_was_gone_before_is_none() -> None:
    assert due(judged((FIRST,), change=texts({}, {"docs/a.md": "a\n"}))) == []
    removed = replace(FIRST, places={A.fingerprint: Place(A.rule, A.path, is_at_head=False)})
    assert due(judged((removed,), change=texts(STOOD, {"docs/a.md": "a\n"}))) == []


def test_a_test_that_goes_instead_of_its_finding_is_weakening() -> None:
    policy = replace(POLICY, rules=(Rule(TEST.rule, RemovedTest(), Level.WARN),))
    skipped = replace(IMPORT, fingerprint="c" * 32, path=TEST.path)
    sides = texts({TEST.path: "1\n2\n"}, {TEST.path: "1\n"})
    assert due(judged(heads([skipped]), TEST, change=sides, policy=policy)) == [WEAKENING]
    assert due(judged(heads([skipped, TEST]), TEST, change=sides, policy=policy)) == []
    elsewhere = replace(TEST, path="tests/other.py")
    assert due(judged(heads([skipped]), elsewhere, change=sides, policy=policy)) == []


TOLD = replace(heads([A], [], [A])[2], told=(FLAPPING,))
STOPPED = (FIRST, SECOND, TOLD)


def test_who_goes_on_stays_stopped_until_nothing_blocks() -> None:
    verdict = judged(STOPPED, B)
    assert due(verdict) == [FLAPPING]
    assert verdict.waiting[0].message.startswith(
        "the agent was told to stop in round 3 (`0000000`) and has gone on; now `F-bbbbbbbbbbbb`"
    )
    assert verdict.loop is not None
    assert verdict.loop.stopped_at == TOLD.head
    assert due(judged(STOPPED)) == []
    assert due(judged(STOPPED, WARNING)) == []
    assert due(judged(STOPPED, verdict=replace(CLEAN, incomplete=(GAP,)))) == [FLAPPING]


def word(by: Person = CAROL, body: str = "/decisis recheck", **more: object) -> Proceedings:
    said = Comment(1, by.id, body, False, "2026-03-09T10:00:00Z", TOLD.head, after_stop=True)
    return replace(PROCEEDINGS, people={by.id: by}, comments=(replace(said, **more),))


@pytest.mark.parametrize("role", ROLES, ids=str)
@pytest.mark.parametrize("who", IDENTITIES)
def test_who_may_have_an_agent_go_on(who: str, role: PermissionRole) -> None:
    ends = who in NEUTRAL and role.rank <= PermissionRole.WRITE.rank
    verdict = judged(STOPPED, A, people=word(as_role(IDENTITIES[who], role)))
    assert verdict.outcome is (Outcome.FAIL if ends else Outcome.WAITING)


@pytest.mark.parametrize(
    "more",
    [
        {"after_stop": False},
        {"is_edited": True},
        {"body": "/decisis recheck now"},
        {"body": "> /decisis recheck"},
        {"body": "/decisis explain F-aaaaaaaaaaaa"},
        {"head": FIRST.head},
        {"head": ""},
    ],
    ids=str,
)
def test_what_does_not_have_an_agent_go_on(more: dict[str, object]) -> None:
    assert judged(STOPPED, A, people=word(**more)).is_stopped


def test_a_word_about_the_head_itself_frees_it_and_the_next_rounds_begin_anew() -> None:
    assert not judged((FIRST, SECOND), A, people=word(head=CLEAN.head)).is_stopped
    later = heads([A], [], [A], [A])
    assert not judged((*STOPPED, later[3]), A, people=word()).is_stopped
    assert due(judged((*STOPPED, later[3], later[3]), A, people=word())) == [STALLING]


def test_nobody_is_mentioned_but_whom_the_policy_names() -> None:
    asked = replace(DUE, approvers=("@acme/dba", "codeowners", "write", "@x\n@everyone"))
    verdict = judged((FIRST, SECOND), A, verdict=replace(CLEAN, waiting=(asked,)))
    assert verdict.loop is not None
    said = stop_comment(verdict, verdict.loop)
    assert "@acme/dba: for people" in said
    assert said.count("@") == 1


KNOWN = (A, B, replace(A, fingerprint="d" * 32, path="app/d.py"), WARNING)
SETS = st.lists(st.sampled_from(KNOWN), unique=True)
HISTORIES = st.lists(
    st.tuples(SETS, st.sampled_from([BASIS, "another"]), st.booleans(), st.sampled_from([(), (FLAPPING,)])),
    max_size=6,
)
CHANGE = texts(STOOD, {"docs/a.md": "a\n"})


def history(drawn: list[tuple[list[Finding], str, bool, tuple[str, ...]]]) -> tuple[Round, ...]:
    rounds = heads(*(found for found, *_ in drawn))
    return tuple(
        replace(one, basis=basis, is_complete=complete, told=told)
        for one, (_, basis, complete, told) in zip(rounds, drawn, strict=True)
    )


@settings(max_examples=60)
@given(HISTORIES, SETS, st.booleans())
def test_any_history_is_read_the_same_way_and_never_held_against_a_person(
    drawn: list[tuple[list[Finding], str, bool, tuple[str, ...]]],
    now: list[Finding],
    is_whole: bool,
) -> None:
    rounds = history(drawn)
    gaps = () if is_whole else (Incomplete(Reason.INTERNAL, "", "", "", ""),)
    bare = replace(CLEAN, incomplete=gaps)
    whole = judged(rounds, *now, verdict=bare, change=CHANGE)
    assert whole == judged(rounds, *now, verdict=bare, change=CHANGE)

    person = replace(bare, agent=Agent("", Role.NOT_DISCLOSED))
    assert judged(rounds, *now, verdict=person, change=CHANGE) == replace(person, findings=tuple(now))

    alone = replace(bare, findings=tuple(now)).outcome
    if whole.outcome is not alone:
        assert whole.outcome is Outcome.WAITING  # a stop holds back what would pass, and never lets go
        assert alone in (Outcome.PASS, Outcome.FAIL)
    assert whole.findings == tuple(now)

    known = set(due(judged(rounds[1:], *now, verdict=bare, change=CHANGE)))
    assert known <= set(due(whole))  # more history asks for no less
