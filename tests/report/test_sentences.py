"""Every sentence keeps the house's voice."""

from __future__ import annotations

import inspect
from itertools import product
from typing import Any

import pytest

from checks.agents import Role
from checks.change import Reason
from checks.finding import Level
from checks.policy import FloorSource, Mode
from checks.report import sentences
from checks.verdict import Outcome
from tests.report.verdicts import CLEAN, FAILING, HEAD, IMPORT, INCOMPLETE, OBSERVING, STOPPED, WAITING

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "verdict": (CLEAN, FAILING, INCOMPLETE, WAITING, OBSERVING, STOPPED),
    "mode": tuple(Mode),
    "outcome": tuple(Outcome),
    "code": tuple(Reason),
    "weight": (Level.BLOCK, Level.WARN, Level.NOTE),
    "finding": (IMPORT,),
    "finding_id": (IMPORT.id,),
    "source": (CLEAN.policy,),
    "head": (HEAD,),
    "commit": (HEAD,),
    "decision": ("",),
    "subject": ("ADR-0012",),
    "reference": ("job-7",),
    "kind": ("error",),
    "one": ("finding",),
    "many": ("",),
    "count": (1, 2),
    "shown": (1,),
    "total": (2,),
    "line": (0, 3),
    "comments": (1,),
    "problems": (2,),
    "below": (FloorSource("acme/.github", "a.yml"), FloorSource("acme/.github", "a.yml", HEAD, "d" * 64)),
    "recorded": (0, 1, 2),
    "stale": (1,),
    "new": (2,),
    "is_of_envelope": (True, False),
    "path": ("src/a.py",),
    "agent": ("", "codex"),
    "may": (True, False),
    "found": tuple(Role),
    "loop": (STOPPED.loop,),
    "sequence": (12,),
    "digest": ("d" * 64,),
}
FUNCTIONS = [
    function
    for name, function in inspect.getmembers(sentences, inspect.isfunction)
    if function.__module__ == sentences.__name__ and not name.startswith("_")
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_a_sentence_starts_in_lower_case_ends_without_a_stop_and_says_what_to_do(function: Any) -> None:
    names = list(inspect.signature(function).parameters)
    for values in product(*(ARGUMENTS[name] for name in names)):
        said = function(**dict(zip(names, values, strict=True)))
        for sentence in said if isinstance(said, tuple) else (said,):
            assert sentence
            assert not sentence.endswith((".", "?", "!", " "))
            first = sentence.split()[0].strip("`")
            assert first in ("Decisis", "GitHub") or not first[0].isupper()
            assert "  " not in sentence
            assert sentence.count("`") % 2 == 0


@pytest.mark.parametrize("code", Reason)
def test_a_reason_code_says_what_to_do(code: Reason) -> None:
    assert ": " in sentences.incomplete(code)
