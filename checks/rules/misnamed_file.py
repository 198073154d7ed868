"""`misnamed-file`: a change adds a file or folder whose name is not written as was decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from checks.change import Change, ChangedFile, Mode, Status
from checks.check import Check, Sighting
from checks.finding import Violation
from checks.languages.provenance import is_foreign
from checks.linear_regex import linear_regex
from checks.naming_styles import STYLES, core_of, in_style
from checks.path_matching import matches_any_form
from checks.path_parts import folders_above, name_of
from checks.path_syntax import checked
from checks.well_known_names import is_well_known_file, is_well_known_folder


@dataclass(frozen=True, kw_only=True)
class MisnamedFile(Check):
    r"""Reports every file, or folder, that a change adds under a name of another kind than was decided.

    Attributes:
        paths: where names are judged: patterns as in `.gitignore`, from the root.
        style: `kebab-case`, `snake_case`, `PascalCase` or `camelCase`; the ending of the name is left out.
        pattern: instead of a style, a regular expression of RE2 that the whole name matches.
        of: `files` (the default) or `folders`.

    ## Why

    Where each author names files in another way, nobody finds them by guessing, and on a disk that does
    not tell case apart `UserCard` and `usercard` become one file.

    ## What to do

    Name the file as its neighbours are named. What has another name already may keep it.

    ## Example

        - naming: {paths: ["src/components/**"], style: kebab-case}
        - naming: {paths: ["app/**/*.py"], pattern: "[a-z0-9_]+\\.py"}

    Only names that the change brings in are judged: a file that is edited, or moved under its own name, is
    silent. A style looks at the name up to its first dot, so `user-card.test.tsx` is `user-card`, and
    passes over what frameworks put around it: `_app`, `[slug]`, `(group)`, `+page`.

    ## Known limits

    Names that a tool or a custom gives are left alone: `README`, `LICENSE`, `Dockerfile`, `__init__.py`,
    `package.json`, `index.*`, `*.config.ts` and their like, names with a dot in front, and vendored or
    generated files. A name of one word is in several styles at once.
    """

    name: ClassVar[str] = "misnamed-file"
    rule_kind: ClassVar[str] = "naming"

    paths: tuple[str, ...]
    style: str = ""
    pattern: str = ""
    of: Literal["files", "folders"] = "files"

    def __post_init__(self) -> None:
        checked(self.paths)
        if bool(self.style) == bool(self.pattern):
            raise ValueError("give either a `style` or a `pattern`")
        if self.style and self.style not in STYLES:
            raise ValueError(
                f"`{self.style}` is no style, known are {', '.join(f'`{one}`' for one in STYLES)}"
            )
        if self.pattern:
            linear_regex(self.pattern)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        yield from self._files(change) if self.of == "files" else self._folders(change)

    def _files(self, change: Change) -> Iterator[Sighting]:
        new = [file for file in change.files if file.status is Status.ADDED and self._is_judged(file)]
        wrong = [file for file in new if self._is_wrong(name_of(file.path), is_well_known_file)]
        if not wrong:
            return
        gone = Counter(name_of(file.path) for file in change.everywhere if file.status is Status.DELETED)
        for file in wrong:
            name = name_of(file.path)
            if gone[name]:
                gone[name] -= 1
            else:
                yield self._violation(file.path, f"adds a file named `{name}`", name)

    def _is_judged(self, file: ChangedFile) -> bool:
        is_module = file.head is not None and file.head.mode is Mode.GITLINK
        return not is_module and matches_any_form(self.paths, file.path) and not is_foreign(file)

    def _folders(self, change: Change) -> Iterator[Sighting]:
        wrong: dict[str, str] = {}
        for file in change.files:
            if file.status is Status.ADDED:
                for folder in _folders_of(file):
                    if (
                        folder not in wrong
                        and self._names_folder(folder)
                        and self._is_wrong(name_of(folder), is_well_known_folder)
                        and change.base_tree.mode(folder) is not Mode.DIRECTORY
                    ):
                        wrong[folder] = file.path
        if not wrong:
            return
        lost = {
            folder
            for file in change.everywhere
            if file.status is Status.DELETED
            for folder in _folders_of(file)
            if change.head_tree.mode(folder) is not Mode.DIRECTORY
        }
        gone = Counter(map(name_of, lost))
        for folder, path in sorted(wrong.items()):
            name = name_of(folder)
            if gone[name]:
                gone[name] -= 1
            else:
                yield self._violation(path, f"adds a folder named `{name}`", folder)

    def _names_folder(self, folder: str) -> bool:
        """Whether the patterns name the folder itself, which `src/**` does not do for `src`."""
        only_folders = tuple(one for one in self.paths if one.endswith("/") or one.startswith("!"))
        return matches_any_form(self.paths, folder) or (
            any(not one.startswith("!") for one in only_folders)
            and matches_any_form(only_folders, f"{folder}/")
        )

    def _is_wrong(self, name: str, is_well_known: Callable[[str], bool]) -> bool:
        if is_well_known(name):
            return False
        if self.pattern:
            return not linear_regex(self.pattern).is_all_of(name)
        core = core_of(name)
        return bool(core) and not STYLES[self.style](core)

    def _violation(self, path: str, done: str, text: str) -> Violation:
        if self.pattern:
            said = f"{done}, which does not match `{self.pattern}`"
        else:
            better = in_style(name_of(text), self.style)
            hint = f", as `{better}`" if better else ""
            said = f"{done} where names are in {self.style}{hint}"
        return Violation(path, 0, 0, message=said, text=text)


def _folders_of(file: ChangedFile) -> Iterator[str]:
    """The folders above a file, outermost first; a submodule is one itself."""
    yield from folders_above(file.path)
    entry = file.head or file.base
    if entry is not None and entry.mode is Mode.GITLINK:
        yield file.path
