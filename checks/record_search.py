"""Finding the decision records of a tree: in which folders they stand, and which files are records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from checks import document
from checks.change import Mode as GitMode
from checks.change import TooLarge, Tree
from checks.front_matter import carries_rules, is_record_name
from checks.path_parts import folder_of, suffix_of
from checks.path_syntax import is_plain_path
from checks.problem import PolicyInvalid, Problem
from checks.record_folders import ADR_DIR, FOLDERS, LOG4BRAINS
from checks.side_file import SUFFIX, is_side_file, looks_like_one, side_of, stem_of_side


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of records.

    Attributes:
        path: where it stands.
        category: what its ids start with, the name of a package of log4brains; mostly empty.
    """

    path: str
    category: str = ""


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A file that is read as a record.

    Attributes:
        path: where it stands.
        category: what its id starts with: the sub-folder it stands in.
        side: the file beside it that holds its rules, empty without one.
    """

    path: str
    category: str
    side: str


@dataclass(frozen=True)
class RecordSearch:
    """Looks for records.

    Attributes:
        tree: the tree of the default branch.
        problems: where to note what is wrong.
        notices: where to note what the reader should know.
    """

    tree: Tree
    problems: list[Problem]
    notices: list[str]

    def folders(self, named: Sequence[str]) -> tuple[Folder, ...]:
        """The folders of records.

        Args:
            named: those that the policy names, each of which is there; without any, the first place wins that
                holds records: that of adr-tools, those of log4brains, the usual ones.
        """
        if named:
            return tuple(map(Folder, named))
        places = [self._adr_dir(), self._log4brains(), *((Folder(folder),) for folder in FOLDERS)]
        found: dict[str, tuple[Folder, ...]] = {}
        for place in places:
            held = tuple(folder for folder in place if self._holds_records(folder.path))
            if held and not any(held[0] in earlier for earlier in found.values()):
                found[held[0].path] = held
        if not found:
            return ()
        first, *others = found.values()
        if others:
            passed_over = [folder.path for place in others for folder in place]
            where, not_in = (
                ", ".join(f"`{path}`" for path in paths)
                for paths in ([folder.path for folder in first], passed_over)
            )
            self.notices.append(f"records are read in {where}, not in {not_in}; name all in `decisions`")
            self.problems.extend(self._overlooked(first, passed_over))
        return first

    def files(self, folders: Sequence[Folder]) -> Iterator[RecordFile]:
        """The files that are records, sorted by path; side files without a record are noted."""
        deepest = sorted(folders, key=lambda folder: len(folder.path))
        home = {path: folder for folder in deepest for path in self.tree.walk(folder.path)}
        ordered = sorted(home, key=lambda name: name.encode("utf-8", "surrogateescape"))
        sides = {path for path in ordered if is_side_file(path) or looks_like_one(path)}
        for path in filter(is_record_name, ordered):
            folder = home[path]
            inside = folder_of(path)[len(folder.path) + 1 :]
            side = side_of(path)
            yield RecordFile(
                path, "/".join(filter(None, (folder.category, inside))), side if side in sides else ""
            )
            sides.discard(side)
        self.problems.extend(map(_without_record, sides))

    def content(self, path: str) -> bytes | None:
        """The bytes of a file, `None` with a problem if it is none that is read."""
        try:
            content = self.tree.read(path)
        except TooLarge as large:
            self.problems.append(Problem(path, 1, 1, f"{large.size} bytes are too many for a record"))
            return None
        if content is None:
            message = "a record must be a regular file, not a link or a submodule"
            self.problems.append(Problem(path, 1, 1, message))
        return content

    def _overlooked(self, read: Sequence[Folder], others: Sequence[str]) -> Iterable[Problem]:
        """Rules in folders that lost: a new record in an earlier folder must not switch them off."""
        for path in sorted({path for folder in others for path in self.tree.walk(folder)}):
            if any(path.startswith(f"{folder.path}/") for folder in read):
                continue
            if is_side_file(path) or (is_record_name(path) and carries_rules(self.content(path) or b"")):
                message = (
                    f"this carries rules but is not read, `{read[0].path}` is; name its folder in `decisions`"
                )
                yield Problem(path, 1, 1, message)

    def _adr_dir(self) -> tuple[Folder, ...]:
        try:
            written = (self.tree.read(ADR_DIR) or b"").decode("utf-8", "replace")
        except TooLarge:
            written = "?"
        return self._named_by(ADR_DIR, {written.strip(): ""} if written.strip() else {})

    def _log4brains(self) -> tuple[Folder, ...]:
        """The folder of the project and those of its packages, whose names their ids start with."""
        try:
            content = self.tree.read(LOG4BRAINS)
            settings = document.parse(LOG4BRAINS, content or b"")
        except TooLarge:
            return self._named_by(LOG4BRAINS, {"?": ""})
        except PolicyInvalid as invalid:
            self.notices.append(f"{invalid.problems[0]}; the usual folders are searched")
            return ()
        packages = settings.at(("project", "packages"))
        inside = [one for one in packages if isinstance(one, dict)] if isinstance(packages, list) else []
        named: dict[str, str] = {}
        for path, name in [
            (settings.at(("project", "adrFolder")), ""),
            *((package.get("adrFolder"), package.get("name")) for package in inside),
        ]:
            if isinstance(path, str) and path.strip():
                named.setdefault(path, str(name or ""))
        return self._named_by(LOG4BRAINS, named)

    def _named_by(self, file: str, named: dict[str, str]) -> tuple[Folder, ...]:
        found = []
        for written, category in named.items():
            path = written.strip().rstrip("/").removeprefix("./")
            if is_plain_path(path) and self.tree.mode(path) is GitMode.DIRECTORY:
                found.append(Folder(path, category))
            else:
                said = "names a folder that is not there"
                self.notices.append(f"`{file}` {said}; the usual folders are searched")
        return tuple(found)

    def _holds_records(self, folder: str) -> bool:
        mode = self.tree.mode(folder)
        if mode in (GitMode.SYMLINK, GitMode.GITLINK):
            self.problems.append(
                Problem(folder, 1, 1, "a folder of decisions must not be a link or a submodule")
            )
        return mode is GitMode.DIRECTORY and any(
            is_record_name(path) or is_side_file(path) for path in self.tree.walk(folder)
        )


def _without_record(path: str) -> Problem:
    if not path.endswith(SUFFIX):
        stem = path.removesuffix(suffix_of(path)).rpartition(".")[0]
        return Problem(
            path, 1, 1, f"this is not read; a side file is named `{stem.rpartition('/')[2]}{SUFFIX}`"
        )
    message = f"there is no record `{stem_of_side(path)}.md` beside this; name it after the record it binds"
    return Problem(path, 1, 1, message)
