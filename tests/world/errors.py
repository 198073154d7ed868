"""The answers GitHub gives to what it refuses; wording near to the original."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DOCUMENTATION = "https://docs.github.com/rest"


class Refused(Exception):
    """A request that is answered with an error.

    Args:
        status: the HTTP status.
        message: GitHub's `message`.
        errors: GitHub's `errors`, objects or strings, if it gives any.
        headers: further headers of the answer.
    """

    def __init__(
        self,
        status: int,
        message: str,
        errors: list[Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.errors = errors
        self.headers = dict(headers or {})

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        body: dict[str, Any] = {
            "message": self.message,
            "documentation_url": DOCUMENTATION,
            "status": str(self.status),
        }
        return body if self.errors is None else body | {"errors": self.errors}


class Blocked(Exception):
    """A person tried to merge what the rules hold back; carries the reasons."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


def not_found() -> Refused:
    """There is nothing here, or you may not know."""
    return Refused(404, "Not Found")


def invalid(resource: str, field: str, code: str, message: str | None = None) -> Refused:
    """A 422 whose error is an object."""
    error = {"resource": resource, "field": field, "code": code}
    return Refused(422, "Validation Failed", [error | ({"message": message} if message else {})])


def unprocessable(*errors: str) -> Refused:
    """A 422 whose errors are strings."""
    return Refused(422, "Unprocessable Entity", list(errors))


def malformed(message: str) -> Refused:
    """A 422 for a body that does not have the described shape."""
    return Refused(422, f"Invalid request.\n\n{message}")
