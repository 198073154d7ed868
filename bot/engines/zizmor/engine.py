"""The zizmor engine: a change in, what zizmor says of both sides of its workflows out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.engines.zizmor.program import installed_version

if TYPE_CHECKING:
    from bot.engines.zizmor.process import Limits
    from checks.audits import AuditResults
    from checks.change import Change


class ZizmorEngine:
    """Audits the workflows, actions and Dependabot settings of a change with the installed zizmor.

    Args:
        limits: limits of each run, `None` for those that suit a pull request.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits

    @property
    def version(self) -> str:
        """Name and version, as a verdict records it."""
        version = installed_version()
        return f"zizmor {version}" if version else "no zizmor"

    def unfit(self) -> str:
        """Why zizmor cannot be relied upon, a few words; empty if it finds a known fault."""
        from bot.engines.zizmor.asking import unfit
        from bot.engines.zizmor.process import Limits

        return unfit(self._limits or Limits())

    def audit(self, change: Change) -> AuditResults:
        """Audit both sides of every changed file that is a workflow or the like.

        What keeps zizmor from an answer is part of the results.
        """
        from bot.engines.zizmor.asking import audit  # few changes need it
        from bot.engines.zizmor.process import Limits

        return audit(change, self._limits or Limits())
