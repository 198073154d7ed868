"""The strict loader: values of YAML 1.2, places, and refusal before anything is expanded."""

from __future__ import annotations

import json
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.document import MAX_BYTES, Place, parse
from checks.problem import PolicyInvalid

VISIBLE = st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")), max_size=12)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(10**17), 10**17), VISIBLE, st.floats(-1e15, 1e15))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(VISIBLE, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("off", "off"),
        ("yes", "yes"),
        ("y", "y"),
        ("2026-03-02", "2026-03-02"),
        ("12:30:00", "12:30:00"),
        ("1_000", "1_000"),
        ("0o17", 15),
        ("0644", 644),
        ("0x1F", 31),
        ("1.5", 1.5),
        ("-.5e3", -500.0),
        (".inf", ".inf"),
        ("~", None),
        ("True", True),
        ("'true'", "true"),
        ("'1'", "1"),
        ("=", "="),
        ("|\n  a\n  b", "a\nb"),
    ],
)
def test_plain_texts_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    found = parse("f.yml", f"a: {text}".encode())
    assert found.value == {"a": value}
    assert type(found.at(("a",))) is type(value)


def test_every_key_and_value_has_its_place() -> None:
    found = parse("f.yml", "\ufeffa: 1\nb:\n  - c: é\n    d: [x, 'y']\n".encode(), first_line=11)
    assert found.keys == {
        ("a",): Place(11, 1),
        ("b",): Place(12, 1),
        ("b", 0, "c"): Place(13, 5),
        ("b", 0, "d"): Place(14, 5),
    }
    assert found.values == {
        (): Place(11, 1),
        ("a",): Place(11, 4),
        ("b",): Place(13, 3),
        ("b", 0): Place(13, 5),
        ("b", 0, "c"): Place(13, 8),
        ("b", 0, "d"): Place(14, 8),
        ("b", 0, "d", 0): Place(14, 9),
        ("b", 0, "d", 1): Place(14, 12),
    }


def test_a_problem_at_what_is_not_there_points_at_what_encloses_it() -> None:
    found = parse("f.yml", b"a:\n  b: 1\n")
    assert str(found.problem(("a", "z", 3), "gone")) == "f.yml:2:3: gone"
    assert str(found.problem(("a", "b"), "at its key", at_key=True)) == "f.yml:2:3: at its key"


@given(VALUES)
def test_json_is_read_as_json_reads_it(value: object) -> None:
    text = json.dumps({"v": value}, ensure_ascii=False, indent=1)
    if any(unicodedata.category(char) in ("Cc", "Cf") and char != "\n" for char in text):
        return
    assert parse("f.yml", text.encode()).value == json.loads(text) == {"v": value}


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_place(content: bytes) -> None:
    try:
        parse("f.yml", content)
    except PolicyInvalid as invalid:
        problems = invalid.problems
    else:
        return
    assert problems
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)


BOMBS = {
    "flow lists 3,000 deep": "[" * 3000,
    "flow mappings 60,000 deep": "{a: " * 60_000,
    "block mappings 600 deep": "\n".join(" " * depth + "a:" for depth in range(600)),
    "lists in lists": "- " * 100_000,
    "complex keys": "? " * 100_000,
    "aliases that multiply": "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(20)),
    "a value that holds itself": "a: &a [*a]",
    "a merge": "a: &a {b: 1}\nc:\n  <<: *a",
    "10 MB": "a" * 10**7,
    "a list of a million patterns": "- a\n" * 1_000_000,
    "control characters": "\x01" * 200_000,
}


@pytest.mark.threat("F3", "PS09", "PS14")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_a_tenth_of_a_second(name: str) -> None:
    content = BOMBS[name].encode()
    spent = []
    for _ in range(5):
        start = time.process_time()
        with pytest.raises(PolicyInvalid):
            parse("f.yml", content)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.1


@pytest.mark.threat("PS14")
def test_the_limit_of_size_is_exact() -> None:
    assert parse("f.yml", b"a: " + b"x" * (MAX_BYTES - 3)).value
    with pytest.raises(PolicyInvalid, match="262145 bytes are too many, the limit is 262144"):
        parse("f.yml", b"a: " + b"x" * (MAX_BYTES - 2))


def test_problems_are_sorted_by_place_and_told_once() -> None:
    with pytest.raises(PolicyInvalid) as caught:
        parse("f.yml", b"b: &x !t 1\na: &y 2\n")
    assert [str(problem) for problem in caught.value.problems] == [
        "f.yml:1:4: a tag is not allowed",
        "f.yml:1:4: the anchor `&x` is not allowed",
        "f.yml:2:4: the anchor `&y` is not allowed",
    ]
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
