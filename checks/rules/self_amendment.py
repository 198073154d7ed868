"""`self-amendment`: code and the rule that judges it are changed together, and the rule asks less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.paths import PathPatterns
from checks.policy_place import BASELINE, PATH
from checks.record_folders import FOLDERS


@dataclass(frozen=True, kw_only=True)
class SelfAmendment(Check):
    """Reports code that is changed together with what judges it, where that asks less afterwards.

    Attributes:
        decisions: the folders of decision records.

    ## Why

    The rules as they were judge the change, so loosening one helps nothing today. It helps the next change,
    and whoever merges the code has agreed to the loosening without having been asked.

    ## What to do

    Keep to the rule, or have it changed first, in a pull request of its own that its owner decides about.
    Then bring the code.

    ## Example

        docs/decisions/0012-one-http-client.md    status: accepted → deprecated
        src/orders/client.py                      import requests

    It asks the rules themselves: the rule as it was must look at a file that the change edits, and must be
    loosened in the same change: its record is deleted or no longer in force, it is taken out, weighs less,
    begins later, governs fewer files, has a new or longer exception for that file, or lost an example that it
    had to catch; the level of a built-in check is lowered; a finding in that file is recorded in the
    baseline. Where only the options of a rule differ, it is told if the rule as it was reports code that the
    new one lets pass. A rule that is added or asks more is silent beside any code.

    ## Known limits

    Documentation counts only for rules that name it. A rule that semgrep runs is not run in its new form:
    where its options differ and the old one reports the code, that is enough.
    """

    name: ClassVar[str] = "self-amendment"
    is_about_the_whole: ClassVar[bool] = True
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False

    decisions: tuple[str, ...] = ()

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return path in (PATH, BASELINE) or self._folders.matches(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not any(self.concerns(file.path) for file in change.files):
            return
        from checks.widening.amendments import amendments

        for one in amendments(change, self.decisions):
            first, *others = one.code
            more = f" and {len(others)} more {'file' if len(others) == 1 else 'files'}" if others else ""
            looks = f"`{one.rule}` looks at this file{more}"
            said = f"{looks} and is loosened by the same change in `{one.place}`: {one.said}"
            side = Side.HEAD if change.head_tree.mode(first) is not None else Side.BASE
            text = f"{one.rule} {one.place} {one.said}"
            yield Violation(first, 0, 0, said, text, side=side, others=tuple(others))

    @cached_property
    def _folders(self) -> PathPatterns:
        return PathPatterns(tuple(f"{folder}/**" for folder in (self.decisions or FOLDERS)))
