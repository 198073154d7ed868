"""`edited-migration`: a migration that already ran somewhere is edited, renamed or deleted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change, ChangedFile, Status
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.migrations.known import Framework, framework_of, may_be_migration
from checks.migrations.moved import identity, is_last_of_its_folder, successor

_INSTEAD = "leave it as it is and add a new migration that does the rest"


@dataclass(frozen=True, kw_only=True)
class EditedMigration(Check):
    """Reports a migration of the base that the change edits, renames or deletes.

    ## Why

    A migration that is on the default branch has run: on the machines of the team, in staging, perhaps in
    production. It will not run there again, so an edit reaches new databases alone, and from then on two
    databases with the same version differ.

    ## What to do

    Leave the old migration as it is and add a new one. Where the old one can never run to its end, have
    its owner permit the finding.

    ## Example

        db/migrate/20250409021342_create_signatures.rb   edits a migration (Rails) …

    Known are the migrations of Alembic, Django, Rails, Prisma, Drizzle, Flyway, Liquibase, Knex, TypeORM,
    Sequelize, Entity Framework and folders of numbered SQL (golang-migrate, goose, dbmate, Supabase), by
    place and content. It blocks by default: 7 of 10,072 merged changes of agents edit a migration, and 6 of
    them were real; of 866 drawn at random one is blocked, rightly. Comments, layout, type annotations,
    docstrings and a move into another folder under the same name change nothing and are silent, as are
    journals, snapshots and dumps of the schema.

    ## Known limits

    Where a migration ran is not known: one that was merged an hour ago counts like an old one. Code that a
    migration calls elsewhere is not followed. Where a folder of migrations goes as a whole, with its
    application, it is a note. In a changelog of Liquibase each changeset counts by itself; one that says
    `runOnChange`, `runAlways` or `validCheckSum` may change. Repeatable migrations of Flyway (`R__…`) may
    change. Migrations in folders of tests and fixtures are left alone.
    """

    name: ClassVar[str] = "edited-migration"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return may_be_migration(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        for file in change.files:
            if file.base is None or not may_be_migration(file.path):
                continue
            framework = framework_of(file.path, file.base_source, change.base_tree)
            if framework is Framework.LIQUIBASE:
                yield from _changelog(file)
            elif framework is not None:
                yield from _touched(file, framework, change)


def _touched(file: ChangedFile, framework: Framework, change: Change) -> Iterator[Violation]:
    from checks.migrations.substance import does_the_same

    if file.status is Status.MODIFIED:
        if not does_the_same(file.path, file.base, file.head):
            line = min(file.added_lines, default=0)
            yield _violation(file, line, f"edits a migration ({framework}) that is already on the base")
        return
    if file.status is Status.TYPE_CHANGED:
        yield _violation(file, 0, f"replaces a migration ({framework}) by another type of file")
        return
    heir = successor(file, framework, change)
    if heir is None:
        last = is_last_of_its_folder(file, change)
        said = f"deletes a migration ({framework}) that is already on the base"
        yield _violation(file, 0, said, Level.NOTE if last else None)
        return
    name = identity(heir.path, heir.head_source, framework)
    if name != identity(file.path, file.base_source, framework):
        said = f"renames a migration ({framework}) that is already on the base to `{name}`"
        yield _violation(file, 0, said)
    elif not does_the_same(file.path, file.base, heir.head):
        yield _violation(heir, 0, f"moves and edits a migration ({framework}) that is already on the base")


def _changelog(file: ChangedFile) -> Iterator[Violation]:
    from checks.dependencies.model import NotRead
    from checks.migrations.changesets import changesets

    if file.base_source is None:
        return
    if file.head_source is None:
        yield _violation(file, 0, "deletes a changelog of Liquibase that is already on the base", Level.NOTE)
        return
    try:
        old = changesets(file.path, file.base_source)
        new = {one.key: one for one in changesets(file.path, file.head_source)}
    except NotRead as why:
        said = f"edits a changelog of Liquibase whose changesets cannot be told apart: {why}"
        yield _violation(file, 0, said, Level.NOTE)
        return
    for one in old:
        now = new.get(one.key)
        shown = f"the changeset `{one.key[0]}:{one.key[1]}` that is already on the base"
        if now is None:
            yield _violation(file, one.line, f"deletes {shown}", side=Side.BASE)
        elif now.said != one.said and not now.may_change:
            yield _violation(file, now.line, f"edits {shown}")


def _violation(
    file: ChangedFile, line: int, said: str, at_most: Level | None = None, side: Side | None = None
) -> Violation:
    if side is None:
        side = Side.BASE if file.status is Status.DELETED else Side.HEAD
    return Violation(
        file.path, line, line, message=said, text=said, side=side, instead=_INSTEAD, at_most=at_most
    )
