"""`private-import`: code reaches past the public part of a module into what is its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from checks.change import Change
from checks.check import Check, Need, Sighting
from checks.languages.language import language_of
from checks.path_syntax import pattern_mistake


@dataclass(frozen=True, kw_only=True)
class PrivateImport(Check):
    """An import from outside of what a module keeps to itself.

    Read are Python, JavaScript, TypeScript, Go, Java, C#, Ruby and Rust, in every way in which
    `forbidden-import` reads them. What counts is what the change brings in.

    Options:

    - `of`: the module: `services/billing/**`, `com.acme.billing`, `billing`; a plain name is looked for at
      the root, in the usual source directories, and then anywhere. Of a pattern with `*` before its end,
      such as `services/*`, each match is a module of its own.
    - `names`: what of it may be imported from outside: files (`services/billing/api/**`), packages
      (`com.acme.billing.api`) or single names in them (`services.billing.Invoice`).
    - `type-only`: `forbid` (the default) or `allow` imports that exist for a type checker alone.
    - `dynamic`: `report` (the default) or `ignore` imports whose name is computed while the program runs.

    Inside of the module everything may import everything. Which files are held to the rule is narrowed by
    the `paths` of the decision, to leave out tests for instance.

    A module that no file belongs to is never passed over: where the change takes its last file away, that
    weighs what the rule weighs, and otherwise it is a warning on every change of code.

    ## Why

    What nobody outside imports can be changed without asking anybody. A public part that can be walked
    around is none.

    ## What to do

    Use what the module offers. If something is missing there, add it to the public part, and let its
    owners see that.

    ## Example

        public-interface:
          of: "services/billing/**"
          names: ["services/billing/api/**", "services.billing.Invoice"]

    catches `from services.billing.store import Row` in `services/orders/`, and leaves
    `from services.billing import Invoice`.

    ## Known limits

    Single names are told apart in Python, Java, C# and Rust; in the other languages name the file that
    offers them. `import services.billing` takes the whole package and is reported unless the package itself
    is among `names`. The limits of `forbidden-import` hold as well.
    """

    name: ClassVar[str] = "private-import"
    rule_kind: ClassVar[str] = "public-interface"

    of: tuple[str, ...]
    names: tuple[str, ...]
    type_only: Literal["forbid", "allow"] = "forbid"
    dynamic: Literal["report", "ignore"] = "report"

    def __post_init__(self) -> None:
        """Refuse options under which the check could never speak.

        Raises:
            ValueError: no module or no public name is given, or one is wrong or covers the module.
        """
        if not self.of or not self.names:
            raise ValueError("`public-interface` needs the module in `of` and what is public in `names`")
        for pattern in self.of:
            if mistake := pattern_mistake(pattern):
                raise ValueError(mistake)
            if pattern.startswith("!"):
                raise ValueError(f"`{pattern}` takes back with `!`, which a module cannot")
        if not all(entry.strip("/ *") for entry in self.names):
            raise ValueError("an entry of `names` is empty or makes everything public")
        plain = [name.removesuffix("/**").strip("/") for name in self.of]
        if all(name in {public.removesuffix("/**").strip("/") for public in self.names} for name in plain):
            raise ValueError("`names` makes the whole module public, so that nothing could be reported")

    @property
    def needs(self) -> Iterator[Need]:
        """See `Check.needs`: what is public is meant to be imported."""
        plain = (name.removesuffix("/**") for name in self.names)
        yield from (Need("import", name) for name in plain if not any(sign in name for sign in "*?["))

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return language_of(path, None) is not None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not change.files:
            return
        from checks.languages.places.boundary import entries  # much code, for rules that are asked
        from checks.languages.places.inspection import Inspection
        from checks.languages.places.named import TooManyFiles, missing, parts_of
        from checks.languages.places.partition import Enclosed

        try:
            parts = parts_of(change, self.of)
        except TooManyFiles as many:
            yield many.as_gap()
            return
        yield from missing(change, parts.values(), "module")
        inspection = Inspection(
            boundary=Enclosed(tuple(parts.values()), entries(self.names)),
            reports_types=self.type_only == "forbid",
            reports_computed=self.dynamic == "report",
        )
        yield from inspection.of(change, change.files)
