"""The oracle: `semgrep scan --baseline-commit` on a private clone, and our answer on the same commits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bot.engines.semgrep import SemgrepEngine
from bot.git.local import LocalRepository
from checks.change import Incomplete
from checks.rules.forbidden_pattern import ForbiddenPattern

Place = tuple[str, str, int]
"""Rule, path and line."""

RULES: Mapping[str, Mapping[str, object]] = {
    "danger": {"languages": ["python"], "pattern": "danger(...)"},
    "danger-js": {"languages": ["javascript", "typescript"], "pattern": "danger(...)"},
    "danger-go": {"languages": ["go"], "pattern": "danger(...)"},
    "tainted": {
        "languages": ["python"],
        "mode": "taint",
        "pattern-sources": [{"pattern": "read()"}],
        "pattern-sinks": [{"pattern": "run(...)"}],
        "pattern-sanitizers": [{"pattern": "clean(...)"}],
    },
    "unguarded": {
        "languages": ["python"],
        "patterns": [
            {"pattern": "delete($X)"},
            {"pattern-not-inside": "guard($X)\n...\n"},
        ],
    },
    "swallowed": {"languages": ["python"], "pattern": "try:\n    ...\nexcept $E:\n    pass\n"},
    "token": {"languages": ["regex"], "pattern-regex": "TOKEN-[0-9]{4}"},
}


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def repository(folder: Path, before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, str]:
    """Commit both sides; gives back their ids. The work tree is left at the head."""
    git(folder, "init", "-q", "-b", "main")
    commits = []
    for files in (before, after):
        for old in [path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts]:
            old.unlink()
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        git(folder, "add", "-A")
        git(
            folder,
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@t.t",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "side",
        )
        commits.append(git(folder, "rev-parse", "HEAD"))
    return commits[0], commits[1]


def theirs(folder: Path, base: str, place: Path) -> set[Place]:
    """What semgrep's own command reports as new, ignore files and `nosemgrep` switched off."""
    clone = place / "clone"
    subprocess.run(["git", "clone", "-q", str(folder), str(clone)], check=True, capture_output=True)
    config = place / "rules.json"
    whole = [{"id": name, "message": "m", "severity": "ERROR", **rule} for name, rule in RULES.items()]
    config.write_text(json.dumps({"rules": whole}))
    environment = os.environ | {
        "SEMGREP_ENABLE_VERSION_CHECK": "0",
        "SEMGREP_SETTINGS_FILE": str(place / "settings.yml"),
        "SEMGREP_LOG_FILE": str(place / "log"),
        "XDG_CONFIG_HOME": str(place),
        "HOME": str(place),
    }
    command = [str(Path(sys.executable).parent / "semgrep"), "scan", "--config", str(config)]
    command += ["--baseline-commit", base, "--metrics=off", "--disable-version-check", "--json", "-q"]
    command += ["--x-ignore-semgrepignore-files", "--disable-nosem", "--max-target-bytes", "0"]
    done = subprocess.run(command, cwd=clone, check=True, capture_output=True, env=environment)
    document = json.loads(done.stdout)
    assert document["errors"] == []
    return {
        (result["check_id"].rsplit(".", 1)[-1], result["path"], result["start"]["line"])
        for result in document["results"]
    }


def ours(folder: Path, base: str, head: str) -> set[Place]:
    """What we report on the same commits."""
    local = LocalRepository.open(folder)
    found: set[Place] = set()
    checks = {name: ForbiddenPattern(rule=rule) for name, rule in RULES.items()}
    with local.store() as store, SemgrepEngine() as engine:
        change = local.change(store, base, head)
        wanted = [rule for check in checks.values() for rule in check.pattern_rules]
        answered = replace(change, patterns=engine.scan(change, wanted))
        for name, check in checks.items():
            for sighting in check.find(answered):
                assert not isinstance(sighting, Incomplete), sighting
                found.add((name, sighting.path, sighting.line))
    return found
