"""Captures in path patterns: what they may be, and that they agree with the patterns of `.gitignore`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.companions import Companions
from checks.path_captures import CapturePatterns, checked_captures, pairing_mistake, read_whole
from checks.paths import PathPatterns

PART = st.text(st.sampled_from("ab.-é[]{}* "), min_size=1, max_size=4)
PATH = st.lists(PART, min_size=1, max_size=4).map("/".join)


@pytest.mark.parametrize(
    "pattern",
    [
        "src/{a,b}.py",
        "src/{name",
        "src/{Name}.py",
        "{name}*",
        "{a}{b}",
        "{a}-{b}.py",
        "**/{name}/**/x",
        "src/**",
        "!src/{name}",
        "src/[ab]/{name}",
        "../{name}",
    ],
)
def test_a_capture_that_could_mean_several_things_is_refused(pattern: str) -> None:
    if pattern == "src/**":
        checked_captures([pattern])
    else:
        with pytest.raises(ValueError):
            checked_captures(["src/x", pattern])


@pytest.mark.parametrize(
    ("pattern", "path", "value"),
    [
        ("schema/{name}.proto", "schema/order.proto", "order"),
        ("schema/{name}.proto", "schema/a.b.proto", "a.b"),
        ("schema/{name}.proto", "schema/v1/order.proto", None),
        ("services/{name}/**", "services/orders/api/a.py", "orders"),
        ("services/{name}", "services/orders/api/a.py", "orders"),
        ("src/**/{name}.py", "src/orders.py", "orders"),
        ("src/**/{name}.py", "src/a/b/orders.py", "orders"),
        ("**/test_{name}.py", "test_orders.py", "orders"),
        ("src/{name}/{name}.ts", "src/card/card.ts", "card"),
        ("src/{name}/{name}.ts", "src/card/list.ts", None),
        ("src/?/{name}", "src/é/orders", "orders"),
        ("src/{name}.py", "src/\udcff.py", "\udcff"),
    ],
)
def test_what_a_capture_stands_for(pattern: str, path: str, value: str | None) -> None:
    found = CapturePatterns((pattern,)).bindings(path, any_form=False)
    assert found == (None if value is None else (("name", value),))


@given(PATH, st.sampled_from(["{x}/b", "a/{x}", "a/{x}.b", "**/{x}", "a/**/{x}", "{x}/**", "a*/{x}/?b"]))
def test_a_path_is_read_where_the_pattern_with_a_star_matches(path: str, pattern: str) -> None:
    patterns = CapturePatterns((pattern,))
    read = patterns.bindings(path, any_form=False)
    if read is not None:
        assert PathPatterns((pattern.replace("{x}", "*"),)).matches(path)
        assert f"/{read[0][1]}" in f"/{path}" or read[0][1] in path


@given(PATH)
def test_a_pattern_names_itself(path: str) -> None:
    if not set(path) & set("*{}"):
        assert read_whole(path, path, any_form=False) == ()
        assert read_whole("**", path, any_form=False) == ()


def test_lists_that_do_not_fit_together() -> None:
    called = ("when", "also")
    assert "alone" in pairing_mistake(["a/{x}"], ["b"], called)
    assert "every pattern" in pairing_mistake(["a/{x}", "c"], ["b/{x}"], called)
    assert pairing_mistake(["a/{x}", "!a/old"], ["b/{x}", "c"], called) == ""


def test_a_companion_agrees_in_what_both_sides_name() -> None:
    found = Companions(CapturePatterns(("docs/{name}.md", "all/*")), ["docs/a.md", "other/b.md"])
    assert found.has((("name", "a"),))
    assert not found.has((("name", "b"),))
    assert Companions(CapturePatterns(("docs/{name}.md", "all/*")), ["all/x"]).has((("name", "b"),))
    assert not Companions(CapturePatterns(("docs/{name}.md",)), [])
