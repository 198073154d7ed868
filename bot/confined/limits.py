"""What judging one change may use, and what is said where it asked for more."""

from __future__ import annotations

import signal
from dataclasses import dataclass

from checks.change import Incomplete, Reason

_SPLIT = "split the change into smaller ones, or have an administrator decide"
_REPORT = "report this as a defect of Decisis; meanwhile take the file that does it out of the change"


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one judging.

    Attributes:
        seconds: until the process is killed; also its processor time.
        megabytes: most address space, in units of 2 ** 20 bytes.
    """

    seconds: int = 600
    megabytes: int = 3_072

    def too_slow(self) -> Incomplete:
        """The gap of a judging that did not end."""
        limit = f"{self.seconds} seconds"
        return Incomplete(Reason.NOT_ANALYSED, "", limit, "the judging had not ended", _SPLIT)

    def too_large(self) -> Incomplete:
        """The gap of a judging that asked for more memory."""
        limit = f"{self.megabytes} MB of memory"
        return Incomplete(Reason.NOT_ANALYSED, "", limit, "the judging asked for more", _SPLIT)


def crashed(code: int | None) -> Incomplete:
    """The gap of a judging whose process ended before it had answered.

    Args:
        code: its exit code, minus the number of the signal that ended it; `None` if nobody knows.
    """
    if code is None or code >= 0:
        how = "ended without an answer"
    else:
        how = f"was ended by {signal.Signals(-code).name}"
    return Incomplete(Reason.INTERNAL, "", "", f"the process that judged {how}", _REPORT)
