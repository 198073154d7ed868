"""What is judged: two trees, the files that differ, and the facts of the pull request.

Everything here is a plain value. `bot.git` builds it from git objects; tests build it from text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cached_property
from typing import NamedTuple, Protocol

from checks.audits import AuditResults
from checks.patterns import PatternResults
from checks.proceedings import Proceedings
from checks.proofs import Flaw
from checks.source import Source

MAX_FILES = 3_000
"""Most changed files that are judged; GitHub's own list of a pull request ends there."""

MAX_BLOB_BYTES = 1_000_000
"""Largest file that is analysed, in bytes."""

MAX_CHANGE_BYTES = 64_000_000
"""Largest sum of the contents of both sides, in bytes."""


class Mode(IntEnum):
    """The five modes a git tree entry may have; any other is refused as an integrity fault."""

    FILE = 0o100644
    EXECUTABLE = 0o100755
    SYMLINK = 0o120000
    GITLINK = 0o160000
    DIRECTORY = 0o040000

    @property
    def is_regular(self) -> bool:
        """Whether the entry is a file whose bytes are its own, not a link or a submodule."""
        return self in (Mode.FILE, Mode.EXECUTABLE)


class Status(StrEnum):
    """How a path differs. Renames are never paired: both sides are judged."""

    ADDED = "A"
    MODIFIED = "M"
    DELETED = "D"
    TYPE_CHANGED = "T"


@dataclass(frozen=True, slots=True)
class Blob:
    """One side of a changed path.

    Attributes:
        oid: the object id, 40 or 64 hexadecimal digits.
        mode: the entry's mode.
        size: size of the content in bytes.
        content: the bytes; the target for a symlink; `None` where it was not read because the entry is
            a submodule or exceeds `MAX_BLOB_BYTES`.
    """

    oid: str
    mode: Mode
    size: int
    content: bytes | None = field(repr=False)

    @property
    def is_unread(self) -> bool:
        """Whether there is a content that was too large to be read."""
        return self.content is None and self.mode.is_regular


class Hunk(NamedTuple):
    """One run of changed lines without context, as in `git diff -U0`.

    Lines count from 1 and are separated by line feeds alone. A count of zero means that nothing stood
    (or stands) there, and the start is then the line after which the other side's lines lie.
    """

    base_start: int
    base_count: int
    head_start: int
    head_count: int


@dataclass(frozen=True)
class ChangedFile:
    """A path whose tree entry differs between base and head.

    Attributes:
        path: the path as git stores it; bytes that are not UTF-8 are surrogate escapes.
        status: added, modified, deleted or of another type.
        base: the entry in the base tree, `None` if there is none.
        head: the entry in the head tree, `None` if there is none.
        hunks: the changed lines, in order.
    """

    path: str
    status: Status
    base: Blob | None
    head: Blob | None
    hunks: tuple[Hunk, ...] = ()

    @cached_property
    def base_source(self) -> Source | None:
        """The base side as text for analysis; `None` if it is absent or no regular, readable file."""
        return _source(self.base)

    @cached_property
    def head_source(self) -> Source | None:
        """The head side as text for analysis; `None` if it is absent or no regular, readable file."""
        return _source(self.head)

    @cached_property
    def added_lines(self) -> frozenset[int]:
        """Numbers of the head lines that the change adds or rewrites."""
        return frozenset(
            line for hunk in self.hunks for line in range(hunk.head_start, hunk.head_start + hunk.head_count)
        )

    @cached_property
    def removed_lines(self) -> frozenset[int]:
        """Numbers of the base lines that the change removes or rewrites."""
        return frozenset(
            line for hunk in self.hunks for line in range(hunk.base_start, hunk.base_start + hunk.base_count)
        )

    def head_line(self, base_line: int) -> int | None:
        """Map a line of the base to the same line at the head; `None` if the change removed it."""
        shift = 0
        for hunk in self.hunks:
            first = hunk.base_start if hunk.base_count else hunk.base_start + 1
            if base_line < first:
                break
            if base_line < first + hunk.base_count:
                return None
            shift += hunk.head_count - hunk.base_count
        return base_line + shift

    def nearest_changed_line(self, head_line: int) -> int:
        """The changed head line closest to `head_line`, where a comment about an effect can be anchored."""
        anchors = [
            line
            for hunk in self.hunks
            for line in (
                (hunk.head_start, hunk.head_start + hunk.head_count - 1)
                if hunk.head_count
                else (hunk.head_start,)
            )
        ]
        return min(anchors, key=lambda line: (abs(line - head_line), line), default=head_line)


