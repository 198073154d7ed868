"""`decisis check` as its users call it, on real repositories."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from bot.cli.main import main
from tests.git.repository import Repository

POLICY = "version: 1\nmode: enforce\n"
RECORD = """---
status: accepted
enforce:
  level: block
  paths: ["src/**"]
  instead: use `src.http`
  rules:
    - forbid-import: {to: [requests]}
---
# One HTTP client

## Decision Outcome

Chosen option: "one client", because it retries.
"""
BEFORE = {
    ".github/decisis.yml": POLICY,
    "docs/decisions/0012-one-http-client.md": RECORD,
    "src/orders.py": "import json\n",
}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    made = Repository.create(tmp_path / "repository")
    made.branch("main", made.commit(BEFORE))
    made.checkout("main")
    return made


def check(repository: Repository, *arguments: str) -> int:
    return main(["check", "--repo", str(repository.path), *arguments])


def findings(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, int]]:
    report = json.loads(capsys.readouterr().out)
    return [(found["rule"], found["path"], found["line"]) for found in report["findings"]]


FOUND = [("ADR-0012/forbid-import-1", "src/orders.py", 2)]
CHANGED = "import json\nimport requests\n"


def test_a_clean_work_tree_passes(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(repository) == 0
    assert capsys.readouterr().out.count("\n") <= 3


def test_every_way_to_name_a_change_finds_the_same(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work tree, index, commits and a patch: one engine, equal findings and ids."""
    base = repository.git("rev-parse", "HEAD")
    repository.write({"src/orders.py": CHANGED})
    ids = set()

    def found(*arguments: str) -> list[tuple[str, str, int]]:
        assert check(repository, *arguments, "--format", "json") == 1
        text = capsys.readouterr().out
        ids.add(tuple(finding["id"] for finding in json.loads(text)["findings"]))
        return [(each["rule"], each["path"], each["line"]) for each in json.loads(text)["findings"]]

    assert found() == FOUND
    assert found("--base", "main") == FOUND
    repository.git("add", "src/orders.py")
    assert found("--staged") == FOUND
    patch = repository.git("diff", "--cached").encode() + b"\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(patch)))
    assert found("--patch", "-") == FOUND
    repository.git("commit", "--quiet", "--message=add")
    assert found("--base", base, "--head", "HEAD") == FOUND
    assert len(ids) == 1


