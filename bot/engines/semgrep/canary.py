"""Proof in every run that the engine still finds what it must find.

Each rule file carries a few rules and each target list a few tiny files whose matches are known, in the
languages that are asked about. A run without exactly these matches is void: the program's calls and output
are an internal interface, and the way in which it would fail is silence.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from bot.engines.semgrep.binary import EngineUnfit

PREFIX = "decisis-canary-"

_SOURCES = {
    "python": "decisis_canary(1)\ndecisis_canary(2)  # nosemgrep\n",
    "javascript": "decisis_canary(1);\n",
    "typescript": "const x: number = decisis_canary(1);\n",
    "go": "package canary\n\nfunc canary() { decisis_canary(1) }\n",
}
_EXPECTED = {
    ("python", 1, False),
    ("python", 2, True),
    ("javascript", 1, False),
    ("typescript", 1, False),
    ("go", 3, False),
}
_CENSUS = {
    "id": PREFIX + "census",
    "message": "canary",
    "severity": "INFO",
    "pattern-regex": "decisis-canary-[0-9]{12}-census",
}


class Sighting(NamedTuple):
    """A match of a canary rule: language, line and whether a `nosemgrep` was seen there."""

    language: str
    line: int
    ignored: bool


def rules(languages: Iterable[str]) -> list[str]:
    """The canary rules as JSON texts.

    Args:
        languages: the languages of all rules in the file. One rule without `paths` covers them all, so
            that the engine lists every target as scanned, even one that other rules exclude by its path.
    """
    every = sorted({*languages, *_SOURCES})
    found = [json.dumps(_CENSUS | {"languages": every})]
    for language in _SOURCES:
        rule = {"id": PREFIX + language, "message": "canary", "severity": "INFO", "languages": [language]}
        found.append(json.dumps(rule | {"pattern": "decisis_canary(...)"}))
    return found


def sources(asked: Collection[str]) -> Mapping[str, str]:
    """The canary files of a run: language → text.

    Args:
        asked: the languages that the run is asked about. Python, whose canary also proves that nothing is
            dropped for a `nosemgrep`, always sings; where one has no canary, or nothing is asked, all do.
    """
    return {language: _SOURCES[language] for language in _languages(asked)}


def check(sightings: Iterable[Sighting], asked: Collection[str]) -> None:
    """Compare what the canary rules matched in the canary files with what they must.

    Args:
        sightings: what they matched.
        asked: as for `sources`.

    Raises:
        EngineUnfit: a match is missing or there is one too many.
    """
    seen = sorted((sighting.language, sighting.line, sighting.ignored) for sighting in sightings)
    expected = {place for place in _EXPECTED if place[0] in _languages(asked)}
    if seen != sorted(expected):
        lost = sorted({language for language, *_ in expected.symmetric_difference(seen)}) or ["python"]
        raise EngineUnfit(
            f"semgrep does not find the known pattern in {', '.join(lost)}", "install semgrep 1.182.0"
        )


def _languages(asked: Collection[str]) -> frozenset[str]:
    named = frozenset(asked)
    return named | {"python"} if named and named <= _SOURCES.keys() else frozenset(_SOURCES)
