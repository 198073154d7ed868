"""`missing-header`: a file that a change adds lacks the header that was decided, or a change removes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.blank_characters import is_blank
from checks.change import Change, ChangedFile, Incomplete, Reason, Status
from checks.check import Check, Sighting
from checks.finding import Violation, normalised
from checks.languages.header import (
    beginning_of,
    commented,
    header_of,
    lines_before,
    normalised_header,
    opening_of,
    takes_no_comments,
)
from checks.languages.provenance import is_foreign
from checks.languages.text_files import is_text_name
from checks.linear_regex import linear_regex, regex_mistake
from checks.moves import origin_of
from checks.path_matching import matches_any_form
from checks.path_syntax import checked
from checks.source import Source

_SHOWN = 60
_RIGHTS = re.compile(r"licen[cs]e|copyright|©|\(c\)", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class MissingHeader(Check):
    """Reports every file that a change adds without a header, and every header that it removes.

    Attributes:
        paths: the files: patterns as in `.gitignore`, from the root.
        text: the header, of one line or several, without the signs of comments.
        pattern: instead of a text, a regular expression of RE2 that a line of the header matches.
        within: in how many lines the header must begin; 10 unless said otherwise.

    ## Why

    A licence or an owner that is named in the file goes with the file wherever it is copied.

    ## What to do

    Begin the file with the header, as a comment. Where the sentence is fixed, the finding holds the lines
    to put in.

    ## Example

        - require-header: {paths: ["src/**/*.py"], text: "SPDX-License-Identifier: Apache-2.0"}
        - require-header: {paths: ["**/*.go"], pattern: "Copyright 20[0-9]{2} Acme"}

    The lines are counted after what must come first: a shebang, an encoding, `<?php`, `<!doctype`, front
    matter. The header counts as a comment of the language only, not in a string or behind code; where it
    is not known how comments are written, as a text. White space and line breaks make no difference.

    A file that had no header before may be edited and moved. Empty files, vendored and generated ones, and
    kinds that take no comment, such as JSON, are left alone.

    ## Known limits

    A header in a docstring is no comment. A file that says of itself that it is generated is believed if
    it is wholly new.
    """

    name: ClassVar[str] = "missing-header"
    rule_kind: ClassVar[str] = "require-header"

    paths: tuple[str, ...]
    text: str = ""
    pattern: str = ""
    within: int = 10

    def __post_init__(self) -> None:
        checked(self.paths)
        if bool(self.text.strip()) == bool(self.pattern):
            raise ValueError("give either a `text` or a `pattern`")
        if self.text and not normalised_header(self.text):
            raise ValueError("the `text` says nothing but the signs of a comment")
        if self.pattern and (mistake := regex_mistake(self.pattern)):
            raise ValueError(mistake)
        if self.within < 1:
            raise ValueError("`within` must be at least 1")

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return matches_any_form(self.paths, path) and is_text_name(path) and not takes_no_comments(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        new: list[ChangedFile] = []
        for file in change.files:
            source = file.head_source
            if source is None or not matches_any_form(self.paths, file.path) or not _is_due(file, source):
                continue
            if source.is_binary:
                if is_text_name(file.path):
                    yield _unreadable(file)
            elif not (file.base and file.base.is_unread) and not self._is_headed(file.path, source):
                if _says_nothing(file.base_source):
                    new.append(file)
                elif file.base_source is not None and self._is_headed(file.path, file.base_source):
                    said = f"takes away the header {self._shown}"
                    yield Violation(file.path, 0, 0, message=said, text=said)
        if new:
            yield from self._new(change, new)

    def _new(self, change: Change, new: list[ChangedFile]) -> Iterator[Violation]:
        """New files without a header; a file that is gone and had none stands for one of them."""
        old = [
            file
            for file in change.everywhere
            if file.status is Status.DELETED
            and file.base_source is not None
            and not file.base_source.is_binary
            and not self._is_headed(file.path, file.base_source)
        ]
        for file in new:
            origin = origin_of(file, old) if file.status is Status.ADDED else None
            if origin is not None:
                old.remove(origin)
            elif file.head_source is not None:
                yield self._violation(file, file.head_source)

    def _violation(self, file: ChangedFile, source: Source) -> Violation:
        done = "adds a file" if file.base_source is None else "fills an empty file"
        said = f"{done} without the header {self._shown}"
        start = lines_before(file.path, source)
        if start >= len(source.lines):
            return Violation(file.path, 0, 0, message=said, text=said)
        line = source.git_line(start + 1)
        return Violation(file.path, line, line, message=said, text=said, fix=self._fix(file, source, start))

    def _fix(self, file: ChangedFile, source: Source, start: int) -> str | None:
        """The first line with the header above it, where that changes nothing else."""
        is_marked = source.encoding != "utf-8" and (start == 0 or source.encoding != "utf-8-sig")
        header = commented(self.text, file.path, source) if self.text else ""
        has_another = _RIGHTS.search(beginning_of(file.path, source, self.within)) is not None
        if not header or is_marked or has_another or "\r" in source.raw_text:
            return None
        if file.path.lower().endswith(".php") and not source.lines[0].startswith("<?php"):
            return None
        first = source.lines[start]
        return f"{header}\n\n{first}" if first.strip() else f"{header}\n{first}"

    def _is_headed(self, path: str, source: Source) -> bool:
        most = self.within + self.text.strip().count("\n")
        if not self._is_in(beginning_of(path, source, most)):
            return False
        return self._is_in(opening_of(path, source, most)) or self._is_in(header_of(path, source, most))

    def _is_in(self, header: str) -> bool:
        if self.pattern:
            return linear_regex(self.pattern).is_in(header.encode("utf-8", "replace"))
        return normalised_header(self.text) in normalised(header)

    @property
    def _shown(self) -> str:
        shown = (normalised_header(self.text) or self.pattern).replace("`", "'")
        return f"`{shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + '…'}`"


def _is_due(file: ChangedFile, source: Source) -> bool:
    return not (_says_nothing(source) or takes_no_comments(file.path) or is_foreign(file))


def _says_nothing(source: Source | None) -> bool:
    return source is None or (not source.is_binary and is_blank(source.text))


def _unreadable(file: ChangedFile) -> Incomplete:
    return Incomplete(
        Reason.INTEGRITY,
        file.path,
        "",
        "the file is text by its name and holds NUL characters",
        "save the file as plain UTF-8 text",
    )
