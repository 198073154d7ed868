"""What a check is: a frozen dataclass whose fields are its options and whose `find` is the rule.

A check is one file in `checks/rules/`, found by walking that package. Its docstring is its
documentation, with the headings `## Why`, `## What to do`, `## Example` and, where there are any,
`## Known limits`; `decisis explain` prints it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import ClassVar, Self

from checks.change import Change, Incomplete
from checks.finding import Level, Violation, Waiting
from checks.patterns import PatternRule
from checks.proceedings import Awaited

Sighting = Violation | Incomplete | Waiting
"""What a check reports: a place that breaks the rule, one it could not look at, or something that is due."""


_PLACES = ("when", "paths", "files", "file", "path")


@dataclass(frozen=True, slots=True)
class Need:
    """Something without which a rule cannot be kept, so that another rule may not forbid it.

    Attributes:
        topic: what kind of thing: `path`, `import`, `dependency`, `layer-order`.
        subject: the thing: a path, a module, a package.
    """

    topic: str
    subject: str


@dataclass(frozen=True, kw_only=True)
class Check(ABC):
    """One kind of inspection, bound to its options.

    Attributes:
        name: the bad pattern it names, as in "allow `forbidden-import`"; also the name in `checks:`.
        rule_kind: the key under `enforce.rules` that binds it; empty if it only runs built in.
        built_in: whether it runs in every repository without a decision.
        for_everyone: whether it speaks to people too when it runs built in.
        level: what it weighs when it runs built in and the policy does not say otherwise.
        reads_audits: whether `find` reads what zizmor says from `Change.audits`.
        stands: whether what it reports can stand in a repository as debt; otherwise it speaks of the act of
            changing alone, such as the editing of a file, and has no place in a baseline.
        waivable: whether a person may permit a finding of it by a comment; not where the finding concerns
            what decides about the comment itself.
        is_about_the_whole: whether it speaks of a change as a whole, of which a single write tells nothing
            yet: what is missing now may be written next.
        tells_weakening: whether what it reports takes something away that holds changes to a standard.
    """

    __pydantic_config__: ClassVar[Mapping[str, object]] = {
        "extra": "forbid",
        "alias_generator": lambda field: Check.option_name(field),
    }

    name: ClassVar[str]
    rule_kind: ClassVar[str] = ""
    built_in: ClassVar[bool] = False
    for_everyone: ClassVar[bool] = False
    level: ClassVar[Level] = Level.WARN
    reads_audits: ClassVar[bool] = False
    stands: ClassVar[bool] = True
    waivable: ClassVar[bool] = True
    is_about_the_whole: ClassVar[bool] = False
    tells_weakening: ClassVar[bool] = False

    @abstractmethod
    def find(self, change: Change) -> Iterator[Sighting]:
        """Report every place where the change introduces what the check forbids.

        Args:
            change: what is judged, already narrowed to the paths that the rule governs.

        Yields:
            Violations, `Incomplete` for what could not be analysed, and `Waiting` for what is due; the last
            two leave `rule` empty.
        """

    def reads(self, path: str) -> bool:
        """Whether the check needs the content of a file of this name.

        Where that is too large to be read, the verdict is incomplete; a large file that nothing reads, such
        as a picture or a lock file, holds nobody back.
        """
        del path
        return False

    def concerns(self, path: str) -> bool:
        """Whether a change of the file at `path` can be what the check speaks about, by its name alone.

        For people who ask what governs a file; the answer may be broader than what `find` reports.
        """
        from checks.paths import PathPatterns  # only people who ask need it

        patterns = self.looks_at or self.example_paths
        return not patterns or PathPatterns(patterns).matches_any_form(path)

    def wants_proofs(self, change: Change) -> bool:
        """Whether `find` reads `Change.proofs` for this change: its decisions must be proved first."""
        del change
        return False

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """Options from a value that is no mapping, as `forbid-path: ["src/legacy/**"]`.

        Returns:
            The options, or `None` if the check has no such short form.
        """
        del value
        return None

    @classmethod
    def restore(cls, options: Mapping[str, object], pattern_rules: tuple[PatternRule, ...]) -> Self:
        """Make a check again from the options of one that was made before; nothing is validated twice.

        Args:
            options: the value of every field, by its name.
            pattern_rules: the semgrep rules that the first check had made of them.
        """
        del pattern_rules
        check = cls.__new__(cls)
        for name, value in options.items():
            object.__setattr__(check, name, value)
        return check

    @staticmethod
    def option_name(field: str) -> str:
        """The name of an option as written in YAML: `from_` is `from`, `fail_under` is `fail-under`."""
        return field.rstrip("_").replace("_", "-")

    @property
    def looks_at(self) -> tuple[str, ...]:
        """Path patterns of the only files it speaks about, where an option names them; empty for all files.

        A rule that looks at no file of the repository is dead, and an example is put where it looks.
        """
        return ()

    @property
    def example_paths(self) -> tuple[str, ...]:
        """Path patterns of where a text that is given as an example is put, besides `looks_at`.

        Of several files that are named in full each is tried.
        """
        values = (getattr(self, option, ()) for option in _PLACES)
        texts = ((value,) if isinstance(value, str) else value for value in values)
        return next((found for found in texts if found and isinstance(found, tuple)), ())

    @property
    def asks(self) -> tuple[str, ...]:
        """Whose approval it may ask for: `@login`, `@org/team`, `codeowners`, a role; nobody's by default."""
        return ()

    @property
    def awaits(self) -> tuple[Awaited, ...]:
        """The checks of other programs that it may wait for; none by default."""
        return ()

    @property
    def needs(self) -> Iterable[Need]:
        """What has to be there or permitted for a rule with these options to be kept."""
        return ()

    def forbids(self, need: Need) -> bool:
        """Whether a rule with these options would refuse what another one needs."""
        del need
        return False

    @property
    def pattern_rules(self) -> tuple[PatternRule, ...]:
        """The semgrep rules whose results `find` reads from `Change.patterns`."""
        return ()


@cache
def all_checks() -> Mapping[str, type[Check]]:
    """Every check by name, sorted; found by walking `checks.rules`.

    Raises:
        RuntimeError: two checks share a name or a rule kind, or a module holds not exactly one check.
    """
    import inspect
    import pkgutil

    from checks import rules

    found: dict[str, type[Check]] = {}
    kinds: set[str] = set()
    for module_info in sorted(pkgutil.iter_modules(rules.__path__), key=lambda info: info.name):
        module = import_module(f"checks.rules.{module_info.name}")
        here = [
            member
            for _, member in inspect.getmembers(module, inspect.isclass)
            if issubclass(member, Check)
            and member.__module__ == module.__name__
            and not inspect.isabstract(member)
        ]
        if len(here) != 1:
            raise RuntimeError(f"{module.__name__} must hold exactly one check, it holds {len(here)}")
        check = here[0]
        if check.name in found or (check.rule_kind and check.rule_kind in kinds):
            raise RuntimeError(f"{module.__name__}: `{check.name}` or `{check.rule_kind}` is already taken")
        found[check.name] = check
        kinds.add(check.rule_kind)
    return dict(sorted(found.items()))


@cache
def checks_by_rule_kind() -> Mapping[str, type[Check]]:
    """The checks that a decision can bind, by the key under `enforce.rules`."""
    return {check.rule_kind: check for check in all_checks().values() if check.rule_kind}
