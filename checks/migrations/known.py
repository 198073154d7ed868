"""Which files are migrations, by place and by what stands in them.

Folders of features called `migrations`, journals, snapshots and dumps of the schema are named alike and lie
beside them; a name alone is never enough where the content can tell.
"""

from __future__ import annotations

import re
from enum import StrEnum

from checks.change import Tree
from checks.languages.provenance import is_test_place
from checks.path_parts import folder_of, name_of
from checks.source import Source


class Framework(StrEnum):
    """Who runs a migration; the value is its name as people write it."""

    ALEMBIC = "Alembic"
    DJANGO = "Django"
    RAILS = "Rails"
    PRISMA = "Prisma"
    DRIZZLE = "Drizzle"
    FLYWAY = "Flyway"
    LIQUIBASE = "Liquibase"
    KNEX = "Knex"
    TYPEORM = "TypeORM"
    SEQUELIZE = "Sequelize"
    ENTITY_FRAMEWORK = "Entity Framework"
    SQL = "numbered SQL"


_M = re.MULTILINE
_FLYWAY = re.compile(r"[VU]\d[\d._]*__\w[^/]*\.sql")
_PRISMA = re.compile(r"(?:^|/)\d{4,14}_[^/]+/migration\.sql$")
_DRIZZLE = re.compile(r"\d{4,14}_[a-z0-9_]+\.sql")
_NUMBERED = re.compile(
    r"(?:^|/)(?:[\w.-]*migrations?|migrate)/(?:[\w.-]+/)?(?:\d{1,14}[_.-][^/]*\.sql|\d[\w.-]*/(?:up|down)\.sql)$"
)
_RAILS = re.compile(r"(?:^|/)db/(?:\w+_)?migrate/(?:\w+/)?\d{3,14}_\w+\.rb$")
_DJANGO = re.compile(r"(?:^|/)migrations/\d{4}_\w+\.py$")
_ALEMBIC = re.compile(r"(?:^|/)(?:versions|alembic|migrations?)/(?:[^/]+/)*[^/]+\.py$")
_SCRIPT = re.compile(r"(?:^|/)\w*migrations?/(?:[\w-]+/)?\d{8,17}[-_][^/]+\.[cm]?[jt]s$", re.IGNORECASE)
_ENTITY = re.compile(r"(?:^|/)\w*Migrations/(?:\w+/)?\d{14}_\w+\.cs$", re.IGNORECASE)

_SAYS_ALEMBIC = re.compile(r"^revision\s*(?::[^=\n]+)?=", _M)
_SAYS_DOWN = re.compile(r"^down_revision\s*(?::[^=\n]+)?=", _M)
_SAYS_DJANGO = re.compile(r"^class Migration\(\s*(?:\w+\.)*Migration\s*\)", _M)
_SAYS_RAILS = re.compile(r"^\s*class\s+[\w:]+\s*<\s*(?:\w+::)*Migration\b", _M)
_SAYS_KNEX = re.compile(
    r"^\s*(?:module\.)?exports\.up\s*=|^export\s+(?:const|async\s+function|function)\s+up\b", _M
)
_SAYS_EXPORTS = re.compile(r"^module\.exports\s*=\s*\{|^export\s+default\s*\{", _M)
_SAYS_TYPEORM = re.compile(r"\bimplements\s+MigrationInterface\b|\bQueryRunner\b|\bqueryRunner\.")
_SAYS_SEQUELIZE = re.compile(r"\bqueryInterface\b|\bSequelize\b")
_SAYS_ENTITY = re.compile(r"\bclass\s+\w+\s*:\s*(?:[\w.]+\.)?Migration\b")
_CHANGELOG = re.compile(
    r"<databaseChangeLog\b|^\s*databaseChangeLog:|\A\s*--\s*liquibase formatted sql", _M | re.IGNORECASE
)
_NO_MIGRATION = re.compile(
    r"(?:^|/)(?:meta|snapshots?)/|schema\.sql$|structure\.sql$|\.Designer\.cs$|Snapshot\.cs$"
)


def may_be_migration(path: str) -> bool:
    """Whether a name could be that of a migration, before anything is read."""
    return _by_place(path) is not None or path.endswith((".sql", ".xml", ".yml", ".yaml"))


def framework_of(path: str, source: Source | None, tree: Tree) -> Framework | None:
    """Who runs the file as a migration.

    Args:
        path: where it lies.
        source: what stands in it.
        tree: where a journal beside it is looked up.

    Returns:
        The framework; `None` if it is no migration, or only lies in tests.
    """
    if source is None or source.is_binary or is_test_place(path) or _NO_MIGRATION.search(path):
        return None
    found = _by_place(path)
    if found is Framework.KNEX:
        return _of_script(source.text)
    if found is not None and _is_said(found, source.text):
        return found
    if path.endswith((".sql", ".xml", ".yml", ".yaml")) and _CHANGELOG.search(source.text[:5_000]):
        return Framework.LIQUIBASE
    if _DRIZZLE.fullmatch(name_of(path)) and tree.mode(f"{folder_of(path)}/meta/_journal.json") is not None:
        return Framework.DRIZZLE
    return Framework.SQL if _NUMBERED.search(path) else None


def _by_place(path: str) -> Framework | None:
    name = name_of(path)
    if name.endswith(".sql"):
        if _FLYWAY.fullmatch(name):
            return Framework.FLYWAY
        return Framework.PRISMA if _PRISMA.search(path) else None
    if name.endswith(".rb"):
        return Framework.RAILS if _RAILS.search(path) else None
    if name.endswith(".py"):
        if _DJANGO.search(path):
            return Framework.DJANGO
        return Framework.ALEMBIC if _ALEMBIC.search(path) and name != "__init__.py" else None
    if name.endswith(".cs"):
        return Framework.ENTITY_FRAMEWORK if _ENTITY.search(path) else None
    return Framework.KNEX if _SCRIPT.search(path) else None


def _is_said(framework: Framework, text: str) -> bool:
    match framework:
        case Framework.ALEMBIC:
            return bool(_SAYS_ALEMBIC.search(text) and _SAYS_DOWN.search(text))
        case Framework.DJANGO:
            return bool(_SAYS_DJANGO.search(text))
        case Framework.RAILS:
            return bool(_SAYS_RAILS.search(text))
        case Framework.ENTITY_FRAMEWORK:
            return bool(_SAYS_ENTITY.search(text))
        case _:
            return bool(text.strip())


def _of_script(text: str) -> Framework | None:
    if _SAYS_TYPEORM.search(text):
        return Framework.TYPEORM
    if not (_SAYS_KNEX.search(text) or _SAYS_EXPORTS.search(text)):
        return None
    return Framework.SEQUELIZE if _SAYS_SEQUELIZE.search(text) else Framework.KNEX
