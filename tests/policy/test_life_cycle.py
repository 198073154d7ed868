"""From when, until when and where a decision holds, and which record took the place of which."""

from __future__ import annotations

import pytest

from checks.enforcement import Origin
from checks.finding import Level
from checks.paths import PathPatterns
from checks.policy import Policy, Rule, RuleException
from checks.problem import PolicyInvalid
from checks.rules.forbidden_path import ForbiddenPath
from tests.policy.test_records import LOG4BRAINS, MADR_2, MADR_4, NYGARD
from tests.policy.trees import load

SIDE = """instead: build on `core`
rules:
  - forbid-path: ["src/legacy/**"]
"""
OPEN = '[{paths: [a.py], owner: "@acme/platform", reason: until the port is done, until: 2026-06-30}]'
EXCEPTION = RuleException(PathPatterns(("a.py",)), "@acme/platform", "until the port is done", "2026-06-30")
STRUCTURED = """---
title: Use it
description: What is used
type: adr
category: architecture
tags: [a]
status: {}
created: 2026-01-02
updated: 2026-03-04
author: Platform Team
project: acme
---

# ADR-0001: Use it

## Decision

Use it.
"""


def enforced(extra: str = "", rule: str = "", status: str = "accepted") -> str:
    terms = "".join(f"  {line}\n" for line in extra.splitlines())
    beside = "".join(f"      {line}\n" for line in rule.splitlines())
    return (
        f"---\nstatus: {status}\ndate: 2026-03-02\nenforce:\n  instead: build on `core`\n{terms}"
        f'  rules:\n    - forbid-path: ["src/legacy/**"]\n{beside}'
        '    - forbid-path: ["src/old/**"]\n---\n# Closed\n'
    )


def rules(policy: Policy) -> list[Rule]:
    return [rule for rule in policy.rules if rule.decision]


def test_a_record_says_from_when_its_rules_hold_and_where_they_do_not() -> None:
    first, second = rules(load(**{"adr/0001-a.md": enforced(f"since: 2026-04-01\nexceptions: {OPEN}")}))
    for rule in (first, second):
        assert (rule.since, rule.exceptions) == ("2026-04-01", (EXCEPTION,))


def test_what_stands_beside_a_rule_counts_for_it_alone() -> None:
    terms = f"level: warn\npaths: [src/**]\ninstead: ask\nsince: 2026-05-01\nexceptions: {OPEN}"
    first, second = rules(load(**{"adr/0001-a.md": enforced("paths: [lib/**]", terms)}))
    assert (first.level, first.paths.patterns, first.instead) == (Level.WARN, ("src/**",), "ask")
    assert (first.since, first.exceptions) == ("2026-05-01", (EXCEPTION,))
    assert (second.level, second.paths.patterns) == (Level.BLOCK, ("lib/**",))
    assert (second.instead, second.since, second.exceptions) == ("build on `core`", "", ())
    assert first.check == ForbiddenPath(paths=("src/legacy/**",))


def test_exceptions_of_a_rule_are_added_to_those_of_its_record() -> None:
    own = OPEN.replace("a.py", "b.py")
    first, second = rules(load(**{"adr/0001-a.md": enforced(f"exceptions: {OPEN}", f"exceptions: {own}")}))
    assert [one.paths.patterns for one in first.exceptions] == [("a.py",), ("b.py",)]
    assert [one.paths.patterns for one in second.exceptions] == [("a.py",)]


@pytest.mark.parametrize("owner", ["@alice", "@acme/platform", "@acme/data.science_2", "Alice O'Neil", "Zoë"])
def test_an_owner_is_an_account_a_team_or_a_person(owner: str) -> None:
    written = OPEN.replace('"@acme/platform"', f'"{owner}"')
    assert (
        rules(load(**{"adr/0001-a.md": enforced(f"exceptions: {written}")}))[0].exceptions[0].owner == owner
    )


def test_a_record_needs_no_remedy_of_its_own_where_each_rule_has_one() -> None:
    text = enforced(rule="instead: ask").replace("  instead: build on `core`\n", "")
    lighter = text.replace('["src/old/**"]', '["src/old/**"]\n      level: note')
    assert [rule.instead for rule in rules(load(**{"adr/0001-a.md": lighter}))] == ["ask", ""]


