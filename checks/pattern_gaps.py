"""How the engine says why a rule could not be answered for a file: a reason code and a sentence in one text.

`SideResults.unscanned` holds plain text; this is the one place that knows how the code stands in it.
"""

from __future__ import annotations

from checks.change import Reason


def gap(code: Reason, measured: str) -> str:
    """Join a reason code and what was found."""
    return f"{code}: {measured}"


def read_gap(text: str) -> tuple[Reason, str]:
    """The code and the sentence again; a text without a code is `NOT_ANALYSED`."""
    code, colon, measured = text.partition(": ")
    known = colon and any(code == reason for reason in Reason)
    return (Reason(code), measured) if known else (Reason.NOT_ANALYSED, text)
