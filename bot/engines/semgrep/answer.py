"""The JSON of semgrep-core as values. What is not understood counts as an error, never as silence."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.engines.semgrep import canary
from bot.engines.semgrep.material import Material

ALL_RULES = "*"
"""In the place of a rule's key: every rule of the file's language."""

_Json = dict[str, Any]
_GAVE_UP = "PCRE2 error"
_PARTIAL = {"PartialParsing", "Lexical error"}
_MISREAD = {"Syntax error", "Other syntax error"}
_LIMITED = {"Timeout", "OutOfMemory", "Out of memory", "StackOverflow", "Stack overflow"}
_RULE_ERRORS = {
    "Rule parse error",
    "Pattern parse error",
    "IncompatibleRule",
    "Missing plugin",
    "PatternParseError",
}
_THRESHOLD = 3
_NAME = re.compile(r"([0-9]{6})(?:\.\w+)?")


class RawMatch(NamedTuple):
    """A match in the text that the engine read: lines from 1, offsets in bytes, the end exclusive."""

    key: str
    line: int
    start: int
    end_line: int
    end: int
    ignored: bool
    fix: str | None


@dataclass(slots=True)
class FileAnswer:
    """What a run says about one material.

    Attributes:
        matches: the matches, in order of place and rule.
        gaps: rule key or `ALL_RULES` → what kept it from an answer.
        unparsed: first and last line of each part that the parser passed over.
        limited: whether a larger limit may help.
        is_misread: whether the parser passed over a part or the whole of it.
    """

    matches: list[RawMatch] = field(default_factory=list)
    gaps: dict[str, str] = field(default_factory=dict)
    unparsed: list[tuple[int, int]] = field(default_factory=list)
    limited: bool = False
    is_misread: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether nothing went wrong, so that the answer may be kept."""
        return not self.gaps and not self.unparsed


class Answer(NamedTuple):
    """What a run says.

    Attributes:
        files: one per material, in order.
        broken_rules: rule key → why the engine cannot read the rule.
        fault: why the run as a whole says nothing certain, empty if it does.
        gave_up: whether a regular expression was given up after too many steps, on some file.
    """

    files: tuple[FileAnswer, ...]
    broken_rules: Mapping[str, str]
    fault: str = ""
    gave_up: bool = False


def read_answer(answer: bytes, log: str, materials: Sequence[Material]) -> Answer:
    """Read the output of a run that came to its end.

    Raises:
        EngineUnfit: the canary was not found.
    """
    try:
        return _Reading(json.loads(answer), materials).answer(gave_up=_GAVE_UP in log)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as strange:
        return Answer((), {}, f"semgrep-core gave an answer that cannot be read ({type(strange).__name__})")


class _Reading:
    def __init__(self, document: _Json, materials: Sequence[Material]) -> None:
        self.document = document
        self.files = tuple(FileAnswer() for _ in materials)
        self.materials = materials
        self.broken: dict[str, str] = {}
        self.fault = ""

    def answer(self, *, gave_up: bool) -> Answer:
        canary.check(list(self._results()), {material.language for material in self.materials})
        for error in self._list("errors"):
            self._error(error)
        for skipped in self._list("skipped_rules"):
            self.broken.setdefault(str(skipped["rule_id"]), _first_line(str(skipped["details"])))
        paths = self.document["paths"]
        scanned = {_number(name) for name in paths["scanned"]}
        for at, file in enumerate(self.files):
            if at not in scanned:
                file.gaps.setdefault(ALL_RULES, "semgrep-core passed over the file without a word")
            if len(file.gaps) >= _THRESHOLD:
                file.gaps[ALL_RULES] = next(iter(file.gaps.values()))
            file.matches.sort(key=lambda match: (match.start, match.end, match.key))
        return Answer(self.files, self.broken, self.fault, gave_up)

    def _list(self, name: str) -> list[_Json]:
        value = self.document[name]
        if not isinstance(value, list):
            raise TypeError(name)
        return value

    def _results(self) -> list[canary.Sighting]:
        sightings = []
        for result in self._list("results"):
            name, rule = str(result["path"]), str(result["check_id"])
            start, end, extra = result["start"], result["end"], result["extra"]
            ignored = bool(extra["is_ignored"])
            if name.startswith("canary-"):
                if rule == canary.PREFIX + name.removeprefix("canary-"):
                    sightings.append(
                        canary.Sighting(name.removeprefix("canary-"), int(start["line"]), ignored)
                    )
            elif not rule.startswith(canary.PREFIX):
                match = RawMatch(
                    rule,
                    int(start["line"]),
                    int(start["offset"]),
                    int(end["line"]),
                    int(end["offset"]),
                    ignored,
                    extra.get("fix"),
                )
                self.files[_number(name)].matches.append(match)
        return sightings

    def _error(self, error: _Json) -> None:
        kind = error["error_type"]
        name = str(kind[0] if isinstance(kind, list) else kind)
        location = error.get("location") or {}
        path = str(location.get("path", ""))
        rule = str(error.get("rule_id") or "")
        if name in _RULE_ERRORS and rule:
            self.broken[rule] = _first_line(str(error.get("message", name)))
        elif _number(path) in range(len(self.files)):
            self._file_error(self.files[_number(path)], name, rule, kind, location)
        elif not path.startswith("canary-"):
            self.fault = f"semgrep-core reports: {name}"

    def _file_error(self, file: FileAnswer, name: str, rule: str, kind: Any, location: _Json) -> None:
        file.is_misread |= name in _PARTIAL | _MISREAD
        if name in _PARTIAL:
            spans = kind[1] if isinstance(kind, list) and len(kind) > 1 else [location]
            file.unparsed += [(int(span["start"]["line"]), int(span["end"]["line"])) for span in spans]
            return
        file.limited |= name in _LIMITED
        file.gaps[rule or ALL_RULES] = f"semgrep-core reports: {name}"


def _number(name: str) -> int:
    """The number of the material that was written under a name, -1 for any other name."""
    known = _NAME.fullmatch(name)
    return int(known[1]) if known else -1


def _first_line(text: str) -> str:
    return text.strip().splitlines()[0] if text.strip() else "unknown fault"
