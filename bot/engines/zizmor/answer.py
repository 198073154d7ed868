"""The JSON of zizmor as values. What is not understood counts as a fault, never as silence."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_COMPLETED = re.compile(r"^.*\bINFO\b.* completed (?P<name>\S+)$", re.MULTILINE)
_SPACES = re.compile(r"\\s[+*]")
_BACKSLASH = re.compile(r"\\")


class RawFinding(NamedTuple):
    """A place in the text that zizmor read: lines from 1."""

    name: str
    line: int
    end_line: int
    audit: str
    severity: str
    confidence: str
    text: str
    ignored: bool


class Answer(NamedTuple):
    """What a run says.

    Attributes:
        findings: the places, in zizmor's order.
        completed: names of the texts that were audited to the end.
    """

    findings: tuple[RawFinding, ...]
    completed: frozenset[str]


class NotUnderstood(Exception):
    """The answer is not of the form that is known; the text says in what, a few words."""


def read_answer(answer: bytes, log: str) -> Answer:
    """Read the output of a run that came to its end.

    Raises:
        NotUnderstood: it is no such output.
    """
    try:
        findings = tuple(_finding(one) for one in json.loads(answer))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as strange:
        kind = type(strange).__name__
        raise NotUnderstood(f"zizmor gave an answer that cannot be read ({kind})") from strange
    return Answer(findings, frozenset(found["name"] for found in _COMPLETED.finditer(log)))


def _finding(document: Mapping[str, Any]) -> RawFinding:
    weighed = document["determinations"]
    place = [one for one in document["locations"] if one["symbolic"]["kind"] == "Primary"][0]  # noqa: RUF015
    where, concrete = place["symbolic"], place["concrete"]
    span = concrete["location"]
    first, last = int(span["start_point"]["row"]), int(span["end_point"]["row"])
    ends_before = last > first and int(span["end_point"]["column"]) == 0
    return RawFinding(
        name=str(where["key"]["Local"]["verbatim_path"]),
        line=first + 1,
        end_line=last + (0 if ends_before else 1),
        audit=str(document["ident"]),
        severity=str(weighed["severity"]),
        confidence=str(weighed["confidence"]),
        text=_narrowest(where["feature_kind"], where["route"]["route"], str(concrete["feature"])),
        ignored=bool(document["ignored"]),
    )


def _narrowest(kind: object, route: Sequence[Mapping[str, object]], feature: str) -> str:
    """What is meant: the part of a value that zizmor names, else one key with its value.

    Of a whole job or step it is the first line, so that the rest may change in peace.
    """
    if isinstance(kind, dict) and "Subfeature" in kind:
        ((form, fragment),) = kind["Subfeature"]["fragment"].items()
        return str(fragment) if form == "Raw" else _BACKSLASH.sub("", _SPACES.sub(" ", str(fragment)))
    is_value = bool(route) and "Key" in route[-1]
    return feature.strip() if is_value else feature.strip().split("\n", 1)[0].strip()
