"""A manifest or lock file, from bytes to values; whatever the bytes are, this ends without an error."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from checks.dependencies.formats import Format
from checks.dependencies.model import Dependency, Entry, Gap, Include, NotRead, Reading
from checks.source import Source

_MOST = 100_000


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
