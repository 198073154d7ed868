"""One thing that a configuration asks for, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from checks.finding import Level
from checks.values.lookups import nodes, text
from checks.values.node import Leaf, Node


class Kind(StrEnum):
    """What sort of thing is asked for."""

    RULE = "rule"
    SWITCH = "switch"
    THRESHOLD = "threshold"
    EXCLUDE = "exclude"


@dataclass(frozen=True, slots=True)
class Guard:
    """One thing that is asked for.

    Attributes:
        kind: what sort of thing it is.
        strength: how much is asked for; more is stricter.
        line: where it stands, as `Source.text` counts; 0 where that is not known.
        absent_before: how much counts as asked for where it was not said before.
        absent_after: the same where it is no longer said; `None` where that cannot be known.
        level: what it weighs at most to ask for less.
        shown: how the value is written.
    """

    kind: Kind
    strength: float
    line: int
    absent_before: float
    absent_after: float | None
    level: Level = Level.WARN
    shown: str = ""


@dataclass(frozen=True, slots=True)
class Codes:
    """Rules that are chosen by the beginnings of their codes.

    Attributes:
        selected: the beginnings that are chosen, with their lines.
        ignored: the beginnings that are left out, with their lines.
        in_files: what is left out for some files: pattern and beginning, with their lines.
    """

    selected: dict[str, int]
    ignored: dict[str, int]
    in_files: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass(slots=True)
class Asked:
    """What one file asks of one tool; where it `inherits`, what is not said may be asked for elsewhere."""

    guards: dict[str, Guard] = field(default_factory=dict)
    codes: Codes | None = None
    inherits: bool = False

    def rule(
        self, name: str, strength: float, line: int, *, inherits: bool, level: Level = Level.WARN
    ) -> None:
        """Note a rule: 0 for off, 1 for a warning, 2 for an error."""
        before = 1.0 if strength == 0 else 0.0
        shown = {0: "off", 1: "warn", 2: "error"}.get(int(strength), "")
        self.guards[name] = Guard(Kind.RULE, strength, line, before, None if inherits else 0.0, level, shown)

    def switch(self, name: str, line: int, *, is_on: bool, default: bool, inherits: bool = False) -> None:
        """Note a switch that is stricter when it is on."""
        before, after = float(default), None if inherits else float(default)
        if inherits and not is_on:
            before = 1.0
        self.guards[name] = Guard(Kind.SWITCH, float(is_on), line, before, after)

    def threshold(
        self, name: str, value: float | None, line: int, *, absent: float | None = 0.0, sign: int = 1
    ) -> None:
        """Note a number that is stricter the higher it is, or the lower where `sign` is -1."""
        if value is not None:
            before = value * sign if absent is None else absent
            self.guards[name] = Guard(Kind.THRESHOLD, value * sign, line, before, absent, shown=f"{value:g}")

    def excludes(self, what: str, node: Node | None, level: Level = Level.NOTE) -> None:
        """Note patterns of files that are left out."""
        for item in listed(node):
            self.guards[f"{what} {item.value}"] = Guard(
                Kind.EXCLUDE, 0.0, item.line, 1.0, 0.0, level, str(item.value)
            )


def listed(node: Node | None) -> Iterator[Leaf]:
    """The texts of a list, or of one text in which commas, blanks or lines divide them."""
    for item in nodes(node):
        if isinstance(item, Leaf):
            if item.is_typed and not isinstance(node, Leaf):
                yield item
                continue
            for number, line in enumerate(str(item.value).split("\n")):
                for word in line.split("#")[0].replace(",", " ").split():
                    yield Leaf(item.line + number, word)


def number(node: Node | None) -> float | None:
    """A number, also one with a percent sign; `None` for everything else."""
    try:
        return float(text(node).strip().rstrip("%"))
    except ValueError:
        return None


def is_there(node: Node) -> Asked:
    """A tool of which only counts that it is used."""
    del node
    return Asked()


def is_true(node: Node | None) -> bool:
    """Whether a value is true, in the words of any format."""
    return text(node).strip().lower() in ("true", "1", "yes", "on")
