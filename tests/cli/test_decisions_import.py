"""`decisis decisions import` on real directories: a diff that git takes, and nothing written unasked."""

from __future__ import annotations

import argparse
import os
import subprocess
from pathlib import Path

import pytest

from bot.cli import decisions_import
from bot.errors import UserError
from checks.change import MemoryTree
from checks.policy_loader import load_policy
from tests.cases import blob

MNEME = """---
status: accepted
---
# One store

## Constraints

- FORBID_PATH: src/legacy/**
- REQUIRE_PATH: billing/**
"""
ADR_KIT = """---
status: accepted
policy: {imports: {disallow: [moment], prefer: [luxon]}}
---
# Dates"""
NYGARD = (
    "# 3. Layers\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\n## Constraints\r\n\r\n- forbid-import: web -> db\r\n"
)
FILES = {
    "docs/adr/0001-store.md": MNEME,
    "docs/adr/sub/0002 dates.md": ADR_KIT,
    "docs/adr/0003-layers.md": NYGARD,
    "docs/adr/0004-prose.md": "# 4. Prose\n\n## Status\n\nAccepted\n",
    "docs/adr/notes.txt": "- FORBID_PATH: x",
    "arch.yaml": 'layers: [{name: web, paths: ["src/web/**"]}]\nrules: ["forbid-import: web -> db"]\n',
}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def imported(*words: str) -> int:
    parser = argparse.ArgumentParser()
    decisions_import.add_arguments(parser)
    return decisions_import.run(parser.parse_args(words))


def contents(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def test_a_diff_is_shown_and_nothing_is_written(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    before = contents(root)
    assert imported() == 0
    assert contents(root) == before
    out, err = capfd.readouterr()
    assert "+++ b/docs/adr/0001-store.md\n" in out
    assert '+    - forbid-path: ["src/legacy/**"]\n' in out
    lighter = "is proposed as `warn`: the record does not say what to do instead; write `instead` to block"
    assert err.splitlines() == [
        f"docs/adr/0001-store.md:8: `forbid-path` {lighter}",
        "docs/adr/0001-store.md:9: `REQUIRE_PATH: billing/**` has no counterpart; left out",
        f"docs/adr/0003-layers.md:9: `forbid-import` {lighter}",
        "arch.yaml: the rules in it, 1 in number, belong to no record; left out",
        "3 of 4 records: rules proposed; `--write` writes them",
    ]


def test_git_applies_the_diff_to_what_write_writes(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    imported()
    diff = capfd.readouterr().out
    other = root / "other"
    for name, text in FILES.items():
        (other / name).parent.mkdir(parents=True, exist_ok=True)
        (other / name).write_bytes(text.encode())
    git = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
    subprocess.run(
        git, input=diff.encode(), cwd=other, check=True, env={**os.environ, "GIT_CEILING_DIRECTORIES": "/"}
    )
    applied = contents(other)
    assert imported("--write", "docs/adr") == 0
    assert {name: held for name, held in contents(root).items() if not name.startswith("other/")} == applied
    assert applied["docs/adr/0003-layers.md"].startswith(b"---\r\nenforce:\r\n")


def test_what_is_written_is_a_policy_that_loads_and_is_left_alone_the_next_time(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mode = 0o640
    (root / "docs/adr/0001-store.md").chmod(mode)
    imported("--write")
    written = contents(root)
    policy = load_policy(MemoryTree({name: blob(held) for name, held in written.items()}), "c" * 40)
    assert [rule.id for rule in policy.rules if rule.decision] == [
        "ADR-0001/forbid-path-1",
        "ADR-0003/forbid-import-1",
        "sub/ADR-0002/forbid-import-1",
    ]
    assert (root / "docs/adr/0001-store.md").stat().st_mode & 0o777 == mode
    capfd.readouterr()
    imported("--write")
    assert contents(root) == written
    out, err = capfd.readouterr()
    assert out == ""
    assert "docs/adr/0001-store.md:3: the record has the key `enforce` already; it is left as it is" in err
    assert err.endswith("nothing is proposed\n")


def test_one_tool_and_one_file_can_be_named(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert imported("--from", "adr-kit", "docs/adr/0001-store.md", "docs/adr/sub") == 0
    out, err = capfd.readouterr()
    assert "0001-store" not in out
    assert "+++ b/docs/adr/sub/0002 dates.md\t\n" in out
    assert "use `luxon`" in out
    assert err == "1 of 2 records: rules proposed; `--write` writes them\n"


def test_folders_that_the_policy_names_are_looked_through(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (root / ".github").mkdir()
    (root / ".github/decisis.yml").write_text("version: 1\ndecisions: [records]\n")
    (root / "records").mkdir()
    (root / "records/0009-x.md").write_text(MNEME)
    imported()
    assert "+++ b/records/0009-x.md" in capfd.readouterr().out


def test_links_are_passed_over_and_what_is_not_there_is_a_mistake(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (root / "docs/adr/0005-link.md").symlink_to("0001-store.md")
    imported()
    assert "docs/adr/0005-link.md: this is a symbolic link; name the file itself" in capfd.readouterr().err
    with pytest.raises(UserError, match=r"there is no `nowhere`"):
        imported("nowhere")
    (root / "empty").mkdir()
    with pytest.raises(UserError, match="no record was found"):
        imported("empty")


def test_a_folder_of_decision_guardian_is_named(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (root / ".decispher").mkdir()
    (root / ".decispher/decisions.md").write_text(
        "<!-- DECISION-001 -->\n## Decision: Pool\n\n**Severity**: Critical\n**Files**:\n- `src/pool.ts`\n"
    )
    imported(".decispher")
    out, err = capfd.readouterr()
    assert '+    - forbid-path: {paths: ["src/pool.ts"], deletions: true}\n' in out
    assert "name it in `decisions` of `.github/decisis.yml`" in err
