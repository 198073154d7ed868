"""The parts of the service put together: database, queue, worker, inbox, web application."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from fastapi import FastAPI

from bot.court import Court
from bot.engines.semgrep import SemgrepEngine
from bot.git.mirror import Mirrors
from bot.github.app import App
from bot.github.connection import connection
from bot.github.grants import AppGrants
from bot.judge import Judge
from bot.ledger import Ledger
from bot.policies import Policies
from bot.server.app import Probe, create_app
from bot.server.awaited_checks import AwaitedChecks
from bot.server.clerk import Clerk
from bot.server.engine import Database, Inbox, Queue
from bot.server.engine.newest import places
from bot.server.groups import Groups
from bot.server.herald import Herald
from bot.server.job import Follow, Job, Kind
from bot.server.open_heads import OpenHeads
from bot.server.review import Reviewer
from bot.server.sweep import Sweeper
from bot.server.worker import handler
from bot.settings import Settings

RECONCILE_SECONDS = 600.0
"""How often everything is looked at afresh, whatever was delivered."""

STOP_SECONDS = 5
"""How long a stop waits for jobs; what is left is taken up by the next start."""

CANARY_SECONDS = 300.0
"""How long a proof of the engine counts."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Service:
    """The running service.

    Attributes:
        web: the web application.
        queue: the queue with its workers.
        inbox: where deliveries and jobs go.
    """

    web: FastAPI
    queue: Queue
    inbox: Inbox

    def housekeep(self, stopping: threading.Event) -> None:
        """Look at everything now and then, until told to stop."""
        while True:
            try:
                self._keep_house()
            except sa.exc.SQLAlchemyError:
                _log.exception("housekeeping failed")
            if stopping.wait(RECONCILE_SECONDS):
                return

    def _keep_house(self) -> None:
        self.inbox.accept([Job(Kind.RECONCILE, f"house-{secrets.token_hex(8)}")])
        self.queue.prune()


@contextmanager
def running(settings: Settings, network: Mapping[str, str]) -> Iterator[Service]:
    """Build and start the service, and stop it at the end.

    Args:
        settings: the settings.
        network: variables of the operator for git's transport.

    Yields:
        The service, its workers at work.

    Raises:
        UserError: the database is in use, or the engine is not fit.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with ExitStack() as parts:
        database = parts.enter_context(Database(settings.database_url.get_secret_value()))
        engine = SemgrepEngine(cache=settings.data_dir / "semgrep", warm=1)
        parts.callback(engine.close)
        engine.validate(())
        queue = Queue(database, doer(settings, network, database, Judge(engine)))
        queue.start()
        parts.callback(queue.stop, STOP_SECONDS)
        inbox = Inbox(database.engine, queue.accept)
        parts.callback(inbox.close)
        probes: dict[str, Probe] = {
            "database": lambda: _answers(database.engine),
            "engine": _Recently(lambda: not engine.validate(())),
            "worker": lambda: queue.is_alive and inbox.is_alive,
        }
        service = Service(create_app(settings, inbox.store, probes), queue, inbox)
        stopping = threading.Event()
        housekeeper = threading.Thread(target=service.housekeep, args=(stopping,), name="housekeeper")
        housekeeper.start()
        parts.callback(housekeeper.join)
        parts.callback(stopping.set)
        yield service


def doer(
    settings: Settings, network: Mapping[str, str], database: Database, judge: Judge
) -> Callable[[Job], list[Follow]]:
    """What does any job, put together of its parts.

    Args:
        settings: the settings.
        network: variables of the operator for git's transport.
        database: what is remembered.
        judge: judges changes.
    """
    app = App(settings.github_api_url, settings.app_id, settings.private_key)
    mirrors, policies = Mirrors(settings.data_dir / "mirrors"), Policies(settings.data_dir)
    court = Court(mirrors, judge, policies, settings.git_server, network)
    groups, awaited = Groups(database.engine), AwaitedChecks(database.engine)
    grants = AppGrants(app, connection(settings.github_api_url))
    ledger = Ledger(database.engine)
    reviewer = Reviewer(
        app, court, ledger, OpenHeads(database.engine), groups, awaited, grants, database.locks
    )
    clerk = Clerk(app, reviewer, ledger)
    return handler(reviewer, Sweeper(app, partial(places, database.engine)), clerk, Herald(awaited, groups))


class _Recently:
    """A probe whose good answer counts for a while."""

    def __init__(self, probe: Callable[[], bool]) -> None:
        self._probe, self._until = probe, 0.0

    def __call__(self) -> bool:
        if time.monotonic() >= self._until:
            if not self._probe():
                return False
            self._until = time.monotonic() + CANARY_SECONDS
        return True


def _answers(engine: sa.Engine) -> bool:
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT 1").scalar() == 1
