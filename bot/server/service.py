"""The parts of the service put together: database, queue, worker, inbox, web application."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial

import sqlalchemy as sa
from fastapi import FastAPI

from bot.confined import ConfinedWeigher, Limits
from bot.court import Court
from bot.engines.semgrep import SemgrepEngine
from bot.git.mirror import Mirrors
from bot.github.app import App
from bot.github.connection import connection
from bot.github.grants import AppGrants
from bot.judge import Judge
from bot.ledger import Ledger
from bot.policies import Policies
from bot.server.anchorer import Anchorer, anchored
from bot.server.app import create_app
from bot.server.awaited_checks import AwaitedChecks
from bot.server.backtester import Backtester
from bot.server.clerk import Clerk
from bot.server.disk import refusal
from bot.server.engine import MOST_AT_ONCE, Accept, Database, Entrance, Inbox, Queue
from bot.server.engine.newest import places
from bot.server.figures import BudgetFigures, DiskFigures, QueueFigures
from bot.server.groups import Groups
from bot.server.herald import Herald
from bot.server.job import Follow, Job, Kind
from bot.server.observer import Observer
from bot.server.open_heads import OpenHeads
from bot.server.readiness import Probe, line, space, stored, works
from bot.server.registrar import Registrar
from bot.server.review import Reviewer
from bot.server.sweep import Sweeper
from bot.server.telemetry import Telemetry
from bot.server.worker import handler
from bot.settings import Part, Settings

ROUND_SECONDS = 600.0
"""How often everything is looked at, whatever was delivered; see `bot.server.rounds` for how closely."""

MOST_READY = 4
"""Policies for which a process that judges waits once it was asked for, 20 MB each."""

STOP_SECONDS = 5
"""How long a stop waits for jobs; what is left is taken up by the next start."""

CANARY_SECONDS = 300.0
"""How long a proof of the engine counts."""

_log = logging.getLogger(__name__)


class Housekeeping:
    """Looks at everything now and then, whatever was delivered.

    Args:
        inbox: takes the jobs.
        queue: forgets what is long done.
    """

    def __init__(self, inbox: Inbox, queue: Queue) -> None:
        self._inbox, self._queue = inbox, queue
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep_house, name="housekeeper")
        self._thread.start()

    def _keep_house(self) -> None:
        while True:
            try:
                self._inbox.accept([Job(Kind.ROUND, f"house-{secrets.token_hex(8)}")])
                self._queue.prune()
            except sa.exc.SQLAlchemyError:
                _log.exception("housekeeping failed")
            if self._stopping.wait(ROUND_SECONDS):
                return

    def close(self) -> None:
        """Stop."""
        self._stopping.set()
        self._thread.join()


@contextmanager
def running(
    settings: Settings,
    network: Mapping[str, str],
    part: Part = Part.ALL,
    concurrency: int = MOST_AT_ONCE,
    telemetry: Telemetry | None = None,
) -> Iterator[FastAPI]:
    """Build and start the service or a part of it, and stop it at the end.

    Args:
        settings: the settings.
        network: variables of the operator for git's transport.
        part: what this process does.
        concurrency: jobs that it does at a time, if it does jobs.
        telemetry: is told what it does.

    Yields:
        The web application: without a webhook where no deliveries are taken.

    Raises:
        UserError: the database is in use, or the engine is not fit.
    """
    if part is not Part.WEB:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    telemetry = telemetry or Telemetry()
    registry = telemetry.metrics.registry
    with ExitStack() as parts:
        parts.callback(telemetry.tracing.close)
        url = settings.database_url.get_secret_value()
        database = parts.enter_context(Database(url, works=part is not Part.WEB))
        probes: dict[str, Probe] = {"database": stored(database.engine)}
        accept: Accept
        if part is Part.WEB:
            entrance = Entrance(database.engine)
            parts.callback(entrance.close)
            accept = entrance.accept
        else:
            probes["disk"] = space(settings.data_dir, settings.least_free_bytes)
            registry.register(DiskFigures(settings.data_dir))
            registry.register(BudgetFigures(telemetry.budget.scarcest))
            queue = _at_work(parts, settings, network, database, concurrency, probes, telemetry)
            accept = queue.accept
        inbox = Inbox(database, accept)
        parts.callback(inbox.close)
        probes["inbox"] = works(
            lambda: inbox.is_alive, "deliveries are not stored any more; restart the process"
        )
        probes["queue"] = line(database.engine)
        registry.register(QueueFigures(database.engine))
        if part is not Part.WEB:
            parts.callback(Housekeeping(inbox, queue).close)
        yield create_app(settings, None if part is Part.WORKER else inbox.store, probes, telemetry)


def _at_work(
    parts: ExitStack,
    settings: Settings,
    network: Mapping[str, str],
    database: Database,
    concurrency: int,
    probes: dict[str, Probe],
    telemetry: Telemetry,
) -> Queue:
    """Start what does jobs."""
    engine = SemgrepEngine(cache=settings.data_dir / "semgrep", warm=max(1, concurrency // MOST_AT_ONCE))
    parts.callback(engine.close)
    engine.validate(())
    limits = Limits(settings.judging_seconds, settings.judging_megabytes)
    weigher = ConfinedWeigher(limits, settings.data_dir / "semgrep", MOST_READY)
    parts.callback(weigher.close)
    weigher.start()
    do = doer(settings, network, database, Judge(engine, weigher=weigher), telemetry)
    observer = Observer(telemetry.metrics, telemetry.tracing, database.engine)
    queue = Queue(database, observer.watching(do), concurrency, partial(refusal, settings.data_dir))
    queue.start()
    parts.callback(queue.stop, STOP_SECONDS)
    probes["engine"] = works(
        _Recently(lambda: not engine.validate(())), "semgrep does not work; run `decisis doctor`"
    )
    probes["worker"] = works(lambda: queue.is_alive, "no job is begun any more; restart the process")
    return queue


def doer(
    settings: Settings,
    network: Mapping[str, str],
    database: Database,
    judge: Judge,
    telemetry: Telemetry | None = None,
) -> Callable[[Job], list[Follow]]:
    """What does any job, put together of its parts.

    Args:
        settings: the settings.
        network: variables of the operator for git's transport.
        database: what is remembered.
        judge: judges changes.
        telemetry: is told of what is done.
    """
    telemetry = telemetry or Telemetry()
    app = App(settings.github_api_url, settings.app_id, settings.private_key, telemetry.budget)
    mirrors, policies = Mirrors(settings.data_dir / "mirrors"), Policies(settings.data_dir)
    court = Court(mirrors, judge, policies, settings.git_server, network)
    groups, awaited = Groups(database.engine), AwaitedChecks(database.engine)
    grants = AppGrants(app, connection(settings.github_api_url))
    ledger = Ledger(database.engine)
    reviewer = Reviewer(
        app,
        court,
        ledger,
        OpenHeads(database.engine),
        groups,
        awaited,
        grants,
        database.locks,
        telemetry.metrics,
        disk=partial(refusal, settings.data_dir),
    )
    sweeper = Sweeper(app, partial(places, database.engine))
    clerk, registrar = Clerk(app, reviewer, ledger), Registrar(app, reviewer, ledger)
    backtester = Backtester(
        app, court, reviewer, database.locks, settings.git_server, settings.data_dir / "semgrep"
    )
    work = handler(reviewer, sweeper, clerk, Herald(awaited, groups), registrar, backtester)
    return anchored(work, Anchorer.of(settings, network, ledger))


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
