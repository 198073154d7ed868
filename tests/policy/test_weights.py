"""How heavy a check is, by path and by author."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.change import Account, PullFacts
from checks.compiled import dump, load
from checks.finding import Level
from checks.floor import Floor, checked_floor, on_floors
from checks.policy import Audience, Policy
from checks.problem import PolicyInvalid
from checks.review import review
from checks.verdict import Verdict
from tests.cases import blob, change_of
from tests.policy.trees import load as policy_of

AGENT = Account("copilot-swe-agent[bot]", 198982749, is_bot=True)
PERSON = Account("alice", 1)


def policy(checks: str) -> Policy:
    return policy_of(**{".github/decisis.yml": f"version: 1\nmode: enforce\nchecks:\n{checks}"})


def levels(of: Policy, *paths: str, author: Account = AGENT) -> list[Level]:
    """What `invisible-text` weighs in files of these folders."""
    files = {f"{path}/a.py": blob("x = 1  # \u202e hidden\n".encode()) for path in paths}
    change = replace(change_of({}, files), facts=PullFacts(author=author))
    verdict: Verdict = review(change, of, "test")
    found = {one.path: one.level for one in verdict.findings if one.check == "invisible-text"}
    return [found.get(f"{path}/a.py", Level.OFF) for path in paths]


def test_a_level_for_all_files() -> None:
    assert levels(policy("  invisible-text: note\n"), "a", "b") == [Level.NOTE, Level.NOTE]
    assert levels(policy("  invisible-text: {level: note}\n"), "a") == [Level.NOTE]


def test_a_level_for_some_files_leaves_the_others_as_they_are() -> None:
    usual = levels(policy("  removed-test: note\n"), "b")
    some = policy("  invisible-text: {level: off, paths: [a/**]}\n")
    assert levels(some, "a", "b") == [Level.OFF, *usual]


def test_of_several_levels_the_last_that_matches_counts() -> None:
    written = ("note", "{level: warn, paths: [a/**]}", "{level: off, paths: [a/b/**]}")
    several = policy("  invisible-text:\n" + "".join(f"    - {one}\n" for one in written))
    assert levels(several, "a", "a/b", "c") == [Level.WARN, Level.OFF, Level.NOTE]
    assert levels(load(dump(several)), "a", "a/b", "c") == [Level.WARN, Level.OFF, Level.NOTE]


def test_another_spelling_of_a_path_weighs_no_less() -> None:
    heavier = policy("  invisible-text: [note, {level: block, paths: [src/**]}]\n")
    assert levels(heavier, "src", "SRC", "other") == [Level.BLOCK, Level.BLOCK, Level.NOTE]
    lighter = policy("  invisible-text: [block, {level: off, paths: [src/**]}]\n")
    assert levels(lighter, "src", "SRC") == [Level.OFF, Level.BLOCK]


def test_a_check_for_everyone_speaks_to_people_as_well() -> None:
    assert levels(policy("  invisible-text: {level: note}\n"), "a", author=PERSON) == [Level.OFF]
    everyone = policy("  invisible-text: {level: note, for: everyone}\n")
    assert levels(everyone, "a", author=PERSON) == [Level.NOTE]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("{paths: [a/**]}", "the key `level` is missing; write `level: warn`"),
        ("{level: loud}", "`loud` is none of `block`, `warn`, `note`, `off`"),
        ("{level: warn, path: a}", "there is no key `path`, did you mean `paths`"),
        ("[{level: warn, for: agents}, {level: off, for: everyone, paths: [a/**]}]", "say `for` once"),
        ("{level: warn, for: robots}", "`robots` is none of `agents`, `everyone`"),
        ("[]", "this must be one of"),
        ("{level: warn, paths: [../a]}", "`../a`"),
    ],
)
def test_what_cannot_be_meant_is_refused(written: str, problem: str) -> None:
    with pytest.raises(PolicyInvalid, match=r"^\.github/decisis\.yml:4:") as refused:
        policy(f"  removed-test: {written}\n")
    assert problem in str(refused.value)


def test_a_floor_weighs_a_check_alike_everywhere() -> None:
    with pytest.raises(PolicyInvalid, match="weighs `removed-test` alike in all files"):
        checked_floor(policy("  removed-test: {level: off, paths: [a/**]}\n"), "acme/.github")


def test_what_a_floor_weighs_is_for_whom_it_says_and_waived_only_where_it_lets_somebody() -> None:
    text = "version: 1\nmode: enforce\nchecks: {leaked-secret: {level: block, for: everyone}}\n"
    own = policy("  leaked-secret: {level: note, for: agents}\nwaivers: {from: [write]}\n")

    def counts(floor: str) -> tuple[Level, Audience, bool]:
        below = Floor(
            "acme/.github", ".github/decisis.yml", "f" * 40, policy_of(**{".github/decisis.yml": floor})
        )
        rule = next(one for one in on_floors(own, [below]).rules if one.id == "leaked-secret")
        return rule.level, rule.audience, rule.waivable

    assert counts(text) == (Level.BLOCK, Audience.EVERYONE, False)
    assert counts(text + "waivers: {from: [maintain]}\n") == (Level.BLOCK, Audience.EVERYONE, True)
    assert counts("version: 1\nmode: enforce\n") == (Level.NOTE, Audience.AGENTS, True)
