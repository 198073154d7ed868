"""Processes that do jobs without a GitHub: one that can be held in a job, and one that its job kills."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from threading import Event

from bot.github.place import Place
from bot.ledger import Entry, Ledger
from bot.server.engine import Database, Inbox, Queue
from bot.server.job import Follow, Job, Kind


def work(url: str, folder: str, name: str) -> int:
    """Do jobs until SIGTERM comes, and note each in `log`; a file `hold-NUMBER-NAME` keeps it in a job.

    What `truth` held when a job began is left in `seen-NUMBER`.
    """
    directory, over = Path(folder), Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())

    def handler(job: Job) -> list[Follow]:
        at_work, log = directory / f"{job.number}.at-work", directory / "log"
        clash = at_work.exists()
        at_work.touch()
        truth = directory / "truth"
        (directory / f"seen-{job.number}").write_text(truth.read_text() if truth.exists() else "")
        with log.open("a") as lines:
            lines.write(f"{name} {job.number} {job.delivery} {'clash' if clash else 'alone'}\n")
        while (directory / f"hold-{job.number}-{name}").exists():
            time.sleep(0.02)
        time.sleep(0.01)
        at_work.unlink(missing_ok=True)
        return []

    with Database(url, silence=2) as database:
        queue = Queue(database, handler)
        queue.start()
        print("ready", flush=True)
        over.wait()
        queue.stop(5)
    return 0


def be_killed(url: str, log: str, delivery: str) -> int:
    """Have a job that kills its process, until it is given up; the kinds of job are noted in a file."""
    runs, over = Path(log), Event()

    def handler(job: Job) -> list[Follow]:
        with runs.open("a") as lines:
            lines.write(job.kind + "\n")
        if job.kind is Kind.REVIEW:
            os.kill(os.getpid(), signal.SIGKILL)
        print("given up", job.key, flush=True)
        over.set()
        return []

    with Database(url) as database:
        queue = Queue(database, handler)
        queue.start()
        inbox = Inbox(database, queue.accept)
        inbox.accept([Job(Kind.REVIEW, delivery, Place(7, 42, "acme/shop"), 5)])
        over.wait(10)
        inbox.close()
        queue.stop(2)
    return 0


def write_records(url: str, pull: int) -> int:
    """Add forty records about a pull request to the chain."""
    with Database(url) as database:
        ledger = Ledger(database.engine)
        for number in range(40):
            entry = Entry(42, pull, f"{number:040x}", "b" * 40, "c" * 64, "e", "success", "{}")
            ledger.record(entry)
    return 0
