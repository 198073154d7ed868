"""`loosened-floor`: a change writes a setting into the policy that its floor does not allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Blob, Change
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.policy import Setting
from checks.policy_place import PATH


@dataclass(frozen=True, kw_only=True)
class LoosenedFloor(Check):
    """Reports a setting that a change adds to `.github/decisis.yml` and that is looser than the floor's.

    Attributes:
        terms: what the floors of this repository ask, each as setting, least value and place.

    ## Why

    An organisation's policy is a floor: a repository may add to it and tighten it. A looser setting has no
    effect, but whoever wrote it believes that it has.

    ## What to do

    Remove the setting, or have the floor changed by its owners.

    ## Example

        mode: observe                   under a floor that enforces
        checks: {skipped-test: off}    under a floor that says `skipped-test: block`

    ## Known limits

    Without a floor it has nothing to say. What only the default branch says is told in a notice of every
    verdict, not here.
    """

    name: ClassVar[str] = "loosened-floor"
    built_in: ClassVar[bool] = True
    waivable: ClassVar[bool] = False
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    terms: tuple[tuple[str, str, str], ...] = ()

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        file = change.by_path.get(PATH)
        if file is None or not self.terms:
            return
        from checks.floor_terms import Term, loosened, said

        before, after = _settings(file.base), _settings(file.head)
        for term, setting in loosened((Term(*one) for one in self.terms), after):
            old = before.get(term.setting)
            if old is None or old.value != setting.value:
                message = said(term, setting)
                yield Violation(PATH, setting.at.line, setting.at.line, message=message, text=message)


def _settings(blob: Blob | None) -> Mapping[str, Setting]:
    """What a policy says; one that does not read says nothing, and is refused once it stands."""
    if blob is None or blob.content is None or not blob.mode.is_regular:
        return {}
    from checks.document import parse
    from checks.policy_file import settings_of
    from checks.problem import PolicyInvalid

    try:
        return settings_of(parse(PATH, blob.content))
    except PolicyInvalid:
        return {}
