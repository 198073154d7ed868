"""The `enforce:` key of a decision record: the rules that it binds, and the examples that prove them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from checks import document
from checks.binding import OptionsInvalid, bind
from checks.change import TooLarge, Tree
from checks.check import Check
from checks.document import Document, Location
from checks.fields import Fields, kind_of, nearest
from checks.finding import Level
from checks.path_parts import folder_of
from checks.path_syntax import is_plain_path, pattern_mistake, patterns_mistake
from checks.paths import PathPatterns
from checks.policy import Audience, Decision, DecisionStatus, Rule
from checks.problem import PolicyInvalid, Problem

KEY = "enforce"
KEYS = ("level", "for", "paths", "instead", "rules", "examples")
SEMGREP = "semgrep"
"""The rule kind that reads semgrep rules from a file beside the record."""

PATTERN = "forbid-pattern"
"""The rule kind that a semgrep rule becomes."""


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
    """Reads `enforce:` of one record.

    Attributes:
        decision: the record.
        front: its front matter.
        tree: where files beside the record are read.
        kinds: the checks that a rule can bind, by rule kind.
        problems: where to note what is wrong.
        origins: where to note what is written where, by rule id.
    """

    decision: Decision
    front: Document
    tree: Tree
    kinds: Mapping[str, type[Check]]
    problems: list[Problem]
    origins: dict[str, Origin] = field(default_factory=dict)

    def read(self) -> tuple[tuple[Rule, ...], tuple[Example, ...]]:
        """The rules with their ids, in order, and the examples."""
        fields = Fields(self.front, (KEY,), self.problems, KEYS)
        level = fields.choice("level", Level, Level.BLOCK, without=(Level.OFF,))
        audience = fields.choice("for", Audience, Audience.AGENTS)
        instead = " ".join(fields.text("instead").split())
        if level is Level.BLOCK and "instead" not in fields:
            fields.require("instead", "; a rule that blocks says what to do instead")
        if self.decision.status is DecisionStatus.PROPOSED:
            level = Level.NOTE
        paths = self._paths(fields)
        fields.require("rules")
        rules: list[Rule] = []
        examples = list(self._examples(fields, ""))
        numbers: Counter[str] = Counter()
        for location, _ in fields.items("rules"):
            made = []
            for kind, check in self._checks(location):
                numbers[kind] += 1
                made.append(
                    Rule(
                        id=f"{self.decision.id}/{kind}-{numbers[kind]}",
                        check=check,
                        level=level,
                        paths=paths,
                        audience=audience,
                        decision=self.decision.id,
                        why=self.decision.why or self.decision.title,
                        instead=instead,
                    )
                )
            rules += made
            self.origins.update((rule.id, self._origin(location)) for rule in made)
            if isinstance(entry := self.front.at(location), dict) and "examples" in entry:
                rule = made[0].id if len(made) == 1 else ""
                examples += self._examples(Fields(self.front, location, self.problems, entry.keys()), rule)
        return tuple(rules), tuple(examples)

    def _origin(self, location: Location) -> Origin:
        place = self.front.problem(location, "")
        return Origin(place.file, place.line)

    def _paths(self, fields: Fields) -> PathPatterns:
        patterns = fields.texts("paths")
        is_list = isinstance(fields.value("paths"), list)
        for index, pattern in enumerate(patterns):
            if pattern and (mistake := pattern_mistake(pattern)):
                fields.wrong(("paths", index) if is_list else ("paths",), mistake)
        if mistake := patterns_mistake(patterns):
            fields.wrong(("paths",), mistake)
        return PathPatterns(patterns)

    def _checks(self, location: Location) -> Iterator[tuple[str, Check]]:
        entry = self.front.at(location)
        if not isinstance(entry, dict):
            message = f"a rule is written as `- forbid-path: …`, this is {kind_of(entry)}"
            self.problems.append(self.front.problem(location, message))
            return
        named = [key for key in entry if key != "examples"]
        if len(named) != 1:
            message = f"a rule names exactly one kind, this names {len(named)}; start each with its own `-`"
            self.problems.append(self.front.problem(location, message))
            return
        kind = named[0]
        if kind == SEMGREP and PATTERN in self.kinds:
            yield from self._semgrep_checks((*location, kind), entry[kind])
        elif kind in self.kinds:
            yield from self._bound(self.front, (*location, kind), kind, entry[kind])
        else:
            message = f"there is no rule kind `{kind}`{nearest(kind, self.kinds)}"
            self.problems.append(self.front.problem((*location, kind), message, at_key=True))

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

    def _semgrep_checks(self, location: Location, name: object) -> Iterator[tuple[str, Check]]:
        folder = folder_of(self.decision.path)
        if not isinstance(name, str) or not is_plain_path(name) or not name.endswith((".yml", ".yaml")):
            message = "`semgrep` names a rule file beside the record, as `0007-no-raw-sql.semgrep.yml`"
            self.problems.append(self.front.problem(location, message))
            return
        path = f"{folder}/{name}" if folder else name
        try:
            content = self.tree.read(path)
            file = document.parse(path, content or b"")
        except TooLarge as large:
            self.problems.append(self.front.problem(location, f"`{path}` is too large: {large.size} bytes"))
            return
        except PolicyInvalid as invalid:
            self.problems.extend(invalid.problems)
            return
        if content is None:
            self.problems.append(self.front.problem(location, f"there is no file `{path}`"))
            return
        top = Fields(file, (), self.problems, ("rules",))
        top.require("rules")
        for place, definition in top.items("rules"):
            if isinstance(definition, dict):
                yield from self._bound(file, place, PATTERN, {"rule": definition})
            else:
                self.problems.append(
                    file.problem(place, f"a rule must be a mapping, not {kind_of(definition)}")
                )

    def _examples(self, fields: Fields, rule: str) -> Iterator[Example]:
        if "examples" not in fields:
            return
        location = (*fields.location, "examples")
        written = Fields(self.front, location, self.problems, ("caught", "allowed"))
        for key in ("caught", "allowed"):
            for place, item in written.items(key):
                origin = self._origin(place)
                if isinstance(item, str) and item.strip():
                    yield Example(key == "caught", rule, text=item, origin=origin)
                    continue
                parts = Fields(self.front, place, self.problems, ("text", "path", "diff"))
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
