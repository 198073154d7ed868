"""Limits on what is published: characters, UTF-16 units and bytes differ, and each has its own answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.world.errors import Refused, malformed

MAX_OUTPUT = 65_535
MAX_BODY = 65_536
MAX_ANNOTATIONS = 50
MAX_ANNOTATION_BYTES = 64 * 1024
MAX_ANNOTATION_TITLE = 255
BUTTON_LENGTHS = {"label": 20, "description": 40, "identifier": 20}
MAX_BUTTONS = 3
MAX_RUNS_OF_A_NAME = 1_000
MAX_REPOSITORIES_OF_A_TOKEN = 500


def utf16(text: str) -> int:
    """Length in UTF-16 code units, which is what GitHub calls characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def output_texts(output: Mapping[str, Any]) -> tuple[str | None, str | None, str | None]:
    """Title, summary and text as they will be kept.

    Raises:
        Refused: more than 65,535 UTF-16 units in one, or of bytes in the summary. A text with too many
            *bytes* is cut without a word.
    """
    texts = {key: output.get(key) for key in ("title", "summary", "text")}
    for text in texts.values():
        if text is not None and (count := utf16(text)) > MAX_OUTPUT:
            raise malformed(f"Only {MAX_OUTPUT} characters are allowed; {count} were supplied.")
    if len((texts["summary"] or "").encode()) > MAX_OUTPUT:
        raise Refused(422, "Validation Failed", ["summary exceeds a maximum bytesize of 65535"])
    text = texts["text"]
    if text is not None:
        text = text.encode()[:MAX_OUTPUT].decode(errors="ignore")
    return texts["title"], texts["summary"], text


def check_body(text: object, resource: str, *, required: bool = True) -> str:
    """The body of a comment or review.

    Raises:
        Refused: it is blank where one is required, no text, or over 65,536 characters.
    """
    if text is None and not required:
        return ""
    if not isinstance(text, str):
        raise malformed('"body" wasn\'t supplied.' if text is None else f"{text!r} is not a string.")
    if required and not text.strip():
        error = {"resource": resource, "field": "body", "code": "missing_field"}
        raise Refused(422, "Validation Failed", [error])
    if len(text) > MAX_BODY:
        error = {
            "resource": resource,
            "field": "body",
            "code": "custom",
            "message": f"body is too long (maximum is {MAX_BODY} characters)",
        }
        raise Refused(422, "Validation Failed", [error])
    return text


def moment(value: object, field: str) -> datetime | None:
    """A date-time of a request body.

    Raises:
        Refused: it is not ISO 8601.
    """
    if value is None:
        return None
    try:
        parsed = datetime.fromisoformat(str(value))
    except ValueError:
        raise malformed(f'"{field}": {value!r} is not a date-time.') from None
    if parsed.tzinfo is None:
        raise malformed(f'"{field}": {value!r} is not a date-time with a time zone.')
    return parsed