def test_equal_inputs_give_equal_bytes(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repository.write({"src/orders.py": CHANGED})
    check(repository, "--format", "json")
    first = capsys.readouterr().out
    check(repository, "--format", "json")
    assert capsys.readouterr().out == first


@pytest.mark.threat("F1")
def test_a_change_of_the_policy_is_judged_by_the_old_one(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    """PS01: the pull request that opens the door also walks through it."""
    repository.write({".github/decisis.yml": "version: 1\nmode: observe\n", "src/orders.py": CHANGED})
    (repository.path / "docs/decisions/0012-one-http-client.md").unlink()
    assert check(repository, "--format", "json") == 1
    assert ("ADR-0012/forbid-import-1", "src/orders.py", 2) in findings(capsys)


def test_a_person_who_is_known_is_not_judged_by_rules_for_agents(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write({"src/orders.py": CHANGED})
    assert check(repository, "--author", "alice", "--format", "json") == 0
    assert findings(capsys) == []


def test_without_a_policy_the_built_in_one_observes(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write({"src/orders.py": "import requests\nrequests.get('x', verify=False)\n"})
    assert check(repository, "--policy", "builtin") == 0
    out = capsys.readouterr().out
    assert "would block[pack/python/disabled-tls-verification]" in out
    assert "enforced, the verdict would be `fail`" in out


def test_a_policy_file_stands_in_for_the_repository_s(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "mine.yml"
    policy.write_text("version: 1\nmode: observe\n", encoding="utf-8")
    repository.write({"src/orders.py": CHANGED})
    assert check(repository, "--policy", str(policy), "--format", "json") == 0
    assert findings(capsys) == FOUND


@pytest.mark.parametrize("form", ["text", "sarif", "github", "markdown"])
def test_every_format_names_the_rule_and_the_place(
    repository: Repository, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    repository.write({"src/orders.py": CHANGED})
    assert check(repository, "--format", form) == 1
    out = capsys.readouterr().out
    assert "ADR-0012/forbid-import-1" in out
    assert "src/orders.py" in out


def mistakes() -> dict[str, tuple[list[str], str, str]]:
    return {
        "missing commit": (
            ["--base", "f" * 40, "--head", "HEAD"],
            f"the commit `{'f' * 40}` is not in this repository",
            "git fetch",
        ),
        "head without base": (["--head", "HEAD"], "`--head` needs the commit it is compared with", "--base"),
        "staged with base": (["--staged", "--base", "HEAD"], "takes no `--base`", "leave one of the two out"),
        "patch that is not there": (
            ["--patch", "no-such.patch"],
            "`no-such.patch` cannot be read",
            "name a file",
        ),
        "option as revision": (["--base", "--output=x"], "expected one argument", ""),
        "policy that is not there": (
            ["--policy", "nowhere"],
            "the commit `nowhere` is not in this repository",
            "fetch",
        ),
    }


@pytest.mark.parametrize("name", mistakes())
def test_a_mistake_is_told_in_one_sentence_with_what_to_do(
    repository: Repository, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    arguments, error, remedy = mistakes()[name]
    try:
        code = check(repository, *arguments)
    except SystemExit as stop:
        code = int(str(stop.code))
    told = capsys.readouterr()
    assert code == 2
    assert told.out == ""
    assert error in told.err
    assert remedy in told.err
    assert "Traceback" not in told.err


def test_a_place_that_is_no_repository_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--repo", str(tmp_path)]) == 2
    assert "is not a git repository" in capsys.readouterr().err


def test_unrelated_histories_are_told(repository: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    stranger = repository.branch("stranger", repository.commit({"other.py": "x = 1\n"}))
    assert check(repository, "--base", "main", "--head", stranger) == 2
    assert "no common ancestor" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("policy", "problem"),
    [
        ("version: 1\nmod: enforce\n", ".github/decisis.yml:2:1:"),
        ("version: 1\nmode: [enforce\n", ".github/decisis.yml:"),
        ("version: 1\nversion: 1\n", ".github/decisis.yml:2:1:"),
        ("# nothing\n", ".github/decisis.yml:"),
    ],
)
def test_a_malformed_policy_is_refused_with_its_place(
    repository: Repository, capsys: pytest.CaptureFixture[str], policy: str, problem: str
) -> None:
    """Nothing is judged under half a policy, whatever the change holds."""
    repository.branch("main", repository.commit({**BEFORE, ".github/decisis.yml": policy}))
    repository.git("reset", "--quiet", "--hard")
    assert check(repository) == 2
    told = capsys.readouterr()
    assert problem in told.err
    assert told.out == ""


@pytest.mark.threat("C1")
def test_an_embedded_repository_runs_nothing_and_cannot_pass(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """BP30: a directory shaped like a bare repository whose configuration names a command."""
    canary = tmp_path / "canary"
    hostile = {
        "docs/x/HEAD": "ref: refs/heads/main\n",
        "docs/x/config": f'[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch {canary}"\n',
        "docs/x/objects/info/keep": "",
        "docs/x/refs/heads/keep": "",
        "docs/x/code.py": "import requests\n",
    }
    base = repository.git("rev-parse", "main")
    head = repository.branch("hostile", repository.commit({**BEFORE, **hostile}, base))
    assert check(repository, "--base", "main", "--head", head) == 3
    assert "INTEGRITY" in capsys.readouterr().out
    assert not canary.exists()
