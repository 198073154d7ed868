"""What counts as a change of a file: white space and comments do not, and the quick look agrees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.change import Mode
from checks.languages.comment_spans import comment_spans, is_within
from checks.languages.substance import _is_plainly_new, _substance, says_something_new
from checks.source import Source
from tests.cases import blob, change_of

LINES = {
    "a.py": [
        "a = 1",
        "a  =  1",
        "if a:",
        "    a = 1",
        "# x",
        "a = 1  # x",
        's = "#"',
        '"""',
        "  # y",
        "",
        "\r",
    ],
    "a.ts": ["a = 1;", "// x", "a = 1; // x", "/* x */", "/*", "*/", 's = "/*";', "`", "", "  a = 1;"],
    "a.yml": ["a: 1", "# x", "a: 1 # x", "  b: 2", 's: "#"', "|", ""],
    "a.md": ["text", "<!-- x -->", "<!--", "-->", "# title", ""],
}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str, str]:
    path = draw(st.sampled_from(sorted(LINES)))
    texts = st.lists(st.sampled_from(LINES[path]), max_size=5).map("\n".join)
    return path, draw(texts), draw(texts)


@given(pairs())
def test_the_quick_look_never_says_more_than_the_whole_text(pair: tuple[str, str, str]) -> None:
    path, before, after = pair
    for file in change_of({path: blob(before.encode())}, {path: blob(after.encode())}).files:
        if _is_plainly_new(file):
            assert _substance(path, file.base_source) != _substance(path, file.head_source)
    for file in change_of({}, {path: blob(after.encode())}).files:
        if _is_plainly_new(file):
            assert _substance(path, file.head_source)


@given(pairs())
def test_blank_lines_and_comments_are_nothing_new(pair: tuple[str, str, str]) -> None:
    path, text, _ = pair
    wider = text.replace("\n", "\n\n") + "\n\n"
    for file in change_of({path: blob(text.encode())}, {path: blob(wider.encode())}).files:
        assert not says_something_new(file)


@pytest.mark.parametrize(
    ("path", "before", "after", "is_new"),
    [
        ("a.py", "a = 1\n", "a = 1  # one\n", False),
        ("a.py", "a = 1\n", "a = '# 1'\n", True),
        ("a.py", "if a:\n  b\n", "if a:\n    b\n", False),
        ("a.py", "if a:\n  b\n  c\n", "if a:\n  b\nc\n", True),
        ("a.ts", "f(a, b);\n", "f(\n  a,\n  b);\n", False),
        ("a.ts", "f(a);\n", "f(a); /* b */\n", False),
        ("a.ts", "return/* b */a;\n", "return a;\n", False),
        ("a.go", 'var a = "b c"\n', 'var a = "bc"\n', True),
        ("a.md", "one two\nthree\n", "one\ntwo  three\n", False),
        ("a.ts", "f('/*');\n", "f('/*', a);\n", True),
        ("a.md", "text\n", "text\n<!-- more -->\n", False),
        ("a.md", "text\n", "# text\n", True),
        ("a.sql", "select 1\n", "select 1 -- one\n", False),
        ("a.sql", "select 1\n", "select 1 /*+ hint */\n", True),
        ("a.clj", "(a)\n", "(a) ; one\n", True),
        ("Makefile", "a:\n", "a:\n# b\n", False),
    ],
)
def test_in_each_language(path: str, before: str, after: str, is_new: bool) -> None:
    (file,) = change_of({path: blob(before.encode())}, {path: blob(after.encode())}).files
    assert says_something_new(file) is is_new


def test_a_mode_is_nothing_new_and_a_type_is() -> None:
    (mode,) = change_of({"a": blob(b"a")}, {"a": blob(b"a", Mode.EXECUTABLE)}).files
    (kind,) = change_of({"a": blob(b"a")}, {"a": blob(b"a", Mode.SYMLINK)}).files
    assert not says_something_new(mode)
    assert says_something_new(kind)


@given(st.sampled_from(sorted(LINES)), st.data())
def test_comments_are_found_where_they_stand(path: str, data: st.DataObject) -> None:
    source = Source("\n".join(data.draw(st.lists(st.sampled_from(LINES[path]), max_size=6))).encode())
    spans = comment_spans(path, source)
    if spans is None:
        assert path == "a.md"
        return
    ends = [0]
    for start, end in spans:
        assert source.text[start:end].startswith(("#", "//", "/*"))
        assert start >= ends[-1]
        assert is_within(spans, start)
        ends.append(end)
    assert not is_within(spans, len(source.text))
