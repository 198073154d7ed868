"""What the cases cannot show: no text stops the search, and a checksum tells every slip."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.secrets.kinds import secrets_in
from checks.secrets.proofs import has_checksum

PIECES = st.lists(
    st.sampled_from(
        ["sk-", "T3BlbkFJ", "eyJhbGci", ".", "://", ":", "@", "gh" + "p_", "AKIA", "a" * 30, "\n", "="]
    )
).map("".join)


@given(PIECES | st.text())
def test_any_text_is_searched(text: str) -> None:
    assert all(text[found.start : found.end] == found.value for found in secrets_in(text))


@given(st.text("abcdefXYZ0123456789", min_size=36, max_size=36))
def test_a_random_tail_is_no_checksum(body: str) -> None:
    token = "ghp_" + body
    other = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert not (has_checksum(token) and has_checksum(other))


@pytest.mark.parametrize(
    "piece", ["sk-aaaa", "eyJaaaaaaaaaa.", "://a:", "-----BEGIN PRIVATE KEY-----\n", "aws_secret_key="]
)
def test_a_long_row_takes_no_long_time(piece: str) -> None:
    start = time.process_time()
    list(secrets_in(piece * (300_000 // len(piece))))
    assert time.process_time() - start < 5
