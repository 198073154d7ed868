"""The settings: every mistake in one sentence that says what to do, all at once, no secret shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.settings import Settings, SettingsInvalid, load
from tests.keys import private_key

GOOD = {
    "DECISIS_APP_ID": "12",
    "DECISIS_PRIVATE_KEY": private_key(),
    "DECISIS_WEBHOOK_SECRET": "s" * 32,
}


def problems(**changed: str) -> tuple[str, ...]:
    environ = {name: value for name, value in {**GOOD, **changed}.items() if value != "-"}
    with pytest.raises(SettingsInvalid) as caught:
        load(environ)
    return caught.value.problems


def test_the_least_that_must_be_set_is_enough(tmp_path: Path) -> None:
    settings = load({**GOOD, "DECISIS_DATA_DIR": str(tmp_path)})
    assert settings.github_api_url == "https://api.github.com"
    assert settings.git_server == "https://github.com"
    assert settings.database_url.get_secret_value() == f"sqlite:///{tmp_path / 'decisis.db'}"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)


def test_an_enterprise_server_serves_git_at_its_own_address() -> None:
    settings = load({**GOOD, "DECISIS_GITHUB_API_URL": "https://git.acme.test:8443/api/v3/"})
    assert settings.github_api_url == "https://git.acme.test:8443/api/v3"
    assert settings.git_server == "https://git.acme.test:8443"


@pytest.mark.threat("A2")
@pytest.mark.parametrize("secret", ["-", "", "   ", "s" * 31])
def test_a_blank_or_short_secret_is_refused(secret: str) -> None:
    (problem,) = problems(DECISIS_WEBHOOK_SECRET=secret)
    assert "DECISIS_WEBHOOK_SECRET" in problem
    assert "set it to" in problem or "openssl rand -hex 32" in problem


def test_bytes_count_and_not_characters() -> None:
    assert load({**GOOD, "DECISIS_WEBHOOK_SECRET": "ü" * 16}).webhook_secret


def test_every_problem_is_told_at_once_and_none_shows_a_secret() -> None:
    found = problems(
        DECISIS_APP_ID="-",
        DECISIS_PRIVATE_KEY="not a key at all",
        DECISIS_WEBHOOK_SECRET="hunter2",
        DECISIS_GITHUB_API_URL="http://git.acme.test",
        DECISIS_DATABASE_URL="mysql://x",
        DECISIS_PORT="70000",
    )
    assert [problem.split("`")[1] for problem in found] == [
        "DECISIS_GITHUB_API_URL",
        "DECISIS_APP_ID",
        "DECISIS_DATABASE_URL",
        "DECISIS_PORT",
        "DECISIS_WEBHOOK_SECRET",
        "DECISIS_PRIVATE_KEY",
    ]
    assert "hunter2" not in "".join(found)
    assert "not a key" not in "".join(found)


def test_the_key_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "app.pem"
    file.write_text(private_key())
    environ = {**GOOD, "DECISIS_PRIVATE_KEY": "", "DECISIS_PRIVATE_KEY_FILE": str(file)}
    assert load(environ).private_key.get_secret_value() == private_key()


def test_a_key_on_one_line_is_understood() -> None:
    one_line = private_key().replace("\n", "\\n")
    assert load({**GOOD, "DECISIS_PRIVATE_KEY": one_line}).private_key.get_secret_value() == private_key()


def test_a_key_file_that_is_not_there_is_named() -> None:
    (problem,) = problems(DECISIS_PRIVATE_KEY="-", DECISIS_PRIVATE_KEY_FILE="/nowhere/app.pem")
    assert "/nowhere/app.pem" in problem
    assert "No such file" in problem


def test_a_key_of_another_kind_is_refused(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "ec.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for name in ("ec.pem", "binary"):
        (problem,) = problems(DECISIS_PRIVATE_KEY="-", DECISIS_PRIVATE_KEY_FILE=str(tmp_path / name))
        assert "no RSA private key" in problem


@pytest.mark.parametrize("both", [True, False])
def test_one_key_is_wanted_not_two_and_not_none(both: bool) -> None:
    (problem,) = problems(
        DECISIS_PRIVATE_KEY=private_key() if both else "-", DECISIS_PRIVATE_KEY_FILE="x" if both else "-"
    )
    assert "set one of them" in problem


@pytest.mark.threat("B6")
@pytest.mark.parametrize(
    "url",
    [
        "ftp://x",
        "https://",
        "x",
        "https://user@host",
        "https://h/?x",
        "http://10.0.0.1",
        "http://[::1",
        "https://h:x",
    ],
)
def test_an_address_that_would_leak_tokens_is_refused(url: str) -> None:
    (problem,) = problems(DECISIS_GITHUB_API_URL=url)
    assert "DECISIS_GITHUB_API_URL" in problem


def test_secrets_are_not_printed() -> None:
    shown = repr(load(GOOD)) + str(load(GOOD))
    assert "s" * 32 not in shown
    assert "PRIVATE KEY" not in shown


def test_settings_cannot_be_changed() -> None:
    settings = load(GOOD)
    with pytest.raises(Exception, match="frozen"):
        setattr(settings, "port", 1)  # noqa: B010


def test_nothing_is_read_but_what_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1")
    monkeypatch.setenv("DECISIS_PORT", "1")
    assert load(GOOD).port == 8080
    assert isinstance(load(GOOD), Settings)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://decisis@db.acme.test/decisis",
        "postgresql://decisis:hunter2@db.acme.test:5433/decisis?sslmode=verify-full",
        "postgresql://decisis@/decisis?host=/run/postgresql",
    ],
)
def test_postgresql_is_chosen_by_its_address(url: str) -> None:
    settings = load({**GOOD, "DECISIS_DATABASE_URL": url})
    assert settings.database_url.get_secret_value() == url
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    "url",
    [
        "postgres://decisis@db.acme.test/decisis",
        "postgresql+psycopg://db.acme.test/decisis",
        "postgresql://db.acme.test",
        "postgresql://db.acme.test/",
        "postgresql://db.acme.test/a/b",
        "postgresql://db.acme.test:port/decisis",
        "sqlite:///:memory:",
    ],
)
def test_another_address_of_a_database_is_refused(url: str) -> None:
    (problem,) = problems(DECISIS_DATABASE_URL=url)
    assert "`DECISIS_DATABASE_URL` must be `postgresql://USER@HOST/NAME`, or `sqlite:///PATH`" in problem


def test_a_repository_for_anchors_needs_a_key_and_a_token_and_a_safe_address(tmp_path: Path) -> None:
    place = "https://git.acme.test/acme/anchor#refs/heads/x"
    (problem,) = problems(DECISIS_LEDGER_ANCHOR_REPOSITORY=place)
    assert problem == (
        "`DECISIS_LEDGER_ANCHOR_REPOSITORY` needs `DECISIS_LEDGER_KEY_FILE` and "
        "`DECISIS_LEDGER_ANCHOR_TOKEN`; set that, or leave it out"
    )
    whole = {
        "DECISIS_LEDGER_ANCHOR_REPOSITORY": place,
        "DECISIS_LEDGER_KEY_FILE": str(tmp_path / "ledger.pem"),
        "DECISIS_LEDGER_ANCHOR_TOKEN": "hunter2",
    }
    settings = load({**GOOD, **whole})
    assert settings.ledger_anchor_repository == place
    assert "hunter2" not in repr(settings)
    for wrong, said in (
        ("acme/anchor", "must be `https://HOST/OWNER/NAME`"),
        ("https://x@git.acme.test/acme/anchor", "must be `https://HOST/OWNER/NAME`"),
        ("http://git.acme.test/acme/anchor", "must start with `https://`"),
        ("ssh://git.acme.test/acme/anchor", "must start with `https://`"),
    ):
        (problem,) = problems(**{**whole, "DECISIS_LEDGER_ANCHOR_REPOSITORY": wrong})
        assert said in problem
