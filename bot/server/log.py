"""Logs as JSON lines on standard error; control characters stay escaped, secrets are never handed in."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_NOT_OURS = frozenset({"applicationID", "applicationVersion", "executorID", "operationUUID", "color_message"})


class JsonLines(logging.Formatter):
    """One JSON object per record: time, level, logger, message, the `extra` values and the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of ASCII."""
        extra = {
            name: value
            for name, value in vars(record).items()
            if name not in _PLAIN and name not in _NOT_OURS
        }
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **extra,
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def configure(level: int = logging.INFO) -> None:
    """Send every log of the process through `JsonLines`, without what libraries tell of ordinary work."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "httpcore", "githubkit", "dbos"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
