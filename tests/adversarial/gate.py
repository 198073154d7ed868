"""The gate as its users meet it: `decisis check` with the real engine, its answer taken apart."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

from bot.cli.main import main
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


def ask(repository: Repository, base: str, head: str, *options: str, form: str = "json") -> Answer:
    """Put a change to the gate."""
    out, err = io.StringIO(), io.StringIO()
    words = [
        "check",
        "--repo",
        str(repository.path),
        "--base",
        base,
        "--head",
        head,
        "--format",
        form,
        *options,
    ]
    with redirect_stdout(out), redirect_stderr(err):
        code = main(words)
    return Answer(code, out.getvalue(), err.getvalue())
