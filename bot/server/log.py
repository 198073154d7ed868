"""Logs as JSON lines on standard error: every line of a job says which job it is, no line says a secret."""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Iterable

import structlog
from structlog.typing import EventDict, WrappedLogger

REMOVED = "[removed]"
"""What stands in a line where a secret stood."""

_CHATTY = ("httpx", "httpcore", "githubkit", "sqlalchemy", "opentelemetry", "urllib3")
_NOT_OURS = ("applicationID", "applicationVersion", "executorID", "operationUUID", "color_message", "_record")

_TOKENS = re.compile(
    r"gh[opusr]_[A-Za-z0-9]{16,255}|github_pat_[A-Za-z0-9_]{20,255}"  # GitHub's own
    r"|eyJ[A-Za-z0-9_-]{8,2000}\.eyJ[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,2000}"  # what the App signs
    r"|(?<=://)[^\s/:@\"]{0,100}:[^\s/@\"]{1,300}(?=@)"  # user and password of an address
)
_LEAST = 8
"""Shortest text that is looked for as a secret; a shorter one would take words out of sentences."""


class Removal:
    """Takes secrets out of rendered lines; nobody hands them in, and should it happen they go no further.

    Args:
        secrets: texts that no line may hold, each line of one that has several.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        parts = {part.strip() for secret in secrets for part in secret.splitlines()}
        known = sorted((part for part in parts if len(part) >= _LEAST and "-----" not in part), reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, line: str) -> str:
        """The line without them."""
        if self._known is not None:
            line = self._known.sub(REMOVED, line)
        return _TOKENS.sub(REMOVED, line)


class _Lines(structlog.stdlib.ProcessorFormatter):
    """Renders a record, whoever made it, and takes secrets out of what came out."""

    def __init__(self, removal: Removal) -> None:
        super().__init__(
            foreign_pre_chain=[structlog.contextvars.merge_contextvars, structlog.stdlib.ExtraAdder()],
            processors=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
                structlog.processors.ExceptionRenderer(),
                _in_order,
                structlog.processors.JSONRenderer(default=str),
            ],
        )
        self._removal = removal

    def format(self, record: logging.LogRecord) -> str:
        return self._removal(super().format(record))


def _in_order(_logger: WrappedLogger, _method: str, fields: EventDict) -> EventDict:
    """What every line has first, the traceback last."""
    for name in _NOT_OURS:
        fields.pop(name, None)
    fields.pop("_from_structlog", None)
    traceback = fields.pop("exception", None)
    first = {name: fields.pop(name) for name in ("time", "level", "logger")}
    line: EventDict = {**first, "message": fields.pop("event"), **fields}
    return line if traceback is None else {**line, "traceback": traceback}


def configure(secrets: Iterable[str] = (), level: int = logging.INFO) -> None:
    """Send every log of the process to standard error as JSON lines: ours, those of libraries, warnings.

    Args:
        secrets: texts that no line may hold.
        level: what is logged at least.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(Removal(secrets)))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_failed
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _thread_failed(failure: threading.ExceptHookArgs) -> None:
    if failure.exc_value is None:
        return
    name = failure.thread.name if failure.thread else ""
    trace = (failure.exc_type, failure.exc_value, failure.exc_traceback)
    logging.getLogger(__name__).error("a thread ended with an error", exc_info=trace, extra={"ended": name})
