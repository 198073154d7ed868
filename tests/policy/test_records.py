"""Decision records in the forms that people write them, with and without rules."""

from __future__ import annotations

import pytest

from checks.change import MemoryTree
from checks.check import checks_by_rule_kind
from checks.decision import RecordReader, record_id
from checks.enforcement import Example
from checks.finding import Level
from checks.paths import PathPatterns
from checks.policy import Audience, DecisionStatus
from checks.problem import PolicyInvalid
from checks.record_text import is_placeholder, status_of
from checks.rules.forbidden_path import ForbiddenPath
from tests.policy.trees import RECORD, load

MADR_4 = "---\nstatus: accepted\ndate: 2024-09-17\n---\n# Use it\n\n## Decision Outcome\n\nBecause."
MADR_2 = "# Use it\n\n* Status: accepted\n* Deciders: alice\n\n## Context and Problem Statement\n\nIt hurts."
NYGARD = (
    "# 1. Use it\n\nDate: 2020-01-01\n\n## Status\n\n{}\n\n## Context\n\nIt hurts.\n\n## Decision\n\nUse it."
)
LOG4BRAINS = "# Use it\n\n- Status: {}\n- Date: 2020-01-01\n- Tags: a\n\n## Decision Outcome\n\nUse it."


def test_an_enforced_record_becomes_a_decision_with_rules() -> None:
    policy = load(**{"docs/decisions/0012-http.md": RECORD})
    decision = policy.decisions["ADR-0012"]
    assert decision.title == "Services call through one client"
    assert decision.status is DecisionStatus.ACCEPTED
    assert decision.why == ("one client, because retries are written once, in `services.http`.")
    assert decision.rule_ids == (
        "ADR-0012/forbid-path-1",
        "ADR-0012/forbid-path-2",
        "ADR-0012/forbid-pattern-1",
    )
    rules = {rule.id: rule for rule in policy.rules if rule.decision}
    assert tuple(rules) == decision.rule_ids
    first = rules["ADR-0012/forbid-path-1"]
    assert first.check == ForbiddenPath(paths=("services/http/raw/**",))
    assert first.level is Level.BLOCK
    assert first.audience is Audience.EVERYONE
    assert first.paths == PathPatterns(("services/**", "!services/legacy/**"))
    assert first.why == decision.why
    assert first.instead == "Use `services.http.client`; it retries and signs."
    assert rules["ADR-0012/forbid-path-2"].check == ForbiddenPath(paths=("services/gen/**",), deletions=True)


def test_examples_are_kept_with_the_rule_they_stand_under() -> None:
    reader = RecordReader(MemoryTree({}), checks_by_rule_kind(), [], [])
    record = reader.read("docs/decisions/0012-http.md", RECORD.encode())
    assert record is not None
    assert record.examples == (
        Example(is_caught=True, text="import requests"),
        Example(is_caught=False, text="from services.http import client"),
        Example(is_caught=False, diff="--- a"),
        Example(is_caught=True, rule="ADR-0012/forbid-path-2", text="a = 1", path="services/gen/a.py"),
    )


@pytest.mark.parametrize(
    ("text", "status", "title", "why"),
    [
        (MADR_4, "accepted", "Use it", "Because."),
        (MADR_4.replace("accepted", '"superseded by ADR-0123"'), "superseded", "Use it", "Because."),
        (MADR_4.replace("accepted", "Rejected"), "rejected", "Use it", "Because."),
        (MADR_4.replace("\n", "\r\n"), "accepted", "Use it", "Because."),
        ("\ufeff" + MADR_4, "accepted", "Use it", "Because."),
        (MADR_2, "accepted", "Use it", "It hurts."),
        (
            MADR_2.replace("* Status: accepted", "* **Status:** [accepted](x.md)"),
            "accepted",
            "Use it",
            "It hurts.",
        ),
        (NYGARD.format("Accepted"), "accepted", "Use it", "Use it."),
        (
            NYGARD.format("Accepted\n\nSuperceded by [2. Other](0002-other.md)"),
            "superseded",
            "Use it",
            "Use it.",
        ),
        (NYGARD.format("Accepted\n\nSupercedes [0. Old](0000-old.md)"), "accepted", "Use it", "Use it."),
        (NYGARD.format("Deprecated"), "deprecated", "Use it", "Use it."),
        (LOG4BRAINS.format("proposed"), "proposed", "Use it", "Use it."),
        (LOG4BRAINS.format("superseded by [20200102-b](20200102-b.md)"), "superseded", "Use it", "Use it."),
    ],
)
def test_old_forms_load_as_prose(text: str, status: str, title: str, why: str) -> None:
    policy = load(**{"docs/adr/0001-use-it.md": text})
    decision = policy.decisions["ADR-0001"]
    assert (decision.status, decision.title, decision.why) == (status, title, why)
    assert decision.rule_ids == ()
    assert (
        "1 decision in `docs/adr`, 0 rules in force: no decision is enforced, only built-in checks run"
        in (policy.notices)
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("docs/decisions/0012-http.md", "ADR-0012"),
        ("doc/adr/1.md", "ADR-1"),
        ("adr/ADR-007-x.md", "ADR-007"),
        ("adr/adr_0003.md", "ADR-0003"),
        ("docs/adr/20200102-use-it.md", "20200102-use-it"),
        ("docs/adr/2026-03-02-use-it.md", "2026-03-02-use-it"),
        ("adr/use-it.md", "use-it"),
        ("adr/404page.md", "404page"),
    ],
)
def test_a_record_is_named_by_its_number_or_its_stem(name: str, expected: str) -> None:
    assert record_id(name) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Accepted", "accepted"),
        ("  *accepted* (2026-03-02)", "accepted"),
        ("superceded", "superseded"),
        ("Accepted, superseded by ADR-3", "superseded"),
        ("draft", None),
        ("accepted-ish", None),
        ("", None),
        ("2020", None),
    ],
)
def test_a_status_is_read_as_people_write_it(status: str, expected: str | None) -> None:
    assert status_of(status) == expected


