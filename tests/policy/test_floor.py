"""A policy on its floors: what is added, what counts, what is told, and what no repository can loosen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.compiled import dump
from checks.compiled import load as restored
from checks.finding import Level
from checks.floor import Floor, checked_floor, located, on_floors, unreadable
from checks.floor_reference import Reference, floors_of, reference
from checks.policy import Audience, FloorSource, Mode, Policy, Rule
from checks.policy_loader import load_policy
from checks.problem import PolicyInvalid
from checks.rules.forbidden_path import ForbiddenPath
from checks.rules.grown_baseline import GrownBaseline
from tests.policy.trees import COMMIT, POLICY, RECORD, tree

HOME = "acme/.github"
ALLOWED = "@acme/platform @acme/sec"
PACK = (Rule(id="pack/python/x", check=ForbiddenPath(paths=("x",)), level=Level.WARN),)
STRICT = """version: 1
mode: enforce
checks:
  added-suppression: block
  pack/python/x: block
agents: [{name: acme-bot, accounts: [7]}]
baseline: {from: ["@acme/platform", "@acme/sec"]}
"""


def policy(**files: str) -> Policy:
    return load_policy(tree(**files), COMMIT, PACK)


def floor(text: str = STRICT, repository: str = HOME, path: str = POLICY, **files: str) -> Floor:
    read = load_policy(tree(**{path: text, **files}), "f" * 40, PACK, path)
    return Floor(repository, path, "f" * 40, checked_floor(read, repository))


def levels(found: Policy) -> dict[str, Level]:
    return {rule.id: rule.level for rule in found.rules}


def test_without_a_floor_nothing_changes() -> None:
    own = policy(**{POLICY: "version: 1"})
    assert on_floors(own, ()) is own


def test_a_floor_that_is_not_there_changes_the_digest_alone() -> None:
    own = policy(**{POLICY: "version: 1"})
    found = on_floors(own, [Floor(HOME, POLICY)])
    assert found.source.extends == (FloorSource(HOME, POLICY, "", ""),)
    assert found.source.digest != own.source.digest
    assert replace(found, source=own.source) == own


def test_rules_of_a_floor_are_added_under_names_that_cannot_collide() -> None:
    own = policy(**{POLICY: "version: 1", "docs/decisions/0003-own.md": RECORD})
    found = on_floors(own, [floor(**{"docs/decisions/0003-theirs.md": RECORD})])
    assert "ADR-0003/forbid-path-1" in levels(found)
    assert levels(found)[f"{HOME}:ADR-0003/forbid-path-1"] is Level.BLOCK
    assert found.decisions[f"{HOME}:ADR-0003"].path == f"{HOME}:docs/decisions/0003-theirs.md"
    assert f"{HOME}:ADR-0003/forbid-path-1" in found.decisions[f"{HOME}:ADR-0003"].rule_ids
    (rule,) = (rule for rule in found.rules if rule.id == f"{HOME}:ADR-0003/forbid-path-1")
    assert (rule.decision, rule.audience) == (f"{HOME}:ADR-0003", Audience.EVERYONE)
    assert [rule.id for rule in found.rules] == sorted(rule.id for rule in found.rules)
    assert found.notices[-1] == f"the floor `{HOME}` adds 1 decision with 3 rules in force"


def test_a_repository_without_a_policy_stands_on_the_floor_and_is_not_accused() -> None:
    found = on_floors(policy(), [floor()])
    assert found.mode is Mode.ENFORCE
    assert levels(found)["added-suppression"] is Level.BLOCK
    assert found.agent_accounts == {7: "acme-bot"}
    assert found.notices == (
        "there is no `.github/decisis.yml`; the floor enforces",
        "no folder of decisions was found; only built-in checks run",
        f"the floor `{HOME}` adds 0 decisions with 0 rules in force",
    )


def test_what_loosens_has_no_effect_and_is_told_with_both_places() -> None:
    own = policy(
        **{
            POLICY: "version: 1\nmode: observe\nchecks: {added-suppression: off, pack/python/x: note}\n"
            "baseline: {from: '@mallory'}\n"
        }
    )
    found = on_floors(own, [floor()])
    assert found.mode is Mode.ENFORCE
    assert levels(found)["added-suppression"] is levels(found)["pack/python/x"] is Level.BLOCK
    (check,) = (rule.check for rule in found.rules if rule.id == "grown-baseline")
    assert check == GrownBaseline(from_=("@acme/platform", "@acme/sec"))
    there = f"{HOME}:{POLICY}"
    told = [
        (f"{POLICY}:2:7", "mode: observe", "mode: enforce", f"{there}:2:7"),
        (f"{POLICY}:3:29", "added-suppression: off", "added-suppression: block", f"{there}:4:22"),
        (f"{POLICY}:3:49", "pack/python/x: note", "pack/python/x: block", f"{there}:5:18"),
        (f"{POLICY}:4:18", "baseline.from: @mallory", f"baseline.from: {ALLOWED}", f"{there}:7:18"),
    ]
    assert found.notices[-4:] == tuple(
        f"{at}: `{setting}` loosens the floor and has no effect: `{least}` is said at `{place}`"
        for at, setting, least, place in told
    )


def test_a_repository_may_tighten() -> None:
    own = policy(**{POLICY: "version: 1\nchecks: {skipped-test: block}\nbaseline: {from: '@acme/sec'}\n"})
    loose = "version: 1\nmode: observe\nchecks: {skipped-test: note}\nbaseline: {from: ['@acme/sec', '@a']}\n"
    found = on_floors(own, [floor(loose)])
    assert found.mode is Mode.ENFORCE
    assert levels(found)["skipped-test"] is Level.BLOCK
    (check,) = (rule.check for rule in found.rules if rule.id == "grown-baseline")
    assert check == GrownBaseline(from_=("@acme/sec",))
    assert not [notice for notice in found.notices if "loosens" in notice]


def test_what_the_floor_does_not_speak_about_is_the_repository_s_own_affair() -> None:
    found = on_floors(policy(**{POLICY: "version: 1\nchecks: {skipped-test: off}"}), [floor()])
    assert levels(found)["skipped-test"] is Level.OFF


def test_a_floor_that_observes_lets_a_repository_observe() -> None:
    found = on_floors(policy(), [floor("version: 1\nmode: observe\n")])
    assert found.mode is Mode.OBSERVE
    assert found.notices[0].endswith("observes and never blocks")


def test_a_name_of_an_agent_is_that_of_the_floor_and_none_is_taken_away() -> None:
    own = policy(**{POLICY: "version: 1\nagents: [{name: person, accounts: [7]}, {name: b, accounts: [8]}]"})
    assert on_floors(own, [floor()]).agent_accounts == {7: "acme-bot", 8: "b"}


def test_a_floor_may_stand_elsewhere_and_two_hold_together() -> None:
    named = floor("version: 1\nchecks: {added-suppression: note}\n", "acme/rules", "floors/a.yml")
    own = policy(**{POLICY: "version: 1\nextends: acme/rules:floors/a.yml\n"})
    found = on_floors(own, [floor(), named])
    assert levels(found)["added-suppression"] is Level.BLOCK
    assert [(one.repository, one.path) for one in found.source.extends] == [
        (HOME, POLICY),
        ("acme/rules", "floors/a.yml"),
    ]
    assert found.source.extends[1].digest == named.source.digest != ""


def test_equal_inputs_give_equal_digests_and_another_floor_another() -> None:
    own = policy(**{POLICY: "version: 1"})
    first = on_floors(own, [floor()]).source.digest
    assert on_floors(own, [floor()]).source.digest == first
    assert on_floors(own, [floor(STRICT + "# more\n")]).source.digest != first
    assert on_floors(own, [replace(floor(), commit="e" * 40)]).source.digest != first


@pytest.mark.threat("F5")
def test_a_floor_on_a_floor_is_refused_with_its_place() -> None:
    with pytest.raises(PolicyInvalid) as caught:
        floor("version: 1\nextends: acme/other\n")
    assert str(caught.value) == (
        f"{HOME}:{POLICY}:2:10: a floor cannot stand on another, it says `extends: acme/other`; "
        "remove it there"
    )


def test_problems_of_a_floor_name_its_repository() -> None:
    with pytest.raises(PolicyInvalid) as caught:
        load_policy(tree(**{POLICY: "version: 2\n"}), COMMIT)
    assert str(located(caught.value, HOME)).startswith(f"{HOME}:{POLICY}:1:10: `version` must be 1")


def test_a_floor_that_cannot_be_read_is_told_where_it_is_named() -> None:
    own = policy(**{POLICY: "version: 1\nextends: acme/rules\n"})
    assert str(unreadable(own, "acme/rules", "why")) == f"{POLICY}:2:10: why"
    assert str(unreadable(policy(), HOME, "why")) == f"{HOME}:1:1: why"


def test_a_policy_with_settings_and_a_baseline_survives_compilation() -> None:
    from checks.baseline_file import Entry, dump_baseline

    debt = dump_baseline([Entry("0" * 32, "skipped-test", "", "a.py", 3, "2026-03-02")]).decode()
    own = policy(**{POLICY: STRICT, ".github/decisis-baseline.json": debt})
    assert restored(dump(own)) == own
    assert own.baseline
    assert own.settings


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("acme/.github", Reference("acme/.github")),
        ("acme/rules@v1", Reference("acme/rules", "v1")),
        ("acme/rules:a/b.yml", Reference("acme/rules", "", "a/b.yml")),
        ("acme/rules@release/1.x:b.yaml", Reference("acme/rules", "release/1.x", "b.yaml")),
    ],
)
def test_references_are_read_and_written_alike(written: str, read: Reference) -> None:
    assert reference(written) == read
    assert str(read) == written


@pytest.mark.threat("B6")
@pytest.mark.parametrize(
    "written",
    [
        "https://github.com/a/b", "http://127.0.0.1/a", "//127.0.0.1/a", "2130706433/a/b", "[::1]/a", "a@b/c",
        "b/b/c", "ssh://git@h/a", "git@h:a/b", "EXT::sh/x", "file:///etc/passwd", "a/..", "a/.", "../b",
        "a/b@-x", "a/b@x y", "a/b@x\n", "a/b:", "a/b:/etc/x.yml", "a/b:x\\y.yml", "a/b:c//d.yml", "a/b:c.txt",
        " a/b", "a/b ", "-a/b", "a/b?x=1", "a/b#c", "a/b%2f..", "ａ/b", "a/b@é", "", "a", "/", "a/", "/b",
        "a_b/c", "a/b@", "a/b@@x", "a/b@x..y",
    ],
)  # fmt: skip
def test_nothing_but_a_repository_of_the_same_host_is_a_floor(written: str) -> None:
    with pytest.raises(ValueError, match="floor"):
        reference(written)


@given(st.text(max_size=60))
def test_a_reference_never_holds_what_an_address_could_be_made_of(written: str) -> None:
    try:
        found = reference(written)
    except ValueError:
        return
    assert found.repository.count("/") == 1
    assert not set(found.repository + found.ref) & set(" \t\n:?#%\\@[]")
    assert not found.ref.startswith("-")


def test_a_repository_stands_on_the_floor_of_its_owner_and_on_the_one_that_it_names() -> None:
    home, rules = Reference("acme/.github"), Reference("acme/rules", "v1")
    assert floors_of("acme/shop", "") == (home,)
    assert floors_of("acme/shop", "acme/rules@v1") == (home, rules)
    assert floors_of("acme/shop", "Acme/.github") == (home,)
    assert floors_of("acme/shop", "acme/.github:python.yml") == (home, Reference(HOME, "", "python.yml"))
    assert floors_of("acme/.github", "") == ()
    assert floors_of("acme/.github", "acme/rules@v1") == (rules,)
    assert floors_of("", "") == ()
    assert floors_of("", "acme/rules@v1") == (rules,)
    pinned = Reference("other/rules", "0" * 40)
    assert floors_of("acme/shop", str(pinned)) == (home, pinned)


@pytest.mark.parametrize(
    ("repository", "extends", "said"),
    [
        ("acme/shop", "other/rules", "belongs to another owner"),
        ("acme/shop", "other/rules@v1", "belongs to another owner"),
        ("acme/shop", "other/rules@" + "0" * 39, "belongs to another owner"),
        ("acme/shop", "Acme/Shop", "of its own repository"),
        ("acme/.github", "acme/.github:x.yml", "of its own repository"),
        ("acme/shop", "acme/.github@v1", "is read at its default branch"),
    ],
)
def test_a_floor_that_must_not_be_named(repository: str, extends: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        floors_of(repository, extends)


@given(
    st.sampled_from(["", "mode: observe", "mode: enforce"]),
    st.dictionaries(
        st.sampled_from(["skipped-test", "added-suppression", "pack/python/x"]), st.sampled_from(Level)
    ),
    st.sampled_from(["", "mode: observe", "mode: enforce"]),
    st.dictionaries(
        st.sampled_from(["skipped-test", "added-suppression", "pack/python/x"]), st.sampled_from(Level)
    ),
)
def test_no_repository_is_ever_looser_than_its_floor(
    own_mode: str, own_levels: dict[str, Level], mode: str, asked: dict[str, Level]
) -> None:
    def text(first: str, checks: dict[str, Level]) -> str:
        written = ", ".join(f"{name}: {level}" for name, level in checks.items())
        return f"version: 1\n{first}\nchecks: {{{written}}}\n"

    below = floor(text(mode, asked))
    own = policy(**{POLICY: text(own_mode, own_levels)})
    found = on_floors(own, [below])
    assert below.policy is not None
    assert found.mode is Mode.ENFORCE or below.policy.mode is own.mode is Mode.OBSERVE
    for name, level in levels(found).items():
        assert level.rank <= levels(own)[name].rank
        assert level.rank <= asked.get(name, Level.OFF).rank
    told = sum("loosens" in notice for notice in found.notices)
    looser = sum(own_levels[name].rank > asked[name].rank for name in own_levels.keys() & asked.keys())
    observes = own_mode == "mode: observe" and mode != "mode: observe"
    assert told == looser + observes
