"""What a file is not parsed for, because its text seems not to hold it, is not in it."""

from __future__ import annotations

from checks.languages.functions.read import functions
from checks.languages.functions.twins import names_function
from checks.languages.handlers.model import Fate
from checks.languages.handlers.read import handlers, may_drop
from checks.source import Source
from tests.cases import cases

SOURCES: dict[tuple[str, bytes], Source] = {
    (file.path, source.content): source
    for case in cases()
    for file in case.change().files
    for source in (file.base_source, file.head_source)
    if source is not None
}


def test_a_file_with_a_handler_that_is_silent_or_whispers_is_parsed_for_these() -> None:
    quiet = {
        (path, source)
        for (path, _), source in SOURCES.items()
        if any(one.fate is not Fate.LOGGED for one in handlers(path, source))
    }
    assert len(quiet) > 30
    assert all(may_drop(path, source, logged=False) for path, source in quiet)


def test_a_function_is_named_on_its_first_line() -> None:
    """But for those whose first line is a decorator or an annotation."""
    found = [
        (source, one)
        for (path, _), source in SOURCES.items()
        for one in functions(path, source)
        if "(" in source.lines[one.line - 1]
        and not source.lines[one.line - 1].lstrip().startswith(("@", "["))
    ]
    assert len(found) > 300
    assert all(names_function(source, frozenset({source.git_line(one.line)})) for source, one in found)
