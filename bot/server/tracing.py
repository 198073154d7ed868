"""Traces of deliveries, jobs and phases: to nobody, or to where OpenTelemetry's variables say.

Nothing of OpenTelemetry is imported where none of them is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from bot.errors import UserError
from bot.server.job import Job

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""The variables of which one must be set."""


class Span(Protocol):
    """A job as its trace shows it."""

    def phase(self, name: str) -> AbstractContextManager[None]:
        """A span of its own for one of its phases."""

    def told(self, ids: Mapping[str, str]) -> None:
        """Note what the job came to know."""


class Tracing(Protocol):
    """Where spans go."""

    def delivery(self, guid: str, event: str) -> AbstractContextManager[None]:
        """A delivery while it is stored; the root of everything that it brings about."""

    def job(self, job: Job, ids: Mapping[str, str]) -> AbstractContextManager[Span]:
        """A job while it is done, as a child of the delivery that started it all."""

    def close(self) -> None:
        """Send what is left."""


class Untraced:
    """Traces nothing."""

    @contextmanager
    def delivery(self, guid: str, event: str) -> Iterator[None]:
        """Nothing."""
        del guid, event
        yield

    @contextmanager
    def job(self, job: Job, ids: Mapping[str, str]) -> Iterator[Span]:
        """Nothing."""
        del job, ids
        yield self

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Nothing."""
        del name
        yield

    def told(self, ids: Mapping[str, str]) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


def tracing(environ: Mapping[str, str]) -> Tracing:
    """Where the environment wants traces to go.

    Args:
        environ: the environment, usually `os.environ`.

    Raises:
        UserError: it wants some and what sends them is not installed.
    """
    is_wanted = any(environ.get(name) for name in ENDPOINTS)
    is_off = environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    if not is_wanted or is_off or environ.get("OTEL_TRACES_EXPORTER", "otlp") == "none":
        return Untraced()
    try:
        from bot.server.open_telemetry import OpenTelemetry
    except ModuleNotFoundError as missing:
        raise UserError(
            f"traces are asked for and `{missing.name}` is not installed",
            f"run `pip install 'decisis[otel]'`, or unset `{ENDPOINTS[0]}`",
        ) from None
    return OpenTelemetry()
