"""What a floor asks of every policy that stands on it, setting by setting, and what would be less."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from checks.finding import Level
from checks.policy import Mode, Setting


class Term(NamedTuple):
    """The least that one setting must be.

    Attributes:
        setting: its name, as in `Policy.settings`.
        least: what the floor says; for approvers those who may be named, with blanks between.
        at: where the floor says so, as `owner/repo:file:line:column`.
    """

    setting: str
    least: str
    at: str

    def is_met_by(self, value: str) -> bool:
        """Whether a value is as strict or stricter; one that cannot be read is no attempt to loosen."""
        if self.setting == "mode":
            return value != Mode.OBSERVE
        if self.setting == "baseline/from":
            return set(value.split()) <= set(self.least.split())
        known = list(Level)
        return value not in known or Level(value).rank <= Level(self.least).rank


def _shown(setting: str, value: str) -> str:
    return f"`{setting.removeprefix('checks/').replace('baseline/', 'baseline.')}: {value}`"


def loosened(terms: Iterable[Term], settings: Mapping[str, Setting]) -> Iterator[tuple[Term, Setting]]:
    """The settings that would loosen what a floor says, each with the term that it misses."""
    for term in terms:
        setting = settings.get(term.setting)
        if setting is not None and not term.is_met_by(setting.value):
            yield term, setting


def said(term: Term, setting: Setting) -> str:
    """What is wrong with a setting, one sentence, with both places."""
    return (
        f"{_shown(term.setting, setting.value)} loosens the floor and has no effect: "
        f"{_shown(term.setting, term.least)} is said at `{term.at}`"
    )
