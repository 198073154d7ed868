"""`decisis check` and the service against `semgrep scan --baseline-commit`: one change, one set of rules.

The change has 10 files, the decision 60 semgrep rules. `decisis check` is a fresh process, from the shell's
point of view; the service is what the worker does between having both commits and having the verdict.
Our other built-in checks run too; the starting pack, which semgrep does not get, is off.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.pairwise import Way, compared
from benchmarks.semgrep_corpus import Corpus, corpus
from benchmarks.semgrep_engine import git, run_oracle, write_rules
from bot.cli.policy_option import tree_at
from bot.confined import ConfinedWeigher
from bot.engines.semgrep import SemgrepEngine
from bot.git.local import LocalRepository
from bot.judge import Judge
from bot.policies import Policies
from checks.pack import pack_rules
from checks.verdict import Outcome, Verdict

DECISION = """\
---
status: accepted
enforce:
  level: block
  for: everyone
  instead: write it as the guide says
  rules:
    - semgrep: 0001-rules.semgrep.yml
---
# Sixty rules

## Decision Outcome

Chosen option: "sixty rules", because they are measured.
"""


def prepared(folder: Path, material: Corpus) -> tuple[str, str, str]:
    """A repository with the policy on its default branch.

    Returns:
        The commits: base, head, and head after a push that touches one file.
    """
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    off = "".join(f"  {rule.id}: off\n" for rule in pack_rules())
    texts = {
        ".github/decisis.yml": f"version: 1\nmode: enforce\nchecks:\n{off}",
        "docs/decisions/0001-rules.md": DECISION,
    }
    commits = []
    write_rules(_parent(folder / "docs/decisions/0001-rules.semgrep.yml"), material)
    for side in ({**texts, **material.base}, material.head, material.pushed):
        for path, text in side.items():
            _parent(folder / path).write_text(text, encoding="utf-8")
        git(folder, "add", "-A")
        git(folder, "-c", "user.name=b", "-c", "user.email=b@b.b", "commit", "-q", "-m", "side")
        commits.append(git(folder, "rev-parse", "HEAD"))
    return commits[0], commits[1], commits[2]


def _parent(file: Path) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    return file


def measure(rounds: int = 7) -> dict[str, float]:
    """Every way once per round; gives the ratios to semgrep's own command."""
    material = corpus()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        repository = folder / "repository"
        base, head, pushed = prepared(repository, material)
        git(repository, "checkout", "-q", head)
        rules = repository / "docs/decisions/0001-rules.semgrep.yml"
        command = _Command(repository, base, folder)
        service = _Service(repository, base, folder)
        ways: dict[str, Way] = {
            "semgrep scan --baseline-commit": lambda _: lambda: run_oracle(repository, base, rules),
            "decisis check, empty cache": lambda i: command.run(head, f"cold-{i}"),
            "decisis check, after a push to one file": lambda i: command.run(pushed, f"cold-{i}"),
            "service, empty cache": lambda i: service.judge(head, f"warm-{i}"),
            "service, after a push to one file": lambda i: service.judge(pushed, f"warm-{i}"),
        }
        try:
            return compared("semgrep scan --baseline-commit", ways, rounds)
        finally:
            service.close()


class _Command:
    """`decisis check` as a process of its own."""

    def __init__(self, repository: Path, base: str, folder: Path) -> None:
        self._repository, self._base, self._folder = repository, base, folder

    def run(self, head: str, cache: str) -> Callable[[], object]:
        environment = {**os.environ, "DECISIS_CACHE_DIR": str(self._folder / cache)}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed command has its bytecode
        command = [str(Path(sys.executable).parent / "decisis"), "check", "--repo", str(self._repository)]
        arguments = [*command, "--base", self._base, "--head", head, "--format", "json"]

        def check() -> None:
            done = subprocess.run(arguments, env=environment, capture_output=True, check=False)
            if done.returncode != 1:
                raise SystemExit(f"the command should have found something: {done.stderr.decode()}")

        return check


class _Service:
    """What the worker does between having both commits and having the verdict, with a warm engine."""

    def __init__(self, repository: Path, base: str, folder: Path) -> None:
        self._repository, self._base, self._folder = LocalRepository.open(repository), base, folder
        self._engines: dict[str, SemgrepEngine] = {}
        self._weigher = ConfinedWeigher()
        self._weigher.start()
        with self._repository.store() as store:
            self._policy = Policies().at(base, lambda: tree_at(store, base))

    def judge(self, head: str, cache: str) -> Callable[[], object]:
        if cache not in self._engines:
            self._engines[cache] = SemgrepEngine(self._folder / cache, warm=1)
        engine = self._engines[cache]
        engine.warm(self._policy.pattern_rules)
        time.sleep(0.5)  # a service is warm long before the next change arrives

        def once() -> None:
            with self._repository.store() as store:
                change = self._repository.change(store, self._base, head)
                _found(Judge(engine, weigher=self._weigher).judge(change, self._policy))

        return once

    def close(self) -> None:
        for engine in self._engines.values():
            engine.close()
        self._weigher.close()


def _found(verdict: Verdict) -> None:
    if verdict.outcome is not Outcome.FAIL:
        raise SystemExit(
            f"the verdict should have been `fail`, it is `{verdict.outcome}`: {verdict.incomplete[:3]}"
        )


if __name__ == "__main__":
    measure()
