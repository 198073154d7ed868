"""News of other programs' checks, brought to the pull requests and merge groups that wait for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.server.awaited_checks import GROUP, AwaitedChecks
from bot.server.groups import Groups
from bot.server.job import Follow, Job, Kind


@dataclass(frozen=True)
class Herald:
    """Knows who waits for what; asks GitHub for nothing.

    Attributes:
        awaited: the checks that are waited for.
        groups: the merge groups that are known.
    """

    awaited: AwaitedChecks
    groups: Groups

    def tell(self, job: Job) -> list[Follow]:
        """Have everything reviewed that waits for a check; nothing where nobody does.

        Args:
            job: names the commit and the check.
        """
        if job.place is None or job.news is None:
            raise ValueError(f"{job.id} names no check")
        waiting = self.awaited.waiting(job.place.repository, job.news.head, job.news.name)
        return [Follow(each) for number in waiting for each in self._review(job, number)]

    def _review(self, job: Job, number: int) -> Iterator[Job]:
        review = replace(job, kind=Kind.REVIEW, delivery=f"{job.delivery}/news", number=number, news=None)
        if number != GROUP:
            yield review
        elif job.place is not None and job.news is not None:
            group = self.groups.at(job.place.repository, job.news.head)
            if group is not None:
                yield replace(review, kind=Kind.GROUP, number=group.number, group=replace(group, base=""))
