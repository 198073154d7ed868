"""`missing-path`: a change leaves out, or takes away, a file that must be there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Blob, Change, ChangedFile, Incomplete, Mode, Reason, Status, Tree
from checks.check import Check, Need, Sighting
from checks.finding import Side, Violation
from checks.moves import moved_unchanged, origin_of
from checks.path_captures import Bindings, checked_captures, filled, names_of, read_whole
from checks.path_parts import folders_above, name_of
from checks.required_files import Wanted, will_do


@dataclass(frozen=True, kw_only=True)
class MissingPath(Check):
    """Reports a change after which a file is missing that a decision requires.

    Attributes:
        paths: the files; a pattern such as `README*` asks for at least one file that matches it.
        for_each: folders of which each must hold the files, as `services/*`; the root if absent.
        may_be_empty: whether a file without content will do.

    ## Why

    A licence, the owners of a service, its runbook: nobody misses them until the day they are needed.

    ## What to do

    Put the file back, or add it to the new folder, with what belongs into it.

    ## Example

        - require-path: ["LICENSE", "docs/README.md"]
        - require-path: {paths: ["OWNERS", "README*"], for-each: "services/*"}

    Each path is required by itself. What was missing before the change stays silent, and so does a folder
    that is moved as it was. A symbolic link, a folder, another spelling of the name, and a file without
    content unless `may-be-empty: true`, will not do.

    `services/*` names the folders at that place and not those below them; a capture, as in
    `src/components/{name}`, may be used in `paths`: `{name}.test.tsx`.

    ## Known limits

    What a submodule holds cannot be seen, so a new one among the folders makes the verdict incomplete. A
    symbolic link to a folder is no folder here.
    """

    name: ClassVar[str] = "missing-path"
    rule_kind: ClassVar[str] = "require-path"

    paths: tuple[str, ...]
    for_each: tuple[str, ...] = ()
    may_be_empty: bool = False

    def __post_init__(self) -> None:
        checked_captures(self.paths)
        for one in self.paths:
            if one.startswith("!") or one.endswith("/"):
                raise ValueError(f"`{one}` names no file that could be there")
        if self.for_each:
            checked_captures(self.for_each)
        known = [names_of(one) for one in self.for_each if not one.startswith("!")]
        for one in self.paths:
            for name in sorted(names_of(one)):
                if not known or any(name not in names for names in known):
                    raise ValueError(f"`{{{name}}}` must stand in every pattern of `for-each`")

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """`["LICENSE"]` or `"LICENSE"`."""
        return {"paths": value} if isinstance(value, (list, str)) else None

    @property
    def needs(self) -> Iterator[Need]:
        """See `Check.needs`."""
        if not self.for_each:
            yield from (Need("path", one) for one in self.paths if not any(sign in one for sign in "*?[{"))

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not self.for_each:
            for path in self.paths:
                yield from self._taken_away(change, Wanted("", path, ()))
            return
        new: dict[str, Bindings] = {}
        for folder, bindings in sorted(self._folders(change).items()):
            if change.head_tree.mode(folder) is not Mode.DIRECTORY:
                continue
            if change.base_tree.mode(folder) is Mode.DIRECTORY:
                for path in self.paths:
                    yield from self._taken_away(change, Wanted(folder, path, bindings))
            else:
                new[folder] = bindings
        if new:
            yield from self._added(change, new)
        yield from self._hidden(change)

    def _folders(self, change: Change) -> dict[str, Bindings]:
        """The folders that the change touches and the rule names."""
        above = {folder for file in change.files for folder in folders_above(file.path)}
        return {folder: found for folder in above if (found := self._named(folder)) is not None}

    def _named(self, folder: str) -> Bindings | None:
        for pattern in reversed(self.for_each):
            found = read_whole(pattern.removeprefix("!"), folder, any_form=True)
            if found is not None:
                return None if pattern.startswith("!") else found
        return None

    def _taken_away(self, change: Change, wanted: Wanted) -> Iterator[Violation]:
        """What the change does to a file that stood there."""
        lost = [
            file
            for file in change.files
            if wanted.is_at(file.path) and self._will_do(file.base) and not self._will_do(file.head)
        ]
        if lost and not self._stands(change.head_tree, wanted):
            file = lost[0]
            said = f"{_done(file)} `{wanted.shown}`, which is required"
            side = Side.BASE if file.status is Status.DELETED else Side.HEAD
            yield Violation(file.path, 0, 0, message=said, text=f"without {wanted.shown}", side=side)

    def _added(self, change: Change, new: Mapping[str, Bindings]) -> Iterator[Violation]:
        """New folders without what they must hold; each folder that went without stands for one."""
        for path in self.paths:
            without = [
                folder
                for folder, bindings in new.items()
                if not self._stands(change.head_tree, Wanted(folder, path, bindings))
            ]
            old = self._left_without(change, path) if without else Counter()
            for folder in without:
                came_from = _origin(change, folder, old)
                if old[came_from] > 0:
                    old[came_from] -= 1
                    continue
                first = next(file for file in change.files if file.head and _lies_in(file.path, folder))
                said = f"adds the folder `{folder}` without `{filled(path, new[folder])}`"
                yield Violation(first.path, 0, 0, message=said, text=said)

    def _left_without(self, change: Change, path: str) -> Counter[str]:
        """The folders that are gone and did not hold the file."""
        gone: Counter[str] = Counter()
        above = {
            folder
            for file in change.everywhere
            if file.status is Status.DELETED
            for folder in folders_above(file.path)
        }
        for folder in above:
            bindings = self._named(folder)
            if bindings is None or change.head_tree.mode(folder) is Mode.DIRECTORY:
                continue
            if not self._stands(change.base_tree, Wanted(folder, path, bindings)):
                gone[folder] = 1
        return gone

    def _hidden(self, change: Change) -> Iterator[Incomplete]:
        for file in change.files:
            is_new = file.base is None or file.base.mode is not Mode.GITLINK
            if is_new and file.head and file.head.mode is Mode.GITLINK and self._named(file.path) is not None:
                yield Incomplete(
                    Reason.NOT_ANALYSED,
                    file.path,
                    "",
                    f"what the submodule holds cannot be seen, {self._shown} is required",
                    "put the files into this repository, or take the folder out of the rule",
                )

    def _stands(self, tree: Tree, wanted: Wanted) -> bool:
        return wanted.stands_in(tree, may_be_empty=self.may_be_empty)

    def _will_do(self, blob: Blob | None) -> bool:
        return will_do(blob, may_be_empty=self.may_be_empty)

    @property
    def _shown(self) -> str:
        return " ".join(f"`{one}`" for one in self.paths)


def _lies_in(path: str, folder: str) -> bool:
    return path.startswith(f"{folder}/")


def _origin(change: Change, folder: str, left: Collection[str]) -> str:
    """Which of the folders that were left has given a new one at least half of its files; empty for none.

    A file may have been edited on the way where it kept its name, as those of a package do that is renamed.
    """
    inside = [file for file in change.everywhere if file.head is not None and _lies_in(file.path, folder)]
    moved = moved_unchanged(change.everywhere)
    taken = {old.path for old in moved.values()}
    gone: dict[str, list[ChangedFile]] = {}
    for file in change.everywhere:
        if file.status is Status.DELETED and file.path not in taken:
            gone.setdefault(name_of(file.path), []).append(file)
    origins: Counter[str] = Counter()
    for file in inside:
        old = moved.get(file.path) or origin_of(file, gone.get(name_of(file.path), ()))
        if old is not None:
            origins.update(one for one in folders_above(old.path) if one in left)
    best = max(origins, key=lambda one: (origins[one], len(one), one), default="")
    return best if best and 2 * origins[best] >= len(inside) else ""


def _done(file: ChangedFile) -> str:
    if file.head is None:
        return "takes away"
    if not file.head.mode.is_regular:
        noun = "submodule" if file.head.mode is Mode.GITLINK else "symbolic link"
        return f"puts a {noun} in place of"
    return "leaves nothing in"
