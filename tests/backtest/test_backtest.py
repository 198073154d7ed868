"""`decisis backtest` and `decisis try` as their users call them, on real histories."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bot.backtest.crew import Crew, Task
from bot.backtest.merged import merged
from bot.cli.main import main
from bot.git.local import LocalRepository
from bot.policies import built_in
from tests.git.repository import Repository
from tests.world import World

DOCS = Path(__file__).parents[2] / "docs"
RECORD = """\
---
status: accepted
enforce:
  instead: Use `shop.http`.
  rules:
    - forbid-import: {to: [requests]}
---
# One client
"""
AGENT = "Co-authored-by: Claude <noreply@anthropic.com>\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Four pull requests: a merge by a person, two squashes by an agent, and one that takes tests away."""
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    made = Repository.create(tmp_path / "repository")
    files: dict[str, str] = {".github/decisis.yml": "version: 1\nmode: enforce\n", "src/a.py": "x = 1\n"}
    files |= {"src/sums.py": "def add(a, b):\n    return a + b\n"}
    files |= {
        "tests/test_sums.py": "from src.sums import add\n\n\ndef test_add():\n    assert add(2, 2) == 4\n"
        "\n\ndef test_more():\n    assert add(2, 3) == 5\n"
    }
    at = made.commit(files)
    files["src/pay.py"] = "import requests\n"
    branch = made.commit(files, at, message="Pay\n")
    at = made.commit(files, at, branch, message="Merge pull request #7 from acme/pay\n\nPay by card\n")
    files["src/call.py"] = "import requests\n"
    at = made.commit(files, at, message=f"Call the bank (#8)\n\n{AGENT}")
    files["docs/a.md"] = "# A\n"
    at = made.commit(files, at, message=f"Write it down (#9)\n\n{AGENT}")
    files["tests/test_sums.py"] = files["tests/test_sums.py"].partition("\n\n\ndef test_more")[0] + "\n"
    at = made.commit(files, at, message=f"Make it green (#10)\n\n{AGENT}")
    at = made.commit({**files, "VERSION": "2\n"}, at, message="Release 2\n")
    made.branch("main", at)
    made.checkout("main")
    return made


def told(capsys: pytest.CaptureFixture[str], name: str) -> dict[str, Any]:
    """What was printed, as its published schema describes it."""
    value: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema_rs.validator_for(json.loads((DOCS / f"{name}.schema.json").read_text())).validate(value)
    return value


def test_merges_and_squashes_are_found_with_their_numbers(repository: Repository) -> None:
    local = LocalRepository.open(repository.path)
    with local.store() as store:
        tip = local.resolve("HEAD")
        found = merged(store, tip, 100)
        assert [(one.number, one.subject) for one in found] == [
            (10, "Make it green (#10)"),
            (9, "Write it down (#9)"),
            (8, "Call the bank (#8)"),
            (7, "Pay by card"),
        ]
        assert found[-1].branch == "pay"
        assert [one.number for one in merged(store, tip, 2)] == [10, 9]
        assert merged(store, tip, 100, "2030-01-01") == []


def test_a_first_try_says_what_would_have_been_stopped_and_how_to_go_on(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["try", str(repository.path)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("4 merged pull requests of 2026-03-02, 3 of them with signs of an agent")
    assert "would have been stopped: 1\n  #10 2026-03-02 [claude-code] Make it green\n" in said
    assert "removed-test tests/test_sums.py:" in said
    commands = [line.partition("#")[0].strip() for line in said.rstrip().splitlines()[-3:]]
    assert commands == ["decisis init", "decisis check", "decisis hooks install"]
    assert main(["try", str(repository.path), "--format", "json"]) == 0
    assert [one["number"] for one in told(capsys, "try")["stopped"]] == [10]


def test_the_outcome_is_the_same_whatever_works_on_it_and_the_objects_that_lack_are_told(
    repository: Repository,
) -> None:
    local = LocalRepository.open(repository.path)
    with local.store() as store:
        changes = [*merged(store, local.resolve("HEAD"), 3)] * 4
        changes += [replace(changes[0], commit="1" * 40)]
        outcomes = []
        for processes in (1, 2):
            with Crew(store, Task((built_in(),)), processes) as crew:
                outcomes.append(list(crew.judged(changes)))
        assert outcomes[0] == outcomes[1]
        assert [one.merged for one in outcomes[0]] == changes
        assert [one.fault for one in outcomes[0]] == [""] * 12 + ["git lacks its objects"]
        with Crew(store, Task((built_in(),)), 1) as crew:
            assert list(crew.judged(changes, 0.0)) == []


def test_a_policy_shows_what_it_would_have_done_before_it_is_merged(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    head = LocalRepository.open(repository.path).resolve("HEAD")
    files = {".github/decisis.yml": "version: 1\nmode: enforce\nchecks: {removed-test: off}\n"}
    proposal = repository.commit({**files, "docs/decisions/0001-client.md": RECORD}, head)
    words = ["backtest", "--repo", str(repository.path), "--policy", proposal]
    assert main([*words, "--format", "json"]) == 1
    found = told(capsys, "backtest")
    (blocked,) = found["newly_blocked"]
    assert blocked["number"] == 8
    assert [(one["rule"], one["path"], one["count"]) for one in blocked["blocked"]] == [
        ("ADR-0001/forbid-import-1", "src/call.py", 1)
    ]
    assert [one["number"] for one in found["newly_passing"]] == [10]
    assert found["counts"] == {"asked": 4, "judged": 4, "unreadable": 0, "with_agent": 3}
    assert [(row["rule"], row["title"], row["counts"]) for row in found["rules"]] == [
        ("ADR-0001/forbid-import-1", "One client", [0, 1]),
        ("removed-test", "", [1, 0]),
    ]
    assert main(words) == 1
    said = capsys.readouterr().out
    assert "newly blocked: 1\n  #8 2026-03-02 [claude-code] Call the bank\n" in said
    assert "newly passing: 1\n" in said
    assert "removed-test" in said
    assert "coverage: git alone does not know who opened" in said
    assert main(["backtest", "--repo", str(repository.path), "--policy", head]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["backtest"], "there is nothing to compare with"),
        (["backtest", "--policy", "builtin", "--last", "0"], "`--last` must lie between 1 and 5,000"),
        (["backtest", "--policy", "builtin", "--since", "May"], "`May` is no day"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    repository: Repository, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert main([*words, "--repo", str(repository.path)]) == 2
    assert said in capsys.readouterr().err


def test_a_public_repository_is_fetched_and_thrown_away(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    with World(tmp_path / "world", contracts=None) as world:
        monkeypatch.setenv("DECISIS_GITHUB_API_URL", world.api_url)
        shop = world.repository("acme/shop", private=False)
        pull = shop.open_pull(world.agent(), title="Pay by card", files={"src/pay.py": "total = 1\n"})
        pull.merge(world.human("alice"))
        assert main(["try", "acme/shop"]) == 0
        shown = capsys.readouterr()
        assert shown.err.startswith("fetching acme/shop …\n")
        assert shown.out.startswith("1 merged pull request of ")
        assert main(["try", "acme/none"]) == 2
        assert "`acme/none` cannot be had" in capsys.readouterr().err
