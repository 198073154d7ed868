"""`wrong-value`: a value in a structured file is not what a decision demands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.path_matching import matches_any_form, patterns_of
from checks.path_syntax import checked

if TYPE_CHECKING:
    from checks.values.inspection import Inspection

Plain = bool | int | float | str


@dataclass(frozen=True, kw_only=True)
class WrongValue(Check):
    r"""Reports a value in a structured file that is not what a decision demands.

    Read are YAML (every document, anchors and merge keys resolved), TOML, JSON with or without comments,
    INI files such as `setup.cfg` and `.editorconfig`, `.env` files and Java properties, each known by its
    name.

    Options:

    - `file` or `files`: where the value stands; a path, or path patterns.
    - `at`: which value, as a JSONPath: `$.name`, `$["name"]`, `[0]`, `[*]`, `$..name` at any depth, and
      the filter `[?@.name]`. Slices, unions, comparisons and functions are not read. What means many values
      is demanded of each.
    - `equals`, `one-of`, `not`: the value, one of several, none of several.
    - `at-least`, `at-most`: a bound. A number compares numbers, and `90%` is 90; a text compares versions by
      their numbers, and of a range such as `>=3.11,<4` the end that matters.
    - `matches`: a regular expression of RE2, found anywhere in the text unless it is anchored.
    - `present: true`, `absent: true`: whether there is such a value at all.
    - `contains`, `not-contains`: items of a list, keys of a mapping.
    - `must-not-fall`, `must-not-rise`, `must-not-shrink: true`: head against base; for a list or mapping,
      that nothing is taken out.
    - `optional: true`: where the value is left out, nothing is demanded.
    - `format`: `yaml`, `toml`, `json`, `ini`, `env` or `properties`, for a file whose name does not tell.

    ## Why

    Thresholds, pins and switches are decisions of one line, and one line undoes them: a coverage gate that
    falls from 90 to 70 makes every later check pass.

    ## What to do

    Set the value that the decision demands. If the decision is out of date, change it first, in a pull
    request of its own.

    ## Example

        - require-value: {file: pyproject.toml, at: $.tool.coverage.report.fail_under, at-least: 90}
        - require-value:
            files: [".github/workflows/*.yml", ".github/workflows/*.yaml"]
            at: $..uses
            matches: ^(\./.*|docker://.*@sha256:[0-9a-f]{64}|[^@]+@[0-9a-f]{40})$

    What stood wrong before and was not made another wrong value is left alone, and so is one that comes
    nearer to its bound. Where readers of YAML 1.1 take a value for another one, as `0100` or `yes`, bounds
    and `not` hold for both. A value that is demanded must stand there: taking away its key, or the file, is
    reported as well. Of many files that a pattern means, one may go where the pattern leaves its name open
    or the folder goes with it. The names of INI options are compared in lower case.

    ## Known limits

    A setting that another file, a variable or an option of the command overrides is judged by the file that
    is named. Duplicate keys, links and what does not parse leave the verdict incomplete, for readers differ.
    `must-not-fall` takes a number without quotes for a number, so a version belongs in quotes there.
    """

    name: ClassVar[str] = "wrong-value"
    rule_kind: ClassVar[str] = "require-value"

    file: str = ""
    files: tuple[str, ...] = ()
    at: str
    equals: Plain | None = None
    one_of: tuple[Plain, ...] = ()
    not_: Plain | tuple[Plain, ...] | None = None
    at_least: int | float | str | None = None
    at_most: int | float | str | None = None
    matches: str | None = None
    present: bool = False
    absent: bool = False
    contains: Plain | tuple[Plain, ...] | None = None
    not_contains: Plain | tuple[Plain, ...] | None = None
    must_not_fall: bool = False
    must_not_rise: bool = False
    must_not_shrink: bool = False
    optional: bool = False
    format: str = ""

    def __post_init__(self) -> None:
        """Refuse options under which the check could never speak, or never be satisfied.

        Raises:
            ValueError: one sentence.
        """
        if bool(self.file) == bool(self.files):
            raise ValueError("name either `file` or `files`")
        checked(self._patterns)
        if self._inspection.format is None and self.file and "*" not in self.file:
            from checks.values.formats import format_of

            if format_of(self.file) is None:
                raise ValueError(f"the name `{self.file}` tells no format; say it with `format`")

    @cached_property
    def _patterns(self) -> tuple[str, ...]:
        return self.files or (self.file,)

    @cached_property
    def _inspection(self) -> Inspection:
        from checks.values.wanted import Wanted  # much code, for rules that are asked at all

        wanted = Wanted(
            at=self.at,
            equals=self.equals,
            one_of=self.one_of,
            other_than=_several(self.not_),
            at_least=self.at_least,
            at_most=self.at_most,
            matches=self.matches,
            contains=_several(self.contains),
            not_contains=_several(self.not_contains),
            is_present=self.present,
            is_absent=self.absent,
            is_optional=self.optional,
            must_not_fall=self.must_not_fall,
            must_not_rise=self.must_not_rise,
            must_not_shrink=self.must_not_shrink,
        )
        return wanted.inspection(self._patterns, self.format)

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return matches_any_form(self._patterns, path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        files = [file for file in change.files if matches_any_form(self._patterns, file.path)]
        if files:
            yield from self._inspection.of(change, files)
        links = [file for file in change.files if file.head and not file.head.mode.is_regular]
        if links:
            from checks.links import Reach
            from checks.values.inspection import replaced

            reach = Reach(patterns_of(self._patterns), change.base_tree)
            for file in links:
                if not matches_any_form(self._patterns, file.path) and reach.holds(file.path):
                    yield replaced(file.path)


def _several(written: Plain | tuple[Plain, ...] | None) -> tuple[Plain, ...]:
    if written is None:
        return ()
    return written if isinstance(written, tuple) else (written,)
