"""`forbidden-text`: a change brings in a text that a decision forbids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal

from checks.change import Change, ChangedFile, Incomplete, Reason, Status
from checks.check import Check, Sighting
from checks.finding import Side, Violation
from checks.introduced import introduced
from checks.languages.provenance import is_foreign_path
from checks.languages.text_files import is_text_name
from checks.linear_regex import LinearRegex, linear_regex, regex_mistake
from checks.path_matching import matches_any_form
from checks.path_syntax import checked
from checks.text_search import Found, Haystack, added_haystack, haystack_of

if TYPE_CHECKING:
    from checks.source import Source

_SHOWN = 60


@dataclass(frozen=True, kw_only=True)
class ForbiddenText(Check):
    r"""Reports every text of a forbidden kind that a change brings in.

    Written as `forbid-text: {pattern: "(?i)\\bdo not merge\\b", in: ["src/**"]}`; one pattern or a list of
    them alone is the short form.

    Options:

    - `pattern`: regular expressions of RE2; `^` and `$` are the ends of a line, and a match stays within
      one line.
    - `literal`: `true` if the patterns are plain texts.
    - `in`: the files that are searched; every file if absent.
    - `where`: `anywhere` (the default), `code` for all but comments, `comments` for nothing else.
    - `multi-line`: whether a match may reach over the end of a line.
    - `paths`: whether the names of files that the change adds are searched too.
    - `message`: what to say, one sentence.
    - `sensitive`: whether what was found must never be shown, because it may be a secret.

    ## Why

    Some decisions are about words: a host that is being switched off, a product name that is no longer
    used, a marker that must not reach the main branch. Where a decision is about code, `forbid-import`
    and `forbid-pattern` say it better, for they see through spellings and are silent about prose.

    ## What to do

    Write what the decision says instead. Text that stood there before may stay and may be moved.

    ## Example

        - forbid-text: {pattern: "(?i)\\bdo not merge\\b", in: ["src/**"]}
        - forbid-text: {pattern: ["db.old.example"], literal: true, where: code}

    Only text that the change brings in is reported: it is counted against the base, one to one, so a line
    that is moved, also to another file, is silent and a second copy is not. Matched is the decoded text,
    in UTF-8 or UTF-16 and with every kind of line end. A line with wide or styled letters or with
    characters that show nothing is also matched as a person reads it.

    ## Known limits

    Letters of another alphabet that look alike are other letters. A text that is put together from parts
    is not found. Pictures and other binary files are passed over; a file that by its name is text and
    holds NUL characters, or is too large, makes the verdict incomplete. Where it is not known how
    comments are written, `where: code` searches the whole file and `where: comments` nothing. What
    symbolic links hold is not searched.
    """

    name: ClassVar[str] = "forbidden-text"
    rule_kind: ClassVar[str] = "forbid-text"

    pattern: tuple[str, ...]
    literal: bool = False
    in_: tuple[str, ...] = ()
    where: Literal["anywhere", "code", "comments"] = "anywhere"
    multi_line: bool = False
    paths: bool = False
    message: str = ""
    sensitive: bool = False

    def __post_init__(self) -> None:
        if not self.pattern:
            raise ValueError("name at least one `pattern`")
        for one in self.pattern:
            if mistake := regex_mistake(one, multi_line=self.multi_line, literal=self.literal):
                raise ValueError(mistake)
        if self.in_:
            checked(self.in_)

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """One pattern, or a list of patterns."""
        return {"pattern": value} if isinstance(value, (list, str)) else None

    @cached_property
    def _regexes(self) -> tuple[LinearRegex, ...]:
        return tuple(
            linear_regex(one, multi_line=self.multi_line, literal=self.literal) for one in self.pattern
        )

    @property
    def looks_at(self) -> tuple[str, ...]:
        """See `Check.looks_at`."""
        return self.in_

    def reads(self, path: str) -> bool:
        """See `Check.reads`; what others wrote is read only where the rule names it."""
        return self._governs(path) and is_text_name(path) and (bool(self.in_) or not is_foreign_path(path))

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        files = [file for file in change.files if self._governs(file.path)]
        if self.paths:
            yield from self._named(files)
        for regex in self._regexes:
            hit = [file for file in files if self._may_bring(file, regex)]
            head = [place for file in hit for place in self._places(file, Side.HEAD, regex)]
            own = [place for file in hit for place in self._places(file, Side.BASE, regex)]
            if not introduced(change.by_path, own, head):
                continue  # none is new to its own file, so nobody asks what the others lost
            seen = {file.path for file in hit}
            others = (file for file in files if file.path not in seen)
            lost = [place for file in others for place in self._places(file, Side.BASE, regex)]
            yield from _one_a_line(introduced(change.by_path, [*own, *lost], head))
        for file in files:
            if file.head_source is not None and file.head_source.is_binary and self.reads(file.path):
                yield Incomplete(
                    Reason.INTEGRITY,
                    file.path,
                    "",
                    "the file is text by its name and holds NUL characters",
                    "save the file as plain UTF-8 text",
                )

    def _governs(self, path: str) -> bool:
        return not self.in_ or matches_any_form(self.in_, path)

    def _may_bring(self, file: ChangedFile, regex: LinearRegex) -> bool:
        source = file.head_source
        if source is None or source.is_binary:
            return False
        first = haystack_of(source) if self.multi_line else added_haystack(file, source)
        return regex.is_in(first.whole)

    def _places(self, file: ChangedFile, side: Side, regex: LinearRegex) -> Iterator[Violation]:
        source = file.head_source if side is Side.HEAD else file.base_source
        if source is None or source.is_binary:
            return
        for found in haystack_of(source).find(regex):
            if self._is_meant(file.path, source, found):
                line = source.git_line(found.line)
                yield Violation(
                    path=file.path,
                    line=line,
                    end_line=max(line, source.git_line(found.end_line)),
                    message=self._said("brings in", found),
                    text=found.text,
                    side=side,
                    sensitive=self.sensitive,
                )

    def _is_meant(self, path: str, source: Source, found: Found) -> bool:
        if self.where == "anywhere":
            return True
        from checks.languages.comment_spans import comment_spans, is_within

        spans = comment_spans(path, source)
        if spans is None:
            return self.where == "code"
        return is_within(spans, found.offset) == (self.where == "comments")

    def _named(self, files: Iterable[ChangedFile]) -> Iterator[Violation]:
        """Names of added files; a name that another file gives up is moved."""
        by_status: dict[Status, list[str]] = {Status.ADDED: [], Status.DELETED: []}
        for file in files:
            by_status.get(file.status, []).append(file.path)
        for regex in self._regexes:
            gone = Counter(
                found.text for path in by_status[Status.DELETED] for found in _in_name(path, regex)
            )
            for path in by_status[Status.ADDED]:
                fresh = []
                for found in _in_name(path, regex):
                    if gone[found.text]:
                        gone[found.text] -= 1
                    else:
                        fresh.append(found)
                if fresh:
                    said = self._said("adds a file whose path holds", fresh[0])
                    yield Violation(path, 0, 0, message=said, text=f"name: {fresh[0].text}")

    def _said(self, done: str, found: Found) -> str:
        if self.message:
            return self.message
        if self.sensitive:
            return f"{done} a text of a forbidden kind"
        text = " ".join(found.text.replace("`", "'").split())
        shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
        disguised = ", as it reads and not as it is written" if found.is_disguised else ""
        return f"{done} the forbidden text `{shown}`{disguised}"


def _in_name(path: str, regex: LinearRegex) -> Iterator[Found]:
    return Haystack(path.replace("\n", " ")).find(regex)


def _one_a_line(places: Iterable[Violation]) -> Iterator[Violation]:
    seen: set[tuple[str, int]] = set()
    for place in places:
        if (place.path, place.line) not in seen:
            seen.add((place.path, place.line))
            yield place
