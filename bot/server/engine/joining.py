"""Jobs that need no work of their own, found while they are accepted and before anything is started for them.

A job is a hint at what to look at, and what is true is read when it runs. So a job that nobody has begun
does all that another one asks for that differs only in what asked for it: the other one joins it. Of a
hundred pushes to a pull request that come while its review waits, one is reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.server.job import Job


@dataclass(frozen=True, slots=True)
class Known:
    """What the database knows of jobs that are accepted.

    Attributes:
        newest: by key, the name of what asked for the newest job about it.
        entered: ids of jobs that are or were in the queue.
        waiting: by id, those of them that nobody has ever begun.
    """

    newest: Mapping[str, str]
    entered: frozenset[str]
    waiting: Mapping[str, Job]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What is to be written for jobs that are accepted.

    Attributes:
        claims: jobs that are the newest of their keys from now on.
        entering: jobs that enter the queue.
    """

    claims: tuple[Job, ...]
    entering: tuple[Job, ...]


def joined(jobs: Sequence[Job], known: Known) -> Accepted:
    """Leave out jobs that were made before, that others do as well, or that newer ones have replaced.

    Args:
        jobs: the jobs in the order in which they were asked for.
        known: what the database knows of them and of those that `predecessors` names.
    """
    newest, claims, entering = dict(known.newest), dict[str, Job](), dict[str, Job]()
    for job in jobs:
        if job.id in known.entered or job.id in entering:
            continue
        standing = newest.get(job.key)
        if job.attempt:
            if standing in (None, job.delivery):
                entering[job.id] = job
            continue
        before = None if standing is None else replace(job, delivery=standing).id
        waiting = None if before is None else entering.get(before) or known.waiting.get(before)
        if waiting is not None and covers(waiting, job):
            continue
        if job.key in claims:
            entering.pop(claims[job.key].id, None)
        newest[job.key] = job.delivery
        claims[job.key] = entering[job.id] = job
    return Accepted(tuple(claims.values()), tuple(entering.values()))


def predecessors(jobs: Sequence[Job], newest: Mapping[str, str]) -> set[str]:
    """Ids of the jobs that others may join, if they wait.

    Args:
        jobs: the jobs that are accepted.
        newest: by key, the name of what asked for the newest job about it.
    """
    return {
        replace(job, delivery=newest[job.key]).id for job in jobs if not job.attempt and job.key in newest
    }


def covers(waiting: Job, job: Job) -> bool:
    """Whether a job that nobody has begun does all that another one asks for."""
    is_same = replace(job, delivery=waiting.delivery, forced=waiting.forced) == waiting
    return is_same and waiting.forced >= job.forced
