"""What looks like authorship and is not is passed over, and told; what is authorship is not."""

from __future__ import annotations

import pytest

from checks.agents import known_agents
from checks.change import Account, Commit, PullFacts
from checks.false_signs import false_signs
from checks.identity import Role, identify
from tests.identity.test_identity import BRANCHES, TRAILERS

PERSON = "Ada <ada@example.org>"
NOREPLY = "users.noreply.github.com"


def pull(message: str = "Work", branch: str = "", body: str = "") -> PullFacts:
    commit = Commit("1", PERSON, PERSON, message)
    return PullFacts(author=Account("ada", 1001), branch=branch, body=body, commits=(commit,))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            pull(f"Co-authored-by: Copilot <175728472+Copilot@{NOREPLY}>"),
            "account 175728472, Copilot's reviewer,",
        ),
        (pull(f"Co-authored-by: coderabbitai[bot] <136622811+coderabbitai[bot]@{NOREPLY}>"), "CodeRabbit"),
        (pull(f"Co-authored-by: sourcery-ai[bot] <58596630+sourcery-ai[bot]@{NOREPLY}>"), "sourcery-ai[bot]"),
        (
            pull(f"Co-authored-by: codex <199175422+chatgpt-codex-connector[bot]@{NOREPLY}>"),
            "which reviews for codex",
        ),
        (pull("Work\n\nGenerated-by: protoc"), "Generated-by"),
        (pull("Work\n\nAI-assisted: no"), "a denial"),
        (pull(body="<!-- CURSOR_SUMMARY -->"), "a summary by Cursor's reviewer"),
        (pull(body="https://static.devin.ai/assets/gh-open-in-devin-review-dark.svg"), "Devin's reviewer"),
        (pull(branch="factory/orders"), "`factory/`"),
        (pull(branch="cursor/orders"), "`cursor/`"),
        (pull(branch="devin/orders"), "`devin/`"),
    ],
)
def test_it_is_told_and_shows_nobody(facts: PullFacts, said: str) -> None:
    (sign,) = false_signs(facts)
    assert said in sign.sentence
    assert identify(facts, {}).role is Role.NOT_DISCLOSED


@pytest.mark.parametrize("trailer", [trailer for trailer, *_ in TRAILERS])
def test_no_true_trailer_is_called_false(trailer: str) -> None:
    assert false_signs(pull(f"Work\n\n{trailer}")) == ()


@pytest.mark.parametrize("branch", [branch for branch, *_ in BRANCHES])
def test_no_true_branch_is_called_false(branch: str) -> None:
    assert false_signs(pull(branch=branch)) == ()


def test_every_agent_has_a_name_that_an_envelope_may_use() -> None:
    assert {"claude-code", "codex", "jules", "aider", "antigravity"} < known_agents()
    assert all(name == name.lower().strip() and " " not in name for name in known_agents())
