"""One rule of the starting pack, with the examples that prove it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from checks.finding import Level
from checks.paths import PathPatterns
from checks.policy import Rule
from checks.rules.forbidden_pattern import ForbiddenPattern

_PRODUCT = PathPatterns(
    (
        "**",
        *(
            f"!**/{folder}/**"
            for folder in (
                "test",
                "tests",
                "testing",
                "testdata",
                "spec",
                "specs",
                "e2e",
                "fixtures",
                "cypress",
            )
        ),
        *("!**/__tests__/**", "!**/__mocks__/**", "!**/*-tests/**", "!**/*_tests/**", "!**/test-utils/**"),
        *("!**/test_*.py", "!**/*_test.py", "!**/conftest.py", "!**/*_test.go"),
        *("!**/*.test.*", "!**/*.spec.*", "!**/*.e2e.*", "!**/*.stories.*"),
    )
)


@dataclass(frozen=True, kw_only=True)
class PackEntry:
    """A rule of the pack.

    Attributes:
        id: `pack/<language>/<what it forbids>`.
        level: what it weighs.
        message: what was seen, one sentence.
        why: the harm it does.
        instead: what to write instead.
        cwe: number in the Common Weakness Enumeration, 0 where there is none.
        languages: semgrep's names.
        definition: operators of the semgrep rule.
        sensitive: whether the line must not be shown.
        tests: whether it is asked of tests too; their input is their own, and nobody is served by them.
        except_: files it is not asked of, as in `.gitignore`.
        caught: texts it must report; file name endings follow from the first language.
        allowed: texts it must stay silent about.
    """

    id: str
    level: Level
    message: str
    why: str
    instead: str
    cwe: int
    languages: tuple[str, ...]
    definition: Mapping[str, object]
    sensitive: bool = False
    tests: bool = False
    except_: tuple[str, ...] = ()
    caught: tuple[str, ...]
    allowed: tuple[str, ...]

    @cached_property
    def check(self) -> ForbiddenPattern:
        """The configured check."""
        whole = {"languages": list(self.languages), "message": self.message, **self.definition}
        return ForbiddenPattern(rule=whole, sensitive=self.sensitive)

    @cached_property
    def rule(self) -> Rule:
        """The rule for a policy."""
        why = f"{self.why} (CWE-{self.cwe})" if self.cwe else self.why
        return Rule(
            id=self.id,
            check=self.check,
            level=self.level,
            paths=self._paths,
            why=why,
            instead=self.instead,
        )

    @property
    def _paths(self) -> PathPatterns:
        asked = () if self.tests else _PRODUCT.patterns
        if not self.except_:
            return PathPatterns(asked)
        return PathPatterns((*(asked or ("**",)), *(f"!{pattern}" for pattern in self.except_)))


def either(*patterns: str) -> Mapping[str, object]:
    """A definition that matches one of several patterns."""
    return {"pattern-either": [{"pattern": pattern} for pattern in patterns]}


def where(*parts: Mapping[str, object]) -> Mapping[str, object]:
    """A definition whose parts must all hold."""
    return {"patterns": list(parts)}


def named(metavariable: str, regex: str) -> Mapping[str, object]:
    """A part: the text of a metavariable matches from its beginning."""
    return {"metavariable-regex": {"metavariable": metavariable, "regex": regex}}


def unless(*patterns: str) -> tuple[Mapping[str, object], ...]:
    """Parts: none of the patterns matches the same place."""
    return tuple({"pattern-not": pattern} for pattern in patterns)


CREDENTIAL_REGEX = (
    r"AKIA(?![A-Z0-9]{0,9}EXAMPLE)[A-Z0-9]{16}\b|gh[pousr]_[A-Za-z0-9]{36}\b|github_pat_[A-Za-z0-9_]{82}\b"
    r"|sk_live_[A-Za-z0-9]{24}|xox[abprs]-[0-9]{10,13}-[A-Za-z0-9-]{20}|AIza[A-Za-z0-9_-]{35}\b"
    r"|glpat-[A-Za-z0-9_-]{20}\b|-----BEGIN (?:RSA |EC |OPENSSH |DSA )?PRIVATE KEY-----"
)
"""Forms that providers give to their secrets; words and entropy alone cry wolf."""

SECRET_NAME = r"(?i)[\w.$]*(passw|pwd|secret|token|api_?key|session_?id|nonce|salt)"
PASSWORD_NAME = r"(?i).*passw"
COMPARED_SQL = r"(?is).*\b(?:select|insert|update|delete)\b.*(?:[=<>]|\blike|\bvalues? ?\()\s*[\"']?%?"
"""The text of a statement up to the place where a value stands."""
