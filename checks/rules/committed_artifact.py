"""`committed-artifact`: a file that a machine made, and that has no place among sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.artifacts.content import Made, made_of
from checks.artifacts.disguised import Disguise, disguise_of
from checks.artifacts.names import Named, is_wrapper, looks_harmless, named
from checks.change import Blob, Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.languages.provenance import is_test_place
from checks.moves import moved_unchanged

_INSTEAD = (
    "take it out of the commit and name it in `.gitignore`; build it, or fetch it by a digest, where it is "
    "needed"
)


@dataclass(frozen=True, kw_only=True)
class CommittedArtifact(Check):
    """Reports files that are built, dumped, cached or left behind.

    ## Why

    Compiled code runs and cannot be reviewed. Dumps and logs carry data of people, installed packages
    hide what was changed in them, and all of it stays in the history for ever.

    ## What to do

    Take it out of the commit and name it in `.gitignore`. Build it where it is needed, or fetch it by a
    digest. What is kept on purpose, its owner permits.

    ## Example

        src/app/fast.so          adds a compiled program or library (ELF)
        node_modules/left-pad/   adds installed packages of npm

    A file is told by its content: programs and libraries of every system, classes and archives of Java,
    bytecode of Python, WebAssembly, databases and their dumps, memory dumps. Names count where a tool
    gives them. Code that nobody can read blocks, since none of 866 ordinary changes of agents adds any;
    a picture that is a program blocks in every place. So does what is more than its name says, outside of
    tests: a drawing with a script, a picture with PHP, source with an archive behind it; a picture with one,
    and front matter that is JavaScript, warn, and charts of profilers are a note. Environments, caches,
    coverage, dumps and leftovers of editors, systems and merges warn; logs, WebAssembly and what agents
    keep for themselves are notes.

    ## Known limits

    Pictures, fonts and documents are silent, as is everything honest in tests and fixtures. Archives
    (`.zip`, `.tar.gz`) are not opened, but for classes of Java. A file above the limit of size is told by
    its name alone. What was tracked before and only changes is not reported, and neither is a move.
    """

    name: ClassVar[str] = "committed-artifact"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        moved = moved_unchanged(change.everywhere)
        told: set[str] = set()
        for file in change.files:
            if file.head is None or not file.head.mode.is_regular or file.path in moved:
                continue
            if disguise := _newly_disguised(file):
                yield _violation(file, disguise.what, disguise.at_most)
                continue
            made = _newly_made(file)
            name = None if made is not None and made.is_code else _name(file)
            if name is None:
                if made is not None and (found := _by_content(file, made)):
                    yield found
            elif name.root not in told:
                told.add(name.root)
                said = f"adds {name.what}" + (f" in `{name.root}`" if name.root != file.path else "")
                yield _violation(file, said, name.at_most)


def _newly_disguised(file: ChangedFile) -> Disguise | None:
    """What a file outside of tests is besides what its name says, where it was not the same before."""
    if is_test_place(file.path) or (now := _disguise(file.path, file.head)) is None:
        return None
    return None if _disguise(file.path, file.base) == now else now


def _disguise(path: str, blob: Blob | None) -> Disguise | None:
    if blob is None or blob.content is None or not blob.mode.is_regular:
        return None
    return disguise_of(path, blob.content)


def _newly_made(file: ChangedFile) -> Made | None:
    """What the content is, where it was not the same before."""
    now = _made(file.head)
    return None if now is None or _made(file.base) == now else now


def _made(blob: Blob | None) -> Made | None:
    if blob is None or blob.content is None or not blob.mode.is_regular:
        return None
    return made_of(blob.content)


def _name(file: ChangedFile) -> Named | None:
    """What an added file is by its name, outside tests; code only where the content is no text."""
    if file.base is not None or is_test_place(file.path):
        return None
    found = named(file.path)
    if found is not None and found.at_most is Level.BLOCK:
        source = file.head_source
        return None if source is not None and not source.is_binary else found
    return found


def _by_content(file: ChangedFile, made: Made) -> Violation | None:
    is_disguised = made.is_code and looks_harmless(file.path)
    if is_disguised:
        return _violation(file, f"adds {made.what} under a name that promises something else", Level.BLOCK)
    if is_test_place(file.path):
        return None
    if not made.is_code:
        return _violation(file, f"adds {made.what}", Level.WARN)
    is_common = is_wrapper(file.path) or "WebAssembly" in made.what
    return _violation(file, f"adds {made.what}", Level.NOTE if is_common else Level.BLOCK)


def _violation(file: ChangedFile, said: str, at_most: Level) -> Violation:
    return Violation(file.path, 0, 0, message=said, text=said, instead=_INSTEAD, at_most=at_most)
