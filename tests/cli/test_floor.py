"""A policy on its floors, on the command line: nothing is fetched, everything is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from tests.git.repository import Repository

RECORD = """---
status: accepted
enforce:
  instead: put it into `src/modern`
  rules:
    - forbid-path: ["src/legacy/**"]
---
# Leave the legacy code alone
"""
FLOOR = {
    ".github/decisis.yml": "version: 1\nchecks: {added-suppression: block}\n",
    "floors/strict.yml": "version: 1\nchecks: {added-suppression: note}\n",
    "docs/decisions/0003-legacy.md": RECORD,
}
OWN = {".github/decisis.yml": "version: 1\nmode: observe\n", "src/a.py": "x = 1\n"}
CHANGED = {"src/legacy/new.py": "y = 2  # noqa\n"}
RULE = "acme/.github:ADR-0003/forbid-path-1"


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path / "cache"))
    return made(tmp_path / "shop", OWN, "https://github.com/acme/shop.git")


@pytest.fixture
def home(tmp_path: Path) -> Repository:
    return made(tmp_path / "home", FLOOR, "git@github.com:acme/.github.git")


def made(path: Path, files: dict[str, str], origin: str = "") -> Repository:
    repository = Repository.create(path)
    repository.branch("main", repository.commit(files))
    repository.checkout("main")
    if origin:
        repository.git("remote", "add", "origin", origin)
    return repository


def check(shop: Repository, *arguments: str) -> tuple[int, Any]:
    """Exit code and report; equal words give equal bytes."""
    file = shop.path.parent / "report.json"
    with pytest.MonkeyPatch.context() as patch, file.open("w") as stream:
        patch.setattr("sys.stdout", stream)
        code = main(["check", "--repo", str(shop.path), "--format", "json", *arguments])
    return code, json.loads(file.read_text() or "null")


def rules(report: Any) -> dict[str, str]:
    return {finding["rule"]: finding["level"] for finding in report["findings"]}


def test_a_clone_of_the_floor_is_laid_under_the_policy(shop: Repository, home: Repository) -> None:
    shop.write(CHANGED)
    code, report = check(shop, "--floor", str(home.path))
    assert code == 1
    assert rules(report) == {RULE: "block", "added-suppression": "block"}
    assert report["findings"][0]["decision"] == "acme/.github:ADR-0003"
    assert report["policy"]["mode"] == "enforce"
    (floor,) = report["policy"]["extends"]
    assert floor["repository"] == "acme/.github"
    assert floor["path"] == ".github/decisis.yml"
    assert floor["commit"] == home.git("rev-parse", "HEAD")
    assert len(floor["digest"]) == 64
    assert (
        ".github/decisis.yml:2:7: `mode: observe` loosens the floor and has no effect: "
        "`mode: enforce` is said at `acme/.github:.github/decisis.yml:1:1`" in report["notices"]
    )
    assert check(shop, "--floor", str(home.path)) == (code, report)


def test_without_it_at_hand_the_advice_is_given_all_the_same(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    """No floor is named and none was given: nothing is said, for nobody knows that there is one."""
    shop.write(CHANGED)
    code, report = check(shop)
    assert code == 0
    assert report["policy"]["extends"] == []
    shop.branch("main", shop.commit({**OWN, ".github/decisis.yml": "version: 1\nextends: acme/rules@v1\n"}))
    shop.checkout("main")
    shop.write(CHANGED)
    code, report = check(shop)
    assert code == 0
    assert report["notices"][-1] == (
        "the floor `acme/rules@v1` is not applied: the command fetches nothing; "
        "clone its repository and give it with `--floor DIR`"
    )
    assert [one["digest"] for one in report["policy"]["extends"]] == ["", ""]
    assert main(["check", "--repo", str(shop.path)]) == 0
    assert "notice: the floor `acme/rules@v1` is not applied" in capsys.readouterr().out


def test_a_commit_of_the_floor_that_was_fetched_into_the_repository(
    shop: Repository, home: Repository
) -> None:
    shop.write(CHANGED)
    shop.git("fetch", "--quiet", str(home.path), "main:refs/decisis/floor")
    code, report = check(shop, "--floor", "refs/decisis/floor")
    assert code == 1
    assert RULE in rules(report)


def test_the_variable_gives_what_the_option_gives(
    shop: Repository, home: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.write(CHANGED)
    monkeypatch.setenv("DECISIS_FLOOR", f"acme/.github={home.path}")
    assert RULE in rules(check(shop)[1])


def test_two_floors_hold_together_and_a_reference_is_resolved_in_the_clone(
    shop: Repository, home: Repository, tmp_path: Path
) -> None:
    named = made(tmp_path / "rules", FLOOR, "https://github.com/acme/rules")
    named.git("tag", "v1")
    named.branch("main", named.commit({"README.md": ""}))
    extends = "version: 1\nextends: acme/rules@v1:floors/strict.yml\n"
    shop.branch("main", shop.commit({**OWN, ".github/decisis.yml": extends}))
    shop.checkout("main")
    shop.write(CHANGED)
    _, report = check(shop, "--floor", str(home.path), "--floor", str(named.path))
    assert rules(report) == {
        "acme/.github:ADR-0003/forbid-path-1": "block",
        "acme/rules:ADR-0003/forbid-path-1": "block",
        "added-suppression": "block",
    }


def test_a_change_that_loosens_is_told_at_its_line(shop: Repository, home: Repository) -> None:
    shop.write({".github/decisis.yml": "version: 1\nmode: observe\nchecks: {added-suppression: off}\n"})
    _, report = check(shop, "--floor", str(home.path))
    (found,) = (one for one in report["findings"] if one["rule"] == "loosened-floor")
    assert (found["path"], found["line"], found["level"]) == (".github/decisis.yml", 3, "warn")
    assert "`added-suppression: block` is said at `acme/.github:.github/decisis.yml:2:29`" in found["message"]


def test_explain_knows_the_decisions_of_a_floor(
    shop: Repository, home: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--repo", str(shop.path), "--floor", str(home.path)]
    assert main(["explain", "acme/.github:ADR-0003", *words]) == 0
    assert "Leave the legacy code alone" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version: 1\nextends: other/x\n", ".github/decisis.yml:2:10: `other/x` belongs to another owner"),
        (
            "version: 1\nextends: acme/shop\n",
            ".github/decisis.yml:2:10: a policy cannot extend one of its own",
        ),
    ],
)
def test_a_floor_that_must_not_be_named_is_a_policy_error(
    shop: Repository, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    shop.branch("main", shop.commit({**OWN, ".github/decisis.yml": text}))
    assert check(shop) == (2, None)
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {".github/decisis.yml": "version: 2\n"},
            "acme/.github:.github/decisis.yml:1:10: `version` must be 1",
        ),
        (
            {".github/decisis.yml": "version: 1\nextends: acme/more\n"},
            "acme/.github:.github/decisis.yml:2:10: a floor cannot stand on another",
        ),
    ],
)
def test_a_floor_that_does_not_read_is_a_policy_error(
    shop: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str], files: dict[str, str], said: str
) -> None:
    bad = made(tmp_path / "bad", files)
    assert check(shop, "--floor", f"acme/.github={bad.path}") == (2, None)
    assert said in capsys.readouterr().err


def test_mistakes_in_the_option_are_one_sentence(
    shop: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = made(tmp_path / "bare", FLOOR)
    for words, said in (
        (
            f"acme/other={bare.path}",
            "`acme/other` is no floor of this policy, which stands on `acme/.github`",
        ),
        (str(bare.path), "has no `origin`"),
        ("nowhere", "the commit `nowhere` is not in this repository"),
        (str(tmp_path), "is not a git repository"),
    ):
        assert check(shop, "--floor", words) == (2, None)
        err = capsys.readouterr().err
        assert said in err
        assert "help: " in err
