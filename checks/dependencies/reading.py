"""A manifest or lock file, from bytes to values; whatever the bytes are, this ends without an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from checks.dependencies.formats import Format
from checks.dependencies.model import Dependency, Entry, Gap, Include, NotRead
from checks.dependencies.names import names_of
from checks.source import Source

_MOST = 100_000


@dataclass(frozen=True)
class Reading:
    """What one file holds.

    Attributes:
        dependencies: its entries, in order.
        gaps: entries that could not be read.
        includes: files that it reads in.
        failure: why the file as a whole could not be read; empty if it could.
    """

    dependencies: tuple[Dependency, ...] = ()
    gaps: tuple[Gap, ...] = ()
    includes: tuple[Include, ...] = ()
    failure: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, tuple[Dependency, ...]]:
        """The entries by every name, folded, that they go by or that their place speaks of."""
        found: dict[str, list[Dependency]] = {}
        for one in self.dependencies:
            for name in names_of(one):
                found.setdefault(name, []).append(one)
        return {name: tuple(entries) for name, entries in found.items()}


@lru_cache(512)
def read(format_: Format, path: str, content: bytes) -> Reading:
    """Read a file.

    Args:
        format_: its format.
        path: its path, from which some formats take what their entries are for.
        content: its bytes.

    Returns:
        The entries with the lines that git counts, or the reason why there are none.
    """
    source = Source(content)
    if source.is_binary:
        return Reading(failure="it is binary")
    if format_.needs_utf8 and not source.encoding.startswith("utf-8"):
        return Reading(failure="it is not UTF-8")
    dependencies: list[Dependency] = []
    gaps: list[Gap] = []
    includes: list[Include] = []
    try:
        for entry in format_.load()(source, path):
            _sort(entry, source, dependencies, gaps, includes)
    except NotRead as wrong:
        return Reading(failure=str(wrong))
    except RecursionError:
        return Reading(failure="it is nested too deep")
    return Reading(tuple(dependencies), tuple(gaps), tuple(includes))


def _sort(
    entry: Entry, source: Source, dependencies: list[Dependency], gaps: list[Gap], includes: list[Include]
) -> None:
    if len(dependencies) > _MOST:
        raise NotRead(f"it holds more than {_MOST} entries")
    line = source.git_line(max(entry.line, 1))
    if isinstance(entry, Dependency):
        end_line = source.git_line(max(entry.end_line, entry.line, 1))
        dependencies.append(replace(entry, line=line, end_line=end_line))
    elif isinstance(entry, Gap):
        gaps.append(replace(entry, line=line))
    else:
        includes.append(replace(entry, line=line))
