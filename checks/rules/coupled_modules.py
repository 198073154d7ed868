"""`coupled-modules`: one of several modules that stand apart reaches for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from checks.change import Change
from checks.check import Check, Sighting
from checks.languages.language import language_of
from checks.path_syntax import pattern_mistake


@dataclass(frozen=True, kw_only=True)
class CoupledModules(Check):
    """An import between modules that must not know one another.

    Read are Python, JavaScript, TypeScript, Go, Java, C#, Ruby and Rust, in every way in which
    `forbidden-import` reads them. What counts is what the change brings in.

    Options:

    - `modules`: the modules. Of a pattern with `*`, such as `plugins/*`, each folder or file that it
      matches is one; `billing/**`, `src/billing`, `com.acme.billing` and `billing` are one each. A plain
      name is looked for at the root, in the usual source directories, and then anywhere.
    - `allow`: what all of them may import nevertheless, written like `to` of `forbid-import`.
    - `type-only`: `forbid` (the default) or `allow` imports that exist for a type checker alone.
    - `dynamic`: `report` (the default) or `ignore` imports whose name is computed while the program runs.

    A list alone is `modules`. What belongs to no module may import and be imported by all of them: what
    ties them together, and what they share. With `plugins/*` that is also `plugins/__init__.py`.

    A module that no file belongs to is never passed over: where the change takes its last file away, that
    weighs what the rule weighs, and otherwise it is a warning on every change of code.

    ## Why

    Modules that do not know one another can be changed, tested, owned and removed one at a time. The
    first import between two of them makes one module of both.

    ## What to do

    Put what both need into a module that both may import, or let whoever ties them together pass it on.

    ## Example

        independent: ["plugins/*"]

    catches `from ..mail import send` in `plugins/report/`, and leaves `from shop.events import publish`.

    ## Known limits

    What a module reaches through one that belongs to none is not looked at, except for names that such a
    module hands on. The limits of `forbidden-import` hold as well.
    """

    name: ClassVar[str] = "coupled-modules"
    rule_kind: ClassVar[str] = "independent"

    modules: tuple[str, ...]
    allow: tuple[str, ...] = ()
    type_only: Literal["forbid", "allow"] = "forbid"
    dynamic: Literal["report", "ignore"] = "report"

    def __post_init__(self) -> None:
        """Refuse options under which the check could never speak.

        Raises:
            ValueError: fewer than two modules, or a name that is wrong or given twice.
        """
        for name in self.modules:
            if mistake := pattern_mistake(name):
                raise ValueError(mistake)
            if name.startswith("!"):
                raise ValueError(f"the module `{name}` takes back with `!`; use `allow` for what is shared")
        plain = {name.removesuffix("/**").strip("/") for name in self.modules}
        if len(plain) < len(self.modules):
            raise ValueError("a module is named twice, so it would be kept from itself")
        if len(plain) < 2 and not any(sign in name for name in plain for sign in "*?["):
            raise ValueError("`independent` needs two modules, or a pattern such as `plugins/*`")
        if not all(entry.strip("/ ") for entry in self.allow):
            raise ValueError("no entry of `allow` may be empty")

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """`independent: ["plugins/*"]`."""
        return {"modules": value} if isinstance(value, str | list) else None

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        from checks.languages.places.named import may_belong

        return language_of(path, None) is not None and any(may_belong(path, name) for name in self.modules)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not change.files:
            return
        from checks.languages.places.boundary import entries  # much code, for rules that are asked
        from checks.languages.places.inspection import Inspection
        from checks.languages.places.named import TooManyFiles, governed, missing, parts_of
        from checks.languages.places.partition import Apart

        try:
            parts = parts_of(change, self.modules)
        except TooManyFiles as many:
            yield many.as_gap()
            return
        yield from missing(change, parts.values(), "module")
        inspection = Inspection(
            boundary=Apart(tuple(parts.values()), entries(self.allow)),
            reports_types=self.type_only == "forbid",
            reports_computed=self.dynamic == "report",
        )
        yield from inspection.of(change, governed(change.files, parts.values()))
