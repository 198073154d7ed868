"""A piece of durable work as a value that survives as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from hashlib import sha256
from typing import Any

from bot.github.merge_groups import MergeGroup
from bot.github.place import Place


class Kind(StrEnum):
    """What is to be done."""

    REVIEW = "review"
    """Judge a pull request as it stands and publish."""

    SWEEP = "sweep"
    """Look at every open pull request of a repository and have each reviewed."""

    FLOOR = "floor"
    """Sweep every repository of an installation, because the floor under them moved."""

    GROUP = "group"
    """Judge the commit of a merge group as it stands and publish."""

    DISSOLVE = "dissolve"
    """Leave a merge group that is no more."""

    GIVE_UP = "give-up"
    """Publish that a review killed its process too often."""

    COMMAND = "command"
    """Answer the commands of a comment, and have its pull request judged."""

    ASK = "ask"
    """Tell those who may permit a finding that somebody asks them to."""

    BACKTEST = "backtest"
    """Say in the check run of a change of the policy what it would have done to merged pull requests."""

    NEWS = "news"
    """Have everything reviewed that waits for a check of another program."""

    MERGED = "merged"
    """Record whether a pull request was merged past its verdict."""

    POLICY = "policy"
    """Record whether the policy that counts is another than before."""

    ANCHOR = "anchor"
    """Keep where the ledger stands somewhere else."""

    RECONCILE = "reconcile"
    """Ask GitHub for lost deliveries, and sweep every known repository."""

    ROUND = "round"
    """The same as it comes by itself, for what may have changed; of a repository, have that reviewed."""


@dataclass(frozen=True, slots=True)
class News:
    """Another program has something to say about a commit.

    Attributes:
        head: object id of the commit.
        name: name of its check, or context of its status; empty where it may be any.
    """

    head: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to do. Jobs are hints: what is true is read when they run.

    Attributes:
        kind: what to do.
        delivery: name of what asked for it; of all jobs with one `key`, the last accepted one counts.
        place: the repository, `None` for all of them.
        number: the pull request, for a merge group the one that its branch names, 0 for none.
        group: the merge group, `None` for none; without a base it is one that was judged before.
        comment: number of the comment that holds commands, 0 for none.
        news: what another program has something to say about, `None` for nothing.
        attempt: how often it was put back, from 0.
        failures: how often it failed in a row.
        failing_since: when it failed first, seconds since 1970; 0 if it did not.
        forced: whether to judge again although nothing changed since the conclusion.
    """

    kind: Kind
    delivery: str
    place: Place | None = None
    number: int = 0
    attempt: int = 0
    failures: int = 0
    failing_since: float = 0.0
    forced: bool = False
    group: MergeGroup | None = None
    comment: int = 0
    news: News | None = None

    @property
    def key(self) -> str:
        """What the job is about; jobs of one key run one after the other and the newest wins."""
        if self.place is None:
            return {Kind.ANCHOR: "ledger", Kind.ROUND: "all~round"}.get(self.kind, "all")
        if self.kind is Kind.FLOOR:
            return f"{self.place.repository}~floor"
        if self.news is not None:
            name = sha256(self.news.name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            return f"{self.place.repository}@{self.news.head}~{name}"
        if self.group is not None:
            again = "" if self.group.base else "~"  # must not take the place of the job that knows the base
            return f"{self.place.repository}@{self.group.head}{again}"
        if self.kind in (Kind.ASK, Kind.MERGED, Kind.BACKTEST):
            return f"{self.place.repository}#{self.number}~{self.kind}"
        if self.kind in (Kind.POLICY, Kind.ROUND):
            return f"{self.place.repository}~{self.kind}"
        if self.comment:
            return f"{self.place.repository}#{self.number}~{self.comment}"
        return f"{self.place.repository}#{self.number}" if self.number else f"{self.place.repository}"

    @property
    def party(self) -> str:
        """Whose job it is: the number of the installation, `all` for nobody's in particular."""
        return str(self.place.installation) if self.place is not None else "all"

    @property
    def origin(self) -> str:
        """Name of what started it all: GitHub's id of the delivery, or that of a look around of our own."""
        return self.delivery.partition("/")[0]

    @property
    def id(self) -> str:
        """The job's name, unique for ever: asking twice for the same thing makes one job."""
        tries = f"~{self.attempt}" if self.attempt else ""
        return f"{self.delivery}/{self.kind}/{self.key}{tries}"

    def again(self) -> Job:
        """The same job, put back because what it saw had changed."""
        return replace(self, attempt=self.attempt + 1, failures=0, failing_since=0.0)

    def failed(self, since: float) -> Job:
        """The same job, put back because it failed.

        Args:
            since: when it failed first, seconds since 1970.
        """
        return replace(self, attempt=self.attempt + 1, failures=self.failures + 1, failing_since=since)

    def to_json(self) -> dict[str, Any]:
        """The job as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Job:
        """The job from what `to_json` gave."""
        place, group, news = value["place"], value.get("group"), value.get("news")
        return cls(
            **{
                **value,
                "kind": Kind(value["kind"]),
                "place": Place(**place) if place else None,
                "group": MergeGroup(**group) if group else None,
                "news": News(**news) if news else None,
            }
        )


@dataclass(frozen=True, slots=True)
class Follow:
    """A job to be accepted when another one ends.

    Attributes:
        job: the job.
        delay: seconds to wait before it starts.
    """

    job: Job
    delay: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """The value as JSON values."""
        return {"job": self.job.to_json(), "delay": self.delay}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Follow:
        """The value from what `to_json` gave."""
        return cls(Job.from_json(value["job"]), value["delay"])
