"""`hidden-from-review`: what a change does to be seen less."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.introduced import introduced
from checks.languages.provenance import is_code, is_foreign, is_foreign_path, is_test_place
from checks.languages.text_files import is_text_name
from checks.names.attributes import Attribute, Veil, attributes, hiding
from checks.path_parts import name_of

_LONGEST = 2_000
_WIDEST = 150
_GAP = re.compile(rf"\S[ \t]{{{_WIDEST},}}(?=\S)")
_NO_CODE = re.compile(r"#|//|--|\||\\|\*|/\*(?:(?!\*/).)*(?:\*/\s*)?$")
_WEIGHTS = {Veil.DIFF: Level.BLOCK, Veil.REVIEW: Level.WARN, Veil.STATISTICS: Level.NOTE}
_DATA = re.compile(
    r"\.(?:svg|ipynb|csv|tsv|jsonl|snap|map|sql|graphql|txt|proto|xml)$|\.(?:min|bundle|prod|umd|iife)\.|[.-]bundle\.",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class HiddenFromReview(Check):
    """Reports attributes that hide source files from reviewers, and lines too long to be read.

    ## Why

    A file that git takes for binary shows no diff, and one that is called generated is folded away. What
    stands behind 200 blanks, or in a line of many thousand letters, lies outside every window.

    ## What to do

    Take the attribute off source files; give it to generated files by their own folder or ending. Break
    long lines, and keep data in files of data.

    ## Example

        *.py -diff                       hides `src/auth.py` from every diff

    Attributes are compared by what they do to the files of the head, not by their lines: reordering,
    comments and a line for pictures, lock files or generated code are silent. To hide source from diffs
    blocks, and so does code behind a wide gap; to fold it away and a line of over 2,000 letters warn; the
    statistics of languages are a note. Of 866 random changes of agents 0.1 % touch `.gitattributes` at all.

    ## Known limits

    A file is taken for source by its name. Long lines are looked for in code alone, not in markup, data,
    SQL, or what is minified or bundled by name; in tests they are a note. A line that holds nothing but
    one long text, such as an encoded picture, is reported like any other.
    """

    name: ClassVar[str] = "hidden-from-review"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return _is_attributes(path) or _is_read(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        for file in change.files:
            if _is_attributes(file.path) and file.head_source is not None:
                yield from _veiled(file, change)
        files = {file.path: file for file in change.files if _is_read(file.path)}
        head = [place for file in files.values() for place in _lines(file, Side.HEAD)]
        if head:
            base = [place for file in files.values() for place in _lines(file, Side.BASE)]
            yield from introduced(files, base, head)


def _is_attributes(path: str) -> bool:
    return name_of(path) == ".gitattributes"


def _is_read(path: str) -> bool:
    return is_code(path) and not is_foreign_path(path) and not _DATA.search(path)


def _is_source(path: str) -> bool:
    return is_text_name(path) and not is_foreign_path(path) and not _DATA.search(path)


def _veiled(file: ChangedFile, change: Change) -> Iterator[Violation]:
    """The source files that one file of attributes hides at the head and did not hide at the base."""
    old = attributes(file.path, file.base_source.text) if file.base_source else []
    new = attributes(file.path, file.head_source.text) if file.head_source else []
    if not any(one.hides for one in new) or old == new:
        return
    folder = file.path.rpartition("/")[0]
    hidden: dict[Attribute, list[str]] = {}
    for path in change.head_tree.walk(folder):
        if not _is_source(path):
            continue
        for veil in Veil:
            now = hiding(new, path, veil)
            if now is not None and hiding(old, path, veil) is None and not _is_generated(path, change):
                hidden.setdefault(now, []).append(path)
    for one, paths in sorted(hidden.items()):
        first = f"`{paths[0]}`" + (f" and {len(paths) - 1} more" if len(paths) > 1 else "")
        said = f"hides {first} from {one.veil}"
        yield Violation(
            file.path,
            one.line,
            one.line,
            message=said,
            text=f"{one.veil} {one.pattern}",
            on_changed_line=one.line in file.added_lines,
            at_most=_WEIGHTS[one.veil],
        )


def _is_generated(path: str, change: Change) -> bool:
    changed = next((file for file in change.everywhere if file.path == path), None)
    return changed is not None and is_foreign(changed)


def _lines(file: ChangedFile, side: Side) -> Iterator[Violation]:
    source = file.head_source if side is Side.HEAD else file.base_source
    if source is None or source.is_binary or is_foreign(file):
        return
    for number, line in enumerate(source.lines, 1):
        is_far = len(line) > _WIDEST and _is_far(line)
        if len(line) <= _LONGEST and not is_far:
            continue
        said = "code stands behind a wide gap, outside every window" if is_far else ""
        said = said or f"the line is {len(line)} letters long"
        level = Level.NOTE if is_test_place(file.path) else Level.BLOCK if is_far else Level.WARN
        git_line = source.git_line(number)
        text = hashlib.sha256(line.strip().encode("utf-8", "surrogateescape")).hexdigest()
        yield Violation(file.path, git_line, git_line, said, text, side, at_most=level)


def _is_far(line: str) -> bool:
    """Whether something other than a comment or the frame of a table follows a wide gap."""
    return any(not _NO_CODE.match(line, gap.end()) for gap in _GAP.finditer(line))
