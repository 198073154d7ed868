"""`spent-budget`: a pull request of an agent is more than its envelope allows, and a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.approvers import named
from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level, Waiting
from checks.shape.size import lines_of, to_read


@dataclass(frozen=True, kw_only=True)
class SpentBudget(Check):
    """Makes a pull request wait for a person where it is more than the envelope of its agent allows.

    Attributes:
        files: most files that may be changed; no limit if absent, as for all others.
        lines: most lines that may be added and removed together.
        commits: most commits that it may have.
        rounds: most verdicts with blocking findings that its earlier heads may have had.
        open_pull_requests: most pull requests that its author may have open in the repository.
        from_: who decides whether it may be more: `@login`, `@org/team`, or a role.

    ## Why

    An agent does not tire. It writes more than anybody reads, opens the next pull request before the last
    one is looked at, and tries again what failed six times. A budget says when a person has to look.

    ## What to do

    Divide the change, or close what is open, so that the limit is kept. Otherwise stop, and ask the people
    who are named: their approval of this head lets it pass.

    ## Example

        envelopes:
          - {for: "*", budget: {files: 60, lines: 1500, rounds: 6, open-pull-requests: 5}}

    Files and lines are counted as `oversized-change` counts them: without lock files, without what is
    generated or vendored, and without what only moved. Those who decide are named by `waivers`; where the
    policy has none, whoever has `maintain` access.

    ## Known limits

    Earlier rounds and open pull requests are known to the App alone: on a command line they are not judged,
    and neither are commits of a change that is not committed. Where the App could not count the open ones,
    a person decides. A file too large to be read has no lines.
    """

    name: ClassVar[str] = "spent-budget"
    is_about_the_whole: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK
    stands: ClassVar[bool] = False

    files: int | None = None
    lines: int | None = None
    commits: int | None = None
    rounds: int | None = None
    open_pull_requests: int | None = None
    from_: tuple[str, ...] = ("maintain",)

    def __post_init__(self) -> None:
        """Refuse limits below one, and a decision that is nobody's.

        Raises:
            ValueError: one sentence.
        """
        if any(limit is not None and limit < 1 for _, limit, _ in self._limits):
            raise ValueError("a limit must be at least 1")
        if not self.from_:
            raise ValueError("`from` must name at least one approver")

    @property
    def asks(self) -> tuple[str, ...]:
        """See `Check.asks`."""
        return self.from_

    @property
    def _limits(self) -> tuple[tuple[str, int | None, str], ...]:
        divide = "divide it into changes that can each be judged alone"
        return (
            ("changes {} files", self.files, divide),
            ("adds and removes {} lines", self.lines, divide),
            ("has {} commits", self.commits, "put together what belongs together"),
            ("has been held back by {} verdicts", self.rounds, "stop and report what could not be solved"),
            ("is one of {} open ones of its author", self.open_pull_requests, "finish the others first"),
        )

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        measured = (
            *self._size(change),
            len(change.facts.commits),
            sum(bool(one.blocking) for one in change.facts.proceedings.rounds or ()),
            change.facts.proceedings.open_pulls or 0,
        )
        for (said, limit, remedy), found in zip(self._limits, measured, strict=True):
            if limit is not None and found > limit:
                yield self._due(f"{said.format(f'{found:,}')}, the limit is {limit:,}; {remedy}, or have")
        proceedings = change.facts.proceedings
        if self.open_pull_requests is not None and proceedings.is_known and proceedings.open_pulls is None:
            limit = self.open_pull_requests
            yield self._due(f"is one of nobody knows how many of its author, the limit is {limit:,}; have")

    def _due(self, said: str) -> Waiting:
        message = f"the pull request {said} one of {named(self.from_)} approve it"
        return Waiting(rule="", message=message, approvers=self.from_, count=1)

    def _size(self, change: Change) -> tuple[int, int]:
        """Files and lines that a person has to read; nothing where no limit can be exceeded."""
        is_long = self.lines is not None and lines_of(change) > self.lines
        is_wide = self.files is not None and len(change.files) > self.files
        if not (is_long or is_wide):
            return 0, 0
        counts = to_read(change)
        return len(counts), sum(counts.values())
