"""What a service does about anchors when it starts, and how often it asks for one."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.errors import UserError
from bot.ledger import Entry, Ledger
from bot.server.anchorer import ANCHOR_SECONDS, Anchorer, anchored
from bot.server.engine import Database
from bot.server.job import Follow, Job, Kind
from bot.settings import Settings, load
from tests.server.test_settings import GOOD

ENTRY = Entry(42, 5, "a" * 40, "b" * 40, "c" * 64, "decisis 0", "failure", "{}")


def settings(key: Path, ref: str = "") -> Settings:
    more = {
        "DECISIS_LEDGER_ANCHOR_REPOSITORY": f"https://git.acme.test/acme/anchor{ref}",
        "DECISIS_LEDGER_KEY_FILE": str(key),
        "DECISIS_LEDGER_ANCHOR_TOKEN": "hunter2",
        "DECISIS_DATA_DIR": str(key.parent),
    }
    return load({**GOOD, **more})


@pytest.fixture
def key(tmp_path: Path) -> Path:
    file = tmp_path / "ledger.pem"
    command = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(file)]
    subprocess.run(command, check=True, timeout=30, capture_output=True)
    return file


def test_a_service_does_not_start_without_its_key_or_with_an_odd_ref(
    database_url: str, key: Path, tmp_path: Path
) -> None:
    with Database(database_url) as database:
        ledger = Ledger(database.engine)
        assert Anchorer.of(load({**GOOD, "DECISIS_DATA_DIR": str(tmp_path)}), {}, ledger) is None
        made = Anchorer.of(settings(key), {}, ledger)
        assert made is not None
        assert made.origin == "github.com/apps/12"
        assert "hunter2" not in repr(made)
        with pytest.raises(UserError, match="cannot be read"):
            Anchorer.of(settings(tmp_path / "none.pem"), {}, ledger)
        for ref in ("#main", "#refs/heads/../x", "#refs/heads/-x;y", "#refs/heads/a.lock/b"):
            with pytest.raises(UserError, match="is no ref that can be used"):
                Anchorer.of(settings(key, ref), {}, ledger)


def test_one_job_is_asked_for_in_each_stretch_of_time_in_which_something_was_recorded(
    database_url: str, key: Path
) -> None:
    now = [ANCHOR_SECONDS * 100.0 + 10]
    with Database(database_url) as database:
        ledger = Ledger(database.engine)
        made = Anchorer.of(settings(key), {}, ledger)
        assert made is not None
        made.clock = lambda: now[0]
        job = Job(Kind.SWEEP, "g")
        work = anchored(lambda _: [Follow(job)], made)
        assert work(job) == [Follow(job)]
        ledger.record(ENTRY)
        (_, first), (_, again) = work(job), work(job)
        assert first == again == Follow(Job(Kind.ANCHOR, "anchor-100"), ANCHOR_SECONDS - 10)
        now[0] += ANCHOR_SECONDS
        assert work(job)[1].job.id == "anchor-101/anchor/ledger"
        assert anchored(lambda _: [], None)(Job(Kind.ANCHOR, "left-over")) == []
