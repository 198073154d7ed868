"""Who may permit a finding by a comment, as `waivers` of the policy file says it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WaiverTerms:
    """Who may permit a finding by a comment, and for how long.

    Attributes:
        from_: who: `@login`, `@org/team`, or a role; nobody where empty.
        max_days: most days that a waiver may last.
        binds: `head`: it holds for the commit it was given on; `fingerprint`: for the finding on any head.
        most: most waivers that count on one pull request.
    """

    from_: tuple[str, ...] = ()
    max_days: int = 30
    binds: str = "head"
    most: int = 10
