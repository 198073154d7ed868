"""`unpassed-check`: a check of another program that a decision wants to pass has not passed on this head."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Waiting, normalised
from checks.path_matching import matches_any_form
from checks.path_syntax import checked
from checks.proceedings import Awaited, OtherCheck
from checks.required_check import ACTIONS, NOT_RUN, RequiredCheck
from checks.workflows.defining import definitions, edited, may_be
from checks.workflows.model import Job

_MOST_NAME = 300
_MOST_APP = 10**12
_LOOKER = "maintain"


@dataclass(frozen=True, kw_only=True)
class UnpassedCheck(Check):
    """Makes a change wait until a check of another program has run to success on this very head.

    Options:

    - `name`: the check as GitHub shows it: `WORKFLOW / JOB` for a job of a workflow, where the job is named
      as its run is (by its `name:`, or by its id where it has none); otherwise the name of a check run or the
      context of a commit status.
    - `app`: number of the App that must have posted it, 0 for a commit status. If absent, a name of the form
      `WORKFLOW / JOB` must come from GitHub Actions, the App 15368, and any other from anybody.
    - `paths`: the files whose change makes it due; all files that the record governs if absent.

    ## Why

    A test that did not run has found nothing. GitHub counts a skipped and a neutral run as passed, and
    whoever may write in the repository can post a status of any name.

    ## What to do

    Mend what the check reports, or have it run. A change to the workflow itself goes best into a pull request
    of its own, where a person looks at nothing else.

    ## Example

        - require-check: ci / test
        - require-check: {name: license/cla, app: 62412, paths: ["src/**"]}

    Success on the head counts, and nothing else: no run that was skipped, neutral, cancelled, stale or
    failed, none from another App than is expected, none of an earlier head. A new run of the same check
    takes the place of the old one, for better or worse. Where several of one name are posted, each must
    pass.

    Where the change edits a workflow that runs the job, an action or a workflow that the job calls, or a
    workflow whose token may write check runs, success proves only what the change wanted it to. It then
    counts once somebody with `maintain` access who has no part in the change approves it at this head.

    ## Known limits

    A run does not tell its workflow: two workflows with a job of one name must both pass. What a job runs,
    such as a script or a `Makefile`, may be edited by the change; `weakened-ci` and `weakened-test` speak
    about that. Where the settings of a repository let every workflow write check runs, one that says nothing
    of its rights is not taken for one that does. A name without an App can be posted by whoever may write.
    Checks are known to the App alone; a command line says what is due.
    """

    name: ClassVar[str] = "unpassed-check"
    is_about_the_whole: ClassVar[bool] = True
    rule_kind: ClassVar[str] = "require-check"
    stands: ClassVar[bool] = False

    name_: str
    app: int | None = None
    paths: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse options that no check could meet.

        Raises:
            ValueError: one sentence.
        """
        if not self.name_.strip() or len(self.name_) > _MOST_NAME or not self.name_.isprintable():
            raise ValueError(f"`name` must be 1 to {_MOST_NAME} characters on one line")
        job_of = self._required.job_of
        if job_of is not None and not all(map(str.strip, job_of)):
            raise ValueError(f"`{self.name_}` lacks the workflow or the job; write `WORKFLOW / JOB`")
        if self.app is not None and not 0 <= self.app <= _MOST_APP:
            raise ValueError("`app` must be the number of an App, or 0 for a commit status")
        if self.paths:
            checked(self.paths)

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """A text is the name; see `Check.from_shorthand`."""
        return {"name": value} if isinstance(value, str) else None

    @property
    def example_paths(self) -> tuple[str, ...]:
        """See `Check.example_paths`."""
        return self.paths

    @property
    def awaits(self) -> tuple[Awaited, ...]:
        """See `Check.awaits`."""
        return (self._required.awaited,)

    @property
    def asks(self) -> tuple[str, ...]:
        """See `Check.asks`: who looks at an edited workflow."""
        return (_LOOKER,) if self._required.awaited.app in (None, ACTIONS) else ()

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        touched = tuple(
            file.path for file in change.files if not self.paths or matches_any_form(self.paths, file.path)
        )
        if not touched:
            return
        proceedings = change.facts.proceedings
        if not proceedings.is_known:
            unknown = "must pass on this head, which is not known here; the App reads it on GitHub"
            yield Waiting("", f"`{self.name_}` {unknown}", touched)
            return
        objections = self._required.objections(proceedings.checks, change.head)
        if objections == [NOT_RUN]:
            objections = [f"{NOT_RUN}; {self._remedy(change)}"]
        if self._required.awaited.may_be_status and proceedings.check_gaps:
            objections = [*(objections or ["may have been posted as a status, too"]), *proceedings.check_gaps]
        if objections:
            yield Waiting("", f"`{self.name_}` {'; '.join(objections)}", touched)
        if self._may_run_here(proceedings.checks):
            yield from self._edited(change)

    @property
    def _required(self) -> RequiredCheck:
        return RequiredCheck(self.name_, self.app)

    def _may_run_here(self, checks: Iterable[OtherCheck]) -> bool:
        """Whether a workflow of the repository is what posts the check."""
        awaited = self._required.awaited
        posted = any(one.app == ACTIONS and one.name == awaited.name for one in checks)
        return awaited.app == ACTIONS or (awaited.app is None and posted)

    def _edited(self, change: Change) -> Iterator[Waiting]:
        changed = {file.path for file in change.everywhere}
        found = tuple(edited(change.head_tree, changed, self._required.awaited.name))
        if found:
            rest = f" and {len(found) - 1} more" if len(found) > 1 else ""
            yield Waiting(
                "",
                f"this change edits `{found[0]}`{rest}, which runs `{self.name_}` or could post it, so its"
                f" success proves little; one of those with `{_LOOKER}` access must look at that and approve",
                found,
                (_LOOKER,),
                1,
            )

    def _remedy(self, change: Change) -> str:
        """What to do where nothing was posted, from what the workflows at the head say."""
        job_of = self._required.job_of
        if job_of is None:
            return "have it run"
        workflow, job = job_of
        found = list(definitions(change.head_tree, *job_of))
        if any(may_be(one, job) and not _has_many(one) for _, one in found):
            return "have it run"
        for path, one in found:
            if one.uses:
                return f"the job calls another workflow, so name one of its jobs: `{self.name_} / JOB`"
            if one.matrix is not None:
                return (
                    f"the job of `{path}` runs once for each entry of its matrix; name such a run, or a job"
                    " that needs them all"
                )
            shown = normalised(one.name)[:_MOST_NAME]
            return f"the job of `{path}` is shown as `{shown}`; have the decision say `{workflow} / {shown}`"
        if "/" in job:
            return "have it run"
        return f"no workflow `{workflow}` with a job `{job}` is there; add it or correct the decision"


def _has_many(job: Job) -> bool:
    """Whether a job runs under several names, none of which is its own."""
    return bool(job.uses) or (job.matrix is not None and "${{" not in job.name)
