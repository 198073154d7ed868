"""What readers of YAML 1.1 take a plain scalar for, held against one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from checks.values.node import Leaf
from checks.values.yaml_older import older_reading
from checks.values.yaml_text import documents


def of_another(text: str) -> object:
    reader = YAML(typ="safe", pure=True)
    reader.version = (1, 1)
    return reader.load(text)


@given(st.text("0123456789_:.-b", min_size=1, max_size=9))
def test_a_number_is_the_one_that_another_reader_finds(text: str) -> None:
    older = older_reading(text)
    assert older is None or older == of_another(text)


@pytest.mark.parametrize(
    "text", ["0132", "-0100", "1_000", "1_0.5", "16:40", "-1:0:1", "0b101", "yes", "Off"]
)
def test_these_are_taken_for_something_else(text: str) -> None:
    older = older_reading(text)
    assert older == of_another(text)
    (leaf,) = documents(text)
    assert isinstance(leaf, Leaf)
    assert (leaf.older, leaf.written) == (older, text)


@pytest.mark.parametrize(
    "text", ["90", "9.5", "089", "true", '"0100"', "'yes'", "3.11.2", "2026-03-02", "a_1"]
)
def test_of_these_all_readers_think_alike(text: str) -> None:
    (leaf,) = documents(text)
    assert isinstance(leaf, Leaf)
    assert leaf.readings == (leaf,)
