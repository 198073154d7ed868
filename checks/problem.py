"""Mistakes in a policy or a record, each with its place, all of them at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a policy file or in a decision record.

    Attributes:
        file: path of the file in the repository.
        line: line, from 1.
        column: column in characters, from 1.
        message: what is wrong and what to do, one sentence.
    """

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where something stands in a file; line and column from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def problem(self, message: str) -> Problem:
        """A problem there."""
        return Problem(self.file, self.line, self.column, message)


class PolicyInvalid(Exception):
    """A policy or its records cannot be used; carries every problem, sorted by place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))
