"""The standard library's parser of Python, without a word about what it would warn of."""

from __future__ import annotations

import ast
import re
import warnings

_FILE_NAME = "<judged python>"


def parsed(text: str) -> ast.Module:
    """Parse without a word about invalid escapes.

    One filter for a file name that nobody else uses is put first and stays: to take filters back, as
    `warnings.catch_warnings` does, would take back those of other threads.
    """
    pattern = re.escape(_FILE_NAME)
    first = warnings.filters[0] if warnings.filters else None
    if first is None or getattr(first[3], "pattern", None) != pattern:
        warnings.filterwarnings("ignore", module=pattern)
    return ast.parse(text, _FILE_NAME)
