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
    r"|^[ ]+$|[|>][-+0-9]*\s*\#",  # white space and comments in and before a block
    re.MULTILINE,
)
_JOINED = re.compile(r":\S")
"""Behind a text in quotes: libyaml takes it for a key with its value, which ruamel refuses."""


def events(text: str) -> Iterator[Event]:
    """The events as ruamel's own reader sees them.

    Raises:
        MarkedYAMLError: the text is no YAML.
        YAMLStreamError: likewise.
        ValueError: likewise.
    """
    yield from YAML(typ="safe", pure=True).parse(text)


class Unsure(Exception):
    """Only the reader in Python can tell what the text means."""


def quick_events(text: str) -> Iterator[Event]:
    """The same events, one by one, so that whoever has seen too much can stop.

    Raises:
        Unsure: the text has to be read by `events`, from its beginning.
    """
    if CParser is None or _READ_DIFFERENTLY.search(text):
        raise Unsure
    try:
        parser = CParser(text)
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, ScalarEvent):
                event.style = event.style or None
                if event.style and _JOINED.match(text, event.end_mark.index):
                    raise Unsure
            yield event
    except (MarkedYAMLError, YAMLStreamError, ValueError) as broken:
        raise Unsure from broken
