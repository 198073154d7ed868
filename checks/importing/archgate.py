"""archgate: `files` in the front matter; the rules are code beside the record, which nobody runs here."""

from __future__ import annotations

from checks.importing.found import Found, Source
from checks.importing.governed import governed


def read(source: Source) -> Found | None:
    """Read what archgate has in a record, `None` if the record is none of archgate's."""
    if not isinstance(source.value("rules"), bool) or source.value("domain") is None:
        return None
    found = Found()
    if source.value("files") is not None:
        found.rules += governed(source, ("files",), source.value("files"), found)
    if source.value("rules") is True:
        found.say(
            source.line("rules"), "the rules beside this record are code; it is neither run nor translated"
        )
    if source.value("respectGitignore") is not None:
        found.say(
            source.line("respectGitignore"),
            "`respectGitignore` has no counterpart; git decides what is tracked",
        )
    return found
