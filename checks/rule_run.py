"""One rule over one change: what it sees, what is due, what it could not look at.

A rule that crashes is a gap, never a pass. Where an exception of the rule holds, its findings are kept
apart as permitted; one that has ended says so on the next change that touches its files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from checks.change import Change, ChangedFile, Incomplete, Reason, unread
from checks.finding import Finding, Level, Side, Violation, Waiting, fingerprint, normalised
from checks.policy import Rule, RuleException


@dataclass(frozen=True)
class Seen:
    """What one rule has to say about a change.

    Attributes:
        findings: what breaks it.
        waiting: what is due.
        gaps: what it could not look at.
        permitted: findings that an exception of the rule permits.
    """

    findings: tuple[Finding, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    gaps: frozenset[Incomplete] = frozenset()
    permitted: tuple[Finding, ...] = ()


def run(rule: Rule, change: Change) -> Seen:
    """Run one rule.

    Args:
        rule: the rule.
        change: the whole change; the rule sees the files that it governs.
    """
    governed = replace(
        change,
        files=tuple(file for file in change.files if rule.paths.matches_any_form(file.path)),
        incomplete=(),
        all_files=change.everywhere,
    )
    violations: list[Violation] = []
    waiting: list[Waiting] = []
    gaps: set[Incomplete] = set()
    try:
        gaps |= _too_large(rule, governed)
        for sighting in rule.check.find(governed):
            if isinstance(sighting, Incomplete):
                gaps.add(replace(sighting, rule=rule.id))
            elif isinstance(sighting, Violation):
                violations.append(sighting)
            elif rule.level is Level.BLOCK:
                waiting.append(replace(sighting, rule=rule.id))
            else:
                violations.append(_told(sighting))
    except Exception as crash:  # noqa: BLE001 - whatever a check raises must end as a gap in the verdict
        gaps.add(
            Incomplete(
                code=Reason.INTERNAL,
                path="",
                limit="",
                measured=f"{type(crash).__name__} in the check `{rule.check.name}`",
                help="report this as a defect of Decisis; an administrator can set the check to `off`",
                rule=rule.id,
            )
        )
    found = list(_findings(rule, governed, [*violations, *_ended(rule, governed)]))
    live = [one for one in rule.exceptions if one.is_live(change.facts.as_of)]
    permitted = [one for one in found if any(granted.paths.matches(one.path) for granted in live)]
    return Seen(
        findings=tuple(one for one in found if one not in permitted),
        waiting=tuple(waiting),
        gaps=frozenset(gap for gap in gaps if not any(_covers(granted, gap) for granted in live)),
        permitted=tuple(permitted),
    )


def _covers(exception: RuleException, gap: Incomplete) -> bool:
    """Whether a gap lies in files that the rule would have permitted, whatever it had seen there."""
    return bool(gap.path) and exception.paths.matches(gap.path)


def _told(due: Waiting) -> Violation:
    """What a rule that holds nobody back says of something due: at the first file concerned."""
    path = due.paths[0] if due.paths else ""
    return Violation(path, 0, 0, message=due.message, text=due.message)


def _ended(rule: Rule, change: Change) -> Iterator[Violation]:
    """One place for each exception that has ended and whose files are touched."""
    as_of = change.facts.as_of
    for exception in rule.exceptions:
        if exception.is_live(as_of):
            continue
        touched = [file.path for file in change.files if exception.paths.matches(file.path)]
        if touched:
            said = f"the exception of `{exception.owner}` for this file ended on {exception.until}"
            remedy = "keep to the rule, or have the exception renewed in the decision"
            yield Violation(touched[0], 0, 0, message=said, text=said, instead=remedy, at_most=Level.WARN)


def _too_large(rule: Rule, change: Change) -> set[Incomplete]:
    """The files that the rule should read and that nobody could."""
    return {
        unread(file.path, blob.size, rule.id)
        for file in change.files
        for blob in (file.base, file.head)
        if file.head is not None and blob is not None and blob.is_unread and rule.check.reads(file.path)
    }


def _findings(rule: Rule, change: Change, violations: Iterable[Violation]) -> Iterable[Finding]:
    seen: Counter[tuple[str, str]] = Counter()
    for place in sorted(violations, key=_place):
        key = (place.path, normalised(place.text))
        yield Finding(
            fingerprint=fingerprint(rule.id, place.path, place.text, seen[key]),
            rule=rule.id,
            check=rule.check.name,
            decision=rule.decision,
            level=max(rule.level, place.at_most or rule.level, key=lambda level: level.rank),
            path=place.path,
            line=place.line,
            end_line=place.end_line,
            side=place.side,
            message=place.message,
            why=rule.why,
            instead=place.instead or rule.instead,
            fix=place.fix,
            excerpt=() if place.sensitive else _excerpt(change.by_path.get(place.path), place),
            on_changed_line=place.on_changed_line,
        )
        seen[key] += 1


_place: Callable[[Violation], tuple[str, str, int, int, str, str]] = lambda place: (  # noqa: E731
    place.path,
    place.side,
    place.line,
    place.end_line,
    place.text,
    place.message,
)


def _excerpt(file: ChangedFile | None, place: Violation) -> tuple[str, ...]:
    if file is None or place.line == 0:
        return ()
    source = file.head_source if place.side is Side.HEAD else file.base_source
    return source.excerpt(place.line) if source is not None else ()
