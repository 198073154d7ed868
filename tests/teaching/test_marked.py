"""A marked block in a file that others own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.teaching.marked import BEGIN, END, BrokenBlock, block_in, line_of_block, with_block

BLOCK = f"{BEGIN}\n- one\n{END}\n"
OTHER = f"{BEGIN}\n- two\n- three\n{END}\n"


@given(st.text(alphabet="ab\n #<!->", max_size=40))
def test_everything_outside_of_the_block_stays(text: str) -> None:
    first = with_block(text, BLOCK)
    assert first.startswith(text)
    assert block_in(first) == BLOCK
    assert with_block(first, BLOCK) == first
    second = with_block(first + "\nbehind\n", OTHER)
    assert second == first.replace(BLOCK, OTHER) + "\nbehind\n"
    assert block_in(with_block(second, "")) is None


def test_a_block_ends_its_lines_as_the_file_does() -> None:
    text = with_block("# Words\r\n", BLOCK)
    assert text == "# Words\r\n\r\n" + BLOCK.replace("\n", "\r\n")
    assert block_in(text) == BLOCK
    assert with_block(text, BLOCK) == text
    assert line_of_block(text) == 3


def test_a_mark_in_the_middle_of_a_line_is_none() -> None:
    text = f"The block begins with `{BEGIN}` and ends with `{END}`.\n"
    assert block_in(text) is None
    assert line_of_block(text) == 0


@pytest.mark.parametrize(
    "text",
    [f"{BEGIN}\n", f"{END}\n", f"{END}\n{BEGIN}\n", BLOCK + BLOCK, f"{BEGIN}\n{BEGIN}\n{END}\n"],
    ids=["no end", "no beginning", "the wrong way round", "two blocks", "two beginnings"],
)
def test_half_a_block_is_refused(text: str) -> None:
    with pytest.raises(BrokenBlock, match="must stand once each, in this order"):
        with_block(text, BLOCK)
    with pytest.raises(BrokenBlock):
        block_in(text)


def test_a_block_that_is_taken_out_leaves_no_hole() -> None:
    assert with_block(f"# Words\n\n{BLOCK}", "") == "# Words\n"
    assert with_block(BLOCK, "") == ""
    assert with_block(f"{BLOCK}\n# Words\n", "") == "# Words\n"