def test_rules_of_a_proposed_record_are_notes_whatever_stands_beside_them() -> None:
    policy = load(**{"adr/0001-a.md": enforced(rule="level: warn", status="proposed")})
    assert [rule.level for rule in rules(policy)] == [Level.NOTE, Level.NOTE]


@pytest.mark.parametrize(
    ("text", "date", "makers"),
    [
        (MADR_4, "2024-09-17", ()),
        (MADR_4.replace("date:", "decision-makers: [Al, '@x/y']\ndate:"), "2024-09-17", ("Al", "@x/y")),
        (MADR_4.replace("date: 2024-09-17", "deciders: Alice, Bob"), "", ("Alice", "Bob")),
        (MADR_4.replace("2024-09-17", "{YYYY-MM-DD when the decision was last updated}"), "", ()),
        (MADR_2 + "\n", "", ("alice",)),
        (MADR_2.replace("alice", "[Al](a), @bo\n* Date: 2020-05-06"), "2020-05-06", ("Al", "@bo")),
        (NYGARD.format("Accepted"), "2020-01-01", ()),
        (LOG4BRAINS.format("accepted"), "2020-01-01", ()),
        (STRUCTURED.format("accepted"), "2026-03-04", ("Platform Team",)),
    ],
)  # fmt: skip
def test_every_form_tells_its_day_and_who_decided(text: str, date: str, makers: tuple[str, ...]) -> None:
    decision = load(**{"docs/adr/0001-use-it.md": text}).decisions["ADR-0001"]
    assert (decision.date, decision.decision_makers) == (date, makers)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("20200102-use-it", "2020-01-02"),
        ("2026-03-02-use-it", "2026-03-02"),
        ("20201399-x", ""),
        ("0001-a", ""),
    ],
)
def test_a_file_name_tells_the_day_where_nothing_else_does(name: str, date: str) -> None:
    (decision,) = load(**{f"adr/{name}.md": "---\nstatus: accepted\n---\n# A"}).decisions.values()
    assert decision.date == date


@pytest.mark.parametrize(
    "old",
    [
        MADR_4.replace("accepted", '"superseded by ADR-0002"'),
        MADR_4.replace("accepted", "superseded\nsuperseded-by: 0002"),
        MADR_4.replace("accepted", "superseded\nsupersededBy: ADR-0002"),
        MADR_4.replace("accepted", "superseded\nsuperseded_by: [0002-new.md]"),
        MADR_2.replace("accepted", "superseded by [ADR-0002](0002-new.md)"),
        MADR_2.replace("accepted", "superseded\n* Superseded by: [the new one](./0002-new.md#decision)"),
        NYGARD.format("Superceded by [2. New](0002-new.md)"),
        NYGARD.format("Accepted\n\nSuperseded by [2. New](../adr/0002-new.md)"),
        LOG4BRAINS.format("superseded by [0002-new](0002-new.md)"),
        STRUCTURED.format("superseded").replace("project:", "superseded_by: adr-2\nproject:"),
    ],
)
@pytest.mark.parametrize(
    "new",
    [
        MADR_4,
        MADR_4.replace("date:", "supersedes: ADR-0001\ndate:"),
        MADR_4.replace("date:", "supersedes: 1\ndate:"),
        MADR_4 + "\n\n## More Information\n\n* Supersedes [the old one](0001-old.md).\n",
        MADR_2.replace("* Deciders", "* Supersedes: ADR-1\n* Deciders"),
        NYGARD.format("Accepted\n\nSupercedes [1. Old](0001-old.md)"),
    ],
)
def test_both_ends_of_a_supersession_know_one_another(old: str, new: str) -> None:
    policy = load(**{"docs/adr/0001-old.md": old, "docs/adr/0002-new.md": new})
    assert policy.decisions["ADR-0001"].superseded_by == ("ADR-0002",)
    assert policy.decisions["ADR-0002"].supersedes == ("ADR-0001",)
    assert policy.decisions["ADR-0002"].superseded_by == ()
    assert not [notice for notice in policy.notices if notice.startswith("docs/")]


