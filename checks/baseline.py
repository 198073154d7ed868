"""Known debt: findings of a change that the baseline of the default branch lists do not hold it back.

Base and head are paired everywhere, so old debt rarely comes up at all; the baseline is for what pairing
cannot see, such as a rule over whole files or trees. It must never be a place to hide new debt in: equal
texts of one file have fingerprints that count them, and a second copy of an old place would be taken for
the first. Therefore a finding is known only where the rule, asked about the file as if all of it were new,
sees nothing at the head but what is listed and what stood at the base as well. A file that got worse under
a rule is judged as if there were no baseline.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from checks.baseline_file import Entry, read_baseline
from checks.change import EMPTY_TREE, Blob, Change, ChangedFile, Status, TooLarge
from checks.diff import whole
from checks.finding import Finding
from checks.patterns import PatternResults, SideResults
from checks.policy import Rule
from checks.policy_place import BASELINE
from checks.problem import PolicyInvalid
from checks.report import canonical
from checks.rule_run import Seen, run

Owed = Mapping[str, Mapping[str, Entry]]
"""The entries of a baseline by rule and fingerprint."""


@dataclass(frozen=True)
class Debt:
    """What a rule saw, told apart by what was known.

    Attributes:
        standing: findings that count.
        known: findings that are known debt.
        mended: entries whose finding the change does away with.
    """

    standing: tuple[Finding, ...]
    known: tuple[Finding, ...] = ()
    mended: frozenset[str] = frozenset()


def owed(baseline: Mapping[str, Entry]) -> Owed:
    """The entries of a baseline by rule."""
    found: dict[str, dict[str, Entry]] = defaultdict(dict)
    for fingerprint, entry in baseline.items():
        found[entry.rule][fingerprint] = entry
    return found


def entry_of(finding: Finding, since: str) -> Entry:
    """A finding as an entry of the baseline.

    Args:
        finding: the finding.
        since: the day on which it is recorded.
    """
    path = canonical.text(finding.path) or "."
    decision, rule = canonical.text(finding.decision), canonical.text(finding.rule)
    return Entry(finding.fingerprint, rule, decision, path, finding.line, since)


def weigh(rule: Rule, change: Change, seen: Seen, entries: Mapping[str, Entry]) -> Debt:
    """Tell known debt apart from what counts.

    Args:
        rule: the rule.
        change: the change, with the answer of the semgrep engine where the rule reads it.
        seen: what the rule saw.
        entries: the entries of the rule.
    """
    paths = {canonical.text(file.path) for file in change.files} if entries else set()
    is_listed = any(finding.fingerprint in entries for finding in seen.findings)
    if not rule.check.stands or not (is_listed or any(entry.path in paths for entry in entries.values())):
        return Debt(seen.findings)
    before, after = _stood(rule, as_new_base(change)), _stood(rule, as_new_head(change))
    known = tuple(
        finding
        for finding in seen.findings
        if finding.fingerprint in after.at(finding.path)
        and after.at(finding.path) <= entries.keys() & before.at(finding.path)
    )
    mended = frozenset(
        fingerprint
        for fingerprint, entry in entries.items()
        if entry.path in paths
        and not after.is_partial
        and fingerprint not in after.all
        and (fingerprint in before.all or rule.check.pattern_rules)
    )
    return Debt(tuple(one for one in seen.findings if one not in known), known, mended)


def mended_notice(change: Change, mended: Iterable[str]) -> tuple[str, ...]:
    """What is said of entries whose finding the change mends and that it leaves in the baseline."""
    left = set(mended) & _listed_at_head(change) if mended else set()
    if not left:
        return ()
    entries = f"{len(left)} {'entry' if len(left) == 1 else 'entries'}"
    return (
        f"this change mends what {entries} of `{BASELINE}` list; `decisis baseline --write` takes them out",
    )


def as_new_head(change: Change) -> Change:
    """The head of a change as if there had been nothing before."""
    return _as_new(change, [(file.path, file.head) for file in change.files], change.patterns.head)


def as_new_base(change: Change) -> Change:
    """The base of a change as if there had been nothing before it."""
    side = replace(change, head_tree=change.base_tree)
    return _as_new(side, [(file.path, file.base) for file in change.files], change.patterns.base)


def added(path: str, blob: Blob) -> ChangedFile:
    """A file as if it were new."""
    return ChangedFile(path, Status.ADDED, None, blob, whole(b"", blob.content or b""))


def _as_new(change: Change, side: Iterable[tuple[str, Blob | None]], matches: SideResults) -> Change:
    return replace(
        change,
        files=tuple(added(path, blob) for path, blob in side if blob is not None),
        base_tree=EMPTY_TREE,
        incomplete=(),
        patterns=PatternResults(change.patterns.asked, matches),
    )


@dataclass(frozen=True)
class _Standing:
    """Fingerprints of what a rule sees on one side, by path; none where it could not see all."""

    by_path: Mapping[str, frozenset[str]]
    is_partial: bool

    @property
    def all(self) -> frozenset[str]:
        return frozenset().union(*self.by_path.values())

    def at(self, path: str) -> frozenset[str]:
        return frozenset() if self.is_partial else self.by_path.get(path, frozenset())


def _stood(rule: Rule, change: Change) -> _Standing:
    seen = run(rule, change)
    found: dict[str, set[str]] = defaultdict(set)
    for finding in seen.findings:
        found[finding.path].add(finding.fingerprint)
    return _Standing({path: frozenset(prints) for path, prints in found.items()}, bool(seen.gaps))


def _listed_at_head(change: Change) -> set[str]:
    """What the baseline at the head lists; nothing is said of one that does not read."""
    try:
        content = change.head_tree.read(BASELINE)
        return set(read_baseline(content)) if content is not None else set()
    except (PolicyInvalid, TooLarge):
        return set()
