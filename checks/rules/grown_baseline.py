"""`grown-baseline`: a change records more known debt than there was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from checks.baseline_file import Entry, read_baseline
from checks.change import Blob, Change
from checks.check import Check, Sighting
from checks.finding import Level, Violation, Waiting
from checks.policy_place import BASELINE
from checks.problem import PolicyInvalid

_MOST_RULES = 5


@dataclass(frozen=True, kw_only=True)
class GrownBaseline(Check):
    """Makes a change that adds or alters entries of the baseline wait for a person.

    Attributes:
        from_: who may agree, as `@acme/platform`; anybody where none is named.

    ## Why

    The baseline lists what stood when the rules came, and nothing in it holds a change back. Whoever may
    add to it may permit anything, so it shrinks by itself and grows only with a person's consent.

    ## What to do

    Mend what is found instead of recording it. Where debt has to be taken on, ask one of those whom the
    policy names under `baseline: {from: [...]}`.

    ## Example

        an entry is added to .github/decisis-baseline.json    waiting for a person
        an entry is taken out, because its finding is mended  silent

    A file that does not read blocks, because after the merge no change could be judged. The baseline of
    the default branch counts, never that of the change.

    ## Known limits

    An entry is known by its fingerprint. One that is altered in its date or its path alone waits, too.
    """

    name: ClassVar[str] = "grown-baseline"
    built_in: ClassVar[bool] = True
    waivable: ClassVar[bool] = False
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False

    from_: tuple[str, ...] = ()

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return path == BASELINE

    @property
    def asks(self) -> tuple[str, ...]:
        """See `Check.asks`."""
        return self.from_

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        file = change.by_path.get(BASELINE)
        if file is None or file.head is None or file.head.is_unread:
            return
        if not file.head.mode.is_regular:
            said = "puts something else in place of the baseline; a baseline must be a regular file"
            yield Violation(BASELINE, 0, 0, message=said, text=said)
            return
        try:
            after = read_baseline(file.head.content or b"")
        except PolicyInvalid as invalid:
            for problem in invalid.problems:
                said = f"the baseline does not read: {problem.message}"
                yield Violation(BASELINE, problem.line, problem.line, message=said, text=problem.message)
            return
        yield from self._grown(_entries(file.base), after)

    def _grown(self, before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Iterator[Sighting]:
        added = [entry for name, entry in after.items() if name not in before]
        altered = [entry for name, entry in after.items() if name in before and before[name] != entry]
        if not added and not altered:
            return
        done = [f"adds {_entries_of(len(added))}"] if added else []
        done += [f"alters {_entries_of(len(altered))}"] if altered else []
        message = f"{' and '.join(done)} of known debt, for {_rules([*added, *altered])}; a person must agree"
        yield Waiting("", message, (BASELINE,), self.from_, 1 if self.from_ else 0)


def _entries(blob: Blob | None) -> Mapping[str, Entry]:
    """What stood; a baseline that did not read let nothing pass, so everything is new."""
    if blob is None or blob.content is None or not blob.mode.is_regular:
        return {}
    try:
        return read_baseline(blob.content)
    except PolicyInvalid:
        return {}


def _entries_of(number: int) -> str:
    return f"{number} {'entry' if number == 1 else 'entries'}"


def _rules(entries: list[Entry]) -> str:
    counted = sorted(Counter(entry.rule for entry in entries).items(), key=lambda one: (-one[1], one[0]))
    shown = ", ".join(f"`{rule[:80]}` ({number})" for rule, number in counted[:_MOST_RULES])
    more = len(counted) - _MOST_RULES
    return f"{shown} and {more} more {'rule' if more == 1 else 'rules'}" if more > 0 else shown
