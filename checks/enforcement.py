"""What a record enforces: the rules that it binds, and the examples that prove them.

It stands under `enforce:` in the front matter, or in a side file that holds the same keys; semgrep rules
may also stand in fences of the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from checks.binding import OptionsInvalid, bind
from checks.change import Tree
from checks.check import Check
from checks.document import Document, Location
from checks.fields import Fields, kind_of, nearest
from checks.finding import Level
from checks.policy import Audience, Decision, DecisionStatus, Rule
from checks.problem import Problem
from checks.record_text import RecordText
from checks.rule_terms import RULE_KEYS, Terms, read_terms
from checks.semgrep_rules import SEMGREP, Definition, is_semgrep, rules_of_fences, rules_of_file

KEY = "enforce"
KEYS = ("level", "for", "paths", "instead", "since", "exceptions", "rules", "examples")
"""The keys under `enforce`, and those of a side file."""

EXAMPLES_KEYS = ("caught", "allowed")
EXAMPLE_KEYS = ("text", "path", "diff")

PATTERN = "forbid-pattern"
"""The rule kind that a semgrep rule becomes."""

FENCED = "semgrep"
"""What stands for the kind in the id of a rule from a fence, `ADR-0012/semgrep-1`: a rule that is added
elsewhere in the record must not give it another number."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something of a record is written.

    Attributes:
        file: path of the file.
        line: line, from 1.
    """

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Example:
    """A piece of a change by which a rule is proved.

    Attributes:
        is_caught: whether the rule must report it, or must leave it alone.
        rule: id of the rule; empty where some rule of the record must catch it, and none may report it.
        text: what is placed in a file; empty where a diff is given.
        path: the file; empty where it follows from the rule.
        diff: a unified diff; empty where a text is given.
        origin: where it is written; no part of what it says.
    """

    is_caught: bool
    rule: str = ""
    text: str = ""
    path: str = ""
    diff: str = ""
    origin: Origin = field(default=Origin("", 1), compare=False)


@dataclass(frozen=True)
class EnforcementReader:
    """Reads what one record enforces.

    Attributes:
        decision: the record.
        source: the document in which it stands: the front matter, or a side file.
        location: where it stands there.
        text: the record itself, for its fences.
        tree: where files beside the record are read.
        kinds: the checks that a rule can bind, by rule kind.
        problems: where to note what is wrong.
        origins: where to note what is written where, by rule id.
    """

    decision: Decision
    source: Document
    location: Location
    text: RecordText
    tree: Tree
    kinds: Mapping[str, type[Check]]
    problems: list[Problem]
    origins: dict[str, Origin] = field(default_factory=dict)

    def read(self) -> tuple[tuple[Rule, ...], tuple[Example, ...]]:
        """The rules with their ids, in order, and the examples."""
        fields = Fields(self.source, self.location, self.problems, KEYS)
        terms = read_terms(fields, Terms(), self.decision.date, is_rule=False)
        audience = fields.choice("for", Audience, Audience.AGENTS)
        fenced = list(rules_of_fences(self.decision.path, self.text, self.problems))
        has_fences = any(map(is_semgrep, self.text.fences))
        if not has_fences:
            fields.require("rules")
        rules: list[Rule] = []
        examples = list(self._examples(fields, ""))
        numbers: Counter[str] = Counter()
        own = [self._own_terms(location, terms) for location, _ in fields.items("rules")]
        self._look_for_remedies(fields, terms, own, has_fences=has_fences)
        for (location, entry), its in zip(fields.items("rules"), own, strict=True):
            made = list(self._rules(self._checks(location), its, audience, numbers))
            rules += made
            self.origins.update((rule.id, _origin(self.source, location)) for rule in made)
            if isinstance(entry, dict) and "examples" in entry:
                rule = made[0].id if len(made) == 1 else ""
                examples += self._examples(Fields(self.source, location, self.problems, entry.keys()), rule)
        for one in fenced:
            made = list(self._rules(self._of_definition(one, FENCED), terms, audience, numbers))
            rules += made
            self.origins.update((rule.id, _origin(one[0], one[1])) for rule in made)
        return tuple(rules), tuple(examples)

    def _rules(
        self, checks: Iterable[tuple[str, Check]], terms: Terms, audience: Audience, numbers: Counter[str]
    ) -> Iterator[Rule]:
        for kind, check in checks:
            numbers[kind] += 1
            yield Rule(
                id=f"{self.decision.id}/{kind}-{numbers[kind]}",
                check=check,
                level=Level.NOTE if self.decision.status is DecisionStatus.PROPOSED else terms.level,
                paths=terms.paths,
                audience=audience,
                decision=self.decision.id,
                why=self.decision.why or self.decision.title,
                instead=terms.instead,
                since=terms.since,
                exceptions=terms.exceptions,
            )

    def _own_terms(self, location: Location, outer: Terms) -> Terms:
        """The terms of one rule: what stands beside its kind, and else what the record says."""
        entry = self.source.at(location)
        if not isinstance(entry, dict) or not entry.keys() & set(RULE_KEYS):
            return outer
        beside = Fields(self.source, location, self.problems, entry.keys())
        return read_terms(beside, outer, self.decision.date, is_rule=True)

    def _look_for_remedies(self, fields: Fields, terms: Terms, own: list[Terms], *, has_fences: bool) -> None:
        """A rule that blocks says what to do instead, itself or through its record."""
        if "instead" in fields:
            return
        without = [index for index, its in enumerate(own) if its.level is Level.BLOCK and not its.instead]
        if terms.level is Level.BLOCK and (has_fences or len(without) == len(own)):
            fields.require("instead", "; a rule that blocks says what to do instead")
            return
        for index in without:
            message = "the key `instead` is missing; a rule that blocks says what to do instead"
            fields.wrong(("rules", index), message)

    def _checks(self, location: Location) -> Iterator[tuple[str, Check]]:
        entry = self.source.at(location)
        if not isinstance(entry, dict):
            message = f"a rule is written as `- forbid-path: …`, this is {kind_of(entry)}"
            self.problems.append(self.source.problem(location, message))
            return
        named = [key for key in entry if key not in RULE_KEYS]
        kinds = [key for key in named if key in self.kinds or key == SEMGREP]
        if len(named) > 1 and len(kinds) == 1:
            for key in named:
                if key not in kinds:
                    message = f"there is no key `{key}`{nearest(key, RULE_KEYS)}"
                    self.problems.append(self.source.problem((*location, key), message, at_key=True))
            return
        if len(named) != 1:
            message = f"a rule names exactly one kind, this names {len(named)}; start each with its own `-`"
            if not named:
                message = "a rule names its kind, as `- forbid-path: …`; this names none"
            self.problems.append(self.source.problem(location, message))
            return
        kind = named[0]
        place = (*location, kind)
        if kind == SEMGREP and PATTERN in self.kinds:
            for one in rules_of_file(self.source, place, self.decision.path, self.tree, self.problems):
                yield from self._of_definition(one, PATTERN)
        elif kind in self.kinds:
            yield from self._bound(self.source, place, kind, entry[kind])
        else:
            message = f"there is no rule kind `{kind}`{nearest(kind, self.kinds)}"
            self.problems.append(self.source.problem(place, message, at_key=True))

    def _of_definition(self, found: Definition, named: str) -> Iterator[tuple[str, Check]]:
        where, place, definition = found
        for _, check in self._bound(where, place, PATTERN, {"rule": definition}):
            yield named, check

    def _bound(
        self, where: Document, location: Location, kind: str, options: object
    ) -> Iterator[tuple[str, Check]]:
        try:
            yield kind, bind(self.kinds[kind], options)
        except OptionsInvalid as invalid:
            for problem in invalid.problems:
                name = problem.location[0] if problem.location else ""
                shown = f"`{kind}`: `{name}`: " if isinstance(name, str) and name else f"`{kind}`: "
                self.problems.append(
                    where.problem((*location, *problem.location), shown + problem.message, at_key=False)
                )

    def _examples(self, fields: Fields, rule: str) -> Iterator[Example]:
        if "examples" not in fields:
            return
        location = (*fields.location, "examples")
        written = Fields(self.source, location, self.problems, EXAMPLES_KEYS)
        for key in EXAMPLES_KEYS:
            for place, item in written.items(key):
                origin = _origin(self.source, place)
                if isinstance(item, str) and item.strip():
                    yield Example(key == "caught", rule, text=item, origin=origin)
                    continue
                parts = Fields(self.source, place, self.problems, EXAMPLE_KEYS)
                example = Example(
                    is_caught=key == "caught",
                    rule=rule,
                    text=parts.text("text"),
                    path=parts.text("path"),
                    diff=parts.text("diff"),
                    origin=origin,
                )
                if isinstance(item, dict) and ("diff" in item) == ("text" in item):
                    parts.wrong((), "an example is a text, `{path: …, text: …}` or `{diff: …}`")
                yield example


def _origin(where: Document, location: Location) -> Origin:
    place = where.problem(location, "")
    return Origin(place.file, place.line)
