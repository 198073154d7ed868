"""Envelopes of a policy, judged: whose they are, what takes whose place, who decides, and what floors add."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.change import Account, Change, Commit, PullFacts
from checks.compiled import dump
from checks.compiled import load as restored
from checks.floor import Floor, on_floors
from checks.policy import Policy
from checks.proceedings import PermissionRole, Person, Proceedings, Review, ReviewState, Round
from checks.review import review
from checks.verdict import Outcome, Verdict
from tests.people.cast import HEAD, texts
from tests.policy.trees import POLICY, load

ENVELOPES = """version: 1
mode: enforce
envelopes:
  - for: "*"
    may-edit: ["src/**", "docs/**"]
    may-not-edit: ["src/billing/**"]
    budget: {files: 2}
    approvals:
      - {paths: ["src/db/**"], from: ["@acme/dba"], count: 2, lasts: untouched}
      - {paths: ["docs/**"], from: codeowners}
    must-link: issue
  - for: [claude-code, codex]
    may-edit: ["docs/**"]
    may-not-edit: ["docs/legal/**"]
    must-link: none
"""
CLAUDE = ("Claude <noreply@anthropic.com>",)
JULES = ("google-labs-jules[bot] <161369871+google-labs-jules[bot]@users.noreply.github.com>",)
PERSON = ("Ada <ada@example.org>",)


def changed(*paths: str, by: tuple[str, ...] = JULES, title: str = "Closes #12", body: str = "") -> Change:
    commits = tuple(Commit(str(at), who, who, "Work") for at, who in enumerate(by))
    facts = PullFacts(author=Account("ada", 1001), title=title, body=body, commits=commits)
    return replace(texts({}, dict.fromkeys(paths, "a = 1\n")), head=HEAD, facts=facts)


def spoken(policy: Policy, change: Change) -> list[str]:
    """The rules of envelopes that have something to say."""
    verdict = review(change, policy, "test")
    return sorted({one.rule for one in (*verdict.findings, *verdict.waiting) if "envelope/" in one.rule})


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load(**{POLICY: ENVELOPES})


def test_each_key_is_a_rule_with_its_place(policy: Policy) -> None:
    rules = {rule.id: rule for rule in policy.rules if rule.at}
    others = ("claude-code", "codex")
    assert {name: (rule.at, rule.agents, rule.not_agents) for name, rule in rules.items()} == {
        "envelope/*/approvals-1": (f"{POLICY}:9:9", (), ()),
        "envelope/*/approvals-2": (f"{POLICY}:10:9", (), ()),
        "envelope/*/budget": (f"{POLICY}:7:5", (), ()),
        "envelope/*/may-edit": (f"{POLICY}:5:5", (), others),
        "envelope/*/may-not-edit": (f"{POLICY}:6:5", (), ()),
        "envelope/*/must-link": (f"{POLICY}:11:5", (), others),
        "envelope/claude-code/may-edit": (f"{POLICY}:13:5", ("claude-code",), ()),
        "envelope/claude-code/may-not-edit": (f"{POLICY}:14:5", ("claude-code",), ()),
        "envelope/codex/may-edit": (f"{POLICY}:13:5", ("codex",), ()),
        "envelope/codex/may-not-edit": (f"{POLICY}:14:5", ("codex",), ()),
    }
    assert rules["envelope/*/budget"].why == f"the envelope of every agent says so at `{POLICY}:7:5`"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (changed("src/a.py"), []),
        (changed("tools/a.py"), ["envelope/*/may-edit"]),
        (changed("tools/a.py", by=PERSON), []),
        (changed("src/a.py", by=CLAUDE), ["envelope/claude-code/may-edit"]),
        (
            changed("src/billing/a.py", by=CLAUDE),
            ["envelope/*/may-not-edit", "envelope/claude-code/may-edit"],
        ),
        (
            changed("docs/legal/a.py", by=CLAUDE),
            ["envelope/*/approvals-2", "envelope/claude-code/may-not-edit"],
        ),
        (changed("docs/legal/a.py"), ["envelope/*/approvals-2"]),
        (changed("src/db/a.py"), ["envelope/*/approvals-1"]),
        (changed("src/a.py", "src/b.py", "src/c.py"), ["envelope/*/budget"]),
        (changed("src/a.py", title="Work"), ["envelope/*/must-link"]),
        (changed("docs/a.py", by=CLAUDE, title="Work"), ["envelope/*/approvals-2"]),
    ],
)
def test_an_agent_is_held_to_its_envelope_and_to_that_of_all(
    policy: Policy, change: Change, said: list[str]
) -> None:
    assert spoken(policy, change) == said


def test_who_does_not_say_who_they_are_is_held_to_the_envelope_of_all(policy: Policy) -> None:
    change = changed("tools/a.py", by=PERSON)
    assert spoken(policy, replace(change, facts=replace(change.facts, author=None))) == [
        "envelope/*/may-edit"
    ]


def test_an_agent_of_the_policy_has_an_envelope_of_its_own() -> None:
    text = (
        "version: 1\nagents: [{name: acme, accounts: [1001]}]\nenvelopes: [{for: acme, may-edit: docs/**}]\n"
    )
    found = load(**{POLICY: text})
    assert spoken(found, changed("src/a.py", by=PERSON)) == ["envelope/acme/may-edit"]
    other = changed("src/a.py")
    assert spoken(found, replace(other, facts=replace(other.facts, author=Account("bob", 1002)))) == []
    assert not [notice for notice in found.notices if "acme" in notice]


def test_an_envelope_for_nobody_is_told() -> None:
    found = load(**{POLICY: "version: 1\nenvelopes: [{for: claude-cod, may-edit: docs/**}]\n"})
    at = f"{POLICY}:2:14"
    said = "no agent is known as `claude-cod`, did you mean `claude-code`; its envelope may be for nobody"
    assert f"{at}: {said}" in found.notices


def test_a_declared_scope_narrows_further_and_both_speak(policy: Policy) -> None:
    change = changed("src/a.py", "tools/a.py", body="```decisis-scope\nsrc/b.py\n```\n")
    verdict = review(change, policy, "test")
    found = sorted((one.rule, one.path) for one in verdict.findings if one.check != "reimplemented-helper")
    assert found == [
        ("envelope/*/may-edit", "tools/a.py"),
        ("scope-creep", "src/a.py"),
        ("scope-creep", "tools/a.py"),
    ]


def test_a_kept_policy_asks_the_same(policy: Policy) -> None:
    assert restored(dump(policy)) == policy


BUDGET = "version: 1\nmode: enforce\nenvelopes: [{for: '*', budget: {rounds: 2, open-pull-requests: 3}}]\n"
DECIDER = Person(11, "carol", role=PermissionRole.WRITE, teams=("acme/platform",))
HELD = tuple(Round(str(at), "fail", ("f",)) for at in range(3))
PASSED = tuple(Round(str(at), "waiting") for at in range(9))


def judged(proceedings: Proceedings, waivers: str = "") -> Verdict:
    change = changed("a.py")
    known = replace(proceedings, is_known=True)
    return review(
        replace(change, facts=replace(change.facts, proceedings=known)),
        load(**{POLICY: BUDGET + waivers}),
        "test",
    )


@pytest.mark.parametrize(
    ("proceedings", "said"),
    [
        (Proceedings(rounds=HELD[:2], open_pulls=3), []),
        (Proceedings(rounds=PASSED, open_pulls=1), []),
        (Proceedings(), ["is one of nobody knows how many of its author, the limit is 3"]),
        (Proceedings(rounds=HELD, open_pulls=1), ["has been held back by 3 verdicts, the limit is 2"]),
        (Proceedings(open_pulls=4), ["is one of 4 open ones of its author, the limit is 3"]),
    ],
)
def test_rounds_and_open_pull_requests_are_counted_where_they_are_known(
    proceedings: Proceedings, said: list[str]
) -> None:
    verdict = judged(proceedings)
    assert [one.message.partition("; ")[0] for one in verdict.waiting] == [
        f"the pull request {one}" for one in said
    ]
    assert verdict.outcome is (Outcome.WAITING if said else Outcome.PASS)


@pytest.mark.parametrize(
    ("waivers", "decider", "outcome"),
    [
        ("", replace(DECIDER, role=PermissionRole.MAINTAIN), Outcome.PASS),
        ("", DECIDER, Outcome.WAITING),
        ("waivers: {from: '@acme/platform'}\n", DECIDER, Outcome.PASS),
        ("waivers: {from: '@acme/platform'}\n", replace(DECIDER, teams=()), Outcome.WAITING),
    ],
)
def test_a_person_decides_about_a_spent_budget(waivers: str, decider: Person, outcome: Outcome) -> None:
    approved = Review(1, decider.id, ReviewState.APPROVED, HEAD)
    known = Proceedings(rounds=HELD, open_pulls=1, people={decider.id: decider}, reviews=(approved,))
    assert judged(known, waivers).outcome is outcome


FLOOR = "version: 1\nmode: enforce\nenvelopes: [{for: '*', may-edit: ['src/**']}]\n"


def test_envelopes_of_a_floor_are_added_and_not_taken_back() -> None:
    own = load(**{POLICY: "version: 1\nenvelopes: [{for: jules, may-edit: ['src/**', 'tools/**']}]\n"})
    found = on_floors(own, [Floor("acme/.github", POLICY, "f" * 40, load(**{POLICY: FLOOR}))])
    assert spoken(found, changed("tools/a.py")) == ["acme/.github:envelope/*/may-edit"]
    assert spoken(found, changed("b/a.py")) == ["acme/.github:envelope/*/may-edit", "envelope/jules/may-edit"]
    (rule,) = (rule for rule in found.rules if rule.id.startswith("acme/"))
    assert rule.at == f"acme/.github:{POLICY}:3:24"
    assert rule.why == f"the envelope of every agent says so at `acme/.github:{POLICY}:3:24`"
    said = "the floor `acme/.github` adds 0 decisions with 0 rules in force, and 1 rule of its envelopes"
    assert said in found.notices


def test_checks_that_must_pass_are_rules_where_a_check_looks_at_them() -> None:
    text = "version: 1\nenvelopes: [{for: '*', must-pass: [ci / test, {name: license/cla, app: 7}]}]\n"
    asked = {rule.id: rule.check.name for rule in load(**{POLICY: text}).rules if rule.at}
    assert asked == dict.fromkeys(("envelope/*/must-pass-1", "envelope/*/must-pass-2"), "unpassed-check")
