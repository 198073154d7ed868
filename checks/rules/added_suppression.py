"""`added-suppression`: a comment or attribute that tells a checker to look away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.introduced import introduced
from checks.languages.comments import grammar_of
from checks.languages.provenance import is_foreign, is_foreign_path, is_test_place
from checks.languages.suppressions import ALL, Suppression, may_hold_any, suppressions

_Sighting = tuple[Violation, Suppression]


@dataclass(frozen=True, kw_only=True)
class AddedSuppression(Check):
    """Reports every suppression that a change adds to product code.

    Attributes:
        tests: whether tests and what they use are judged too.

    ## Why

    `# noqa`, `@ts-ignore`, `//nolint` and their like are the shortest way from a red check to a green one.
    About one pull request of an agent in twenty (48 of 866 drawn at random) adds one to product code, and
    nearly every one of them is a real decision not to be checked that nobody was asked about.

    ## What to do

    Repair what the tool complains about. Where the tool is wrong, say so beside the suppression, name the
    single rule, and let a person permit the finding. A rule that does not fit the project is switched off
    in the tool's configuration, in a change of its own.

    ## Example

        total = sum(prices)  # type: ignore[arg-type]

    A suppression is recognised by its tool and its rules, not by the code beside it: moving it, also to
    another file, editing its line, narrowing it to named rules, or putting one type checker's in place
    of another's adds none. `# noqa: F401` widened to `# noqa` adds one.

    ## Known limits

    Tests are passed over unless `tests: true`: a suppression there is common and seldom harmful. Files
    are passed over that are vendored or written by a program, by their path or their own header. In Vue
    and Svelte files, notebooks and Markdown nothing is looked for. Rules that are switched off in a
    tool's configuration are not seen here. A moved suppression is paired by tool and rule alone, so a
    removal in one place makes room for the same suppression in another place of the change. Formatters
    (`prettier-ignore`, `fmt: off`) check nothing and are left alone.
    """

    name: ClassVar[str] = "added-suppression"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN

    tests: bool = False

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        if is_foreign_path(path) or (is_test_place(path) and not self.tests):
            return False
        return grammar_of(path, None) is not None

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return self.reads(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not any(may_hold_any(file.path, file.head_source) for file in change.files):
            return
        files = {
            file.path: file
            for file in change.files
            if (self.tests or not is_test_place(file.path)) and not is_foreign(file)
        }
        head_by_path = {path: _sightings(file, Side.HEAD) for path, file in files.items()}
        own = {path: _sightings(files[path], Side.BASE) for path, found in head_by_path.items() if found}
        head = _joined(head_by_path)
        if not introduced(files, _places(_joined(own)), _places(head)):
            return  # none is new to its own file, so nobody asks what the others lost
        base = _joined(
            {path: own[path] if path in own else _sightings(file, Side.BASE) for path, file in files.items()}
        )
        fresh = introduced(files, _places(base), _places(head))
        what = {_key(place): item for place, item in head}
        traded = _Replaced(files, base, head, fresh)
        groups: dict[tuple[str, int, str], list[_Sighting]] = {}
        for place in fresh:
            item = what[_key(place)]
            if not traded.absorbs(place, item):
                groups.setdefault((place.path, place.line, item.shown), []).append((place, item))
        for group in groups.values():
            yield _told([place for place, _ in group], [item for _, item in group])


def _told(places: list[Violation], items: list[Suppression]) -> Violation:
    """One finding for all rules that one remark names anew."""
    first = items[0]
    rules = " and ".join("every rule" if item.code == ALL else f"`{item.code}`" for item in items)
    extent = f"{rules} in the whole file" if first.scope == "file" else rules
    return replace(
        places[0],
        message=f"`{first.shown}` tells {first.spoken_tool} to look away from {extent}",
        text=" ".join(item.identity for item in items),
    )


def _sightings(file: ChangedFile, side: Side) -> list[_Sighting]:
    source = file.head_source if side is Side.HEAD else file.base_source
    if source is None:
        return []
    found = []
    for item in suppressions(file.path, source):
        line = source.git_line(item.line)
        place = Violation(
            path=file.path,
            line=line,
            end_line=max(line, source.git_line(item.end_line)),
            message="",
            text=item.identity,
            side=side,
            instead="repair what the tool reports, or have a person permit this finding",
        )
        found.append((place, item))
    return found


def _joined(by_path: Mapping[str, list[_Sighting]]) -> list[_Sighting]:
    return [sighting for found in by_path.values() for sighting in found]


def _places(sightings: list[_Sighting]) -> list[Violation]:
    return [place for place, _ in sightings]


def _key(place: Violation) -> tuple[str, int, str]:
    return place.path, place.line, place.text


class _Replaced:
    """The suppressions that the change took away, each able to stand for one that came in its place."""

    def __init__(
        self,
        files: Mapping[str, ChangedFile],
        base: list[_Sighting],
        head: list[_Sighting],
        fresh: list[Violation],
    ) -> None:
        self._files = files
        surplus: dict[str, Counter[str]] = {}
        for place, _ in head:
            surplus.setdefault(place.path, Counter())[place.text] += 1
        moved = Counter(place.text for place, _ in head)
        moved.subtract(place.text for place in fresh)
        self._lost: dict[str, list[_Sighting]] = {}
        for place, item in base:
            here = surplus.get(place.path, Counter())
            if here[place.text] > 0:
                here[place.text] -= 1
                moved[place.text] -= 1
            else:
                self._lost.setdefault(place.path, []).append((place, item))
        for path, lost in self._lost.items():
            kept = []
            for place, item in lost:
                if moved[place.text] > 0:
                    moved[place.text] -= 1
                else:
                    kept.append((place, item))
            self._lost[path] = kept

    def absorbs(self, place: Violation, item: Suppression) -> bool:
        """Whether a suppression that was at least as wide, or another tool's, stood here before."""
        lost = self._lost.get(place.path, [])
        for index, (old_place, old) in enumerate(lost):
            wider = old.tool == item.tool and old.code in (ALL, item.code) and _reach(old) >= _reach(item)
            other_tool = (
                old.tool != item.tool
                and old.family == item.family
                and _reach(old) >= _reach(item)
                and self._same_hunk(old_place, place)
            )
            if wider or other_tool:
                if old.code != ALL or other_tool:
                    del lost[index]
                return True
        return False

    def _same_hunk(self, old: Violation, new: Violation) -> bool:
        return any(
            hunk.base_start <= old.line < hunk.base_start + hunk.base_count
            and hunk.head_start <= new.line < hunk.head_start + hunk.head_count
            for hunk in self._files[old.path].hunks
        )


def _reach(item: Suppression) -> int:
    return ("line", "block", "file").index(item.scope)
