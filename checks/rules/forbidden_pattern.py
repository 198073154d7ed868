"""The check `forbidden-pattern`: see the class."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar, Self

from checks.change import Change, Incomplete, Reason
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.introduced import introduced
from checks.pattern_gaps import read_gap
from checks.pattern_text import without_comments
from checks.patterns import PatternMatch, PatternRule
from checks.source import Source

_HELP = {
    Reason.INTEGRITY: "remove what hides code from readers and tools",
    Reason.TOO_LARGE: "split the file, or keep generated content out of the repository",
    Reason.POLICY_INVALID: "mend the rule on the default branch",
}
_HELP_ELSE = "simplify the file so that it can be analysed, or have an administrator override the check"


@dataclass(frozen=True, kw_only=True)
class ForbiddenPattern(Check):
    """Code of a forbidden shape: a semgrep pattern, matched on syntax trees, not on text.

    Written as `forbid-pattern: {languages: [python], pattern: "requests.get(...)"}`. A rule with more to
    it stands under `rule`, in semgrep's own form, and several as a list of such rules.

    ## Why

    A decision such as "no call without a timeout" is broken by a shape of code, not by a word. A pattern
    sees through names given at import, line breaks and spaces, and stays silent about comments and strings.

    ## What to do

    Write the code the way the decision says. A `nosemgrep` comment changes nothing here; ask for a waiver.

    ## Example

    With the pattern `requests.get(...)`, the line `answer = requests.get(address)` is reported where a
    change adds it, and not where it merely moved. In Python it is also reported where a change takes away
    what kept an old place from being reached.

    Read is also the code inside other files: cells of notebooks, recipes of `Makefile`, what a `Dockerfile`
    runs, scripts of `package.json`, and programs in the words and texts of shell commands (`python -c '…'`,
    `node <<EOF`, `cat > run.py <<EOF`). In a notebook `!id` is `get_ipython().system('id')`, as it is run.

    ## Known limits

    What the pattern does not describe is not found: another name for a function (`get = requests.get`),
    `getattr`, code in strings, unicode escapes in identifiers of JavaScript. Matches stay within one file.
    Code in a shell command of which variables are a part is read with a name in their place, and is passed
    over without a word where it does not parse. Commands in workflows are not taken apart.
    A rule whose regular expressions can be exhausted by a line of text is refused when the policy is read.

    Attributes:
        languages: semgrep's names of languages, for `pattern`.
        pattern: a pattern in semgrep's syntax.
        message: what was seen, one sentence; metavariables are not filled in.
        rule: a whole rule in semgrep's form, instead of `pattern`.
        definitions: whole rules as JSON texts, as `from_rules` makes them of a rule file.
        sensitive: whether the line must never be shown, because it may hold a secret.
    """

    name: ClassVar[str] = "forbidden-pattern"
    rule_kind: ClassVar[str] = "forbid-pattern"
    level: ClassVar[Level] = Level.BLOCK

    languages: tuple[str, ...] = ()
    pattern: str = ""
    message: str = ""
    rule: Mapping[str, object] | None = None
    definitions: tuple[str, ...] = ()
    sensitive: bool = False

    def __post_init__(self) -> None:
        given = [bool(self.pattern or self.languages), self.rule is not None, bool(self.definitions)]
        if sum(given) != 1:
            raise ValueError("give either `languages` and `pattern`, or `rule`, or a list of rules")
        _ = self.pattern_rules

    @classmethod
    def from_rules(
        cls, rules: Iterable[Mapping[str, object]], *, sensitive: bool = False
    ) -> ForbiddenPattern:
        """The check over rules in semgrep's form, such as the list `rules` of a rule file.

        Raises:
            ValueError: a rule is refused, or there is none; the text is one sentence.
        """
        return cls(definitions=tuple(json.dumps(rule, sort_keys=True) for rule in rules), sensitive=sensitive)

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """A list of rules in semgrep's form."""
        if not isinstance(value, list) or not value or not all(isinstance(one, Mapping) for one in value):
            return None
        return {"definitions": [json.dumps(one, sort_keys=True) for one in value]}

    @classmethod
    def restore(cls, options: Mapping[str, object], pattern_rules: tuple[PatternRule, ...]) -> Self:
        """See `Check.restore`; reading a rule and proving its expressions harmless is the costly part."""
        check = super().restore(options, pattern_rules)
        check.__dict__["_rules"] = pattern_rules
        return check

    @cached_property
    def _rules(self) -> tuple[PatternRule, ...]:
        from checks.pattern_rule import pattern_rule  # what reads rules is not needed where they are restored

        if self.definitions:
            return tuple(pattern_rule(json.loads(text)) for text in self.definitions)
        given = self.rule or {"languages": self.languages, "pattern": self.pattern}
        return (pattern_rule({**given, "message": self.message} if self.message else given),)

    @property
    def pattern_rules(self) -> tuple[PatternRule, ...]:
        """See `Check.pattern_rules`."""
        return self._rules

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        from checks.embedded.finding import languages_inside  # only people who ask need it
        from checks.pattern_languages import TEXT_LANGUAGES, languages_of

        read = {*languages_of(path, ""), *languages_inside(path), *TEXT_LANGUAGES}
        return any(not read.isdisjoint(rule.languages) for rule in self.pattern_rules)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not change.files:  # nothing was asked of semgrep, since nothing is governed
            return
        for rule in self.pattern_rules:
            yield from self._find(change, rule)

    def _find(self, change: Change, rule: PatternRule) -> Iterator[Sighting]:
        results = change.patterns
        if rule.key not in results.asked:
            yield Incomplete(
                Reason.NOT_ANALYSED,
                "",
                "",
                "the pattern was not put to semgrep",
                "run the check where semgrep is installed",
            )
            return
        for path, text in sorted(results.head.unscanned.get(rule.key, {}).items()):
            if path in change.by_path:
                code, measured = read_gap(text)
                yield Incomplete(code, path, "", measured, _HELP.get(code, _HELP_ELSE))
        unknown = results.base.unscanned.get(rule.key, {})
        head = self._places(change, results.head.matches.get(rule.key, ()))
        base = self._places(change, results.base.matches.get(rule.key, ()))
        fresh = introduced(change.by_path, base, head)
        for place in fresh:
            if place.path in unknown:
                yield _noted(place, "it may have stood before: the base could not be analysed")
            else:
                yield place
        yield from _reached(change, base, head, {(place.path, place.line) for place in fresh})

    def _places(self, change: Change, matches: Iterable[PatternMatch]) -> list[Violation]:
        return [self._place(match) for match in matches if match.path in change.by_path]

    def _place(self, match: PatternMatch) -> Violation:
        place = Violation(
            path=match.path,
            line=match.line,
            end_line=match.end_line,
            message=match.message,
            text=without_comments(match.text, match.path),
            fix=None if self.sensitive else match.fix,
            sensitive=self.sensitive,
        )
        return (
            _noted(place, "a `nosemgrep` comment stands there, which has no effect")
            if match.ignored
            else place
        )


def _reached(
    change: Change, base: Iterable[Violation], head: Iterable[Violation], told: set[tuple[str, int]]
) -> Iterator[Violation]:
    """Code that stood before where nothing reached it, and is reached now."""
    ran = [place for place in base if not _is_dead(change.by_path[place.path].base_source, place)]
    if len(ran) == len(list(base)):
        return
    runs = [place for place in head if not _is_dead(change.by_path[place.path].head_source, place)]
    for place in introduced(change.by_path, ran, runs):
        if (place.path, place.line) not in told:
            yield _noted(place, "it stood where nothing reached it, and is reached now")


def _is_dead(source: Source | None, place: Violation) -> bool:
    if source is None or not place.path.lower().endswith((".py", ".pyw")):
        return False
    from checks.languages.unreached import unreached_lines  # only where a pattern matches

    return place.line in unreached_lines(source)


def _noted(place: Violation, note: str) -> Violation:
    return replace(place, message=f"{place.message}; {note}")
