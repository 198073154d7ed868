"""What was read from a record of another tool: rules in our own words, and what has none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from checks.document import Document
from checks.finding import Level
from checks.record_text import RecordText


@dataclass(frozen=True)
class Source:
    """A record as another tool left it.

    Attributes:
        path: where it stands.
        front: its front matter, empty without.
        text: the record taken apart.
        layers: what the tool calls a layer → its path patterns, where a file beside the records says so.
    """

    path: str
    front: Document
    text: RecordText
    layers: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def value(self, *location: str | int) -> object:
        """A value of the front matter, `None` if there is none."""
        return self.front.at(location)

    def line(self, *location: str | int) -> int:
        """The line on which a value of the front matter stands."""
        return self.front.problem(location, "", at_key=True).line


@dataclass(frozen=True)
class ImportedRule:
    """A rule in our own words.

    Attributes:
        kind: its kind, `forbid-path`.
        options: the options of that kind.
        level: what it weighed in the other tool; without a remedy it cannot block.
        line: the line of the record that it was read from.
        paths: the files it governs, where that is no option of the kind.
        instead: what to do instead, empty if the other tool does not say.
    """

    kind: str
    options: object
    level: Level
    line: int
    paths: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """A sentence about a line of the record.

    Attributes:
        line: the line.
        text: one sentence, lower case.
    """

    line: int
    text: str


@dataclass
class Found:
    """Everything that one tool has in one record.

    Attributes:
        rules: what could be translated, in order.
        said: what could not, and what the reader should know.
    """

    rules: list[ImportedRule] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def say(self, line: int, text: str) -> None:
        """Note a sentence about a line."""
        self.said.append(Said(line, text))


def texts(value: object) -> tuple[str, ...]:
    """The texts of a list, or of one text; nothing else."""
    items = value if isinstance(value, list) else [value]
    return tuple(item.strip() for item in items if isinstance(item, str) and item.strip())
