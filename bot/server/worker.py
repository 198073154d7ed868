"""Which job is done by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.server.backtester import Backtester
from bot.server.clerk import Clerk
from bot.server.herald import Herald
from bot.server.job import Follow, Job, Kind
from bot.server.registrar import Registrar
from bot.server.review import Reviewer
from bot.server.sweep import Sweeper


def handler(
    reviewer: Reviewer,
    sweeper: Sweeper,
    clerk: Clerk,
    herald: Herald,
    registrar: Registrar,
    backtester: Backtester,
) -> Callable[[Job], list[Follow]]:
    """The function that does any job.

    Args:
        reviewer: does reviews.
        sweeper: finds what to review.
        clerk: answers commands.
        herald: knows who waits for news of other programs.
        registrar: records what happens beside the verdicts.
        backtester: says what a change of the policy would have done.
    """
    doers: Mapping[Kind, Callable[[Job], list[Follow]]] = {
        Kind.REVIEW: reviewer.review,
        Kind.GROUP: reviewer.review,
        Kind.DISSOLVE: reviewer.dissolve,
        Kind.GIVE_UP: reviewer.give_up,
        Kind.SWEEP: sweeper.sweep,
        Kind.FLOOR: sweeper.floor,
        Kind.RECONCILE: sweeper.reconcile,
        Kind.ROUND: sweeper.round,
        Kind.COMMAND: clerk.command,
        Kind.ASK: clerk.ask,
        Kind.BACKTEST: backtester.backtest,
        Kind.NEWS: herald.tell,
        Kind.MERGED: registrar.merged,
        Kind.POLICY: registrar.policy,
    }
    return lambda job: doers[job.kind](job)
