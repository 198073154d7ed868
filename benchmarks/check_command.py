"""`decisis check` and the service against `semgrep scan --baseline-commit`: one change, one set of rules.

The change has 10 files, the decision 60 semgrep rules. `decisis check` is what the shell sees: answered by
the process that stays after the first one, and "alone" without it. The service is what the worker does
between having both commits and having the verdict. Our other built-in checks run too; the starting pack,
which semgrep does not get, is off.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from benchmarks.pairwise import Way, compared
from benchmarks.resident import program, staying
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
        stack = ExitStack()
        installed = Path(sys.executable).parent / "decisis"
        alone = _Command(repository, base, folder / "alone", {"DECISIS_RESIDENT": "off"}, installed)
        command = stack.enter_context(_answered(repository, base, head, folder))
        service = _Service(repository, base, folder)
        ways: dict[str, Way] = {
            "semgrep scan --baseline-commit": lambda _: lambda: run_oracle(repository, base, rules),
            "decisis check, empty cache": lambda i: command.run(head, i),
            "decisis check, after a push to one file": lambda i: command.run(pushed, i),
            "alone, empty cache": lambda i: alone.run(head, i),
            "alone, after a push to one file": lambda i: alone.run(pushed, i),
            "service, empty cache": lambda i: service.judge(head, f"warm-{i}"),
            "service, after a push to one file": lambda i: service.judge(pushed, f"warm-{i}"),
        }
        with stack:
            stack.callback(service.close)
            return compared("semgrep scan --baseline-commit", ways, rounds)


class _Command:
    """`decisis check` as a program of its own."""

    def __init__(
        self, repository: Path, base: str, cache: Path, variables: Mapping[str, str], program: Path
    ) -> None:
        self._repository, self._base, self._program = repository, base, program
        self._cache, self._round = cache, -1
        self._variables = {**os.environ, "DECISIS_CACHE_DIR": str(cache), **variables}
        self._variables.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed command has its bytecode

    def run(self, head: str, number: int) -> Callable[[], object]:
        if number != self._round:
            self._round = number
            for kept in ("policies", "v1"):
                shutil.rmtree(self._cache / kept, ignore_errors=True)
        time.sleep(0.5)  # what was begun for the next check is ready long before it comes
        return partial(self.check, head)

    def check(self, head: str) -> None:
        arguments = ["check", "--repo", str(self._repository), "--base", self._base, "--head", head]
        done = subprocess.run(
            [self._program, *arguments, "--format", "json"],
            env=self._variables,
            capture_output=True,
            check=False,
        )
        if done.returncode != 1:
            raise SystemExit(f"the command should have found something: {done.stderr.decode()}")


@contextmanager
def _answered(repository: Path, base: str, head: str, folder: Path) -> Iterator[_Command]:
    """The same where a process stays that answers: from the second check on."""
    cache = folder / "answered"

    def checking(variables: Mapping[str, str]) -> _Command:
        return _Command(repository, base, cache, {**variables}, program(variables))

    with staying(cache, lambda variables: checking(variables).check(head)) as variables:
        checking(variables).check(head)
        yield checking(variables)


class _Service:
    """What the worker does between having both commits and having the verdict, with a warm engine."""

    def __init__(self, repository: Path, base: str, folder: Path) -> None:
        self._repository, self._base, self._folder = LocalRepository.open(repository), base, folder
        self._engines: dict[str, SemgrepEngine] = {}
        self._weigher = ConfinedWeigher(ready=1)
        self._weigher.start()
        with self._repository.store() as store:
            self._policy = Policies().at(base, lambda: tree_at(store, base))

    def judge(self, head: str, cache: str) -> Callable[[], object]:
        if cache not in self._engines:
            self.rest()
            self._engines[cache] = SemgrepEngine(self._folder / cache, warm=1)
        engine = self._engines[cache]
        engine.warm(self._policy.pattern_rules)
        time.sleep(0.5)  # a service is warm long before the next change arrives

        def once() -> None:
            with self._repository.store() as store:
                change = self._repository.change(store, self._base, head)
                _found(Judge(engine, weigher=self._weigher).judge(change, self._policy))

        return once

    def rest(self) -> None:
        """End the engine of the last round: a service has one."""
        while self._engines:
            self._engines.popitem()[1].close()

    def close(self) -> None:
        self.rest()
        self._weigher.close()


def _found(verdict: Verdict) -> None:
    if verdict.outcome is not Outcome.FAIL:
        raise SystemExit(
            f"the verdict should have been `fail`, it is `{verdict.outcome}`: {verdict.incomplete[:3]}"
        )


if __name__ == "__main__":
    measure()
