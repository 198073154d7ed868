"""What libyaml reads, the reader in Python reads alike: the same values at the same places."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks import document
from checks.document import Document
from checks.problem import PolicyInvalid
from checks.yaml_events import events, quick_events

SEEDS = [
    "a: {b: c, d: [e, 'f', \"g\"]}\nh:\n- i\n- j: k\n  l: |\n    m\n    n\n  o: >-\n    p\n    q\n",
    "x: 'it''s'\ny: \"a\\tb\\u00e9\"\nz: plain # c\nw:\n  - 0x1f\n  - 1.5\n  - ~\n",
    "status: accepted\nenforce:\n  paths: [\"a/**\", '!b/**']\n  rules:\n    - forbid-path: [c]\n",
    "p: |2\n    x\n   y\nr:\n  - pattern: |\n      f(...)\n      g\n  - a: >-\n     t\n     u\n",
]
PIECES = st.sampled_from(
    [
        *":-?{}[],#&*!|>'\"%@`\\ \t\n~",
        "\n  ",
        "\n- ",
        ": ",
        " #",
        "---\n",
        "...\n",
        "|+\n",
        "? ",
        "\n\n",
        "é",
        "<<: ",
    ]
)


def _in_python(text: str) -> Document | None:
    builder = document._Builder("f", 1)
    try:
        for event in events(text):
            builder.take(event)
    except Exception:  # noqa: BLE001 - whatever it refuses, the other may not take
        return None
    return None if builder.problems else Document("f", builder.root, builder.keys, builder.values)


@settings(max_examples=600)
@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3), PIECES), max_size=4))
@example("m\tode: off\n", [])
@example("['a':1]", [])
@example("--- ", [])
@example("|+\n# x\n", [])
@example(">#", [])
@example("a: |\n   \n  n\n", [])
def test_both_readers_see_the_same_document(text: str, edits: list[tuple[float, int, str]]) -> None:
    for place, removed, piece in edits:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + removed :]
    quick = document._quick("f", text, 1)
    assert quick is None or quick == _in_python(text)


def test_ordinary_records_are_read_quickly() -> None:
    assert all(quick_events(text) for text in SEEDS)


@pytest.mark.parametrize("text", ["a: *b\n", "a: &b c\n", "a: 1\na: 2\n", "%YAML 1.2\n---\na: 1\n", ""])
def test_what_is_wrong_is_told_by_the_reader_in_python(text: str) -> None:
    assert document._quick("f", text, 1) is None
    if text:
        with pytest.raises(PolicyInvalid):
            document.parse("f", text.encode())
