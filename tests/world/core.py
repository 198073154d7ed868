"""The centre that routes, people and deliveries share: state, time, ids, git and the lock around them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, Protocol

from tests.world.clock import Clock
from tests.world.delivery import Delivery
from tests.world.errors import not_found
from tests.world.hunks import Diff, diff
from tests.world.objects import Objects
from tests.world.record import Record
from tests.world.state import Account, App, Installation, Pull, Repository, State

FIRST_ID = 5_000_000_000
"""Ids start beyond 32 bits, as GitHub's have long since."""


LOOK_AGAIN_AFTER = 0.05
"""Seconds after which a condition is asked again although nothing happened in the world."""


class Sender(Protocol):
    """Takes the events of one step of the story."""

    def send(self, events: list[Event]) -> None:
        """Deliver the events, in an order of the sender's choosing."""

    def redeliver(self, delivery: Delivery) -> None:
        """Send the same bytes once more, with the same GUID."""


@dataclass(frozen=True)
class Event:
    """Something that happened, before it is decided who hears of it.

    Attributes:
        name: `pull_request`, `check_run` …
        action: its action, None for `push` and `ping`.
        repository: where; None for events of the installation.
        installation: whose App hears of it.
        payload: what happened, without the parts that every payload has.
        sender: who did it.
    """

    name: str
    action: str | None
    repository: Repository | None
    installation: Installation
    payload: dict[str, Any]
    sender: Account


@dataclass
class Core:
    """One world's shared parts. Everything that reads or changes state does so inside `step()`."""

    directory: Path
    clock: Clock
    random: Random
    url: str = ""
    state: State = field(default_factory=State)
    record: Record = field(default_factory=Record)
    base_follows_branch: bool = False
    sender: Sender | None = None
    changed: threading.Condition = field(default_factory=threading.Condition)
    _ids: int = FIRST_ID
    _depth: int = 0
    _events: list[Event] = field(default_factory=list)
    _objects: dict[int, Objects] = field(default_factory=dict)
    _diffs: dict[tuple[int, str, str], Diff] = field(default_factory=dict)
    app: App = field(init=False)

    @property
    def api_url(self) -> str:
        """Base of all links to the API."""
        return f"{self.url}/api/v3"

    @contextmanager
    def step(self) -> Iterator[None]:
        """One thing that happens: nobody sees it half done, and its events leave when it is over."""
        with self.changed:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if not self._depth:
                    events, self._events = self._events, []
                    if events and self.sender:
                        self.sender.send(events)
                    self.changed.notify_all()

    def look(self) -> AbstractContextManager[bool]:
        """Read state undisturbed; it wakes nobody, so that two who wait cannot wake each other."""
        return self.changed

    def until(self, ready: Callable[[], Any], within: float) -> Any:
        """Wait until `ready()` is true; None if `within` seconds pass first.

        It is asked again after every step, and at short intervals for what happens outside the world.
        """
        deadline = time.monotonic() + within
        with self.changed:
            while not (found := ready()):
                left = deadline - time.monotonic()
                if left <= 0:
                    return None
                self.changed.wait(min(left, LOOK_AGAIN_AFTER))
            return found

    def emit(self, event: Event) -> None:
        """Announce an event of the present step."""
        self._events.append(event)

    def next_id(self) -> int:
        """A fresh id, never given twice, with gaps as in reality."""
        self._ids += 7
        return self._ids

    def now(self) -> datetime:
        """The world's time, to the second as GitHub keeps it."""
        return self.clock.now().replace(microsecond=0)

    def objects(self, repository: Repository) -> Objects:
        """The git side of a repository."""
        if repository.id not in self._objects:
            self._objects[repository.id] = Objects(repository.git_dir)
        return self._objects[repository.id]

    def diff(self, repository: Repository, base: str, head: str) -> Diff:
        """The diff between two commits, remembered."""
        key = (repository.id, base, head)
        if key not in self._diffs:
            self._diffs[key] = diff(self.objects(repository), base, head)
        return self._diffs[key]

    def pull_base(self, pull: Pull, head: str | None = None) -> str:
        """Where a pull request's diff starts: the merge base, or the base if histories are unrelated."""
        base = self.shown_base(pull)
        return self.objects(pull.repository).merge_base(base, head or pull.head_sha) or base

    def shown_base(self, pull: Pull) -> str:
        """`base.sha` as the API shows it: U, so both answers are offered by a switch."""
        if self.base_follows_branch and pull.state == "open":
            return self.objects(pull.repository).branch(pull.base_ref) or pull.base_sha
        return pull.base_sha

    def pull_diff(self, pull: Pull, head: str | None = None) -> Diff:
        """The three-dot diff of a pull request."""
        return self.diff(pull.repository, self.pull_base(pull, head), head or pull.head_sha)

    def installation_of(self, repository: Repository) -> Installation | None:
        """The App's installation that covers a repository, suspended or not."""
        return next(
            (
                installation
                for installation in self.state.installations.values()
                if repository in installation.repositories and not installation.deleted
            ),
            None,
        )

    def repository(self, owner: str, name: str) -> Repository:
        """The live repository of that name, letter case aside.

        Raises:
            Refused: 404, there is none.
        """
        wanted = f"{owner}/{name}".lower()
        for repository in self.state.repositories.values():
            if repository.full_name.lower() == wanted and not repository.deleted:
                return repository
        raise not_found()

    def account(self, login: str) -> Account:
        """The account of that login, letter case aside.

        Raises:
            Refused: 404, there is none.
        """
        for account in self.state.accounts.values():
            if account.login.lower() == login.lower():
                return account
        raise not_found()

    def role(self, repository: Repository, account: Account) -> str:
        """A person's role in a repository: `admin maintain write triage read none`."""
        if account is repository.owner:
            return "admin"
        return repository.roles.get(account.id, "none" if repository.private else "read")

    def association(self, repository: Repository, account: Account) -> str:
        """`author_association` of what the account says in the repository."""
        if account is repository.owner:
            return "OWNER"
        return "COLLABORATOR" if account.id in repository.roles else "NONE"