@pytest.mark.parametrize(
    "said",
    [
        "Amends [ADR-0001](0001-old.md)",
        "Amended by ADR-0001",
        "Clarifies ADR-0001, which superseded nothing",
        "`Supersedes ADR-0009` is how one would write it",
        "<!-- Supersedes ADR-0009 -->",
        "Supersedes [ADR-3](https://example.org/adr/0003.md) of the other repository",
        "Supersedes nothing",
        "Supersedes a habit of 2019-01-02",
    ],
)
def test_what_is_no_supersession_is_left_alone(said: str) -> None:
    text = MADR_4 + f"\n\n## More Information\n\n{said}\n\n```\nSupersedes ADR-0009\n```\n"
    policy = load(**{"docs/adr/0001-old.md": MADR_4, "docs/adr/0002-new.md": text})
    assert all(not one.supersedes and not one.superseded_by for one in policy.decisions.values())
    assert len(policy.notices) == 2


def test_a_name_means_the_record_of_its_own_category_first() -> None:
    new = MADR_4.replace("date:", "supersedes: {}\ndate:")
    old = MADR_4.replace("accepted", "superseded")
    files = {f"adr/{folder}0001-old.md": old for folder in ("", "web/", "db/")}
    policy = load(
        **files,
        **{
            "adr/web/0002-a.md": new.format("ADR-0001"),
            "adr/db/0002-b.md": new.format("web/ADR-0001"),
            "adr/0003-c.md": new.format("db/0001-old.md"),
        },
    )
    superseded = {id_: one.superseded_by for id_, one in policy.decisions.items() if one.superseded_by}
    assert superseded == {"web/ADR-0001": ("db/ADR-0002", "web/ADR-0002"), "db/ADR-0001": ("ADR-0003",)}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("accepted", "accepted\nsupersedes: ADR-0001", "new.md:3:13: `ADR-0001` says of itself that it is"),
        ("accepted", "accepted\nsupersedes: ADR-9", "new.md:3:13: `ADR-9` is no record here"),
        ("superseded by ADR-9", "accepted", "old.md:2:9: `ADR-9` is no record here"),
        ("superseded by 2", "proposed", "old.md:2:9: `ADR-0002` is proposed, so nothing took the place"),
        ("superseded by 2", "superseded by 1", "old.md:2:9: `ADR-0001`, `ADR-0002` supersede one another"),
        ("accepted\nsuperseded-by: 2", "accepted", "old.md:3:16: this is superseded by `ADR-0002`, and its"),
        ("superseded by 2", "accepted", "though the newer record does not say that it supersedes: `ADR-0001"),
    ],
)  # fmt: skip
def test_odd_links_between_records_without_rules_are_told(old: str, new: str, said: str) -> None:
    """Other tools own these files too: nothing is refused."""
    policy = load(
        **{
            "adr/0001-old.md": f"---\nstatus: {old}\n---\n# Old",
            "adr/0002-new.md": f"---\nstatus: {new}\n---\n# New",
        }
    )
    assert [notice for notice in policy.notices if said in notice]


@pytest.mark.parametrize("new", ["proposed\nsupersedes: ADR-0001", "rejected\nsupersedes: ADR-0001"])
def test_a_record_that_is_not_accepted_supersedes_nothing_and_nothing_is_odd(new: str) -> None:
    policy = load(**{"adr/0001-old.md": enforced(), "adr/0002-new.md": f"---\nstatus: {new}\n---\n# New"})
    assert [rule.level for rule in rules(policy)] == [Level.BLOCK, Level.BLOCK]
    assert len(policy.notices) == 2


@pytest.mark.threat("INV10")
def test_no_claim_of_another_record_lifts_a_rule() -> None:
    new = "---\nstatus: accepted\nsupersedes: ADR-0001\n---\n# New"
    with pytest.raises(PolicyInvalid, match=r"^adr/0002-new\.md:3:13: `ADR-0001` says of itself"):
        load(**{"adr/0001-old.md": enforced(), "adr/0002-new.md": new})
    off = load(**{"adr/0001-old.md": enforced(status="superseded by ADR-0002"), "adr/0002-new.md": new})
    assert not rules(off)
    assert "`adr/0001-old.md` is superseded; its rules are off" in off.notices