@pytest.mark.parametrize(
    "status", ["{proposed | accepted}", "proposed | accepted", {"proposed | accepted": None}]
)
def test_the_choice_of_a_template_is_no_status(status: object) -> None:
    assert is_placeholder(status)


@pytest.mark.parametrize(
    "placeholder", ['"{proposed | rejected | accepted}"', "{proposed | rejected | accepted}"]
)
def test_a_record_that_is_still_a_template_is_not_a_decision_yet(placeholder: str) -> None:
    policy = load(**{"docs/decisions/0001-a.md": RECORD.replace("accepted", placeholder, 1)})
    assert not policy.decisions
    assert not [rule for rule in policy.rules if rule.decision]
    assert (
        "`docs/decisions/0001-a.md` is not a decision yet: its status is still the template's"
        in policy.notices
    )


def test_rules_of_a_proposed_record_only_note() -> None:
    policy = load(**{"docs/decisions/0001-a.md": RECORD.replace("accepted", "proposed", 1)})
    assert {rule.level for rule in policy.rules if rule.decision} == {Level.NOTE}


def test_rules_of_a_rejected_record_forbid_the_rejected_way() -> None:
    policy = load(**{"docs/decisions/0001-a.md": RECORD.replace("accepted", "rejected", 1)})
    assert {rule.level for rule in policy.rules if rule.decision} == {Level.BLOCK}


@pytest.mark.parametrize(
    ("status", "said"), [("deprecated", "deprecated"), ("superseded by ADR-0002", "superseded")]
)
def test_rules_of_a_retired_record_are_off_and_that_is_said(status: str, said: str) -> None:
    files = {"docs/decisions/0001-a.md": RECORD.replace("accepted", status, 1)}
    policy = load(**files, **{"docs/decisions/0002-b.md": MADR_4})
    assert policy.decisions["ADR-0001"].rule_ids == ()
    assert f"`docs/decisions/0001-a.md` is {said}; its rules are off" in policy.notices


def test_pages_of_the_folder_are_no_decisions_and_odd_ones_are_named() -> None:
    policy = load(
        **{
            "docs/decisions/README.md": "# Decisions",
            "docs/decisions/adr-template.md": "# {short title}",
            "docs/decisions/notes.md": "# Notes",
            "docs/decisions/0002-draft.md": "---\nstatus: draft\n---\n# Draft",
            "docs/decisions/0003-broken.md": "---\ntitle: a: b\n---\n# Broken",
        }
    )
    broken = "docs/decisions/0003-broken.md:2:9: this is not YAML: mapping values are not allowed here"
    assert policy.notices[2:] == (
        "`docs/decisions/0002-draft.md` is not read as a decision: the status `draft` is not known",
        f"{broken}; the file is not read as a decision",
        "`docs/decisions/notes.md` is not read as a decision: it has no status",
    )


def test_bytes_that_are_no_text_are_refused_in_front_matter_and_replaced_in_prose() -> None:
    policy = load(**{"docs/adr/0001-a.md": MADR_4.encode().replace(b"Because", b"Be\xffcause \xef\xbf\xbd")})
    assert policy.decisions["ADR-0001"].why == "Be\ufffdcause \ufffd."
    with pytest.raises(PolicyInvalid, match=r"^docs/adr/0001-a\.md:11:40: this is not UTF-8"):
        load(**{"docs/adr/0001-a.md": RECORD.encode().replace(b"it retries", b"\xff retries")})


def test_a_heading_or_key_inside_a_code_block_is_text() -> None:
    fences = "```md\n## Status\n\nRejected\n```\n\n```yaml\nenforce:\n  level: block\n```"
    text = f"# A\n\n{fences}\n\n## Status\n\nAccepted"
    policy = load(**{"docs/adr/0001-a.md": text})
    assert policy.decisions["ADR-0001"].status is DecisionStatus.ACCEPTED


def test_rules_of_a_semgrep_file_beside_the_record_are_numbered_with_the_others() -> None:
    rules = (
        "rules:\n"
        "  - {id: a, languages: [python], message: no a, severity: ERROR, pattern: a(...)}\n"
        "  - {id: b, languages: [python], message: no b, severity: ERROR, pattern: b(...)}\n"
    )
    record = RECORD.replace(
        "    - forbid-path: [", "    - semgrep: 0012.semgrep.yml\n    - forbid-path: [", 1
    )
    policy = load(**{"docs/adr/0012-a.md": record, "docs/adr/0012.semgrep.yml": rules})
    ids = [rule.id for rule in policy.rules if "pattern" in rule.id]
    assert ids == [f"ADR-0012/forbid-pattern-{number}" for number in (1, 2, 3)]
    assert len(policy.pattern_rules) == 3


def test_directives_of_adr_drift_are_no_rules_out_of_place() -> None:
    directives = "- forbid-import: handlers -> db.drivers\n- forbid-pattern: src/**.py !~ eval"
    text = NYGARD.format("Accepted") + f"\n\n## Constraints\n\n{directives}\n"
    assert list(load(**{"docs/adr/0001-a.md": text}).decisions) == ["ADR-0001"]


@pytest.mark.parametrize("info", ["yaml", "", "text", "bash"])
def test_a_rule_that_is_only_shown_is_left_alone(info: str) -> None:
    shown = f"\n### Confirmation\n\nRun `semgrep` as in\n\n```{info}\nsemgrep ci\n```\n"
    assert load(**{"docs/adr/0012-a.md": RECORD + shown}).decisions["ADR-0012"].rule_ids
