"""What the cases cannot show: no text stops the reader, and nothing is skipped in silence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checks.sql.statements import statements
from checks.sql.tokens import tokens

_SIGNS = ("'", '"', "`", "$$", "$a$", "--", "/*", "*/", "/*!", "\n", ";", " ", "\\", "[a]", "]", "#", "E'")
_WORDS = ("BEGIN", "END", "CREATE TRIGGER", "CASE", "IF", "GO", "DROP TABLE t", "x1", "1")
PIECES = st.lists(st.sampled_from(_SIGNS + _WORDS)).map("".join)


@given(PIECES | st.text())
def test_any_text_is_read_to_its_end(text: str) -> None:
    found = tokens(text)
    assert [token.line for token in found] == sorted(token.line for token in found)
    assert all(1 <= token.line <= text.count("\n") + 1 for token in found)


@given(PIECES)
def test_every_token_but_the_ends_is_in_a_statement(text: str) -> None:
    ends = {";", "GO"}
    kept = [token for statement in statements(text) for token in statement]
    assert [t for t in kept if t.text not in ends] == [t for t in tokens(text) if t.text not in ends]


@given(PIECES)
def test_a_drop_after_a_whole_statement_is_seen(text: str) -> None:
    whole = tokens("SELECT 1;\nDROP TABLE t;\n" + text)
    assert [token.text for token in whole[3:6]] == ["DROP", "TABLE", "T"]
