"""A process among others on PostgreSQL: it is there as long as a session of its own is, and locks live in it.

PostgreSQL itself says who is there: the session of a process that died ends, and so does that of one that
was frozen or cut off and stays silent for `SILENCE_SECONDS`. No clock is compared with that of another.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from bot.server.engine.tables import EXECUTORS
from bot.sql import lock_number, postgresql_engine

SILENCE_SECONDS = 15
"""After how much silence a process counts as gone; it shows that it is there eight times as often."""

WAIT_SECONDS = 0.1
"""How long to wait between two looks at a lock that another process holds."""

LOST = 70
"""Exit code of a process whose work others have taken over: `EX_SOFTWARE`."""

_HELD = sa.text(
    "SELECT classid::bigint << 32 | objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted"
)
"""Numbers of the locks that are held; PostgreSQL shows the two halves of each."""

_log = logging.getLogger(__name__)


class Presence:
    """That this process is there.

    Args:
        url: the database.
        name: name of this process, unlike that of any other at any time.
        lost: ends the process at once; called when others have taken over what it was doing.
        silence: after how many seconds of silence a process counts as gone.

    Attributes:
        pause: seconds between two signs of this process, and between two looks at others.
    """

    def __init__(
        self, url: str, name: str, lost: Callable[[int], object] = os._exit, silence: int = SILENCE_SECONDS
    ) -> None:
        self._name, self._lost, self._silence = name, lost, silence
        self.pause = silence / 8
        self._engine = postgresql_engine(
            url,
            {"idle_session_timeout": f"{silence}s", "tcp_keepalives_idle": "5", "tcp_keepalives_count": "3"},
            poolclass=sa.NullPool,
            isolation_level="AUTOCOMMIT",
        )
        self._guard = threading.Lock()
        self._held: set[str] = set()
        self._connection = self._engine.connect()
        self._patient_until = 0.0
        if not self._try(_there(name)):
            raise ValueError(f"there is a process `{name}` already")
        self._connection.execute(sa.insert(EXECUTORS).values(name=name))
        if self._is_one_absent():
            self._patient_until = time.monotonic() + silence - self._age_of_server()
        self._closing = threading.Event()
        self._beat = threading.Thread(target=self._beat_on, name="presence", daemon=True)
        self._beat.start()

    @contextmanager
    def hold(self, name: str) -> Iterator[None]:
        """Hold a lock against all other processes; within this one, one at a time may ask for a name."""
        while not self._acquired(name):
            if self._closing.wait(WAIT_SECONDS):
                raise RuntimeError("the process ends")
        try:
            yield
        finally:
            with self._guard:
                self._held.discard(name)
                try:
                    self._connection.execute(sa.select(sa.func.pg_advisory_unlock(lock_number(name))))
                except sa.exc.SQLAlchemyError:
                    _log.warning("a lock ended with its session", extra={"lock": name})

    def holds(self, name: str) -> bool:
        """Whether a lock that was taken still counts: its session must be the one that it was taken in."""
        with self._guard:
            try:
                return name in self._held and self._connection.execute(sa.select(1)).scalar() == 1
            except sa.exc.SQLAlchemyError:
                return False

    def gone(self) -> list[str]:
        """Names of other processes that are not there any more; nobody else buries them until `bury`."""
        with self._guard:
            if time.monotonic() < self._patient_until:
                return []
            return [name for name in self._others() if self._try(_there(name))]

    def bury(self, name: str) -> None:
        """Forget a process whose work was taken over."""
        with self._guard:
            self._connection.execute(sa.delete(EXECUTORS).where(EXECUTORS.c.name == name))
            self._connection.execute(sa.select(sa.func.pg_advisory_unlock(lock_number(_there(name)))))

    def close(self) -> None:
        """Leave; what is still under way is taken over by others."""
        self._closing.set()
        self._beat.join()
        with self._guard:
            self._connection.close()
        self._engine.dispose()

    def _acquired(self, name: str) -> bool:
        with self._guard:
            if time.monotonic() < self._patient_until:
                return False
            try:
                if self._try(name):
                    self._held.add(name)
                    return True
            except sa.exc.SQLAlchemyError:
                _log.warning("the database does not answer", extra={"lock": name})
            return False

    def _others(self) -> list[str]:
        names = sa.select(EXECUTORS.c.name).where(EXECUTORS.c.name != self._name).order_by(EXECUTORS.c.name)
        return list(self._connection.execute(names).scalars())

    def _is_one_absent(self) -> bool:
        """Whether another process has no session; asked without taking its lock: it may come back for it."""
        held = set(self._connection.execute(_HELD).scalars())
        return any(lock_number(_there(name)) not in held for name in self._others())

    def _age_of_server(self) -> float:
        """Seconds since the server started, by its own clock: all locks were lost then."""
        age = sa.func.extract("epoch", sa.func.clock_timestamp() - sa.func.pg_postmaster_start_time())
        return float(self._connection.execute(sa.select(age)).scalar_one())

    def _try(self, name: str) -> bool:
        query = sa.select(sa.func.pg_try_advisory_lock(lock_number(name)))
        return bool(self._connection.execute(query).scalar())

    def _beat_on(self) -> None:
        while not self._closing.wait(self.pause):
            with self._guard:
                try:
                    self._connection.execute(sa.select(1))
                    continue
                except sa.exc.SQLAlchemyError:
                    _log.warning("the session that shows that this process is there has ended")
                self._return()

    def _return(self) -> None:
        """Be there again after the database was away, unless others have taken over meanwhile."""
        while not self._closing.is_set():
            self._connection.close()
            try:
                self._connection = self._engine.connect()
                mine = sa.select(EXECUTORS.c.name).where(EXECUTORS.c.name == self._name)
                is_ours = self._try(_there(self._name)) and self._connection.execute(mine).first() is not None
                if not is_ours or not all(self._try(name) for name in sorted(self._held)):
                    _log.critical("others have taken over the work of this process; start it again")
                    self._lost(LOST)
                    return
            except sa.exc.SQLAlchemyError:
                self._closing.wait(self.pause)
            else:
                # the others may need as long to come back, and what was theirs looks free until they do
                self._patient_until = time.monotonic() + self._silence
                return


def _there(name: str) -> str:
    return f"executor {name}"
