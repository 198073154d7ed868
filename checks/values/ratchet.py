"""What a value of the head must not be, compared with the same value of the base."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum

from checks.values.demand import members, quoted, readings, shown
from checks.values.json_path import Place
from checks.values.node import Leaf, Node
from checks.values.numbers import Number, Version, lowest_version, number_of

_MOST_NAMED = 3


class Ratchet(StrEnum):
    """A direction in which a value must not move."""

    FALL = "must-not-fall"
    RISE = "must-not-rise"
    SHRINK = "must-not-shrink"

    @property
    def phrase(self) -> str:
        """It in words, behind "it must"."""
        return self.value.removeprefix("must-").replace("-", " ")

    def seen(self, base: Sequence[Place], head: Sequence[Place]) -> str:
        """What moved that way, behind the name of the value; empty if nothing did.

        Args:
            base: the value in each document of the base, at least one.
            head: the value in each document of the head, at least one.
        """
        if self is Ratchet.SHRINK:
            return _shrunk(base, head)
        return _moved(base, head, falls=self is Ratchet.FALL)


def _shrunk(base: Iterable[Place], head: Iterable[Place]) -> str:
    left = Counter(member for place in head for member in members(place.node))
    lost: list[str] = []
    for place in base:
        for member in members(place.node):
            if left[member]:
                left[member] -= 1
            else:
                lost.append(member)
    named = ", ".join(map(quoted, lost[:_MOST_NAMED]))
    more = f" and {len(lost) - _MOST_NAMED} more" if len(lost) > _MOST_NAMED else ""
    return f"loses {named}{more}" if lost else ""


def _moved(base: Sequence[Place], head: Sequence[Place], *, falls: bool) -> str:
    """Of several documents, that with the weakest value counts."""
    before = [number for place in base if (number := _comparable(place.node)) is not None]
    if not before:
        return ""
    was = min(before, key=_order) if falls else max(before, key=_order)
    for node, reading in ((one.node, reading) for one in head for reading in readings(one.node)):
        now = _comparable(reading)
        if now is None or isinstance(now, tuple) is not isinstance(was, tuple):
            return f"was {_written(was)} and is now {shown(node)}, which cannot be compared"
        if (_order(now) < _order(was)) if falls else (_order(now) > _order(was)):
            return f"{'falls' if falls else 'rises'} from {_written(was)} to {shown(node)}"
    return ""


def _comparable(node: Node) -> Number | Version | None:
    """A number, or the version that a text is: what stands in quotes is a version unless it is a share."""
    if not isinstance(node, Leaf):
        return None
    value = node.value
    number = number_of(value)
    if not isinstance(value, str) or (number is not None and (not node.is_typed or "%" in value)):
        return number
    return lowest_version(value)


def _order(value: Number | Version) -> tuple[bool, Number | Version]:
    return isinstance(value, tuple), value


def _written(value: Number | Version) -> str:
    return quoted(".".join(map(str, value)) if isinstance(value, tuple) else str(value))
