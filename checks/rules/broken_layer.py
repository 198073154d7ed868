"""`broken-layer`: a lower layer reaches for a higher one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from typing import ClassVar, Literal

from checks.change import Change
from checks.check import Check, Need, Sighting
from checks.languages.language import language_of
from checks.path_syntax import is_plain_path, pattern_mistake


@dataclass(frozen=True, kw_only=True)
class BrokenLayer(Check):
    """An import from a lower layer into a higher one.

    Read are Python, JavaScript, TypeScript, Go, Java, C#, Ruby and Rust, in every way in which
    `forbidden-import` reads them. What counts is what the change brings in.

    Options:

    - `order`: the layers, the highest first. Each may import the layers below it and none above it. A
      list within the list holds siblings, which must not import one another either. A layer is a path
      pattern (`src/*/api/**`), a folder or file (`src/shop/api`), a package (`com.acme.api`,
      `shop.api`), or a plain name (`api`): a folder or file of that name below `in`, at the root or in a
      usual source directory, or else wherever a folder holds two of the layers.
    - `in`: the folder that the layers lie in; the whole repository if absent.
    - `siblings-may-import`: whether siblings may import one another; they may not by default.
    - `type-only`: `forbid` (the default) or `allow` imports that exist for a type checker alone.
    - `dynamic`: `report` (the default) or `ignore` imports whose name is computed while the program runs.

    A list alone is `order`. A file in no layer may import and be imported by all. A file that several
    layers hold belongs to the one that names the longest path.

    A layer that no file belongs to is never passed over: where the change takes its last file away, that
    weighs what the rule weighs, and otherwise it is a warning on every change of code.

    ## Why

    Layers keep what changes often away from what must not. One import upwards, and the lower layer can
    no longer be built, tested or replaced without the higher one.

    ## What to do

    Move what both need into the lower layer, or let the higher layer hand it down: as an argument, a
    callback or an interface that the lower layer defines.

    ## Example

        layers: ["api", ["billing", "shipping"], "storage"]

    catches `from ..api import rest` in `storage/` and in `billing/`, and `import shop.shipping` in
    `billing/`.

    ## Known limits

    What a file reaches through a module that is in no layer is not looked at, except for names that such
    a module hands on. The limits of `forbidden-import` hold as well.
    """

    name: ClassVar[str] = "broken-layer"
    rule_kind: ClassVar[str] = "layers"

    order: tuple[str | tuple[str, ...], ...]
    in_: str = ""
    siblings_may_import: bool = False
    type_only: Literal["forbid", "allow"] = "forbid"
    dynamic: Literal["report", "ignore"] = "report"

    def __post_init__(self) -> None:
        """Refuse options under which the check could never speak.

        Raises:
            ValueError: fewer than two layers that are kept apart, or a name that is wrong or given twice.
        """
        names = [name for rank in self._ranks for name in rank]
        apart = len(self._ranks) > 1 or (len(names) > 1 and not self.siblings_may_import)
        if not apart or not all(self._ranks):
            raise ValueError("`layers` needs at least two layers that must not import one another")
        for name in names:
            if mistake := pattern_mistake(name):
                raise ValueError(mistake)
            if name.startswith("!"):
                raise ValueError(f"the layer `{name}` takes back with `!`, which a layer cannot")
        if len({name.strip("/") for name in names}) < len(names):
            raise ValueError("a layer is named twice, so nobody knows what may import it")
        if self.in_ and (not is_plain_path(self.in_.rstrip("/")) or any(c in self.in_ for c in "*?[")):
            raise ValueError("`in` names one folder from the root, such as `src/shop`, without `*`")

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """`layers: ["api", "domain", "storage"]`."""
        return {"order": value} if isinstance(value, list) else None

    @cached_property
    def _ranks(self) -> tuple[tuple[str, ...], ...]:
        return tuple((rank,) if isinstance(rank, str) else tuple(rank) for rank in self.order)

    @property
    def needs(self) -> Iterator[Need]:
        """See `Check.needs`."""
        yield from (Need("layer-order", self._ordered(high, low)) for high, low in self._pairs())

    def forbids(self, need: Need) -> bool:
        """See `Check.forbids`."""
        reverse = {self._ordered(low, high) for high, low in self._pairs()}
        return need.topic == "layer-order" and need.subject in reverse

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for high, low in combinations(self._ranks, 2):
            yield from product(high, low)

    def _ordered(self, high: str, low: str) -> str:
        where = self.in_.strip("/")
        return f"{high} above {low}" + (f" in {where}" if where else "")

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        from checks.languages.places.named import may_belong

        names = [name for rank in self._ranks for name in rank]
        return language_of(path, None) is not None and any(may_belong(path, name) for name in names)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not change.files:
            return
        from checks.languages.places.inspection import Inspection  # much code, for rules that are asked
        from checks.languages.places.named import TooManyFiles, governed, missing, parts_of
        from checks.languages.places.partition import Layered

        try:
            parts = parts_of(change, [n for rank in self._ranks for n in rank], self.in_.rstrip("/"))
        except TooManyFiles as many:
            yield many.as_gap()
            return
        yield from missing(change, parts.values(), "layer")
        inspection = Inspection(
            boundary=Layered(
                tuple(tuple(parts[name] for name in rank) for rank in self._ranks), self.siblings_may_import
            ),
            reports_types=self.type_only == "forbid",
            reports_computed=self.dynamic == "report",
        )
        yield from inspection.of(change, governed(change.files, parts.values()))
