"""The options of a rule about values, checked against each other and made into an inspection."""

from __future__ import annotations

from dataclasses import dataclass

from checks.linear_regex import compiled
from checks.values import demand
from checks.values.demand import Demand, Plain
from checks.values.formats import Format
from checks.values.inspection import Inspection
from checks.values.json_path import JsonPath, parse
from checks.values.numbers import lowest_version
from checks.values.ratchet import Ratchet


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a rule says of the values at a path; the names are those of its options."""

    at: str
    equals: Plain | None
    one_of: tuple[Plain, ...]
    other_than: tuple[Plain, ...]
    at_least: float | str | None
    at_most: float | str | None
    matches: str | None
    contains: tuple[Plain, ...]
    not_contains: tuple[Plain, ...]
    is_present: bool
    is_absent: bool
    is_optional: bool
    must_not_fall: bool
    must_not_rise: bool
    must_not_shrink: bool

    def inspection(self, patterns: tuple[str, ...], format_: str) -> Inspection:
        """The inspection that holds files against it.

        Args:
            patterns: the files.
            format_: their format; empty where their names tell it.

        Raises:
            ValueError: nothing is demanded, or what nothing can satisfy; one sentence.
        """
        if format_ and format_ not in list(Format):
            known = ", ".join(f"`{one}`" for one in Format)
            raise ValueError(f"there is no format `{format_}`; known are {known}")
        path, demands, ratchets = parse(self.at), self._demands(), self._ratchets()
        self._refuse_contradictions(path, demands, ratchets)
        if self.is_present and path.is_single:
            demands = (demand.filled(), *demands)
        names_a_value = any(
            one is not None for one in (self.equals, self.at_least, self.at_most, self.matches)
        )
        names_a_value = names_a_value or bool(self.one_of or self.contains)
        return Inspection(
            patterns=patterns,
            path=path,
            demands=demands,
            is_needed=self.is_present or (path.is_single and names_a_value and not self.is_optional),
            is_forbidden=self.is_absent,
            is_optional=self.is_optional,
            ratchets=ratchets,
            format=Format(format_) if format_ else None,
        )

    def _demands(self) -> tuple[Demand, ...]:
        made: list[Demand] = []
        if self.equals is not None:
            made.append(demand.equal_to((self.equals,)))
        if self.one_of:
            made.append(demand.equal_to(self.one_of))
        if self.other_than:
            made.append(demand.other_than(self.other_than))
        if self.at_least is not None:
            made.append(demand.at_least(self.at_least))
        if self.at_most is not None:
            made.append(demand.at_most(self.at_most))
        if self.matches is not None:
            compiled(self.matches)
            made.append(demand.matching(self.matches))
        made += map(demand.containing, self.contains)
        made += map(demand.not_containing, self.not_contains)
        return tuple(made)

    def _ratchets(self) -> tuple[Ratchet, ...]:
        chosen = {
            Ratchet.FALL: self.must_not_fall,
            Ratchet.RISE: self.must_not_rise,
            Ratchet.SHRINK: self.must_not_shrink,
        }
        return tuple(ratchet for ratchet, is_chosen in chosen.items() if is_chosen)

    def _refuse_contradictions(
        self, path: JsonPath, demands: tuple[Demand, ...], ratchets: tuple[Ratchet, ...]
    ) -> None:
        if self.is_absent and (demands or ratchets or self.is_present):
            raise ValueError("`absent` leaves no value of which anything else could be demanded")
        if not (self.is_absent or self.is_present or demands or ratchets):
            raise ValueError("say what is demanded of the value, as `equals` or `at-least`")
        if ratchets and not path.is_single:
            raise ValueError(f"`{ratchets[0]}` compares one value, and `{self.at}` may mean many")
        if self.is_optional and (self.is_present or self.is_absent):
            raise ValueError("`optional` has no place beside `present` or `absent`")
        for bound in (self.at_least, self.at_most):
            if isinstance(bound, str) and lowest_version(bound) is None:
                raise ValueError(f"`{bound}` holds no number to compare with")
        if self._is_empty_range():
            raise ValueError("no value is at least the one and at most the other bound")

    def _is_empty_range(self) -> bool:
        least, most = self.at_least, self.at_most
        if least is None or most is None:
            return False
        if isinstance(least, str) and isinstance(most, str):
            return (lowest_version(least) or ()) > (lowest_version(most) or ())
        return not isinstance(least, str) and not isinstance(most, str) and least > most
