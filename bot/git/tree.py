"""A git tree read on demand: a lookup costs the directories on its path, whatever the repository holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from bot.git.errors import GitError, LimitExceeded
from bot.git.objects import Objects
from checks.change import MAX_BLOB_BYTES, Mode, TooLarge
from checks.diff import DiffFault, checked_path
from checks.path_parts import suffix_of

MAX_TREE_BYTES = 64_000_000
"""Largest single directory that is read, in bytes of its tree object: about a million entries."""

MAX_DEPTH = 300
"""Deepest directory that `walk` enters; paths of git are at most 4,096 bytes long."""

MAX_WALK = 1_000_000
"""Most files that `walk` lists: a tree of 136 KB can stand for 10 ** 10."""

MAX_READ_BYTES = 512_000_000
"""Most bytes of tree objects that one `GitTree` reads; a hostile tree may make every directory huge."""

_SETTINGS = frozenset({".md", ".toml", ".yaml", ".yml"})
"""Endings of which a check that reads one file of a folder may read the others."""

_MOST_LOOKED = 10_000
"""Paths that are looked at for files that may be read next."""

_MOST_BYTES_LOOKED = 64_000_000
"""Bytes of tree objects after which nobody looks further for them."""

_MAX_HELD = 300_000
"""Entries that are kept in memory, about 100 bytes each."""


class TreeEntry(NamedTuple):
    """An entry of one directory as it is stored.

    Attributes:
        octal: the mode's digits.
        oid: the object id.
    """

    octal: str
    oid: str

    def mode(self, path: str) -> Mode:
        """The mode.

        Raises:
            DiffFault: it is none of the five that git writes.
        """
        try:
            return Mode(int(self.octal, 8))
        except ValueError:
            raise DiffFault(f"the mode {self.octal} is none that git gives", path) from None


def _likeness(path: str) -> Callable[[str], bool]:
    """Tells which files may be read after one: of its language, else of its name, or settings beside it."""
    from checks.languages.language import language_of

    language = language_of(path)
    directory, _, name = path.rpartition("/")
    suffix = suffix_of(path)

    def is_like(other: str) -> bool:
        if language is not None:
            found = language_of(other)
            return found is not None and found.family is language.family
        if name == other.rpartition("/")[2]:
            return True
        return suffix in _SETTINGS and other.rpartition("/")[0] == directory and suffix_of(other) == suffix

    return is_like


class GitTree:
    """The tree of a commit, as `checks.change.Tree` asks for it.

    Args:
        objects: where objects are read; must stay open as long as the tree is used.
        root: object id of the root tree.
    """

    def __init__(self, objects: Objects, root: str) -> None:
        self._objects = objects
        self.root = root
        self._held: dict[str, Mapping[str, TreeEntry]] = {}
        self._bytes = 0

    def mode(self, path: str) -> Mode | None:
        """See `Tree.mode`."""
        if not path:
            return Mode.DIRECTORY
        entry = self.entry(path)
        return None if entry is None else entry.mode(path)

    def read(self, path: str) -> bytes | None:
        """See `Tree.read`."""
        entry = self.entry(path) if path else None
        if entry is None or not entry.mode(path).is_regular:
            return None
        size = self._objects.info([entry.oid], self._ahead(path))[entry.oid].size
        if size > MAX_BLOB_BYTES:
            raise TooLarge(path, size)
        return self._objects.read(entry.oid, "blob", MAX_BLOB_BYTES)

    def _ahead(self, path: str) -> Iterator[str]:
        """Object ids of files that may be read after one that has to be fetched, the nearest first.

        Checks follow imports from file to file, and read what has the same name in every package; each fetch
        costs a round trip. Nothing that is wrong elsewhere in the tree keeps a file from being read.
        """
        is_like = _likeness(path)
        directory, inside, looked = path.rpartition("/")[0], "\0", 0
        with suppress(DiffFault, GitError):
            while looked < _MOST_LOOKED and self._bytes < _MOST_BYTES_LOOKED:
                for other, entry in islice(self._files(directory), _MOST_LOOKED - looked):
                    looked += 1
                    if not other.startswith(inside) and entry.mode(other).is_regular and is_like(other):
                        yield entry.oid
                if not directory:
                    return
                inside, directory = f"{directory}/", directory.rpartition("/")[0]

    def read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """See `Tree.read_all`: what is missing comes in one fetch."""
        oids = {
            path: entry.oid
            for path in paths
            if path and (entry := self.entry(path)) is not None and entry.mode(path).is_regular
        }
        infos = self._objects.info(list(oids.values()))
        small = {path: oid for path, oid in oids.items() if infos[oid].size <= MAX_BLOB_BYTES}
        yield from zip(
            small, self._objects.read_all(list(small.values()), "blob", MAX_BLOB_BYTES), strict=True
        )

    def walk(self, prefix: str = "") -> Iterator[str]:
        """See `Tree.walk`.

        Raises:
            LimitExceeded: there are more files, or deeper directories, than are listed.
        """
        for path, _ in self._files(prefix.strip("/")):
            yield path

    def _files(self, start: str) -> Iterator[tuple[str, TreeEntry]]:
        pending = [iter(self._children(start))]
        count = 0
        while pending:
            path, entry = next(pending[-1], ("", None))
            if entry is None:
                pending.pop()
            elif entry.mode(path) is Mode.DIRECTORY:
                if len(pending) > MAX_DEPTH:
                    raise LimitExceeded(f"directories {MAX_DEPTH} deep", "the tree is deeper")
                pending.append(iter(self._children(path)))
            else:
                count += 1
                if count > MAX_WALK:
                    raise LimitExceeded(f"{MAX_WALK} files", "the tree holds more")
                yield path, entry

    def names(self, directory: str) -> Iterator[str]:
        """See `Tree.names`."""
        return iter(sorted(self.listing(directory)))

    def entry(self, path: str) -> TreeEntry | None:
        """The entry at `path`, `None` if there is none."""
        directory, _, name = path.rpartition("/")
        return self.listing(directory).get(name)

    def listing(self, directory: str) -> Mapping[str, TreeEntry]:
        """The entries of a directory by name; empty if there is no such directory.

        Raises:
            DiffFault: the tree object is malformed.
        """
        oid = self.root
        for name in directory.split("/") if directory else ():
            entry = self._listing(oid).get(name)
            if entry is None or int(entry.octal, 8) != Mode.DIRECTORY:
                return {}
            oid = entry.oid
        return self._listing(oid)

    def _children(self, directory: str) -> Iterator[tuple[str, TreeEntry]]:
        start = f"{directory}/" if directory else ""
        for name, entry in self.listing(directory).items():
            path = start + name
            checked_path(name.encode("utf-8", "surrogateescape"))
            yield path, entry

    def _listing(self, oid: str) -> Mapping[str, TreeEntry]:
        found = self._held.get(oid)
        if found is None:
            content = self._objects.read(oid, "tree", MAX_TREE_BYTES)
            self._bytes += len(content)
            if self._bytes > MAX_READ_BYTES:
                raise LimitExceeded(f"{MAX_READ_BYTES} bytes of directories", "the change needs more")
            found = parse_tree(content, len(oid) // 2)
            if sum(map(len, self._held.values())) + len(found) > _MAX_HELD:
                self._held.clear()
            self._held[oid] = found
        return found


def parse_tree(content: bytes, id_bytes: int) -> dict[str, TreeEntry]:
    """Read a tree object.

    Args:
        content: the object's content.
        id_bytes: length of an object id, 20 or 32.

    Returns:
        Its entries in order.

    Raises:
        DiffFault: it is cut short, an entry is named twice, or a name is none.
    """
    entries: dict[str, TreeEntry] = {}
    at = 0
    while at < len(content):
        space = content.find(b" ", at)
        end = content.find(b"\0", at)
        stop = end + 1 + id_bytes
        octal = content[at:space]
        if (
            not at < space < end
            or stop > len(content)
            or not octal.isdigit()
            or b"8" in octal
            or b"9" in octal
        ):
            raise DiffFault("a tree object is malformed")
        name = content[space + 1 : end].decode("utf-8", "surrogateescape")
        if not name or "/" in name or name in entries:
            raise DiffFault(
                "a tree holds an entry without a name, with a path as its name, or named twice", name
            )
        entries[name] = TreeEntry(octal.decode(), content[end + 1 : stop].hex())
        at = stop
    return entries


def looks_like_repository(listing: Mapping[str, TreeEntry]) -> bool:
    """Whether git would take a directory with these entries for a git directory and obey its `config`."""
    names = {name.casefold() for name in listing}
    directories = {
        name.casefold() for name, entry in listing.items() if int(entry.octal, 8) == Mode.DIRECTORY
    }
    return "head" in names and ({"objects", "refs"} <= directories or "commondir" in names)
