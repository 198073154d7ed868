"""What the engines found, as JSON values and back."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter

from checks.audits import AuditResults
from checks.patterns import PatternResults


@cache
def patterns() -> TypeAdapter[PatternResults]:
    """Answers of semgrep."""
    return TypeAdapter(PatternResults)


@cache
def audits() -> TypeAdapter[AuditResults | None]:
    """Answers of zizmor, `None` where it was not asked."""
    return TypeAdapter(AuditResults | None)


def adapter(name: str) -> TypeAdapter[Any]:
    """The form of an engine's answers, by the word that asks for them."""
    return patterns() if name == "patterns" else audits()
