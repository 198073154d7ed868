"""Text for analysis and the way back to git's lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.source import Source


@pytest.mark.threat("D3")
def test_a_lone_carriage_return_ends_a_line_for_analysis_but_not_for_git() -> None:
    source = Source(b"# comment\rimport os\nprint()\n")
    assert source.lines == ("# comment", "import os", "print()", "")
    assert [source.git_line(line) for line in (1, 2, 3)] == [1, 1, 2]
    assert source.excerpt(1) == ("# comment", "import os")


@pytest.mark.threat("D2")
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_with_its_mark_is_read(encoding: str) -> None:
    source = Source("\ufeffimport os\n".encode(encoding))
    assert source.text == "import os\n"
    assert not source.is_binary


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert Source(b"\xef\xbb\xbfimport os\n").text == "import os\n"


@pytest.mark.threat("D2")
def test_a_nul_makes_a_file_binary() -> None:
    assert Source(b"import os\n\0").is_binary


@given(st.binary(max_size=300))
def test_every_line_of_the_text_has_a_line_in_git(content: bytes) -> None:
    source = Source(content)
    numbers = [source.git_line(line) for line in range(1, len(source.lines) + 1)]
    assert numbers == sorted(numbers)
    assert numbers[-1] == source.raw_text.count("\n") + 1
    assert [line for number in dict.fromkeys(numbers) for line in source.excerpt(number, most=999)] == list(
        source.lines
    )
