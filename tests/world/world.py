"""The handle of the whole world: start it, put things in it, let things happen, ask what happened."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Literal, Self, TypeVar

from tests.world import founding, record, state
from tests.world.api import Api
from tests.world.clock import Clock
from tests.world.contracts import Contracts
from tests.world.core import Core
from tests.world.deliveries import Outbox, Postman
from tests.world.delivery import Delivery
from tests.world.errors import Refused
from tests.world.faults import Effect, Fault, Faults, Happening, Planned
from tests.world.handles.installation import Installation
from tests.world.handles.person import OtherApp, Person
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.manifest import DEFAULT_MANIFEST
from tests.world.modes import Mode
from tests.world.objects import Content
from tests.world.rates import Rates
from tests.world.seen import SeenRun
from tests.world.server import Server

FIRST_FILES: Mapping[str, Content] = {"README.md": "# A repository\n"}

Found = TypeVar("Found")


class World:
    """GitHub, as far as it is modelled.

    Args:
        directory: where the git repositories lie; a temporary folder of its own if None.
        contracts: GitHub's description, against which everything said is checked; None: nothing is checked.
        manifest: the App's `app.yml`, the only source of its permissions and events.
        seed: of everything random; one seed gives one run.
        port: to listen on; 0 takes a free one.
    """

    def __init__(
        self,
        directory: Path | None = None,
        *,
        contracts: Contracts | None = None,
        manifest: Path = DEFAULT_MANIFEST,
        seed: int = 0,
        port: int = 0,
    ) -> None:
        self._own = tempfile.TemporaryDirectory(prefix="world-") if directory is None else None
        place = Path(self._own.name) if self._own else directory
        assert place is not None
        self.clock = Clock()
        self.core = Core(place, self.clock, Random(seed))
        self.core.app = founding.make_app(self.core, manifest)
        self.rates = Rates(self.clock)
        self._faults = Faults()
        self._server = Server(port)
        self.core.url = self._server.url
        self._postman = Postman(self.core, contracts)
        self.core.sender = self._postman
        self._server.start(Api(self.core, self.rates, self._faults, contracts))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving and delivering, and leave nothing behind."""
        self._postman.close()
        self._server.close()
        if self._own:
            self._own.cleanup()

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`; serves the API, and git at `/{owner}/{name}.git`."""
        return self.core.url

    @property
    def api_url(self) -> str:
        """The API as GHES has it, with `/api/v3`."""
        return self.core.api_url

    @property
    def app(self) -> state.App:
        """The App under test, with its private key and webhook secret."""
        return self.core.app

    @property
    def record(self) -> record.Record:
        """Everything that happened."""
        return self.core.record

    @property
    def deliveries(self) -> list[Delivery]:
        """Every delivery so far, in the order in which they were made."""
        with self.core.look():
            return list(self.core.state.deliveries)

    def environment(self) -> dict[str, str]:
        """The settings that point the product at this world."""
        return {
            "DECISIS_GITHUB_API_URL": self.api_url,
            "DECISIS_APP_ID": str(self.app.id),
            "DECISIS_PRIVATE_KEY": self.app.private_key,
            "DECISIS_WEBHOOK_SECRET": self.app.webhook_secret,
        }

    # who there is

    def human(self, login: str = "alice") -> Person:
        """The human of that name, made if there is none."""
        return Person(self.core, founding.account(self.core, login, "User"))

    def agent(self, login: str = "copilot-swe-agent[bot]") -> Person:
        """An agent's bot account, made if there is none."""
        return Person(self.core, founding.account(self.core, login, "Bot"))

    def team(self, name: str, *members: Person) -> None:
        """A team `org/team` with these members and no others."""
        with self.core.step():
            self.core.state.teams[name.casefold()] = {member.id for member in members}

    def organization(self, login: str) -> Person:
        """An organisation, made if there is none."""
        return Person(self.core, founding.account(self.core, login, "Organization"))

    def other_app(self, slug: str) -> OtherApp:
        """Another App, made if there is none."""
        return OtherApp(self.core, founding.other_app(self.core, slug))

    @property
    def actions(self) -> OtherApp:
        """GitHub Actions: every workflow with `checks: write` speaks as this App."""
        return OtherApp(self.core, founding.other_app(self.core, "github-actions", founding.ACTIONS_APP))

    def repository(
        self,
        full_name: str,
        files: Mapping[str, Content] | None = None,
        *,
        private: bool = True,
        installed: bool = True,
        branch: str = "main",
    ) -> Repository:
        """The repository of that name; if there is none it is made, with a first commit on its branch."""
        owner, _, name = full_name.partition("/")
        with self.core.step():
            try:
                return Repository(self.core, self.core.repository(owner, name))
            except Refused:
                wanted = files or FIRST_FILES
                made = founding.make_repository(
                    self.core, owner, name, wanted, private=private, branch=branch
                )
                if installed:
                    self.installation(owner).add(Repository(self.core, made))
                return Repository(self.core, made)

    def installation(self, owner: str) -> Installation:
        """The App's installation on an account, made if there is none."""
        with self.core.step():
            account = founding.account(self.core, owner, "Organization")
            for made in self.core.state.installations.values():
                if made.account is account and not made.deleted:
                    return Installation(self.core, made)
            app, number = self.app, self.core.next_id()
            made = state.Installation(
                number, account, dict(app.permissions), list(app.events), self.core.now()
            )
            self.core.state.installations[number] = made
            installation = Installation(self.core, made)
            installation.created()
            return installation

    # what happens on the way

    def listen(self, url: str | None) -> None:
        """Deliver to this address from now on; None: to nobody, and deliveries are listed as failed."""
        self._postman.url = url
        with self.core.step():
            self.app.hook_url = url or ""

    def next_delivery(self, event: str, mode: Mode, action: str | None = None) -> None:
        """Do something to the next delivery of that event (and action)."""
        with self.core.step():
            self._postman.plan(event, action, mode)

    def held(self) -> AbstractContextManager[Outbox]:
        """Hold deliveries back, to send them in an order of the test's choosing."""
        return self._postman.held()

    def flush_late(self) -> None:
        """Send deliveries that are late when nothing follows that would set them off."""
        self._postman.flush_late()

    def redeliver(self, delivery: Delivery) -> None:
        """Press "Redeliver": the same bytes with the same GUID."""
        with self.core.step():
            self._postman.redeliver(delivery)

    def keep_order(self) -> None:
        """Deliver the events of one step in the order in which they arose, which GitHub does not promise."""
        self._postman.shuffle = False

    def fail(
        self, verb: str, path: str, fault: Fault, *, after: int = 0, times: int = 1, effect: Effect = "before"
    ) -> Planned:
        """Plan a fault for requests of that verb and path pattern.

        Args:
            verb: `GET`, `POST` …, `GIT` for git over HTTP (path `/owner/name.git`), or `*`.
            path: the pattern, without `/api/v3`; `*` stands for any run of characters.
            fault: what arrives instead of the answer.
            after: how many matching requests are let through first.
            times: how many it strikes.
            effect: whether it strikes before or after the request had its effect.
        """
        planned = Planned(verb, path, fault, after, times, effect)
        with self.core.step():
            self._faults.planned.append(planned)
        return planned

    def when(
        self, verb: str, path: str, act: Callable[[], object], *, after: int = 0, effect: Effect = "after"
    ) -> Planned:
        """Have something happen at a request of that verb and path pattern, which is answered all the same.

        Args:
            verb: as for `fail`.
            path: as for `fail`.
            act: what happens.
            after: how many matching requests are let through first.
            effect: whether the answer is made before or after it happens; for git, `before` alone.
        """
        return self.fail(verb, path, Happening(act), after=after, effect=effect)

    def until(self, ready: Callable[[], Found | None], within: float = 20, what: str = "") -> Found:
        """Wait until `ready()` gives something true and return it; woken by every request and delivery.

        Raises:
            TimeoutError: it did not within that many seconds; says what the world saw last.
        """
        found: Found | None = self.core.until(ready, within)
        if found is None:
            raise TimeoutError(f"{what or 'it'} did not come within {within} s\n{self._lately()}")
        return found

    def verdict(self, pull: Pull, within: float = 20) -> SeenRun:
        """Wait for the completed check run of our App on the pull request's present head."""

        def completed() -> SeenRun | None:
            run = pull.check()
            return run if run and run.status == "completed" else None

        return self.until(completed, within, f"the verdict on {pull.repository.full_name}#{pull.number}")

    def delivered(self, within: float = 20) -> None:
        """Wait until no delivery is under way."""
        self.until(lambda: self._postman.under_way == 0, within, "the end of the deliveries")

    # what is asked at the end

    def problems(self) -> dict[str, list[str]]:
        """Everything a clean story must not have, by kind."""
        with self.core.look():
            found = {
                "violation": self.record.violations,
                "gap": self.record.gaps,
                "bug": self.record.bugs,
                "leak": record.leaks(self.core.state, self.app),
                "duplicate": record.duplicates(self.core.state, self.app),
                "fault": [f"{one.fault} never struck {one.verb} {one.path}" for one in self._faults.left()],
                "mode": [f"{one.mode} met no {one.event}" for one in self._postman.unused],
            }
            return {kind: sorted(set(lines)) for kind, lines in found.items() if lines}

    def assert_clean(
        self,
        allow: Collection[Literal["violation", "gap", "bug", "leak", "duplicate", "fault", "mode"]] = (),
    ) -> None:
        """The closing assertion of every story.

        Args:
            allow: kinds of problems that this story makes on purpose.
        """
        problems = {kind: lines for kind, lines in self.problems().items() if kind not in allow}
        assert not problems, "the story left problems:\n" + "\n".join(
            f"  {kind}: {line}" for kind, lines in problems.items() for line in lines
        )

    def _lately(self) -> str:
        with self.core.look():
            calls = [
                f"  {one.verb} {one.path} -> {one.status} {one.fault}" for one in self.record.requests[-12:]
            ]
            sent = [f"  {one.event}.{one.action} -> {one.status}" for one in self.core.state.deliveries[-8:]]
        return "\n".join(["last requests:", *calls, "last deliveries:", *sent])
