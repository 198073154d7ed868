"""The gate with the real engine, its answer taken apart: as `decisis check`, and by the parts of it.

The command starts git and semgrep anew for every change. A gate keeps one of each for all changes of a
repository, and is held to the command's words by `test_corpus.py`.
"""

from __future__ import annotations

import io
import json
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any, Self

from bot.cli.judging import rendered
from bot.cli.main import main
from bot.cli.policy_option import PolicyChoice
from bot.engines.semgrep import SemgrepEngine
from bot.errors import UserError
from bot.git.local import LocalRepository
from bot.judge import Judge
from bot.places import cache_directory
from bot.today import today
from checks.change import PullFacts
from checks.patterns import PatternResults
from checks.policy import Policy
from checks.problem import PolicyInvalid
from checks.verdict import Verdict
from tests.git.repository import Repository


@dataclass(frozen=True)
class Answer:
    """What the command said.

    Attributes:
        exit_code: what it returned.
        out: its output.
        err: its complaints.
    """

    exit_code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The output as JSON; empty where the command refused to judge."""
        found: dict[str, Any] = json.loads(self.out) if self.out else {}
        return found

    @property
    def blocking(self) -> frozenset[str]:
        """The rules that block."""
        return frozenset(one["rule"] for one in self.report.get("findings", ()) if one["level"] == "block")

    @property
    def gaps(self) -> frozenset[str]:
        """The reason codes given."""
        return frozenset(one["code"] for one in self.report.get("incomplete", ()))

    def __str__(self) -> str:
        lines = [f"exit {self.exit_code}"]
        lines += [
            f"{one['level']} {one['rule']} {one['path']}:{one['line']} {one['message']}"
            for one in self.report.get("findings", ())
        ]
        lines += [
            f"gap {one['code']} {one['path']} {one['rule']} {one['measured']}"
            for one in self.report.get("incomplete", ())
        ]
        return "\n".join([*lines, self.err])


class Gate:
    """Judges the changes of one repository. Use as a context manager.

    Attributes:
        repository: where the changes are.
    """

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self._local = LocalRepository.open(self.repository.path)
        self._store = self._stack.enter_context(self._local.store())
        self._cache = cache_directory()
        self._engine = self._stack.enter_context(SemgrepEngine(self._cache))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def match(self, base: str, head: str) -> PatternResults:
        """What the patterns of the policy match in a change; the answers are kept by content, not by path."""
        rules = self._policy(base).pattern_rules
        return self._engine.scan(self._local.change(self._store, base, head), rules)

    def verdict(self, base: str, head: str) -> Verdict:
        """The verdict on a change of which nothing is known but its commits."""
        commits = self._local.commits(self._store, base, head)
        facts = PullFacts(commits=commits, as_of=today())
        change = self._local.change(self._store, base, head, facts)
        return Judge(self._engine).judge(change, self._policy(base))

    def ask(self, base: str, head: str, *options: str) -> Answer:
        """Put a change to the gate; with options, to the command."""
        if options:
            return command(self.repository, base, head, *options)
        try:
            verdict = self.verdict(base, head)
        except (UserError, PolicyInvalid) as refusal:
            return Answer(2, "", str(refusal))
        return Answer(verdict.outcome.exit_code, rendered(verdict, "json"), "")

    def _policy(self, base: str) -> Policy:
        return PolicyChoice(None, base, self._cache).read(self._store)


def command(repository: Repository, base: str, head: str, *options: str) -> Answer:
    """Put a change to `decisis check`."""
    out, err = io.StringIO(), io.StringIO()
    words = ["--repo", str(repository.path), "--base", base, "--head", head, "--format", "json"]
    with redirect_stdout(out), redirect_stderr(err):
        code = main(["check", *words, *options])
    return Answer(code, out.getvalue(), err.getvalue())
