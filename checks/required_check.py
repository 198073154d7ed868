"""A check of another program that must have passed: what counts as it, and what is told where it has not.

Success alone counts: GitHub lets a skipped or neutral run satisfy a required check, and a job that was
skipped has looked at nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.proceedings import Awaited, OtherCheck

ACTIONS = 15368
"""Number of the App that runs workflows, GitHub Actions; the same everywhere on github.com."""

SUCCESS = "success"

NOT_RUN = "has not run on this head"
"""What is told where nothing of the name was posted."""

_SEPARATOR = " / "
_ENDED = {
    "": "has not finished; wait for it",
    "failure": "failed; mend what it reports",
    "error": "ended in an error; mend what it reports",
    "skipped": "was skipped, so it has looked at nothing; have it run",
    "neutral": "ended as neutral, which says neither yes nor no; have it say which",
    "cancelled": "was cancelled; run it again",
    "timed_out": "ran out of time; run it again or make it quicker",
    "stale": "was left unfinished until GitHub gave it up as stale; run it again",
    "action_required": "waits for somebody to act; do what it asks for",
    "startup_failure": "could not be started; mend its workflow",
}


@dataclass(frozen=True, slots=True)
class RequiredCheck:
    """A check that must have passed, as a person names it.

    Attributes:
        name: `WORKFLOW / JOB`, the name of a check run, or the context of a commit status.
        app: number of the App that must have posted it, 0 for a commit status; `None` for the one that the
            name implies: GitHub Actions for a job of a workflow, whoever posts it otherwise.
    """

    name: str
    app: int | None = None

    @property
    def job_of(self) -> tuple[str, str] | None:
        """Workflow and job, where the name says both."""
        workflow, separator, job = self.name.partition(_SEPARATOR)
        return (workflow, job) if separator and self.app is None else None

    @property
    def awaited(self) -> Awaited:
        """What is looked for on the head; a run of a workflow carries the name of its job alone."""
        job_of = self.job_of
        return Awaited(self.name, self.app) if job_of is None else Awaited(job_of[1], ACTIONS)

    def objections(self, checks: Iterable[OtherCheck], head: str) -> list[str]:
        """Why it has not passed, sentences without their subject; none if it has.

        Where several were posted that may be it, each must have passed: which of them is meant cannot be
        told, and a second one of the same name is easily posted.

        Args:
            checks: what other programs reported.
            head: object id of the commit that is judged.
        """
        named = [one for one in checks if one.name == self.awaited.name]
        meant = [one for one in named if one.head == head and self.awaited.app in (None, one.app)]
        if meant:
            return sorted({_ended(one, meant) for one in meant if one.conclusion != SUCCESS})
        return sorted(set(self._strangers(named, head))) or [NOT_RUN]

    def _strangers(self, named: Iterable[OtherCheck], head: str) -> Iterator[str]:
        for one in named:
            if one.head != head:
                yield f"ran on {one.head[:7]}, not on this head; have it run on this head"
            else:
                yield f"came {_who(one)}, which does not count; {self._whom}"

    @property
    def _whom(self) -> str:
        wanted = self.awaited.app
        if wanted == ACTIONS:
            return "GitHub Actions must post it"
        return f"the App {wanted} must post it" if wanted else "it must be a commit status"


def _ended(one: OtherCheck, meant: list[OtherCheck]) -> str:
    said = _ENDED.get(one.conclusion, f"ended as `{one.conclusion}`, which is no success; run it again")
    return said if len(meant) == 1 else f"came {len(meant)} times, and what came {_who(one)} {said}"


def _who(one: OtherCheck) -> str:
    return f"from the App `{one.app_name}` ({one.app})" if one.app else "as a commit status"
