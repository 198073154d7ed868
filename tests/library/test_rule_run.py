"""Which files a rule governs, and what its exceptions permit where one sighting stands for several files."""

from __future__ import annotations

import pytest

from checks.change import Change, Mode, PullFacts
from checks.check import Check
from checks.finding import Level
from checks.paths import PathPatterns
from checks.policy import Rule, RuleException
from checks.rule_run import Seen, run
from checks.rules.forbidden_path import ForbiddenPath
from checks.rules.missing_approval import MissingApproval
from checks.rules.missing_companion import MissingCompanion
from tests.cases import blob, change_of

APPROVAL = MissingApproval(from_=("@acme/dba",))
COMPANION = MissingCompanion(when=("db/**",), also=("docs/**",))


def seen(check: Check, change: Change, level: Level = Level.BLOCK) -> Seen:
    excepted = RuleException(PathPatterns(("db/a.sql",)), "@acme/dba", "until it is moved", "2026-06-30")
    return run(Rule("R", check, level, paths=PathPatterns(("db/**",)), exceptions=(excepted,)), change)


def added(*paths: str) -> Change:
    facts = PullFacts(as_of="2026-06-30")
    return change_of({}, {path: blob(b"select 1;\n") for path in paths}, facts)


@pytest.mark.parametrize("check", [ForbiddenPath(paths=("db/**",)), APPROVAL])
@pytest.mark.parametrize("mode", [Mode.GITLINK, Mode.SYMLINK])
def test_what_takes_the_place_of_a_whole_folder_is_governed_like_its_files(check: Check, mode: Mode) -> None:
    found = seen(check, change_of({}, {"db": blob(b"elsewhere", mode)}))
    places = [one.path for one in found.findings], [one.paths for one in found.waiting]
    assert places == (([], [("db",)]) if check is APPROVAL else (["db"], []))
    beside = seen(check, change_of({}, {"dbx": blob(b"elsewhere", mode)}))
    assert beside == Seen()


def test_nobody_is_asked_about_files_that_an_exception_permits() -> None:
    found = seen(APPROVAL, added("db/a.sql"))
    assert (found.waiting, found.findings) == ((), ())
    assert [one.path for one in found.permitted] == ["db/a.sql"]


@pytest.mark.parametrize("level", [Level.BLOCK, Level.WARN])
def test_people_are_asked_about_the_other_files_alone(level: Level) -> None:
    found = seen(APPROVAL, added("db/a.sql", "db/b.sql"), level)
    said = [one.message for one in (*found.waiting, *found.findings)]
    assert said == ["one of `@acme/dba` must approve the change of `db/b.sql`"]
    assert [one.paths for one in found.waiting] == ([("db/b.sql",)] if level is Level.BLOCK else [])


def test_a_permitted_file_takes_no_other_with_it() -> None:
    found = seen(COMPANION, added("db/a.sql", "db/b.sql"))
    assert [(one.path, one.message) for one in found.findings] == [
        ("db/b.sql", "adds a file of `db/**` and nothing of `docs/**`")
    ]
    assert seen(COMPANION, added("db/a.sql")).findings == ()
