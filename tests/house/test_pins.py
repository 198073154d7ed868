"""The versions that resolve together, and the wheel that users resolve."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bot

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", PROJECT["project"]["dependencies"])
def test_every_dependency_is_installed_in_a_version_that_was_tested(text: str) -> None:
    """An open range once made a resolver take a semgrep of 2024 without a word."""
    wanted = Requirement(text)
    assert wanted.specifier.contains(version(wanted.name), prereleases=True)


def test_every_dependency_says_why_it_is_there_or_is_named_by_the_house() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("dependencies = [")[1].split("]\n")[0]
    fixed = {"unidiff", "pydantic", "pydantic-settings", "mdit-py-plugins", "uvicorn", "httpx"}
    unexplained = [
        line.split('"')[1]
        for line in lines.splitlines()
        if '"' in line and "#" not in line and Requirement(line.split('"')[1]).name not in fixed
    ]
    assert unexplained == []


def test_the_lock_names_no_host_and_a_hash_for_every_package() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)


def test_what_breaks_first_can_be_imported() -> None:
    code = (
        "import githubkit, fastapi, mcp.server.fastmcp, unidiff, dbos; from importlib.metadata import version"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True, timeout=60)
    assert tuple(map(int, version("semgrep").split("."))) >= (1, 182)
    assert int(version("hishel").split(".")[0]) < 2


def test_the_version_is_one() -> None:
    assert PROJECT["project"]["version"] == bot.__version__


def canonical(text: str) -> tuple[str, frozenset[str], str]:
    requirement = Requirement(text)
    return canonicalize_name(requirement.name), frozenset(requirement.extras), str(requirement.specifier)


def test_the_wheel_holds_both_packages_and_runs(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
        names = archive.namelist()
        metadata = next(name for name in names if name.endswith("METADATA"))
        required = Parser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist") or []
    assert {name.split("/")[0] for name in names} == {"bot", "checks", f"decisis-{bot.__version__}.dist-info"}
    extras = PROJECT["project"]["optional-dependencies"]
    wanted = [*PROJECT["project"]["dependencies"], *(text for texts in extras.values() for text in texts)]
    assert {canonical(text) for text in required} == {canonical(text) for text in wanted}
    told = subprocess.run(
        [sys.executable, "-P", "-m", "bot.cli.main", "explain", "forbidden-import"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path / "installed"), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "## Why" in told.stdout
