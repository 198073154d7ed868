"""The check run `decisis` of a commit: found or made, annotated, completed; never twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.github.client import Loose, RepositoryClient
from bot.github.errors import Unavailable
from checks.report.buttons import RECHECK, Button
from checks.report.check_run import BATCH, Annotation, CheckRunText

NAME = "decisis"
"""Name of the check that a ruleset requires."""

Conclusion = Literal["success", "failure", "action_required"]
"""The only conclusions that are published: `neutral` and `skipped` would satisfy a required check."""


@dataclass(frozen=True, slots=True)
class Run:
    """A check run of ours.

    Attributes:
        id: GitHub's number of it.
        is_completed: whether it has a conclusion.
        conclusion: the conclusion, empty while it runs.
        external_id: our own name for what it judges.
        annotation_count: annotations that GitHub holds for it.
        completed_at: when it was concluded, by GitHub's clock, `2026-03-02T09:30:00Z`; empty while it runs.
    """

    id: int
    is_completed: bool
    conclusion: str
    external_id: str
    annotation_count: int
    completed_at: str = ""


class _App(Loose):
    id: int
    slug: str = ""


class _Output(Loose):
    annotations_count: int = 0
    title: str | None = None
    summary: str | None = None
    text: str | None = None


class _Run(Loose):
    id: int
    name: str
    status: str
    conclusion: str | None = None
    external_id: str | None = None
    completed_at: str | None = None
    app: _App | None = None
    output: _Output = _Output()


class _Runs(Loose):
    check_runs: tuple[_Run, ...]


class _Annotation(Loose):
    path: str
    start_line: int
    end_line: int
    annotation_level: str | None = None
    message: str | None = None
    title: str | None = None


class CheckRuns:
    """The check runs of one repository that belong to our App.

    Args:
        client: the repository's client.
        app: number of our App; runs of the same name by anybody else are none of ours.
        name: name of the check.
    """

    def __init__(self, client: RepositoryClient, app: int, name: str = NAME) -> None:
        self._client = client
        self._app = app
        self._name = name

    def all(self, head: str) -> list[Run]:
        """Our runs on a commit; the last one is the newest and the one that counts."""
        path = f"{self._client.root}/commits/{head}/check-runs"
        pages = self._client.pages(path, _Runs, check_name=self._name, app_id=self._app, filter="all")
        found = [run for page in pages for run in page.check_runs]
        ours = [
            run for run in found if run.name == self._name and run.app is not None and run.app.id == self._app
        ]
        return [_run(run) for run in sorted(ours, key=lambda run: run.id)]

    def foreign(self, head: str) -> list[str]:
        """Names of the other Apps that have runs of our name on a commit, sorted.

        Args:
            head: object id of the commit.
        """
        path = f"{self._client.root}/commits/{head}/check-runs"
        pages = self._client.pages(path, _Runs, check_name=self._name, filter="all")
        found = [run.app for page in pages for run in page.check_runs if run.name == self._name]
        return sorted({app.slug if app else "" for app in found if app is None or app.id != self._app})

    def open(self, head: str, external_id: str, output: CheckRunText, standing: Sequence[Run]) -> Run:
        """Our run on a commit, at work: the newest one put back to work, or a new one.

        Args:
            head: object id of the commit.
            external_id: our own name for what is judged.
            output: what it says while it runs.
            standing: what `all` gave.
        """
        if not standing:
            return self.create(head, external_id, output, standing)
        newest = standing[-1]
        if not newest.is_completed and newest.external_id == external_id:
            return newest
        return self._change(
            newest.id, {"status": "in_progress", "external_id": external_id, "output": asdict(output)}
        )

    def create(self, head: str, external_id: str, output: CheckRunText, standing: Sequence[Run]) -> Run:
        """A new run on a commit; earlier ones of the same name no longer count.

        An answer that was lost is looked up instead of being asked for again.

        Args:
            head: object id of the commit.
            external_id: our own name for what is judged.
            output: what it says while it runs.
            standing: what `all` gave.

        Raises:
            Unavailable: GitHub's answer was lost and no new run is there.
        """
        body = {
            "name": self._name,
            "head_sha": head,
            "external_id": external_id,
            "status": "in_progress",
            "output": asdict(output),
        }
        try:
            return _run(self._client.post(f"{self._client.root}/check-runs", body, _Run))
        except Unavailable:
            known = {run.id for run in standing}
            made = [run for run in self.all(head) if run.id not in known]
            if not made:
                raise
            return made[-1]

    def annotations(self, run: Run) -> frozenset[Annotation]:
        """The annotations that GitHub holds for a run."""
        if run.annotation_count == 0:
            return frozenset()
        path = f"{self._client.root}/check-runs/{run.id}/annotations"
        return frozenset(
            Annotation(
                path=entry.path,
                start_line=entry.start_line,
                end_line=entry.end_line,
                level=entry.annotation_level or "",
                message=entry.message or "",
                title=entry.title or "",
            )
            for page in self._client.pages(path, tuple[_Annotation, ...])
            for entry in page
        )

    def annotate(self, run: Run, output: CheckRunText, annotations: Iterable[Annotation]) -> None:
        """Append annotations in batches; each must be sent once only, because GitHub never replaces them.

        Args:
            run: the run, still running.
            output: what it says meanwhile.
            annotations: those that it does not hold yet, in the order to be shown.
        """
        rest = list(annotations)
        while rest:
            batch, rest = rest[:BATCH], rest[BATCH:]
            sent = {**asdict(output), "annotations": [_payload(entry) for entry in batch]}
            self._change(run.id, {"output": sent})

    def said(self, run: Run) -> CheckRunText:
        """What a run says."""
        found = self._client.get(f"{self._client.root}/check-runs/{run.id}", _Run).output
        return CheckRunText(found.title or "", found.summary or "", found.text or "")

    def reword(self, run: Run, output: CheckRunText) -> Run:
        """Have a run say something else; whether it runs and what it concluded stay.

        Args:
            run: the run.
            output: what it says from now on.
        """
        return self._change(run.id, {"output": asdict(output)})

    def complete(
        self,
        run: int,
        conclusion: Conclusion,
        output: CheckRunText,
        buttons: Sequence[Button] = (RECHECK,),
    ) -> Run:
        """Conclude a run; doing it twice changes nothing.

        Args:
            run: GitHub's number of it.
            conclusion: the verdict's conclusion.
            output: what it says from now on.
            buttons: what people may press below it.
        """
        return self._change(
            run,
            {
                "status": "completed",
                "conclusion": conclusion,
                "output": asdict(output),
                "actions": [button._asdict() for button in buttons],
            },
        )

    def _change(self, run: int, body: Mapping[str, Any]) -> Run:
        return _run(self._client.patch(f"{self._client.root}/check-runs/{run}", body, _Run))


def _payload(annotation: Annotation) -> dict[str, Any]:
    values = asdict(annotation)
    return {**values, "annotation_level": values.pop("level")}


def _run(run: _Run) -> Run:
    return Run(
        id=run.id,
        is_completed=run.status == "completed",
        conclusion=run.conclusion or "",
        external_id=run.external_id or "",
        annotation_count=run.output.annotations_count,
        completed_at=run.completed_at or "",
    )
