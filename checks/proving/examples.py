"""One record held to its examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from checks.decision import Record
from checks.enforcement import Example
from checks.paths import PathPatterns
from checks.policy import Rule
from checks.proofs import Flaw, FlawKind
from checks.proving.answer import Answer, Kind, ask, shown
from checks.proving.batch import Batch
from checks.proving.bounds import MOST_RULES, MOST_TRIALS, refusal
from checks.proving.ground import Ground
from checks.proving.liveness import identity
from checks.proving.patch import ExampleUnfit
from checks.proving.trial import Trial, control, places, scopes_of, trials


@dataclass
class Examination:
    """The examples of one record. Make all examinations of a policy before the first is asked for its flaws.

    Attributes:
        record: the record.
        ground: the tree.
        batch: where what semgrep is asked is gathered.
        most: how many pairs of a rule and an example may be tried.
        most_rules: how many rules may be tried.
        refused: why rules are not tried and what to do, by their id.
        tried: how many pairs are tried.
        caught: examples caught as they must be, by rule id.
        allowed: examples left alone as they must be, by rule id.
        idle: what a rule said of itself while it was tried, as that no file belongs to a layer; by its id.
    """

    record: Record
    ground: Ground
    batch: Batch
    most: int = MOST_TRIALS
    most_rules: int = MOST_RULES
    refused: dict[str, tuple[str, str]] = field(default_factory=dict, init=False)
    tried: int = field(default=0, init=False)
    caught: Counter[str] = field(default_factory=Counter)
    allowed: Counter[str] = field(default_factory=Counter)
    idle: dict[str, str] = field(default_factory=dict)
    _trials: dict[tuple[str, int], tuple[Trial, ...]] = field(default_factory=dict)
    _unfit: dict[int, str] = field(default_factory=dict)
    _home: dict[str, str] = field(default_factory=dict)
    _by_place: dict[tuple[str, str], bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, rule in enumerate(self.record.rules):
            if number >= self.most_rules:
                self.refused[rule.id] = (
                    f"more than {MOST_RULES} rules are not tried at once",
                    "divide the change",
                )
            elif (why := refusal(rule)) is not None:
                self.refused[rule.id] = why
        pairs = [
            (number, example, rule)
            for number, example in enumerate(self.record.examples)
            for rule in self._rules(example)
        ]
        most = min(self.most, MOST_TRIALS)
        self.tried = min(most, len(pairs))
        where = {
            rule.id: places(rule, self.ground) for rule in self.record.rules if rule.id not in self.refused
        }
        for number, example, rule in pairs[:most]:
            try:
                found = trials(example, self.ground, where[rule.id])
            except ExampleUnfit as unfit:
                self._unfit[number] = str(unfit)
                continue
            self._trials[rule.id, number] = found
            if wanted := rule.check.pattern_rules:
                for trial in found:
                    self.batch.put(trial.change, wanted)
        for number, _, _ in pairs[most:]:
            self._unfit[number] = f"more than {most} pairs of a rule and an example are not tried"

    def flaws(self) -> Iterator[Flaw]:
        """What the examples show to be wrong; what they show to be right is counted."""
        for rule in self.record.rules:
            if rule.id in self.refused:
                yield self._refused(rule)
        numbered = list(enumerate(self.record.examples))
        for wanted in (True, False):  # what must be caught shows where what is allowed belongs
            for number, example in numbered:
                if example.is_caught is not wanted:
                    continue
                if number in self._unfit:
                    yield self._flaw(FlawKind.NOT_JUDGED, example, self._unfit[number], "mend the example")
                elif wanted:
                    yield from self._must_catch(number, example)
                else:
                    yield from self._must_allow(number, example)

    def _rules(self, example: Example) -> list[Rule]:
        return [
            rule
            for rule in self.record.rules
            if rule.id not in self.refused and example.rule in ("", rule.id)
        ]

    def _must_catch(self, number: int, example: Example) -> Iterator[Flaw]:
        rules = self._rules(example)
        catching = [rule for rule in rules if self._catches(rule, number, example)]
        if catching or not rules:
            return
        first = [(rule, found[0]) for rule in rules if (found := self._trials[rule.id, number])]
        answers = [self._ask(rule, trial).kind for rule, trial in first]
        told = [self._told(rule, trial) for rule, trial in first]
        if not first:
            seen = "no path was found at which a rule looks"
            yield self._flaw(FlawKind.NOT_JUDGED, example, seen, "say where it stands: `{path: …, text: …}`")
        elif all(answer is Kind.UNKNOWN for answer in answers):
            yield self._flaw(FlawKind.NOT_JUDGED, example, told[0], "mend the example so that it can be read")
        else:
            known = [said for said, answer in zip(told, answers, strict=True) if answer is not Kind.UNKNOWN]
            remedy = "mend the rule until it catches the example, or the example"
            yield self._flaw(FlawKind.NOT_CAUGHT, example, known[0], remedy)

    def _catches(self, rule: Rule, number: int, example: Example) -> bool:
        """Whether a rule catches an example at one of the places; not by the place alone."""
        for trial in self._trials[rule.id, number]:
            if self._ask(rule, trial).kind is not Kind.CAUGHT:
                continue
            if self._is_shared(example) and self._place_decides(rule, trial):
                continue
            self.caught[rule.id] += 1
            if trial.is_open:
                self._home.setdefault(rule.id, trial.where)
            return True
        return False

    def _told(self, rule: Rule, trial: Trial) -> str:
        """What a rule that did not catch an example said at the likeliest place."""
        answer = self._ask(rule, trial)
        if answer.kind is Kind.UNKNOWN:
            return f"`{rule.id}` could not judge it at `{trial.where}`: {answer.said}"
        if answer.kind is Kind.CAUGHT:
            return f"`{rule.id}` reports whatever stands at `{trial.where}`; give a `path`"
        is_outside = not any(
            all(PathPatterns(tuple(scope)).matches_any_form(file.path) for scope in scopes_of(rule))
            for file in trial.change.files
        )
        said = f"lies outside of what `{rule.id}` looks at"
        return f"`{trial.where}` {said}" if is_outside else f"`{rule.id}` is silent at `{trial.where}`"

    def _is_shared(self, example: Example) -> bool:
        """Whether several rules are asked about it, some of which its text may not be meant for."""
        return not example.rule and len(self.record.rules) > 1

    def _silence(self, rule: Rule, trial: Trial) -> str:
        outside = not any(
            all(PathPatterns(tuple(scope)).matches_any_form(file.path) for scope in scopes_of(rule))
            for file in trial.change.files
        )
        if outside:
            return f"`{trial.where}` lies outside of what `{rule.id}` looks at"
        return f"`{rule.id}` is silent at `{trial.where}`"

    def _must_allow(self, number: int, example: Example) -> Iterator[Flaw]:
        unknown, was_silent = "", False
        for rule in self._rules(example):
            for trial in self._at_home(rule, self._trials[rule.id, number]):
                answer = self._ask(rule, trial)
                seen = answer.said
                if answer.kind is Kind.CAUGHT and self._place_decides(rule, trial):
                    if self._is_shared(example):
                        continue
                    seen += ", whatever stands there; give a `path`"
                if answer.kind is Kind.CAUGHT:
                    seen = f"`{rule.id}` reports at `{trial.where}`: {seen}"
                    remedy = "narrow the rule until it leaves the example alone, or mend the example"
                    yield self._flaw(FlawKind.FALSELY_CAUGHT, example, seen, remedy, rule)
                elif answer.kind is Kind.UNKNOWN:
                    unknown = unknown or f"`{rule.id}` could not judge it at `{trial.where}`: {seen}"
                else:
                    was_silent = True
                    self.allowed[rule.id] += 1
        if unknown and not was_silent:
            yield self._flaw(FlawKind.NOT_JUDGED, example, unknown, "mend the example so that it can be read")

    def _at_home(self, rule: Rule, found: tuple[Trial, ...]) -> Iterable[Trial]:
        """The place at which the rule caught something; else the likeliest."""
        home = self._home.get(rule.id)
        return [trial for trial in found if trial.where == home][:1] or found[:1]

    def _ask(self, rule: Rule, trial: Trial) -> Answer:
        answer = ask(rule, self.batch.answered(trial.change))
        if answer.aside:
            self.idle.setdefault(rule.id, answer.aside)
        return answer

    def _place_decides(self, rule: Rule, trial: Trial) -> bool:
        """Whether the rule reports an empty file at the place, so that the text there proves nothing."""
        if not trial.is_open or rule.check.pattern_rules:
            return False
        key = (rule.id, trial.where)
        if key not in self._by_place:
            self._by_place[key] = ask(rule, control(trial, self.ground)).kind is Kind.CAUGHT
        return self._by_place[key]

    def _refused(self, rule: Rule) -> Flaw:
        message, instead = self.refused[rule.id]
        return Flaw(
            kind=FlawKind.NOT_JUDGED,
            file=self.record.origins[rule.id].file,
            line=self.record.origins[rule.id].line,
            message=message,
            instead=instead,
            identity=identity(FlawKind.NOT_JUDGED, self.record, rule),
            decision=self.record.decision.id,
            rule=rule.id,
        )

    def _flaw(
        self, kind: FlawKind, example: Example, seen: str, remedy: str, rule: Rule | None = None
    ) -> Flaw:
        said = {
            FlawKind.NOT_CAUGHT: "is not caught",
            FlawKind.FALSELY_CAUGHT: "is reported although it is allowed",
        }.get(kind, "could not be judged")
        by = f"`{example.rule}`" if example.rule else f"a rule of `{self.record.decision.id}`"
        return Flaw(
            kind=kind,
            file=example.origin.file,
            line=example.origin.line,
            message=f"the example {shown(example)} {said}",
            instead=remedy,
            identity=repr((kind, self.record.decision.id, example.text, example.path, example.diff)),
            decision=self.record.decision.id,
            rule=rule.id if rule else example.rule,
            expected=f"{by} reports it"
            if example.is_caught
            else f"no rule of `{self.record.decision.id}` reports it",
            seen=seen,
        )
