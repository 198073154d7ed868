"""What a change takes from the checks of the workflows: gone, without consequence, or run less often."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from checks.change import Change, ChangedFile, Incomplete, Reason, unread
from checks.finding import Level, Side, Violation
from checks.source import Source
from checks.test_runs.options import Option
from checks.values.node import Unreadable
from checks.workflows.gates import gates, lost_filters, lost_matrix, starts
from checks.workflows.lessening import Pair, left_out, steered
from checks.workflows.model import Workflow
from checks.workflows.occurrences import Place, everywhere, is_looked_at, places_in
from checks.workflows.pairing import is_covered, paired
from checks.workflows.reading import workflow_of
from checks.workflows.tools import Kind

_PUT_BACK = "keep the check, and repair what it reports; a check that has to go goes in a change of its own"
_NEVER = re.compile(r"(?:false|0|!\s*true|''|null)")
_COMPARED = re.compile(r"(?P<left>\d+|'[^']*')\s*(?P<how>[=!]=)\s*(?P<right>\d+|'[^']*')")
_AFTER_FAILURE = re.compile(r"(?:failure|cancelled)\(\)(?:\s*&&.*)?", re.DOTALL)
_NOT_ON_REQUESTS = re.compile(
    r"github\.(?:event_name\s*==\s*'(?:schedule|workflow_dispatch|push|release)'|event_name\s*!=\s*'pull_request'"
    r"|ref\s*==\s*'refs/heads/|ref_name\s*==\s*'(?:main|master))"
)
_OF_AUTHOR = re.compile(
    r"github\.(?:(?:triggering_)?actor\b|head_ref\b|event\.(?:sender|head_commit)\."
    r"|event\.pull_request\.(?:user\.|title\b|body\b|head\.(?:ref|label)\b))"
)
_BY_ROBOT = re.compile(r"'[\w-]*(?:\[bot\]|dependabot|renovate)")


@dataclass
class _Side:
    """The workflows of one side that the change touches, and what they check."""

    workflows: dict[str, Workflow] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    unreadable: dict[str, Unreadable] = field(default_factory=dict)


def weakened(change: Change) -> Iterator[Violation | Incomplete]:
    """Every check of the base that counts for less at the head."""
    files = {file.path: file for file in change.everywhere if is_looked_at(file.path)}
    if not files:
        return
    base, head = _side(change, files, Side.BASE), _side(change, files, Side.HEAD)
    yield from _gaps(files, base, head)
    if not base.places:
        return
    pairs, lost = paired(base.places, list(head.places))
    yield from _less(pairs, base, head)
    yield from _narrowed(pairs, base, head)
    if lost:
        yield from _gone(change, files, lost, base, head)


def _side(change: Change, files: dict[str, ChangedFile], which: Side) -> _Side:
    side = _Side()
    tree = change.head_tree if which is Side.HEAD else change.base_tree
    for path, file in files.items():
        source = file.head_source if which is Side.HEAD else file.base_source
        if source is None:
            continue
        found = workflow_of(source)
        if isinstance(found, Unreadable):
            side.unreadable[path] = found
        else:
            side.workflows[path], side.sources[path] = found, source
            side.places += places_in(path, found, tree, files)
    return side


def _gaps(files: dict[str, ChangedFile], base: _Side, head: _Side) -> Iterator[Incomplete]:
    """A workflow that could be read and can no longer be."""
    held = {place.path for place in base.places}
    for path in sorted(held):
        blob = files[path].head
        if blob is not None and blob.is_unread:
            yield unread(path, blob.size)
        elif path in head.unreadable:
            why = head.unreadable[path]
            yield Incomplete(Reason.NOT_ANALYSED, path, why.limit, why.measured, why.help)


def _less(pairs: list[Pair], base: _Side, head: _Side) -> Iterator[Violation]:
    """Checks that still stand there and count for less; one finding for what one line does."""
    tools: dict[tuple[str, int, str, Level], set[str]] = defaultdict(set)
    for old, new in pairs:
        for line, done, level in _lessened(old, new, head):
            tools[new.path, head.sources[new.path].git_line(max(line, 1)), done, level].add(new.shown)
    for line, new, option in _with_options(pairs, base, head):
        tools[new.path, head.sources[new.path].git_line(line), option.shown, option.level].add(new.shown)
    for (path, line, done, level), shown in tools.items():
        what = _listed(shown)
        yield _violation(path, line, done.format(what), f"{what} {done}", level)


def _with_options(pairs: list[Pair], base: _Side, head: _Side) -> Iterator[tuple[int, Place, Option]]:
    """Places of the head that an option makes less than they were, with the line of the option."""
    for place, option in left_out(pairs, base.places, head.places):
        yield place.line, place, option
    for new_path in sorted({new.path for _, new in pairs}):
        own = [pair for pair in pairs if pair[1].path == new_path]
        before = [base.sources[path] for path in sorted({old.path for old, _ in own})]
        places = [place for place in head.places if place.path == new_path]
        yield from (
            (line, place, option)
            for line, option, place in steered(
                own, places, head.workflows[new_path], before, head.sources[new_path]
            )
        )


def _lessened(old: Place, new: Place, head: _Side) -> Iterator[tuple[int, str, Level]]:
    if new.muted and not old.muted:
        if not _counts_elsewhere(new, head):
            level = Level.WARN if new.is_judged else Level.BLOCK
            yield new.muted_line, f"lets {{}} fail without a consequence, by {_braced(new.muted)}", level
        return
    added = [one for one in new.conditions if one not in old.conditions]
    for condition in added if len(new.conditions) > len(old.conditions) else ():
        plain = condition.strip().removeprefix("${{").removesuffix("}}").strip()
        shown = _braced(" ".join(plain.split())[:60])
        if _counts_elsewhere(new, head, unconditioned=True):
            continue
        if _never_holds(plain):
            yield new.condition_line, f"never runs {{}} any more, by `if: {shown}`", Level.BLOCK
        elif _AFTER_FAILURE.fullmatch(plain) and "||" not in plain:
            said = f"keeps {{}} from running where nothing failed before, by `if: {shown}`"
            yield new.condition_line, said, Level.WARN
        elif _NOT_ON_REQUESTS.search(plain) and "||" not in plain:
            said = f"keeps {{}} from running on pull requests, by `if: {shown}`"
            yield new.condition_line, said, Level.WARN
        elif _OF_AUTHOR.search(plain) and not _BY_ROBOT.search(plain):
            said = f"lets whoever opens the pull request keep {{}} from running, by `if: {shown}`"
            yield new.condition_line, said, Level.WARN


def _never_holds(condition: str) -> bool:
    """Whether a condition is false whatever happens; texts are compared as GitHub does, in any case."""
    compared = _COMPARED.fullmatch(condition)
    if compared is None:
        return _NEVER.fullmatch(condition) is not None
    is_equal = compared["left"].lower() == compared["right"].lower()
    is_alike = (compared["left"][0] == "'") == (compared["right"][0] == "'")
    return is_alike and is_equal == (compared["how"] == "!=")


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _counts_elsewhere(place: Place, head: _Side, *, unconditioned: bool = False) -> bool:
    """Whether the same command is run besides, in a way that counts."""
    return any(
        one is not place
        and one.command == place.command
        and not one.muted
        and not (unconditioned and one.conditions)
        for one in head.places
    )


def _narrowed(pairs: list[Pair], base: _Side, head: _Side) -> Iterator[Violation]:
    """Workflows that check and run on less than before."""
    checked: dict[tuple[str, str], set[str]] = defaultdict(set)
    jobs: dict[tuple[str, str, str, str], set[str]] = defaultdict(set)
    for old, new in pairs:
        checked[old.path, new.path].add(new.shown)
        jobs[old.path, old.job, new.path, new.job].add(new.shown)
    for (old_path, new_path), tools in sorted(checked.items()):
        before, after = base.workflows[old_path], head.workflows[new_path]
        what = _listed(tools)
        source = head.sources[new_path]
        if gates(before) and not gates(after) and not after.is_action:
            line = source.git_line(max(after.triggers_line, 1))
            yield _violation(
                new_path, line, f"no longer runs {what} on pull requests", f"on {what}", Level.WARN
            )
        elif not after.is_action:
            for line, said, level in lost_filters(before, after):
                message = f"runs {what} on fewer changes, by {said}"
                yield _violation(new_path, source.git_line(line), message, f"{said} {what}", level)
    for (old_path, old_job, new_path, new_job), tools in sorted(jobs.items()):
        before, after = base.workflows[old_path], head.workflows[new_path]
        for line, said in lost_matrix(before, old_job, after, new_job):
            message = f"runs {_listed(tools)} in fewer surroundings, without {said}"
            line = head.sources[new_path].git_line(max(line, 1))
            yield _violation(new_path, line, message, f"{said} {_listed(tools)}", Level.NOTE)


def _gone(
    change: Change,
    files: dict[str, ChangedFile],
    lost: list[Place],
    base: _Side,
    head: _Side,
) -> Iterator[Violation]:
    """Checks that nothing stands for at the head, one finding for a deleted file."""
    still = _still_run(change, files, head)
    gone = [
        place
        for place in lost
        if not place.muted and place.path not in head.unreadable and not is_covered(place, still)
    ]
    by_file: dict[str, list[Place]] = defaultdict(list)
    for place in gone:
        by_file[place.path].append(place)
    for path, places in sorted(by_file.items()):
        before = base.workflows[path]
        tools = {place.shown for place in places}
        if files[path].head is None:
            is_sure = any(place.checking.kind is not Kind.ANY for place in places)
            is_scan = any(place.checking.kind is Kind.SECURITY for place in places)
            level = Level.BLOCK if is_sure and (gates(before) or is_scan) else Level.NOTE
            what = "action" if before.is_action else "workflow"
            said = f"deletes the {what} that runs {_listed(tools)}, which nothing else runs"
            yield Violation(path, 0, 0, said, said, side=Side.BASE, instead=_PUT_BACK, at_most=level)
            continue
        for place in places:
            line = base.sources[path].git_line(place.line)
            said = f"takes away `{place.shown}`, which nothing runs in its place"
            level = Level.NOTE if place.checking.kind is Kind.ANY else Level.WARN
            yield Violation(
                path, line, line, said, place.command, side=Side.BASE, instead=_PUT_BACK, at_most=level
            )


def _still_run(change: Change, files: dict[str, ChangedFile], head: _Side) -> list[Place]:
    others = everywhere(change.head_tree, files)
    elsewhere = [place for workflow, places in others if starts(workflow) for place in places]
    return [place for place in (*head.places, *elsewhere) if not place.muted]


def _listed(tools: set[str]) -> str:
    names = [f"`{tool}`" for tool in sorted(tools)]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _violation(path: str, line: int, said: str, text: str, level: Level) -> Violation:
    return Violation(path, line, line, said, text, instead=_PUT_BACK, at_most=level)
