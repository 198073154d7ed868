"""A day as a value of an option."""

from __future__ import annotations

import argparse
import re


def day(text: str) -> str:
    """The day as it is written, `2026-03-02`.

    Raises:
        ArgumentTypeError: it is written otherwise.
    """
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        raise argparse.ArgumentTypeError(f"`{text}` is no day, write it as 2026-03-02")
    return text
