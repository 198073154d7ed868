"""The quick look at a header sees nothing that the syntax does not call a comment."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checks.languages.header import header_of, opening_of
from checks.source import Source

LINES = {
    "a.py": ["# x", "#!/bin/sh", "", "a = 1", "a = 1  # x", '"""', "  # x", "# -*- coding: utf-8 -*-"],
    "a.ts": ["// x", "/*", "*/", " * x", "/* x */", "/* x */ a", "/* x */ // y", "a /* x", "x */ a", "", "`"],
    "a.sh": ["#!/bin/sh", "# x", "cat <<E", "E", "", "a"],
}


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    path = draw(st.sampled_from(sorted(LINES)))
    return path, "\n".join(draw(st.lists(st.sampled_from(LINES[path]), max_size=6)))


@given(files())
def test_what_the_quick_look_sees_is_part_of_the_header(file: tuple[str, str]) -> None:
    path, text = file
    source = Source(text.encode())
    seen = [line for line in opening_of(path, source, 10).split("\n") if line]
    assert set(seen) <= set(header_of(path, source, 10).split("\n"))
