"""Where the ledger stands is kept in another repository, and whoever touches it is found out by that."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import main
from bot.ledger.record import GENESIS, canonical
from bot.server.job import Job, Kind
from bot.sql import sqlite_file, sqlite_url
from tests.stories.conftest import BAD, FILES
from tests.stories.desk import Bench, bench_in
from tests.world import Status, World
from tests.world.handles.repository import Repository

BRANCH = "decisis-ledger"


@dataclass
class Kept:
    """A bench whose ledger is anchored.

    Attributes:
        bench: the bench.
        place: the repository of the anchors.
        token: may push there.
        keys: a folder with `ledger.pem`, `public.pem` and `other.pem`.
    """

    bench: Bench
    place: Repository
    token: str
    keys: Path
    _times: int = 0

    def anchor(self) -> None:
        """Do what the service does when some minutes have passed."""
        self._times += 1
        self.bench.desk.accept(Job(Kind.ANCHOR, f"later-{self._times}"))
        self.bench.catch_up()

    def judged(self) -> None:
        """Have something recorded, and done with."""
        self.bench.shop(FILES).open_pull(self.bench.world.agent(), files=BAD)
        self.bench.catch_up()

    def count(self) -> int:
        """How many anchors there are."""
        return int(self.place.git("rev-list", "--count", BRANCH))


def key(folder: Path, name: str) -> Path:
    file = folder / f"{name}.pem"
    command = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", str(file)]
    subprocess.run(command, check=True, timeout=30, capture_output=True)
    return file


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    keys, made = tmp_path_factory.mktemp("keys"), {}
    private = key(keys, "ledger")
    key(keys, "other")
    command = ["openssl", "pkey", "-in", str(private), "-pubout", "-out", str(keys / "public.pem")]
    subprocess.run(command, check=True, timeout=30, capture_output=True)

    def prepared(world: World) -> Mapping[str, str]:
        made["place"] = world.repository("acme/ledger-anchor", private=True, installed=False)
        made["token"] = world.other_app("keeper").token(made["place"], contents="write")
        return {
            "DECISIS_LEDGER_ANCHOR_REPOSITORY": made["place"].clone_url,
            "DECISIS_LEDGER_ANCHOR_TOKEN": made["token"],
            "DECISIS_LEDGER_KEY_FILE": str(private),
        }

    with bench_in(tmp_path_factory.mktemp("anchors"), replays=2, more=prepared) as bench:
        yield Kept(bench, made["place"], made["token"], keys)


@pytest.fixture
def check(kept: Kept, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """`decisis ledger verify` against the anchors: exit code and what was said."""
    monkeypatch.setenv("DECISIS_LEDGER_ANCHOR_TOKEN", kept.token)

    def checked(url: str = "", anchor: str = "", key: str = "public") -> tuple[int, str]:
        capsys.readouterr()
        words = ["--database", url or kept.bench.url, "--anchor", anchor or kept.place.clone_url]
        code = main(["ledger", "verify", *words, "--key", str(kept.keys / f"{key}.pem")])
        said = capsys.readouterr()
        return code, said.out + said.err

    return checked


def test_after_verdicts_the_head_is_pushed_once_in_a_while_and_holds(kept: Kept, check: Any) -> None:
    kept.judged()
    first = kept.count()
    assert first == 1  # one job for this stretch of time, however much was recorded in it
    kept.judged()
    assert kept.count() == 1
    kept.anchor()
    kept.anchor()
    assert kept.count() == 2
    code, said = check()
    assert (code, said.endswith("records hold to one another and to 2 anchors\n")) == (0, True)
    note = kept.place.git("show", f"{BRANCH}:anchor").decode()
    assert note.startswith(f"{kept.bench.world.url.removeprefix('http://')}/apps/{kept.bench.world.app.id}\n")
    assert "\n\n— " in note


def test_a_clone_and_a_single_note_are_anchors_too_and_only_of_who_signed(
    kept: Kept, check: Any, tmp_path: Path
) -> None:
    kept.judged()
    kept.anchor()
    clone, note = tmp_path / "clone", tmp_path / "anchor"
    subprocess.run(["git", "clone", "-q", str(kept.place.git_dir), str(clone)], check=True, timeout=30)
    note.write_bytes(kept.place.git("show", f"{BRANCH}:anchor"))
    assert check(anchor=str(clone))[0] == 0
    assert check(anchor=f"{clone}#refs/remotes/origin/{BRANCH}")[0] == 0
    assert check(anchor=str(note)) == check(anchor=str(note), key="ledger")
    for anchor in (str(clone), str(note), kept.place.clone_url):
        code, said = check(anchor=anchor, key="other")
        assert (code, "was not signed by the key that was named" in said) == (2, True)
    code, said = check(anchor=f"{clone}#main")
    assert (code, "holds no file `anchor`" in said) == (2, True)
    assert "fetched over SSH" in check(anchor="git@example.com:acme/x.git")[1]


def copied(kept: Kept, file: Path, *statements: str) -> str:
    """The database as somebody left it."""
    shutil.copy(sqlite_file(kept.bench.url), file)
    wal = Path(f"{sqlite_file(kept.bench.url)}-wal")
    if wal.exists():
        shutil.copy(wal, f"{file}-wal")
    with sqlite3.connect(file) as connection:
        for statement in statements:
            connection.execute(statement)
    return sqlite_url(file)


@pytest.mark.threat("J2")
def test_a_cut_a_rewriting_and_a_fork_show(kept: Kept, check: Any, tmp_path: Path) -> None:
    kept.judged()
    kept.anchor()
    last = "(SELECT max(sequence) FROM verdicts)"
    cut = copied(kept, tmp_path / "cut.db", f"DELETE FROM verdicts WHERE sequence = {last}")
    code, said = check(url=cut)
    assert code == 1
    assert "is missing, although the anchor stands at" in said
    forked = copied(kept, tmp_path / "forked.db")
    rewritten(tmp_path / "forked.db")
    assert main(["ledger", "verify", "--database", forked]) == 0  # it holds to itself
    code, said = check(url=forked)
    assert (code, "is another than the anchor says" in said) == (1, True)


def rewritten(file: Path) -> None:
    """Write the whole chain anew with every failure turned into a success."""
    with sqlite3.connect(file) as connection:
        previous = GENESIS
        rows = connection.execute("SELECT sequence, record FROM verdicts ORDER BY sequence").fetchall()
        for sequence, record in rows:
            values = json.loads(record) | {"previous": previous}
            if values.get("conclusion") == "failure":
                values["conclusion"] = "success"
            new = canonical(values)
            digest = hashlib.sha256(new).hexdigest()
            connection.execute(
                "UPDATE verdicts SET record = ?, digest = ?, previous = ? WHERE sequence = ?",
                (new, digest, previous, sequence),
            )
            previous = digest


def test_a_service_whose_ledger_was_touched_pushes_nothing_and_says_so(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    kept.judged()
    kept.anchor()
    before, file = kept.count(), sqlite_file(kept.bench.url)
    statement = "UPDATE verdicts SET record = ? WHERE sequence = (SELECT max(sequence) FROM verdicts)"
    with sqlite3.connect(file, timeout=30) as connection:
        query = "SELECT record FROM verdicts WHERE sequence = (SELECT max(sequence) FROM verdicts)"
        (record,) = connection.execute(query).fetchone()
        connection.execute(statement, (record.replace(b"success", b"failure") + b" ",))
    kept.anchor()
    with sqlite3.connect(file, timeout=30) as connection:
        connection.execute(statement, (record,))
    assert kept.count() == before
    (said,) = [one for one in caplog.records if one.levelno >= logging.CRITICAL]
    assert "does not hold to its anchor" in said.getMessage()


def test_anchors_that_somebody_took_back_are_missed(
    kept: Kept, caplog: pytest.LogCaptureFixture, check: Any
) -> None:
    kept.judged()
    kept.anchor()
    good = kept.place.head(BRANCH)
    kept.place.git("update-ref", "-d", f"refs/heads/{BRANCH}")
    kept.judged()
    kept.anchor()
    assert kept.place.git("for-each-ref", f"refs/heads/{BRANCH}") == b""
    (said,) = [one for one in caplog.records if one.levelno >= logging.CRITICAL]
    assert f"was taken back behind {good}, which had been pushed" in str(vars(said)["reason"])
    code, told = check()
    assert (code, "no anchor was kept there yet" in told) == (2, True)
    kept.place.git("update-ref", f"refs/heads/{BRANCH}", good)
    kept.anchor()
    assert kept.place.head(BRANCH) != good
    assert check()[0] == 0


def test_a_remote_that_fails_holds_no_verdict_up_and_is_tried_again(
    kept: Kept, caplog: pytest.LogCaptureFixture
) -> None:
    path = "/acme/ledger-anchor.git"
    kept.bench.world.fail("GIT", path, Status(503), times=3)
    kept.judged()
    before = kept.count()
    kept.anchor()
    assert kept.count() == before + 1
    said = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert said
    assert all("could not be anchored; it is tried again" in one for one in said)
    assert kept.token not in caplog.text


def test_an_anchor_that_another_key_signed_is_not_built_upon(
    kept: Kept, caplog: pytest.LogCaptureFixture, check: Any
) -> None:
    kept.judged()
    kept.anchor()
    good = kept.place.head(BRANCH)
    note = kept.place.git("show", f"{BRANCH}:anchor")
    kept.place.commit(BRANCH, {"anchor": note.replace(b"/apps/", b"/apqs/")}, parent=good)
    kept.place.push(BRANCH)
    kept.judged()
    before = kept.count()
    kept.anchor()
    assert kept.count() == before
    assert "cannot be anchored" in caplog.text
    assert check()[0] == 2
    kept.place.push(BRANCH, sha=good, force=True)
    kept.anchor()
    assert check()[0] == 0
