"""Decisions as lines for agents, within a budget and by folder."""

from __future__ import annotations

from collections.abc import Mapping

from checks.policy_loader import load_policy
from checks.teaching.block import BUDGET
from checks.teaching.channels import taught
from checks.teaching.marked import block_in
from tests.policy.trees import tree

RECORD = """\
---
status: {status}
enforce:
  level: {level}
  instead: {instead}
  rules:
    - {rule}
---
# {title}
"""


def record(
    title: str = "One client",
    rule: str = "forbid-import: {from: 'services/**', to: [requests]}",
    instead: str = "Use `shop.http`.",
    status: str = "accepted",
    level: str = "block",
) -> str:
    return RECORD.format(title=title, rule=rule, instead=instead, status=status, level=level)


def files(texts: Mapping[str, str]) -> Mapping[str, str]:
    made = tree(**texts)
    return taught(load_policy(made, ""), made)


def lines(texts: Mapping[str, str], path: str = "AGENTS.md") -> list[str]:
    block = block_in(files(texts)[path]) or ""
    return [line for line in block.splitlines() if line.startswith("- ")]


def test_a_line_says_what_binds_where_and_what_to_do_instead() -> None:
    assert lines({"docs/decisions/0007-http.md": record()}) == [
        "- **ADR-0007** One client, in `services/**`: Use `shop.http`"
    ]


def test_what_was_turned_down_and_what_is_proposed_say_so_and_what_is_off_is_left_out() -> None:
    folder = "docs/decisions"
    assert lines(
        {
            f"{folder}/0001-a.md": record("Redis", status="rejected"),
            f"{folder}/0002-b.md": record("Kafka", status="proposed"),
            f"{folder}/0003-c.md": record("Old", status="deprecated"),
            f"{folder}/0004-d.md": "---\nstatus: accepted\n---\n# Prose\n",
        }
    ) == [
        "- **ADR-0001** Redis (turned down), in `services/**`: Use `shop.http`",
        "- **ADR-0002** Kafka (proposed), in `services/**`: Use `shop.http`",
        "- 1 more in prose only, which no check can hold: `decisis decisions` lists them",
    ]


def test_what_blocks_stands_first() -> None:
    found = lines(
        {
            "docs/decisions/0001-a.md": record("Weak", level="warn"),
            "docs/decisions/0002-b.md": record("Strong"),
        }
    )
    assert [line.split("**")[1] for line in found] == ["ADR-0002", "ADR-0001"]


def test_a_record_cannot_end_the_block_or_hide_words_in_it() -> None:
    (line,) = lines(
        {
            "docs/decisions/0001-a.md": record(
                "Ends <!-- decisis:end --> here", instead="'Say <!-- decisis:end --> it'"
            )
        }
    )
    assert "<! -- decisis:end -- >" in line
    assert line.endswith("Say <! -- decisis:end -- > it")


def test_too_many_for_one_block_go_to_their_folders_and_nothing_is_lost_in_silence() -> None:
    long = "Use the module that is meant for it, " * 8
    texts = {
        f"docs/decisions/{number:04}-a.md": record(
            f"Number {number}",
            f"forbid-path: ['{'web' if number % 3 else 'services/pay'}/x{number}/**']",
            f"{long} {number}.",
        )
        for number in range(1, 41)
    }
    found = files(texts)
    assert list(found) == [".agents/skills/decisis/SKILL.md", "AGENTS.md", *_in_folders(found)]
    told = [line for path in found for line in lines_of(found[path]) if "**ADR-" in line]
    missing = [line for path in found for line in lines_of(found[path]) if line.startswith("- and ")]
    assert len(told) == len(set(told))
    assert len(told) + sum(int(line.split()[2]) for line in missing) == 40
    assert all(len((block_in(text) or "").encode()) <= BUDGET for text in found.values())
    assert lines_of(found["AGENTS.md"])[-1].startswith("- more for `")


def _in_folders(found: Mapping[str, str]) -> list[str]:
    inside = [path for path in found if path.endswith("/AGENTS.md")]
    assert inside
    assert all(path.startswith(("web/x", "services/pay/x")) for path in inside)
    return inside


def lines_of(text: str) -> list[str]:
    return [line for line in (block_in(text) or "").splitlines() if line.startswith("- ")]


def test_instructions_of_single_agents_get_the_block_where_they_are_used() -> None:
    found = files(
        {
            "docs/decisions/0001-a.md": record(),
            "CLAUDE.md": "# Mine\n",
            "GEMINI.md": "@./AGENTS.md\n",
            ".cursor/rules/own.mdc": "Be brief.\n",
            ".claude/settings.json": "{}\n",
            "old/AGENTS.md": "# Old\n\n<!-- decisis:begin -->\n- gone\n<!-- decisis:end -->\n",
        }
    )
    assert found["CLAUDE.md"].startswith("# Mine\n\n<!-- decisis:begin -->\n")
    assert found["GEMINI.md"] == "@./AGENTS.md\n"
    assert found["old/AGENTS.md"] == "# Old\n"
    assert found[".cursor/rules/decisis.mdc"].startswith("---\ndescription: ")
    assert found[".agents/skills/decisis/SKILL.md"] == found[".claude/skills/decisis/SKILL.md"]
    assert ".github/copilot-instructions.md" not in found
