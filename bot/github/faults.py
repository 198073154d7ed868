"""The client library's errors as ours, and which requests may be repeated at once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from githubkit.exception import GitHubException, RateLimitExceeded, RequestError, RequestFailed
from githubkit.retry import RetryOption

from bot.github.errors import GitHubError, NotVisible, RateLimited, Refused, Unavailable

_SECONDARY = re.compile(r"secondary rate|abuse|submitted too quickly", re.IGNORECASE)
_DEFAULT_PAUSE = timedelta(seconds=60)


def status_of(error: BaseException | None) -> int | None:
    """The status of the answer that an error of the library carries, `None` if there was no answer."""
    while isinstance(error, RequestError) and isinstance(error.exc, GitHubException):
        error = error.exc
    return error.response.status_code if isinstance(error, RequestFailed) else None


def told_time(error: BaseException | None) -> datetime | None:
    """GitHub's time in the answer that an error of the library carries, aware UTC; `None` without one."""
    while isinstance(error, RequestError) and isinstance(error.exc, GitHubException):
        error = error.exc
    text = error.response.headers.get("date", "") if isinstance(error, RequestFailed) else ""
    try:
        return parsedate_to_datetime(text).astimezone(UTC) if text else None
    except ValueError:
        return None


def retry(error: GitHubException, tried: int) -> RetryOption:
    """Repeat a read or a token request once, a second after a transient fault, and nothing else.

    What lasts longer is no reason to keep a worker waiting: the job is put back.
    """
    while isinstance(error, RequestError) and isinstance(error.exc, GitHubException):
        error = error.exc
    if tried or not isinstance(error, RequestError) or not isinstance(error.exc, httpx.HTTPError):
        return RetryOption(do_retry=False)
    request = error.exc.request
    harmless = request.method == "GET" or request.url.path.endswith("/access_tokens")
    transient = error.response.status_code >= 500 if isinstance(error, RequestFailed) else True
    return RetryOption(harmless and transient, timedelta(seconds=1))


def translated(error: GitHubException, what: str) -> GitHubError:
    """The library's error as one of ours; messages of GitHub are shortened, headers never shown.

    Args:
        error: what the library raised.
        what: verb and path of the request.
    """
    while isinstance(error, RequestError) and isinstance(error.exc, GitHubException):
        error = error.exc
    if isinstance(error, RateLimitExceeded):
        return RateLimited(f"{what}: rate limit", _now() + max(error.retry_after, timedelta(seconds=1)))
    if not isinstance(error, RequestFailed):
        return Unavailable(f"{what}: {type(getattr(error, 'exc', error)).__name__}")
    status = error.response.status_code
    message = _message(error)
    if status in (403, 422, 429) and (status == 429 or _SECONDARY.search(message)):
        return RateLimited(f"{what}: {status}, secondary rate limit", _now() + _DEFAULT_PAUSE)
    if status in (401, 403, 404):
        return NotVisible(f"{what}: {status} {message}")
    if status >= 500:
        return Unavailable(f"{what}: {status}")
    return Refused(f"{what}: {status} {message}")


def _message(error: RequestFailed) -> str:
    """The messages in the body, those of its `errors` included, on one line."""
    try:
        body = error.response.json()
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    errors = body.get("errors")
    parts = [body, *(errors if isinstance(errors, list) else [])]
    said = [
        f"{part.get('code', '')} {part.get('message', '')}" if isinstance(part, dict) else str(part)
        for part in parts
    ]
    return " ".join(" ".join(said).split())[:300]


def _now() -> datetime:
    return datetime.now(UTC)
