"""What is done beside the verdict when an agent is stopped: it is told once, and people see a label."""

from __future__ import annotations

from dataclasses import dataclass

from bot.github.conversation import Conversation
from bot.github.labels import Labels
from bot.ledger import Ledger
from checks.policy import Mode
from checks.report.stop import stop_comment
from checks.verdict import Verdict


@dataclass(frozen=True)
class Halt:
    """Stops agents in one repository, and lets them go on.

    Attributes:
        conversation: where an agent is told.
        labels: where people see it.
        ledger: knows who was ever stopped.
    """

    conversation: Conversation
    labels: Labels
    ledger: Ledger

    def settle(self, repository: int, number: int, verdict: Verdict) -> None:
        """Bring comment and label in line with a verdict; doing it again changes nothing.

        Args:
            repository: GitHub's number of the repository.
            number: the pull request.
            verdict: what was judged; one of a policy that observes stops nobody.
        """
        loop = verdict.loop
        if loop is not None and loop.stopped_at and verdict.mode is Mode.ENFORCE:
            self.conversation.stop(number, loop.stopped_at, stop_comment(verdict, loop))
            self.labels.put(number)
        elif self.ledger.was_stopped(repository, number):
            self.labels.take(number)
