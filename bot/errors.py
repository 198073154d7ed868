"""The mistakes that a user can mend, told in one sentence each with what to do."""

from __future__ import annotations


class UserError(Exception):
    """Something that the person or the configuration that started Decisis must change.

    Args:
        message: what is wrong, without a full stop.
        remedy: what to do, an imperative without a full stop.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message}; {remedy}" if remedy else message)
        self.message = message
        self.remedy = remedy
