"""`decisis decisions` as its users call it, on real repositories."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

from bot.cli.main import main
from checks.proofs import FlawKind
from checks.proving.proof import State
from tests.git.repository import Repository

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "decisions.schema.json").read_text())
VALID = jsonschema_rs.validator_for(SCHEMA)
POLICY = "version: 1\nmode: enforce\n"
PATH = "docs/decisions/0012-one-http-client.md"
RECORD = """---
status: accepted
enforce:
  level: block
  paths: ["src/**"]
  instead: use `src.http`
  rules:
    - forbid-import: {to: [requests]}
  examples:
    caught: ["import requests"]
    allowed: ["import json"]
---
# One HTTP client

## Decision Outcome

Chosen option: "one client", because it retries.
"""
FILES = {".github/decisis.yml": POLICY, PATH: RECORD, "src/orders.py": "import json\n"}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    made = Repository.create(tmp_path / "repository")
    made.branch("main", made.commit(FILES))
    made.checkout("main")
    return made


def decisions(repository: Repository, *words: str) -> int:
    return main(["decisions", *words, "--repo", str(repository.path), "--date", "2026-03-02"])


def test_the_listing_tells_the_state_of_every_record_and_rule(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert decisions(repository) == 0
    commit = repository.git("rev-parse", "HEAD")[:12]
    assert (
        capsys.readouterr().out
        == f"""\
policy: .github/decisis.yml at {commit}; today is 2026-03-02

proven     ADR-0012 One HTTP client (docs/decisions/0012-one-http-client.md, accepted)
  proven     ADR-0012/forbid-import-1 block for agents, 1 caught, 1 allowed

notice: 1 decision in `docs/decisions`, 1 rule in force
1 decision, 1 rule: 1 proven
"""
    )


def test_a_test_that_fails_says_what_was_expected_what_was_seen_and_where(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write({PATH: RECORD.replace('["import requests"]', '["import requests", "import httpx"]')})
    assert decisions(repository, "test") == 1
    assert (
        capsys.readouterr().out
        == """\
not caught[ADR-0012] the example `import httpx` is not caught
 --> docs/decisions/0012-one-http-client.md:10
  = expected: a rule of `ADR-0012` reports it
  = seen: `ADR-0012/forbid-import-1` is silent at `src/example.py`
  = instead: mend the rule until it catches the example, or the example

1 decision, 1 rule: 1 proven
1 thing to mend
"""
    )


def test_the_test_reads_the_work_tree_and_the_listing_what_is_in_force(repository: Repository) -> None:
    """An author tries a record before committing it."""
    repository.write({PATH: RECORD.replace("[requests]", "[httpx]")})
    assert decisions(repository, "test") == 1
    assert decisions(repository, "test", "--policy", "HEAD") == 0
    assert decisions(repository) == 0


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (("accepted", "accepted"), 0),
        (("import json", "from requests import get"), 1),
        (("src/**", "source/**"), 1),
        (("status: accepted", "status: proposed"), 1),
        (("forbid-import", "forbid-imports"), 2),
    ],
)
def test_the_exit_code_tells_whether_all_is_well(
    repository: Repository, capsys: pytest.CaptureFixture[str], edit: tuple[str, str], code: int
) -> None:
    repository.write({PATH: RECORD.replace(*edit)})
    assert decisions(repository, "test") == code
    told = capsys.readouterr()
    assert (f"{PATH}:8:7: there is no rule kind `forbid-imports`" in told.err) is (code == 2)


def test_zero_rules_in_force_are_never_silent(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    (repository.path / PATH).unlink()
    assert decisions(repository, "test") == 1
    assert "zero rules in force" in capsys.readouterr().out
    assert decisions(repository, "--policy", "builtin") == 0
    assert "zero rules in force" in capsys.readouterr().out


def test_options_may_stand_before_and_behind_the_word(repository: Repository) -> None:
    assert main(["decisions", "--repo", str(repository.path), "test"]) == 0
    assert main(["decisions", "test", "--repo", str(repository.path)]) == 0


@pytest.mark.parametrize("words", [(), ("test",)])
@pytest.mark.parametrize(
    "edit", [("accepted", "accepted"), ("import requests", "import httpx"), ("src/**", "gone/**")]
)
def test_the_json_keeps_its_schema_and_its_order(
    repository: Repository, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], edit: tuple[str, str]
) -> None:
    repository.branch("main", repository.commit({**FILES, PATH: RECORD.replace(*edit)}))
    repository.checkout("main")
    decisions(repository, *words, "--format", "json")
    text = capsys.readouterr().out
    report = json.loads(text)
    VALID.validate(report)
    assert list(report) == list(SCHEMA["properties"])
    assert list(report["counts"]) == list(SCHEMA["properties"]["counts"]["properties"])
    for kind, found in (("decision", report["decisions"]), ("flaw", report["flaws"])):
        for one in found:
            assert list(one) == list(SCHEMA["$defs"][kind]["properties"])
    assert not VALID.is_valid({**report, "more": 1})


def test_the_schema_names_every_state_and_every_flaw() -> None:
    assert SCHEMA["$defs"]["decision"]["properties"]["state"]["enum"] == [state.value for state in State]
    assert SCHEMA["$defs"]["flaw"]["properties"]["kind"]["enum"] == [kind.value for kind in FlawKind]


def test_a_change_that_brings_in_an_unproven_decision_is_stopped_at_its_line(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    """The policy as it was judges the change; the decision it adds is proved, and not enforced on it."""
    other = RECORD.replace("[requests]", "[httpx]").replace("import requests", "import htpx")
    repository.write({"docs/decisions/0013-no-httpx.md": other, "src/pay.py": "import httpx\n"})
    assert main(["check", "--repo", str(repository.path), "--author", "alice", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["findings"]
    assert [(one["rule"], one["path"], one["line"], one["level"]) for one in found] == [
        ("unproven-decision", "docs/decisions/0013-no-httpx.md", 10, "block")
    ]


def test_a_change_that_breaks_the_policy_is_stopped_whoever_wrote_it(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write({".github/decisis.yml": "version: 1\nmode: on\n"})
    assert main(["check", "--repo", str(repository.path), "--author", "alice", "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["findings"]
    assert (found["path"], found["line"]) == (".github/decisis.yml", 2)
    assert "cannot be read after this change" in found["message"]
