"""What a changed policy would have done, beside the verdict of a step: in its job summary and its check run.

The verdict has been told by then, and whatever goes wrong here is one sentence that changes none of it.
"""

from __future__ import annotations

import sys
import traceback
from dataclasses import replace

from bot.backtest.outcome import Backtest
from bot.backtest.proposal import changes_policy
from bot.backtest.section import TITLE, section
from bot.cli.action_court import ActionCourt, NotJudged
from bot.cli.action_event import PullRequestEvent
from bot.cli.action_report import check_runs
from bot.cli.runner import Outlets
from bot.court import Judged
from bot.errors import UserError
from bot.git.errors import GitError
from bot.github.errors import GitHubError, NotVisible
from checks.problem import PolicyInvalid
from checks.report import annotations as log_lines
from checks.report import bounds, safe


def add_backtest(court: ActionCourt, judged: Judged, outlets: Outlets) -> None:
    """Tell what the policy of a pull request would have done, where it brings another.

    Args:
        court: the court that judged.
        judged: what it judged, told already.
        outlets: the runner's files.
    """
    runner = court.runner
    is_wanted = runner.backtest_seconds > 0 and isinstance(runner.event, PullRequestEvent)
    if not is_wanted or not changes_policy(judged.files):
        return
    try:
        result = court.backtested(runner.backtest_seconds)
        if result is not None:
            _tell(result, court, judged, outlets)
    except PolicyInvalid:
        _left_out(outlets, "the policy that it brings does not read; `decisis decisions test` says where")
    except (GitHubError, GitError, NotJudged, UserError) as fault:
        _left_out(outlets, f"{fault}")
    except Exception as defect:  # noqa: BLE001 - the verdict stands, whatever is wrong with what is said beside it
        for line in "".join(traceback.format_exception(defect)).rstrip("\n").split("\n"):
            print(safe.log(line), file=sys.stderr)
        _left_out(outlets, "Decisis failed; report the lines of the log as a defect")


def _tell(result: Backtest, court: ActionCourt, judged: Judged, outlets: Outlets) -> None:
    web = f"{court.runner.server_url}/{court.client.place.full_name}"
    outlets.add_summary(f"\n{section(result, web, bounds.LIMIT)}")
    if court.runner.wants_check_run:
        try:
            _put_into_check_run(result, web, court, judged)
        except NotVisible:
            return  # a token that may only read has been told of with the verdict
        except GitHubError as fault:
            told = f"the backtest could not be put into the check run ({fault}); the job summary has it"
            sys.stdout.write(log_lines.message("notice", TITLE, told))


def _put_into_check_run(result: Backtest, web: str, court: ActionCourt, judged: Judged) -> None:
    """Put it in front of what our run says, unless that is judged anew meanwhile."""
    runs = check_runs(court.client)
    newest = next(iter(reversed(runs.all(judged.pull.head))), None)
    if newest is None or not newest.is_completed:
        return
    said = runs.said(newest)
    if TITLE not in said.text:
        room = bounds.LIMIT - bounds.size(said.text) - 2
        runs.reword(newest, replace(said, text=f"{section(result, web, room)}\n{said.text}"))


def _left_out(outlets: Outlets, reason: str) -> None:
    told = f"the change of the policy was not backtested, and the verdict stands: {reason}"
    sys.stdout.write(log_lines.message("notice", TITLE, told))
    try:
        outlets.add_summary(f"\n{safe.prose(told)}\n")
    except UserError as fault:
        print(safe.log(str(fault)), file=sys.stderr)
