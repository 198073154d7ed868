"""One rule over one change: what it sees, what is due, what it could not look at.

A rule that crashes is a gap, never a pass. Where an exception of the rule holds, its findings are kept
apart as permitted; one that has ended says so on the next change that touches its files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from checks.change import Change, ChangedFile, Incomplete, Reason, unread
from checks.check import Sighting
from checks.finding import Finding, Level, Side, Violation, Waiting, fingerprint, normalised
from checks.path_index import index_of
from checks.policy import Rule


@dataclass(frozen=True)
class Seen:
    """What one rule has to say about a change.

    Attributes:
        findings: what breaks it.
        waiting: what is due.
        gaps: what it could not look at.
        permitted: findings that an exception of the rule permits.
        ran_out: whether it asked for more memory than there was.
    """

    findings: tuple[Finding, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    gaps: frozenset[Incomplete] = frozenset()
    permitted: tuple[Finding, ...] = ()
    ran_out: bool = False


def run(rule: Rule, change: Change) -> Seen:
    """Run one rule.

    Args:
        rule: the rule.
        change: the whole change; the rule sees the files that it governs.
    """
    governed = replace(
        change,
        files=_governed(rule, change),
        incomplete=(),
        all_files=change.everywhere,
    )
    live = [one for one in rule.exceptions if one.is_live(change.facts.as_of)]

    def permits(path: str) -> bool:
        return any(granted.paths.matches(path) for granted in live)

    violations: list[Violation] = []
    waiting: list[Waiting] = []
    gaps: set[Incomplete] = set()
    ran_out = False
    try:
        gaps |= _too_large(rule, governed)
        for sighting in _sightings(rule, governed, permits):
            if isinstance(sighting, Incomplete):
                gaps.add(replace(sighting, rule=rule.id))
            elif isinstance(sighting, Violation):
                violations.append(sighting)
            elif _level_of(rule, sighting) is Level.BLOCK and not (
                sighting.paths and all(map(permits, sighting.paths))
            ):
                waiting.append(replace(sighting, rule=rule.id))
            else:
                violations.append(_told(sighting))
    except Exception as crash:  # noqa: BLE001 - whatever a check raises must end as a gap in the verdict
        ran_out = isinstance(crash, MemoryError)
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
    spoken = [*violations, *_ended(rule, governed)]
    found = list(
        _findings(rule, governed, [one for one in spoken if rule.level_at(one.path) is not Level.OFF])
    )
    permitted = [one for one in found if permits(one.path)]
    return Seen(
        findings=tuple(one for one in found if one not in permitted),
        waiting=tuple(waiting),
        gaps=frozenset(one for one in gaps if not (one.path and _leaves_alone(rule, one.path, permits))),
        permitted=tuple(permitted),
        ran_out=ran_out,
    )


def _leaves_alone(rule: Rule, path: str, permits: Callable[[str], bool]) -> bool:
    return permits(path) or rule.level_at(path) is Level.OFF


def _level_of(rule: Rule, due: Waiting) -> Level:
    """What something due weighs: as much as the weightiest of its files."""
    return min(map(rule.level_at, due.paths), key=lambda level: level.rank, default=rule.level)


def _governed(rule: Rule, change: Change) -> tuple[ChangedFile, ...]:
    """The files that a rule governs, and links and submodules that stand where such files would lie."""
    if not rule.paths.patterns:
        return change.files
    index = index_of(change)
    named = index.matching_any_form(rule.paths)
    doors = {path for path in index.doors if rule.paths.matches_any_form(f"{path}/")}
    return tuple(file for file in change.files if file.path in named or file.path in doors)


def _sightings(rule: Rule, change: Change, permits: Callable[[str], bool]) -> list[Sighting]:
    """What the check sees; where an exception permits only some files of one sighting, without those."""
    seen = list(rule.check.find(change))
    if not rule.exceptions or not any(_is_mixed(one, permits) for one in seen):
        return seen
    files = tuple(file for file in change.files if not permits(file.path))
    return list(rule.check.find(replace(change, files=files)))


def _is_mixed(sighting: Sighting, permits: Callable[[str], bool]) -> bool:
    if isinstance(sighting, Incomplete):
        return False
    paths = sighting.paths if isinstance(sighting, Waiting) else (sighting.path, *sighting.others)
    return len({permits(path) for path in paths}) > 1


def _told(due: Waiting) -> Violation:
    """What a rule that holds nobody back says of something due: at the first file concerned."""
    path = due.paths[0] if due.paths else ""
    return Violation(path, 0, 0, message=due.message, text=due.message, others=due.paths[1:])


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
        for file in index_of(change).unread
        if file.path in change.by_path and rule.check.reads(file.path)
        for blob in (file.base, file.head)
        if blob is not None and blob.is_unread
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
            level=max(rule.level_at(place.path), place.at_most or rule.level, key=lambda level: level.rank),
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
