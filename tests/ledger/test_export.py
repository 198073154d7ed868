"""A ledger that is handed out: signed, read back, and checked by others' tools."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

import pytest

from bot.cli.main import main
from bot.ledger import Entry, Ledger, Note
from bot.ledger.attestation import encoded
from bot.ledger.note import PolicyNote
from bot.server.engine import Database


def openssl(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *words], capture_output=True, text=True, timeout=30, check=False)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two keys as an operator makes them: `ledger.pem`, `public.pem`, `other.pem`."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ledger", "other"):
        assert (
            openssl("genpkey", "-algorithm", "ed25519", "-out", str(folder / f"{name}.pem")).returncode == 0
        )
    public = ("-pubout", "-out", str(folder / "public.pem"))
    assert openssl("pkey", "-in", str(folder / "ledger.pem"), *public).returncode == 0
    return folder


@pytest.fixture
def database(database_url: str) -> str:
    with Database(database_url) as opened:
        ledger = Ledger(opened.engine)
        ledger.note(Note(42, 0, "d" * 40, PolicyNote("d" * 40, "c" * 64, "p.yml", "enforce")))
        for number in range(1, 4):
            ledger.record(Entry(42, 5, f"{number:040x}", "b" * 40, "c" * 64, "engine", "failure", "{}"))
    return database_url


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    code = main(["ledger", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_signed_export_is_checked_by_its_public_key(
    database: str,
    keys: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DECISIS_LEDGER_KEY_FILE", str(keys / "ledger.pem"))
    code, text, _ = run(capsys, "export", "--database", database, "--format", "dsse")
    assert (code, text.count("\n")) == (0, 4)
    file = tmp_path / "ledger.dsse"
    file.write_text(text)
    check = ("verify", "--export", str(file), "--key")
    assert run(capsys, *check, str(keys / "public.pem"))[:2] == (
        0,
        "4 records hold to one another; without an anchor a cut tail goes unseen\n",
    )
    _, anchor, _ = run(capsys, "head", "--database", database)
    short = "{sequence}:{digest}".format_map(json.loads(anchor))
    assert run(capsys, *check, str(keys / "public.pem"), "--anchor", short)[0] == 0
    lines = text.splitlines(keepends=True)
    swapped = json.loads(lines[1]) | {"payload": json.loads(lines[2])["payload"]}
    for touched, said in (
        ([lines[0], json.dumps(swapped) + "\n"], "record 2 of the ledger was not signed by the key"),
        ([lines[0], "{}\n"], "record 2 of the ledger is no envelope"),
        ([lines[0], lines[1][:-1]], "record 2 of the ledger is cut off"),
        ([lines[0], lines[2]], "record 2 of the ledger is missing"),
        (lines[:3], "record 4 of the ledger is missing, although the anchor stands at 4"),
    ):
        file.write_text("".join(touched))
        code, _, error = run(capsys, *check, str(keys / "public.pem"), "--anchor", short)
        assert code == 1
        assert said in error
    file.write_text(text)
    code, _, error = run(capsys, *check, str(keys / "other.pem"))
    assert (code, "record 1 of the ledger was not signed by the key that was named" in error) == (1, True)
    code, _, error = run(capsys, "verify", "--export", str(file))
    assert (code, "name the public key by `--key`" in error) == (2, True)


def test_the_envelope_is_what_the_specifications_say_and_openssl_holds_its_signature(
    database: str,
    keys: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # the example of github.com/secure-systems-lab/dsse, protocol.md
    example = encoded("http://example.com/HelloWorld", b"hello world")
    assert example == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    monkeypatch.setenv("DECISIS_LEDGER_KEY_FILE", str(keys / "ledger.pem"))
    envelope = json.loads(
        run(capsys, "export", "--database", database, "--format", "dsse")[1].splitlines()[1]
    )
    assert set(envelope) == {"payload", "payloadType", "signatures"}
    assert envelope["payloadType"] == "application/vnd.in-toto+json"
    payload = base64.b64decode(envelope["payload"])
    statement = json.loads(payload)
    assert statement["_type"] == "https://in-toto.io/Statement/v1"
    assert {"gitCommit": f"{1:040x}"} in [one["digest"] for one in statement["subject"]]
    assert statement["predicate"]["sequence"] == 2
    (signature,) = envelope["signatures"]
    signed, mark = tmp_path / "signed", tmp_path / "signature"
    signed.write_bytes(encoded(envelope["payloadType"], payload))
    mark.write_bytes(base64.b64decode(signature["sig"]))
    words = ("pkeyutl", "-verify", "-pubin", "-inkey", str(keys / "public.pem"), "-rawin")
    done = openssl(*words, "-in", str(signed), "-sigfile", str(mark))
    assert (done.returncode, done.stdout) == (0, "Signature Verified Successfully\n")
    monkeypatch.delenv("DECISIS_LEDGER_KEY_FILE")
    code, _, error = run(capsys, "export", "--database", database, "--format", "dsse")
    assert (code, "openssl genpkey -algorithm ed25519" in error) == (2, True)


def test_what_is_no_key_is_told_and_never_shown(
    database: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = tmp_path / "wrong.pem"
    assert openssl("genrsa", "-out", str(wrong), "2048").returncode == 0
    for file, said in ((wrong, "holds no Ed25519 private key"), (tmp_path / "none.pem", "cannot be read")):
        monkeypatch.setenv("DECISIS_LEDGER_KEY_FILE", str(file))
        code, out, error = run(capsys, "export", "--database", database, "--format", "dsse")
        assert (code, out, said in error) == (2, "", True)
        assert "BEGIN" not in error


def test_a_plain_export_is_read_back(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ledger.jsonl"
    text = run(capsys, "export", "--database", database)[1]
    file.write_text(text)
    assert run(capsys, "verify", "--export", str(file))[0] == 0
    for touched, said in (
        (text.replace('"pull":5', '"pull": 5', 1), "record 2 of the ledger is not in the canonical form"),
        (text.replace("failure", "success", 1), "record 3 of the ledger does not follow the one before it"),
        ("[]\n", "record 1 of the ledger is no record"),
        ('{"sequence":"x"}\n', "record 1 of the ledger has other fields than a record"),
    ):
        file.write_text(touched)
        code, _, error = run(capsys, "verify", "--export", str(file))
        assert code == 1
        assert said in error