def _source(blob: Blob | None) -> Source | None:
    if blob is None or blob.content is None or not blob.mode.is_regular:
        return None
    return Source(blob.content)


class Tree(Protocol):
    """A whole git tree, read on demand: a check asks for what it needs and pays for no more."""

    def mode(self, path: str) -> Mode | None:
        """The mode of the entry at `path`, a directory included; `None` if there is none."""

    def read(self, path: str) -> bytes | None:
        """The content of the regular file at `path`; `None` if there is none.

        Raises:
            TooLarge: the file exceeds `MAX_BLOB_BYTES`.
        """

    def read_all(self, paths: Iterable[str]) -> Iterable[tuple[str, bytes]]:
        """Path and content of those of many paths that are readable regular files, in the order given.

        What has to be fetched from elsewhere is fetched at once. A file that exceeds `MAX_BLOB_BYTES` is
        left out: ask in this way only for what may be missed.
        """

    def walk(self, prefix: str = "") -> Iterable[str]:
        """Paths of all files below the directory `prefix` (empty: the root), in byte order."""

    def names(self, directory: str) -> Iterable[str]:
        """Names of the entries of one directory (empty: the root), nothing if there is none."""


class TooLarge(Exception):
    """A file exceeds the limit up to which contents are read."""

    def __init__(self, path: str, size: int) -> None:
        super().__init__(f"{path} has {size} bytes, the limit is {MAX_BLOB_BYTES}")
        self.path = path
        self.size = size


