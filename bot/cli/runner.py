"""What a runner of GitHub Actions tells a step, typed at the door, and the files for the step's answer."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from bot.backtest.proposal import SECONDS
from bot.cli.action_event import Event, read_event
from bot.errors import UserError

SARIF = "decisis.sarif"
"""Where the SARIF file goes if nothing is said, below the runner's temporary directory."""

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class FailLevel(StrEnum):
    """The lightest findings that make the exit code 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NONE = "none"


@dataclass(frozen=True)
class Outlets:
    """Where a step's answer goes.

    Attributes:
        summary: file of the job summary, `None` where the runner has none.
        outputs: file of the step's outputs, likewise.
    """

    summary: Path | None
    outputs: Path | None

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Outlets:
        """The files that the environment names."""
        return cls(_file(environ, "GITHUB_STEP_SUMMARY"), _file(environ, "GITHUB_OUTPUT"))

    def add_summary(self, markdown: str) -> None:
        """Append to the job summary."""
        _append(self.summary, markdown)

    def set_outputs(self, outputs: Mapping[str, str]) -> None:
        """Set outputs; no value can end early or set another, for nobody can know the delimiter."""
        delimiter = f"decisis-{secrets.token_hex(16)}"
        _append(
            self.outputs,
            "".join(f"{name}<<{delimiter}\n{value}\n{delimiter}\n" for name, value in outputs.items()),
        )


@dataclass(frozen=True)
class Runner:
    """The environment of a step.

    Attributes:
        event: what is to be judged.
        repository: `owner/name`.
        repository_id: GitHub's number of it.
        api_url: root of the REST API.
        server_url: scheme, host and port that repositories are fetched from.
        temp: directory that lives as long as the job.
        token: the job's token.
        sarif: file for the SARIF report, `None` for no such report.
        fail_level: the lightest findings that make the exit code 1.
        wants_check_run: whether a check run is to be written where the token allows.
        backtest_seconds: how long a changed policy may be tried on what was merged, 0 for not at all.
    """

    event: Event
    repository: str
    repository_id: int
    api_url: str
    server_url: str
    temp: Path
    token: SecretStr
    sarif: Path | None
    fail_level: FailLevel
    wants_check_run: bool
    backtest_seconds: float

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Runner:
        """Read the environment and the event file.

        Raises:
            UserError: something is missing or of another form, or the event is none that can be judged.
        """
        temp = Path(_given(environ, "RUNNER_TEMP"))
        sarif = environ.get("DECISIS_SARIF", SARIF)
        return cls(
            event=read_event(
                _given(environ, "GITHUB_EVENT_NAME"), Path(_given(environ, "GITHUB_EVENT_PATH"))
            ),
            repository=_given(environ, "GITHUB_REPOSITORY"),
            repository_id=_number(environ, "GITHUB_REPOSITORY_ID"),
            api_url=_address(environ, "GITHUB_API_URL"),
            server_url=_address(environ, "GITHUB_SERVER_URL"),
            temp=temp,
            token=_token(environ),
            sarif=temp / sarif if sarif else None,
            fail_level=FailLevel(
                _one_of(environ, "DECISIS_FAIL_LEVEL", [level.value for level in FailLevel])
            ),
            wants_check_run=_one_of(environ, "DECISIS_CHECK_RUN", ["true", "false"]) == "true",
            backtest_seconds=_seconds(environ, "DECISIS_BACKTEST_SECONDS"),
        )


def _file(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]) if environ.get(name) else None


def _append(file: Path | None, text: str) -> None:
    if file is None:
        return
    try:
        with file.open("a", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as failure:
        raise UserError(
            f"`{file}` cannot be written: {failure.strerror}", "look at the disk of the runner"
        ) from failure


def _given(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise UserError(f"`{name}` is not set", "run `decisis action` in a step of GitHub Actions")
    return value


def _number(environ: Mapping[str, str], name: str) -> int:
    value = _given(environ, name)
    if not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise UserError(f"`{name}` is no number", "leave it as GitHub's runner sets it")
    return int(value)


def _seconds(environ: Mapping[str, str], name: str) -> float:
    value = environ.get(name) or str(SECONDS)
    if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,3})?", value) is None:
        raise UserError(f"`{name}` is `{value[:40]}`", "set it to seconds from 0 to 9999")
    return float(value)


def _address(environ: Mapping[str, str], name: str) -> str:
    value = _given(environ, name).rstrip("/")
    parts = urlsplit(value)
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    if not is_safe or not parts.hostname or "@" in parts.netloc or parts.query or parts.fragment:
        raise UserError(f"`{name}` is no `https://` address", "leave it as GitHub's runner sets it")
    return value


def _token(environ: Mapping[str, str]) -> SecretStr:
    token = environ.get("DECISIS_TOKEN") or environ.get("GITHUB_TOKEN") or ""
    if not token:
        raise UserError(
            "there is no token", "give the job's token as input `token` or in `GITHUB_TOKEN` of the step"
        )
    if not token.isascii() or not token.isprintable():
        raise UserError("the token holds characters that no token has", "give the job's token as it is")
    return SecretStr(token)


def _one_of(environ: Mapping[str, str], name: str, allowed: list[str]) -> str:
    value = environ.get(name) or allowed[0]
    if value not in allowed:
        known = ", ".join(f"`{each}`" for each in allowed)
        raise UserError(f"`{name}` is `{value[:40]}`", f"set it to one of {known}")
    return value
