"""The events of a YAML text: quickly where two readers agree, and for certain.

ruamel's own reader in Python is what counts: its strictness, its messages and its places. libyaml, where it
is installed, reads the same texts many times faster, but takes a few that the other refuses. Those are told
by their characters and left to the reader in Python, and so is every text in which anything is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLStreamError
from ruamel.yaml.events import Event, ScalarEvent

try:
    from _ruamel_yaml import CParser  # type: ignore[import-not-found]
except ImportError:  # without libyaml everything is read in Python
    CParser = None

_READ_DIFFERENTLY = re.compile(
    r"[\t\r]"  # libyaml takes tabs inside of plain texts
    r"|^(?:---|\.\.\.|%)"  # places of what is empty after a marker
    r"|[\"']:(?!\s)"  # a key in quotes directly before its value
    r"|^[ ]+$|[|>][-+0-9]*\s*\#",  # white space and comments in and before a block
    re.MULTILINE,
)


def events(text: str) -> Iterator[Event]:
    """The events as ruamel's own reader sees them.

    Raises:
        MarkedYAMLError: the text is no YAML.
        YAMLStreamError: likewise.
        ValueError: likewise.
    """
    yield from YAML(typ="safe", pure=True).parse(text)


def quick_events(text: str) -> list[Event] | None:
    """The same events, or `None` where only `events` can tell them."""
    if CParser is None or _READ_DIFFERENTLY.search(text):
        return None
    found: list[Event] = []
    try:
        parser = CParser(text)
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, ScalarEvent):
                event.style = event.style or None
            found.append(event)
    except (MarkedYAMLError, YAMLStreamError, ValueError):
        return None
    return found