def test_a_side_file_binds_a_record_that_nobody_edits() -> None:
    policy = load(
        **{"docs/adr/0001-use-it.md": NYGARD.format("Accepted"), "docs/adr/0001-use-it.enforce.yml": SIDE}
    )
    (rule,) = rules(policy)
    assert rule.id == "ADR-0001/forbid-path-1"
    assert (rule.check, rule.instead) == (ForbiddenPath(paths=("src/legacy/**",)), "build on `core`")
    assert rule.why == "Use it."
    assert policy.decisions["ADR-0001"].rule_ids == (rule.id,)
    assert policy.notices[1] == "1 decision in `docs/adr`, 1 rule in force"


def test_a_side_file_of_a_retired_record_is_off_and_that_is_said() -> None:
    policy = load(**{"adr/0001-a.md": NYGARD.format("Deprecated"), "adr/0001-a.enforce.yml": SIDE})
    assert not rules(policy)
    assert "`adr/0001-a.md` is deprecated; its rules are off" in policy.notices


def test_a_side_file_is_part_of_the_digest() -> None:
    files = {"adr/0001-a.md": NYGARD.format("Accepted"), "adr/0001-a.enforce.yml": SIDE}
    lighter = {**files, "adr/0001-a.enforce.yml": SIDE + "level: warn\n"}
    assert load(**files).source.digest != load(**lighter).source.digest


FENCED = """---
status: accepted
enforce:
  instead: name the columns
  rules:
    - forbid-pattern: {languages: [python], pattern: exec(...)}
---
# Columns are named

## Decision Outcome

Named.

### Confirmation

```yaml semgrep
languages: [python]
pattern: star(...)
```

~~~ semgrep
rules:
  - {languages: [python], pattern: a(...)}
  - {languages: [python], pattern: b(...)}
~~~

```yaml
rules: [an example]
```
"""


def test_rules_in_fences_have_numbers_of_their_own() -> None:
    policy = load(**{"adr/0001-a.md": FENCED})
    ids = policy.decisions["ADR-0001"].rule_ids
    assert ids == ("ADR-0001/forbid-pattern-1", *(f"ADR-0001/semgrep-{number}" for number in (1, 2, 3)))
    assert {rule.instead for rule in rules(policy)} == {"name the columns"}
    assert len(policy.pattern_rules) == 4


def test_fences_alone_are_rules_enough() -> None:
    text = FENCED.replace("  rules:\n    - forbid-pattern: {languages: [python], pattern: exec(...)}\n", "")
    assert len(rules(load(**{"adr/0001-a.md": text.replace("\n", "\r\n")}))) == 3
    bare = text.partition("enforce:")[0] + "---\n" + text.partition("---\n# ")[2].join(("# ", ""))
    side = {"adr/0001-a.enforce.yml": "instead: name the columns\n"}
    assert len(rules(load(**{"adr/0001-a.md": bare, **side}))) == 3


def test_every_rule_tells_the_line_it_is_written_on() -> None:
    from checks.change import MemoryTree
    from checks.check import checks_by_rule_kind
    from checks.decision import RecordReader

    reader = RecordReader(MemoryTree({}), checks_by_rule_kind(), [], [])
    record = reader.read("adr/0001-a.md", FENCED.encode())
    assert record is not None
    assert {id_.rpartition("/")[2]: origin for id_, origin in record.origins.items()} == {
        "forbid-pattern-1": Origin("adr/0001-a.md", 6),
        "semgrep-1": Origin("adr/0001-a.md", 17),
        "semgrep-2": Origin("adr/0001-a.md", 23),
        "semgrep-3": Origin("adr/0001-a.md", 24),
    }


def test_explain_tells_from_when_until_when_and_what_took_the_place_of_what() -> None:
    from checks.report.explain import explain

    new = "---\nstatus: accepted\ndate: 2026-04-01\nsupersedes: 1\ndeciders: [Zoë]\n---\n# New"
    policy = load(
        **{
            "adr/0001-old.md": enforced(status="superseded by ADR-0002"),
            "adr/0002-new.md": new,
            "adr/0003-a.md": enforced(f"since: 2026-04-01\nexceptions: {OPEN}"),
        }
    )
    told = explain(policy.decisions["ADR-0002"])
    assert "date: 2026-04-01\ndecided by: Zoë\nsupersedes: ADR-0001\n" in told
    rule = explain(rules(policy)[0])
    assert "since: 2026-04-01\n" in rule
    assert "exception: `a.py` until 2026-06-30, by @acme/platform: until the port is done\n" in rule
