"""The settings of the service, read once by the composition root and handed down as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.errors import UserError

PREFIX = "DECISIS_"

MIN_SECRET_BYTES = 32
"""Shortest webhook secret that is accepted, in bytes: a shorter one can be guessed off line."""

API_URL = "https://api.github.com"
"""Root of the REST API of github.com."""

_NOT_SHARED = (
    f"`{PREFIX}DATABASE_URL` must be `postgresql://USER@HOST/NAME` where processes share the work; "
    "on SQLite run `decisis serve`, which does all of it"
)

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts to which nothing travels over a network."""


class SettingsInvalid(UserError):
    """The environment does not hold usable settings.

    Attributes:
        problems: one sentence for each, in the order of the settings; none shows a secret.
    """

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{sentence}", {"sentence": sentence})


def _api_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("https", "http") or parts.query or parts.fragment or parts.username:
        raise _wrong("must be a plain URL such as `https://api.github.com` or `https://HOST/api/v3`")
    if parts.scheme == "http" and host not in LOOPBACK:
        raise _wrong("must start with `https://`: tokens would travel in clear text")
    return value.rstrip("/")


def _database_url(secret: SecretStr) -> SecretStr:
    value = secret.get_secret_value()
    path = value.removeprefix("sqlite:///")
    is_file = path != value and path and "?" not in path and not path.startswith(":")
    if not is_file and not _is_postgresql(value):
        raise _wrong(
            "must be `postgresql://USER@HOST/NAME`, or `sqlite:///PATH`, a file on a local disk; "
            "leave it out for one in `DECISIS_DATA_DIR`"
        )
    return secret


def _anchor_repository(value: str) -> str:
    if not value:
        return value
    url = value.partition("#")[0]
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.username or parts.query or len(parts.path.strip("/").split("/")) != 2:
        raise _wrong("must be `https://HOST/OWNER/NAME`, or with `#refs/heads/NAME` for another branch")
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        raise _wrong("must start with `https://`: the token would travel in clear text")
    return value


def _is_postgresql(value: str) -> bool:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme == "postgresql" and len(parts.path) > 1 and "/" not in parts.path[1:]


def _secret_problems(secret: str | None) -> list[str]:
    name = f"`{PREFIX}WEBHOOK_SECRET`"
    if secret is None or not secret.strip():
        seen = "is not set" if secret is None else "is blank"
        return [f"{name} {seen}; set it to the webhook secret of the GitHub App"]
    length = len(secret.encode())
    if length >= MIN_SECRET_BYTES:
        return []
    remedy = "make one with `openssl rand -hex 32` and enter it in the GitHub App too"
    return [f"{name} has {length} bytes and needs {MIN_SECRET_BYTES}; {remedy}"]


def _is_rsa_key(pem: str) -> bool:
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError):
        return False
    return isinstance(key, RSAPrivateKey)


class Part(StrEnum):
    """What a process of the service does; what it does not need for that, it need not be told."""

    ALL = "all"
    """Takes deliveries and does jobs."""

    WEB = "web"
    """Only takes deliveries: it never acts as the App, so it needs no private key."""

    WORKER = "worker"
    """Only does jobs: it never proves a delivery, so it needs no webhook secret."""


