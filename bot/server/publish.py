"""From verdicts to what people see: record first, then annotations and comments, the conclusion last."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from bot.court import Judged
from bot.github.check_runs import CheckRuns, Conclusion, Run
from bot.github.reviews import Reviews
from bot.ledger import Entry, Ledger, Recorded
from bot.ledger.inputs import Inputs, inputs_of
from bot.ledger.rests_on import rests_on
from bot.phases import Phase, during
from bot.server.account import note
from bot.server.case import Case
from bot.server.halt import Halt
from bot.server.metrics import Metrics
from checks.report import sentences
from checks.report.buttons import RECHECK, Button, buttons_of
from checks.report.check_run import CheckRunText, check_run, in_progress, superseded, with_record
from checks.report.comments import wanted_comments
from checks.report.json_report import render
from checks.report.reconcile import reconcile
from checks.verdict import Outcome

_CONCLUSIONS: dict[str, Conclusion] = {
    "success": "success",
    "failure": "failure",
    "action_required": "action_required",
}
_log = logging.getLogger(__name__)

_WORST_FIRST = list(reversed(Outcome))


@dataclass(frozen=True)
class Docket:
    """A case with the check run that is open for it.

    Attributes:
        repository: GitHub's number of the repository.
        case: what is judged.
        run: the check run, at work.
        standing: all check runs of ours on the head, before this one was opened.
        name: its external id.
    """

    repository: int
    case: Case
    run: Run
    standing: tuple[Run, ...]
    name: str


@dataclass(frozen=True)
class Press:
    """Publishes in one repository.

    Attributes:
        runs: the check runs.
        reviews: the inline comments.
        halt: stops agents.
        ledger: where every conclusion is recorded before it is seen.
        engine: what judges, with its versions.
        metrics: where conclusions are counted.
    """

    runs: CheckRuns
    reviews: Reviews
    halt: Halt
    ledger: Ledger
    engine: str
    metrics: Metrics = field(default_factory=Metrics)

    @during(Phase.PUBLISH)
    def publish(
        self,
        docket: Docket,
        judged: Sequence[Judged],
        still_stands: Callable[[], bool],
        before: Callable[[], None] = lambda: None,
    ) -> bool:
        """Publish the verdicts of a case; doing it again changes nothing.

        Args:
            docket: the case and its run.
            judged: one verdict per subject of the case.
            still_stands: whether the case is still as it was judged; asked before comments are written
                and again right before the conclusion.
            before: records what has to stand before the verdicts.

        Returns:
            Whether the conclusion is out; `False` if the case had changed.
        """
        if not still_stands():
            return False
        worst = min(judged, key=lambda each: _WORST_FIRST.index(each.verdict.outcome))
        report = check_run(worst.verdict, worst.files)
        conclusion = _CONCLUSIONS[report.conclusion]
        before()
        recorded = max(self._record(docket, each, conclusion) for each in judged)
        text = with_record(report.text, *recorded)
        note(verdict=recorded.digest)
        run = docket.run
        wanted = list(dict.fromkeys(chain.from_iterable(report.annotations)))
        present = self.runs.annotations(run)
        if present - set(wanted):
            head = docket.case.head
            run = self.runs.create(head, docket.name, in_progress(head), (*docket.standing, run))
            present = frozenset()
        self.runs.annotate(run, text, [each for each in wanted if each not in present])
        for each in judged:
            if each.pull is not docket.case.group:
                self._comment(docket.case.head, each)
                self.halt.settle(docket.repository, each.pull.number, each.verdict)
        if not still_stands():
            return False
        held = conclusion == "failure" and any(each.verdict.findings for each in judged)
        self._finish(docket.case.head, run, conclusion, text, buttons_of(is_held_by_findings=held))
        note(conclusion=conclusion)
        _log.info("a verdict is out", extra=dict(worst.verdict.counts))
        self.metrics.published(conclusion, [each.verdict for each in judged])
        return True

    @during(Phase.PUBLISH)
    def fail(self, docket: Docket, code: str, text: CheckRunText, detail: Sequence[str] = ()) -> None:
        """Conclude without a verdict: the change is held back, and the reason is recorded.

        Args:
            docket: the case and its run.
            code: the reason code.
            text: what people read.
            detail: what is recorded with it.
        """
        document = json.dumps({"verdict": "incomplete", "code": code, "detail": list(detail)}, sort_keys=True)
        recorded = max(
            self.ledger.record(
                Entry(
                    repository=docket.repository,
                    pull=pull.number,
                    head=docket.case.head,
                    base=pull.base,
                    policy=docket.case.policy_commit,
                    engine=self.engine,
                    conclusion="failure",
                    document=document,
                    of_group=pull is docket.case.group,
                )
            )
            for pull in docket.case.subjects
        )
        self._finish(docket.case.head, docket.run, "failure", with_record(text, *recorded))
        note(conclusion="failure", verdict=recorded.digest)
        _log.warning("a check run was concluded without a verdict", extra={"code": code})
        self.metrics.failed(code)

    def abandon(self, repository: int, number: int, head: str) -> None:
        """Conclude what is at work on a head that no open pull request ends in any more.

        Args:
            repository: GitHub's number of the repository.
            number: the pull request that has left it.
            head: object id of the commit.
        """
        for run in self.runs.all(head):
            if not run.is_completed:
                document = json.dumps(
                    {"verdict": "incomplete", "code": "STALE", "detail": []}, sort_keys=True
                )
                entry = Entry(repository, number, head, "", "", self.engine, "failure", document)
                recorded = self.ledger.record(entry)
                self.runs.complete(run.id, "failure", with_record(superseded(head), *recorded))
                self.metrics.failed("STALE")

    def _record(self, docket: Docket, judged: Judged, conclusion: Conclusion) -> Recorded:
        return self.ledger.record(
            Entry(
                repository=docket.repository,
                pull=judged.pull.number,
                head=docket.case.head,
                base=judged.pull.base,
                policy=judged.verdict.policy.digest,
                engine=judged.verdict.engine,
                conclusion=conclusion,
                document=render(judged.verdict),
                inputs=inputs_of(Inputs(judged.facts, judged.pull.commit_count, docket.case.policy_commit)),
                of_group=judged.pull is docket.case.group,
            ),
            rests_on(docket.repository, judged.pull.number, judged.verdict, judged.facts),
        )

    def _comment(self, head: str, judged: Judged) -> None:
        number = judged.pull.number
        wanted = wanted_comments(judged.verdict, judged.files)
        plan = reconcile(self.reviews.comments(number), wanted, head)
        self.reviews.edit(plan.edit)
        count = sum(len(comment.findings) for comment in plan.create)
        self.reviews.add(number, head, plan.create, sentences.review_body(count))

    def _finish(
        self,
        head: str,
        run: Run,
        conclusion: Conclusion,
        text: CheckRunText,
        buttons: Sequence[Button] = (RECHECK,),
    ) -> None:
        for other in self.runs.all(head):
            if other.id != run.id and not other.is_completed:
                self.runs.complete(other.id, conclusion, text, buttons)
        self.runs.complete(run.id, conclusion, text, buttons)