def each_read(tree: Tree, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """`Tree.read_all` for a tree in which a single file is read as quickly as many."""
    for path in paths:
        try:
            content = tree.read(path)
        except TooLarge:
            continue  # as `read_all` says
        if content is not None:
            yield path, content


@dataclass(frozen=True)
class MemoryTree:
    """A tree held in memory, for tests, pasted patches and the agent's hook."""

    files: Mapping[str, Blob]

    def mode(self, path: str) -> Mode | None:
        """See `Tree.mode`."""
        if path in self.files:
            return self.files[path].mode
        return Mode.DIRECTORY if any(name.startswith(path.rstrip("/") + "/") for name in self.files) else None

    def read(self, path: str) -> bytes | None:
        """See `Tree.read`."""
        blob = self.files.get(path)
        if blob is None or not blob.mode.is_regular:
            return None
        if blob.content is None:
            raise TooLarge(path, blob.size)
        return blob.content

    def read_all(self, paths: Iterable[str]) -> Iterable[tuple[str, bytes]]:
        """See `Tree.read_all`."""
        return each_read(self, paths)

    def walk(self, prefix: str = "") -> Iterable[str]:
        """See `Tree.walk`."""
        start = prefix.rstrip("/") + "/" if prefix else ""
        return sorted(name for name in self.files if name.startswith(start))

    def names(self, directory: str) -> Iterable[str]:
        """See `Tree.names`."""
        start = directory.rstrip("/") + "/" if directory else ""
        return sorted({path[len(start) :].partition("/")[0] for path in self.files if path.startswith(start)})


EMPTY_TREE = MemoryTree({})


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the pull request, as far as identity needs it.

    Attributes:
        oid: the commit's object id.
        author: `Name <mail>` as recorded.
        committer: `Name <mail>` as recorded.
        message: the whole message with its trailers.
    """

    oid: str
    author: str
    committer: str
    message: str


@dataclass(frozen=True, slots=True)
class Account:
    """A GitHub account: the number is the identity, the login only its present name."""

    login: str
    id: int | None = None
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class PullFacts:
    """What is known of the pull request besides its trees; every field may be empty on the command line.

    Attributes:
        repository: `owner/name`, or empty.
        number: the pull request's number, `None` outside GitHub.
        author: who opened it.
        branch: name of the head branch, for display and identity only.
        base_branch: name of the branch it is to be merged into.
        title: its title.
        body: its description in Markdown.
        labels: names of its labels, sorted.
        commits: its commits, oldest first.
        as_of: the day that counts as today, `2026-03-02` in UTC; empty where nobody says. Rules with a
            date depend on it; nothing in a check reads a clock.
        proceedings: reviews, commands, other checks and earlier rounds, as they stood.
    """

    repository: str = ""
    number: int | None = None
    author: Account | None = None
    branch: str = ""
    base_branch: str = ""
    title: str = ""
    body: str = ""
    labels: tuple[str, ...] = ()
    commits: tuple[Commit, ...] = ()
    as_of: str = ""
    proceedings: Proceedings = Proceedings()

    @property
    def is_described(self) -> bool:
        """Whether its words are known: every pull request has a title, a local change has none yet."""
        return bool(self.title or self.body)


class Reason(StrEnum):
    """Why something could not be judged. Each one blocks; `help` in the report says what to do."""

    NOT_ANALYSED = "NOT_ANALYSED"
    TOO_LARGE = "TOO_LARGE"
    INTEGRITY = "INTEGRITY"
    POLICY_INVALID = "POLICY_INVALID"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True, order=True)
class Incomplete:
    """Something that was due and could not be looked at; never dropped, never a pass.

    Attributes:
        code: the reason.
        path: the file concerned, empty for the change as a whole.
        limit: the limit that was hit, with its unit, empty if none.
        measured: what was found instead.
        help: one sentence that says what to do.
        rule: the rule that could not look, empty if it concerns all.
    """

    code: Reason
    path: str
    limit: str
    measured: str
    help: str
    rule: str = ""


def unread(path: str, size: int, rule: str = "") -> Incomplete:
    """The gap that a file leaves which is too large to be read and should have been."""
    return Incomplete(
        code=Reason.TOO_LARGE,
        path=path,
        limit=f"{MAX_BLOB_BYTES} bytes per file",
        measured=f"{size} bytes",
        help="split the file, or keep generated content out of the repository",
        rule=rule,
    )


@dataclass(frozen=True)
class Change:
    """A pull request as the checks see it.

    Attributes:
        base: object id of the merge base, the state that the change starts from.
        head: object id of the commit that is judged.
        files: every path whose entry differs, in byte order of the path.
        base_tree: the whole tree at the base.
        head_tree: the whole tree at the head.
        facts: the pull request.
        incomplete: what the reader of the objects could not read.
        patterns: what the semgrep engine matched, see `checks.patterns`.
        remembered: what was worked out once for all rules, by whoever did; it lives as long as the change
            and is handed on when the change is narrowed.
        all_files: every path whose entry differs, where `files` was narrowed to what one rule governs.
        proofs: what is newly wrong with the policy and the decisions at the head, where the change touches
            them; `None` where nobody has tried to prove them.
        audits: what zizmor says of the workflows that change, see `checks.audits`; `None` where nobody asked.
    """

    base: str
    head: str
    files: tuple[ChangedFile, ...]
    base_tree: Tree = EMPTY_TREE
    head_tree: Tree = EMPTY_TREE
    facts: PullFacts = PullFacts()
    incomplete: tuple[Incomplete, ...] = ()
    patterns: PatternResults = PatternResults()
    remembered: dict[object, object] = field(default_factory=dict, repr=False, compare=False)
    all_files: tuple[ChangedFile, ...] = ()

    @property
    def everywhere(self) -> tuple[ChangedFile, ...]:
        """Every changed file, also those that a rule does not govern: what it is held against may be one."""
        return self.all_files or self.files

    proofs: tuple[Flaw, ...] | None = None
    audits: AuditResults | None = None

    @cached_property
    def by_path(self) -> Mapping[str, ChangedFile]:
        """The changed files by their path."""
        return {file.path: file for file in self.files}