class Settings(BaseSettings):
    """What the service is told by its operator.

    Attributes:
        github_api_url: root of GitHub's REST API, without a slash at the end.
        app_id: number of the GitHub App.
        private_key: the App's private key, PEM; may be empty for `Part.WEB`.
        private_key_file: file that holds it instead; only read while loading.
        webhook_secret: the App's webhook secret, at least 32 bytes; may be empty for `Part.WORKER`.
        data_dir: directory for the database, the mirrors and the caches.
        database_url: `postgresql://…`, which may hold a password, or `sqlite:///PATH`; by default
            `decisis.db` in `data_dir`.
        host: address to listen on.
        port: port to listen on, 0 for any free one.
        judging_seconds: how long the judging of one change may take.
        judging_megabytes: how much address space it may use, in units of 2 ** 20 bytes.
        ledger_key_file: the Ed25519 key that signs where the ledger stands, PEM.
        ledger_anchor_repository: where that is kept, `https://HOST/OWNER/NAME#REF`; empty for nowhere.
        ledger_anchor_token: a token that may push there; the App's own may push nowhere.
        metrics_host: address that serves the metrics.
        metrics_port: port that serves them, 0 for any free one; `None` for none.
        least_free_bytes: bytes that must be free on the disk of `data_dir` to be ready.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    github_api_url: Annotated[str, AfterValidator(_api_url)] = API_URL
    app_id: Annotated[int, Field(gt=0)]
    private_key: SecretStr = SecretStr("")
    private_key_file: Path | None = None
    webhook_secret: SecretStr = SecretStr("")
    data_dir: Path = Path("decisis-data")
    database_url: Annotated[SecretStr, AfterValidator(_database_url)] = SecretStr("")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    judging_seconds: Annotated[int, Field(gt=0)] = 600
    judging_megabytes: Annotated[int, Field(ge=512)] = 3_072
    ledger_key_file: Path | None = None
    ledger_anchor_repository: Annotated[str, AfterValidator(_anchor_repository)] = ""
    ledger_anchor_token: SecretStr = SecretStr("")
    metrics_host: str = "127.0.0.1"
    metrics_port: Annotated[int, Field(ge=0, le=65_535)] | None = None
    least_free_bytes: Annotated[int, Field(ge=0)] = 500_000_000

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` was given: nothing is read behind the caller's back."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    @model_validator(mode="before")
    @classmethod
    def _default_database(cls, values: dict[str, Any]) -> dict[str, Any]:
        folder = Path(values.get("data_dir", "decisis-data")).absolute()
        return {"database_url": f"sqlite:///{folder / 'decisis.db'}"} | values | {"data_dir": folder}

    @model_validator(mode="after")
    def _anchored_whole(self) -> Settings:
        needs = {"LEDGER_KEY_FILE": self.ledger_key_file, "LEDGER_ANCHOR_TOKEN": self.ledger_anchor_token}
        missing = [name for name, value in needs.items() if not value]
        if self.ledger_anchor_repository and missing:
            named = " and ".join(f"`{PREFIX}{name}`" for name in missing)
            raise _wrong(f"`{PREFIX}LEDGER_ANCHOR_REPOSITORY` needs {named}; set that, or leave it out")
        return self

    @property
    def git_server(self) -> str:
        """Scheme, host and port that repositories are fetched from."""
        return web_root(self.github_api_url)


def web_root(api_url: str) -> str:
    """Scheme, host and port of the pages and repositories that belong to an API.

    Args:
        api_url: root of the REST API: of github.com, `https://api.NAME.ghe.com` or `https://HOST/api/v3`.
    """
    parts = urlsplit(api_url)
    host = parts.netloc
    if host == "api.github.com" or (host.startswith("api.") and host.endswith(".ghe.com")):
        host = host.removeprefix("api.")
    return f"{parts.scheme}://{host}"


def load_api_url(environ: Mapping[str, str]) -> str:
    """Read the root of GitHub's API alone, for what is done before there is an App.

    Args:
        environ: the environment, usually `os.environ`.

    Raises:
        SettingsInvalid: it is no address that can be used.
    """
    name = PREFIX + "GITHUB_API_URL"
    try:
        return _api_url(environ.get(name) or API_URL)
    except PydanticCustomError as error:
        raise SettingsInvalid((f"`{name}` {error.message()}",)) from None


def load(environ: Mapping[str, str], part: Part = Part.ALL) -> Settings:
    """Read the settings from the variables that start with `DECISIS_`; an empty one counts as not set.

    Args:
        environ: the environment, usually `os.environ`.
        part: what the process does.

    Raises:
        SettingsInvalid: with every problem at once.
    """
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in environ.items()
        if name.startswith(PREFIX) and (value or name == PREFIX + "WEBHOOK_SECRET")
    }
    key, problems = "", list[str]()
    if part is Part.WEB:
        given.pop("private_key", None)
        given.pop("private_key_file", None)
    else:
        key, problems = _private_key(given)
    secret = given.pop("webhook_secret", None)
    if part is not Part.WORKER:
        problems = [*_secret_problems(secret), *problems]
        given |= {"webhook_secret": secret or ""}
    try:
        settings = Settings.model_validate(given | {"private_key": key})
    except ValidationError as error:
        problems = [_sentence(dict(entry)) for entry in error.errors(include_url=False)] + problems
    if part is not Part.ALL and not problems and not _is_postgresql(settings.database_url.get_secret_value()):
        problems.append(_NOT_SHARED)
    if problems:
        raise SettingsInvalid(tuple(problems))
    return settings


def _private_key(given: Mapping[str, str]) -> tuple[str, list[str]]:
    text, file = given.get("private_key"), given.get("private_key_file")
    if bool(text) == bool(file):
        seen = "are both set" if text else "are both missing"
        names = f"`{PREFIX}PRIVATE_KEY` and `{PREFIX}PRIVATE_KEY_FILE`"
        return "", [f"{names} {seen}; set one of them to the GitHub App's private key"]
    name = PREFIX + ("PRIVATE_KEY" if text else "PRIVATE_KEY_FILE")
    if file:
        try:
            text = Path(file).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            text = ""
        except OSError as error:
            seen = f"names `{file}`, which cannot be read ({error.strerror})"
            return "", [f"`{name}` {seen}; give the path of the App's `.pem` file"]
    key = (text or "").replace("\\n", "\n")
    if not _is_rsa_key(key):
        return "", [f"`{name}` holds no RSA private key; download one from the GitHub App's settings page"]
    return key, []


def _sentence(entry: Mapping[str, Any]) -> str:
    if not entry["loc"]:
        return str(entry["msg"])
    name = PREFIX + str(entry["loc"][0]).upper()
    if entry["type"] == "missing":
        return f"`{name}` is not set; set it to the number on the settings page of the GitHub App"
    if entry["type"] == "setting":
        return f"`{name}` {entry['msg']}"
    expected = {
        "DECISIS_APP_ID": "a positive whole number",
        "DECISIS_PORT": "a number from 0 to 65535",
        "DECISIS_METRICS_PORT": "a number from 0 to 65535",
        "DECISIS_LEAST_FREE_BYTES": "a number of bytes",
        "DECISIS_JUDGING_SECONDS": "a positive whole number",
        "DECISIS_JUDGING_MEGABYTES": "a whole number from 512",
    }
    return f"`{name}` must be {expected.get(name, 'a valid value')}"
