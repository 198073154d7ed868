"""`destructive-migration`: an added migration drops or deletes what is stored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile, Incomplete, Reason, Status
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.migrations.effects import Effect, Ledger
from checks.migrations.known import Framework, framework_of, may_be_migration
from checks.moves import moved_unchanged
from checks.path_parts import name_of

_BACKWARDS = re.compile(r"\.down\.sql$|(?:^|[_.])down\.sql$|^U\d[\d._]*__", re.IGNORECASE)
_INSTEAD = (
    "do it in two releases: first stop using it, later drop it in a migration of its own; back up what is "
    "lost, and have the owner of the data permit the finding"
)


@dataclass(frozen=True, kw_only=True)
class DestructiveMigration(Check):
    """Reports what a new migration drops, empties or makes impossible for existing rows.

    ## Why

    A dropped table or column takes its rows along, and no revert of the commit brings them back. While the
    old version still runs beside the new one, it fails on what is gone.

    ## What to do

    Do it in two releases: first stop using it, later drop it. Bind a `DELETE` to its rows with `WHERE`,
    give a new required column a default.

    ## Example

        op.drop_column("accounts", "name")
        ALTER TABLE accounts DROP COLUMN name;

    Read are SQL and the migrations of Alembic, Django, Rails, Prisma, Drizzle, Flyway, Liquibase, Knex,
    TypeORM, Sequelize and Entity Framework, on the way forward only: `down`, `downgrade`, `rollback` and
    undo scripts may drop. It warns, because 1.2 % of merged changes add a migration and about one in four
    of those drops something, mostly on purpose; 3 of 866 drawn at random warn, and each drops a table or a
    column. An `UPDATE` without `WHERE`, a required column without a
    default, and a table that is dropped and made anew are notes. What the same change created may go, and
    a table that is built anew under another name and renamed, as SQLite needs it, loses nothing.

    ## Known limits

    Code is not run: a name from a loop or a call is shown as it is written, and SQL that is put together
    from pieces or read from a file is not seen. The bodies of functions and triggers are not read, `DO`
    blocks are. `revert` of a whole migration in Rails and narrowed types are not seen.
    """

    name: ClassVar[str] = "destructive-migration"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return may_be_migration(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        candidates = [file for file in change.files if file.head is not None and may_be_migration(file.path)]
        if not candidates:
            return
        moved = moved_unchanged(change.everywhere)
        ledger = Ledger()
        for file in candidates:
            if file.path in moved or _BACKWARDS.search(name_of(file.path)):
                continue
            framework = framework_of(file.path, file.head_source, change.head_tree)
            if framework is Framework.LIQUIBASE or (framework and file.status is Status.ADDED):
                yield from _judged(file, framework, ledger)


def _judged(file: ChangedFile, framework: Framework, ledger: Ledger) -> Iterator[Sighting]:
    from checks.dependencies.model import NotRead

    try:
        for effects in _effects(file, framework):
            for loss in ledger.losses(effects):
                yield Violation(
                    file.path,
                    loss.line,
                    loss.line,
                    message=loss.said,
                    text=loss.said,
                    instead=_INSTEAD,
                    at_most=loss.at_most,
                )
    except (SyntaxError, NotRead) as broken:
        yield Incomplete(
            code=Reason.NOT_ANALYSED,
            path=file.path,
            limit="",
            measured=f"the migration could not be parsed: {getattr(broken, 'msg', broken)}",
            help="mend the migration, so that what it does can be read",
        )


def _effects(file: ChangedFile, framework: Framework) -> list[list[Effect]]:
    source = file.head_source
    if source is None:
        return []
    match framework:
        case Framework.ALEMBIC | Framework.DJANGO:
            from checks.migrations import python_effects

            is_alembic = framework is Framework.ALEMBIC
            read = python_effects.alembic_effects if is_alembic else python_effects.django_effects
            return [read(source.text)]
        case Framework.LIQUIBASE:
            return _of_changelog(file)
        case Framework.RAILS:
            from checks.migrations.call_effects import rails_effects

            return [rails_effects(source)]
        case Framework.ENTITY_FRAMEWORK:
            from checks.migrations.call_effects import entity_effects

            return [entity_effects(source)]
        case Framework.KNEX | Framework.TYPEORM | Framework.SEQUELIZE:
            from checks.languages.language import language_of
            from checks.migrations.call_effects import script_effects

            return [script_effects(source, str(language_of(file.path)))]
        case _:
            from checks.migrations.sql_effects import forward, sql_effects

            text = forward(source.text) if framework is Framework.SQL else source.text
            return [list(sql_effects(text))]


def _of_changelog(file: ChangedFile) -> list[list[Effect]]:
    """The changesets that the change adds, one by one."""
    from checks.migrations.changelog_effects import changeset_effects
    from checks.migrations.changesets import changesets

    if file.head_source is None:
        return []
    old = {one.key for one in changesets(file.path, file.base_source)} if file.base_source else set()
    new = changesets(file.path, file.head_source)
    return [changeset_effects(one) for one in new if one.key not in old]
