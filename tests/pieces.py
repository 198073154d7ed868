"""Texts put together from pieces, made from one number: drawing each piece costs more than reading them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hypothesis import strategies as st


def rows_of(pieces: Sequence[bytes], most: int) -> st.SearchStrategy[bytes]:
    """Rows of pieces, none to `most` of them.

    Args:
        pieces: what is put in a row.
        most: most pieces in it.
    """

    def row(seed: int) -> bytes:
        random = Random(seed)
        return b"".join(random.choices(pieces, k=random.randrange(most + 1)))

    return st.integers(0, 2**64 - 1).map(row)
