"""Everything by which one changed file keeps tests from running, or their failure from counting."""

from __future__ import annotations

from checks.change import Change, ChangedFile
from checks.path_parts import folder_of, name_of
from checks.test_runs import holds_commands, holds_pytest_settings, holds_runner_settings, sets_tests_up
from checks.test_runs.muting import Muting


def newly_muted(file: ChangedFile, change: Change) -> list[Muting]:
    """The places of a file, in order of line; each reader is loaded with the first file that needs it.

    Raises:
        NotParsed: the head does not parse, and the base held something of the kind.
    """
    found: list[Muting] = []
    if name_of(file.path) == "conftest.py":
        from checks.test_runs import pytest_plugins

        found += pytest_plugins.newly_muted(file, change)
    if holds_pytest_settings(file.path):
        from checks.test_runs import pytest_options

        found += pytest_options.newly_left_out(file, change)
        found += _plugins(file, change)
    if holds_runner_settings(file.path):
        from checks.test_runs.runner_settings import newly_relaxed

        found += newly_relaxed(file)
    if holds_commands(file.path):
        from checks.test_runs.commands import newly_silenced

        found += newly_silenced(file)
    if sets_tests_up(file.path):
        from checks.test_runs.exits import newly_excused

        found += newly_excused(file)
    return sorted(found, key=lambda one: (one.line, one.text))


def _plugins(file: ChangedFile, change: Change) -> list[Muting]:
    """What plugins of the repository do that a setting newly loads by `-p`."""
    from checks.languages.testing.model import NotParsed
    from checks.test_runs.pytest_options import plugins_of
    from checks.test_runs.pytest_plugins import muted_by_plugin
    from checks.test_runs.pytest_settings import settings_of

    head = file.head_source
    if head is None or "-p" not in head.text:
        return []
    new = plugins_of(settings_of(file.path, head))
    try:
        old = plugins_of(settings_of(file.path, file.base_source))
    except NotParsed:
        return []
    line = next((number for number, text in enumerate(head.lines, 1) if "addopts" in text), 1)
    return [
        one
        for name in new
        if name not in old
        for one in muted_by_plugin(name, line, folder_of(file.path), change)
    ]
