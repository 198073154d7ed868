"""What became of a migration that is no longer where it was."""

from __future__ import annotations

import re

from checks.change import Change, ChangedFile, Status
from checks.migrations.known import Framework, framework_of, may_be_migration
from checks.moves import origin_of
from checks.path_parts import folder_of, name_of
from checks.source import Source

_REVISION = re.compile(r"^revision\s*(?::[^=\n]+)?=\s*[\"']([^\"']+)", re.MULTILINE)


def identity(path: str, source: Source | None, framework: Framework) -> str:
    """What a framework remembers a migration by: its revision, the name of its folder or of its file."""
    if framework is Framework.ALEMBIC and source is not None and (found := _REVISION.search(source.text)):
        return found[1]
    name = name_of(path)
    if name in ("migration.sql", "up.sql", "down.sql"):
        return f"{name_of(folder_of(path))}/{name}"
    return name


def successor(gone: ChangedFile, framework: Framework, change: Change) -> ChangedFile | None:
    """The added file that a deleted migration became: one of the same identity, else one much like it."""
    own = identity(gone.path, gone.base_source, framework)
    added = [
        file
        for file in change.everywhere
        if file.status is Status.ADDED
        and may_be_migration(file.path)
        and framework_of(file.path, file.head_source, change.head_tree) is framework
    ]
    for file in added:
        if identity(file.path, file.head_source, framework) == own:
            return file
    return next((file for file in added if origin_of(file, [gone]) is not None), None)


def is_last_of_its_folder(gone: ChangedFile, change: Change) -> bool:
    """Whether no migration is left where a deleted one lay, so that its application went with it."""
    folder = folder_of(gone.path)
    if name_of(gone.path) in ("migration.sql", "up.sql", "down.sql"):
        folder = folder_of(folder)
    return not any(
        name_of(path) != "__init__.py" and may_be_migration(path) for path in change.head_tree.walk(folder)
    )
