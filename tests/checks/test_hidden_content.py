"""What the cases of the checks on data and hidden content cannot show: no content stops them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.check import all_checks
from checks.finding import Level
from checks.migrations.calls import forward_calls
from checks.names.attributes import attributes
from checks.names.submodules import submodules
from checks.policy import Audience, Rule
from checks.rule_run import run
from checks.source import Source
from tests.cases import blob, change_of

CHECKS = (
    "edited-migration",
    "destructive-migration",
    "leaked-secret",
    "committed-artifact",
    "invisible-text",
    "suspicious-path",
    "hidden-from-review",
)
PATHS = (
    "prisma/migrations/20240101120000_a/migration.sql",
    "migrations/20240101120000-a.ts",
    "db/migrate/20240101120000_a.rb",
    "alembic/versions/a.py",
    "db/changelog.xml",
    ".gitattributes",
    ".gitmodules",
    "a.png",
)
_BYTES = (
    b"\x7fELF",
    b"MZ",
    b"\xca\xfe\xba\xbe",
    b"\xe2\x80\xae",
    b"\0",
    b"\xff",
    b" " * 200,
    b"(",
    b"'",
    b"\n",
)
_WORDS = (
    b"revision = 1\ndown_revision = 2\ndef upgrade(): ",
    b"DROP TABLE a;",
    b"class A < ActiveRecord::Migration\n",
    b"exports.up = (k) => k.schema.dropTable(",
    b"<databaseChangeLog>",
    b"*.py -diff\n",
    b'[submodule "a"]\nurl = -x\n',
)
PIECES = st.lists(st.sampled_from(_BYTES + _WORDS) | st.binary(max_size=20)).map(b"".join)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(PATHS), PIECES, PIECES)
def test_no_content_stops_a_check(path: str, before: bytes, after: bytes) -> None:
    change = change_of({path: blob(before)}, {path: blob(after), f"b/{path}": blob(before)})
    for name in CHECKS:
        check = all_checks()[name]()
        seen = run(Rule(id=name, check=check, level=Level.BLOCK, audience=Audience.EVERYONE), change)
        assert not [gap for gap in seen.gaps if "in the check" in gap.measured]


@settings(max_examples=60, deadline=None)
@given(st.text(), st.sampled_from(["ruby", "typescript", "javascript", "csharp"]))
def test_any_text_gives_calls_or_none(text: str, grammar: str) -> None:
    lines = Source(text.encode("utf-8", "replace")).text.count("\n") + 1
    assert all(
        1 <= call.line <= lines for call in forward_calls(Source(text.encode("utf-8", "replace")), grammar)
    )


@given(st.text())
def test_any_text_is_read_as_attributes_and_submodules(text: str) -> None:
    assert all(one.line >= 1 for one in attributes("a/.gitattributes", text))
    assert all(name == one.name for name, one in submodules(text).items())


@pytest.mark.parametrize("name", CHECKS)
def test_a_secret_or_a_hidden_letter_is_told_without_itself(name: str) -> None:
    token = "sk_" + "live_" + "Zq81LmWc07TyKd35RbNx92Vu"
    change = change_of({}, {"src/pay.py": blob(f'KEY = "{token}"\n'.encode())})
    check = all_checks()[name]()
    seen = run(Rule(id=name, check=check, level=Level.BLOCK, audience=Audience.EVERYONE), change)
    assert bool(seen.findings) == (name == "leaked-secret")
    assert token not in repr(seen)
