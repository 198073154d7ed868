"""The SQLite file on a disk that takes nothing for a while."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.machine import Machine
from tests.server.conftest import ROOT

PROGRAM = """
import sys
from pathlib import Path

import sqlalchemy as sa

from bot.server.engine.embedded import opened

engine = opened(Path(sys.argv[1]))
with engine.begin() as connection:
    connection.exec_driver_sql("CREATE TABLE kept (number INTEGER)")
engine.dispose()
print("made", flush=True)
sys.stdin.readline()
try:
    with engine.begin() as connection:
        connection.exec_driver_sql("SELECT * FROM kept")
except sa.exc.OperationalError as fault:
    print(fault.orig, flush=True)
sys.stdin.readline()
connections = [engine.connect() for _ in range(4)]
for number, connection in enumerate(connections):
    with connection.begin():
        connection.exec_driver_sql("INSERT INTO kept VALUES (?)", (number,))
    print("written", flush=True)
"""


@pytest.mark.threat("J7")
def test_a_connection_that_was_made_while_nothing_could_be_written_is_not_kept(tmp_path: Path) -> None:
    """SQLite would open the file for reading alone, and every later write through it would be refused."""
    machine = Machine(tmp_path / "machine")
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "kept.db")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, **machine.variables},
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline() == "made\n"
        with machine.failing(frozen=1):
            process.stdin.write("\n")
            process.stdin.flush()
            told = process.stdout.readline()
            assert told == f"the database `{tmp_path / 'kept.db'}` cannot be written; mend its disk\n"
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.read() == "written\n" * 4
