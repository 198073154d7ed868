"""`decisis action`: judge the pull request or the merge group for which a workflow of Actions was started.

It needs no checkout and executes nothing of the change. Whatever goes wrong ends red: 2 for what the
workflow or the policy must change, 3 for what could not be judged.
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback

from bot.cli.action_backtest import add_backtest
from bot.cli.action_court import ActionCourt, NotJudged
from bot.cli.action_report import report, report_failure
from bot.cli.runner import Outlets, Runner
from bot.errors import UserError
from bot.git.errors import GitError, MissingObject, RemoteError
from bot.git.remote import NETWORK_VARIABLES
from bot.github.connection import with_token
from bot.github.errors import GitHubError, NotVisible
from checks.problem import PolicyInvalid
from checks.report import safe

USAGE_ERROR = 2
NOT_JUDGED = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options: there are none, everything is a variable of the environment."""
    parser.epilog = (
        "settings: DECISIS_TOKEN or GITHUB_TOKEN, DECISIS_SARIF (a path, empty for none),"
        " DECISIS_FAIL_LEVEL (error, warning, note, none), DECISIS_CHECK_RUN (true, false),"
        " DECISIS_BACKTEST_SECONDS (for trying a changed policy on what was merged, 0 for not at all);"
        " the rest is what GitHub's runner sets"
    )


def run(options: argparse.Namespace) -> int:
    """Judge, answer in every way that Actions has, and return the exit code."""
    del options
    outlets = Outlets.of(os.environ)
    try:
        return _run(outlets)
    except (RemoteError, MissingObject) as fault:
        return report_failure(outlets, NOT_JUDGED, str(fault), "run the job again")
    except UserError as mistake:
        return report_failure(outlets, USAGE_ERROR, mistake.message, mistake.remedy)
    except PolicyInvalid as invalid:
        problems = [str(problem) for problem in invalid.problems]
        remedy = "mend it on the default branch"
        return report_failure(outlets, USAGE_ERROR, "the policy cannot be used", remedy, problems)
    except NotVisible as refusal:
        remedy = "grant the job `contents: read` and `pull-requests: read`"
        return report_failure(outlets, USAGE_ERROR, f"the token may not read this: {refusal}", remedy)
    except GitHubError as fault:
        return report_failure(outlets, NOT_JUDGED, f"GitHub could not be read: {fault}", "run the job again")
    except NotJudged as reason:
        return report_failure(outlets, NOT_JUDGED, reason.message, reason.remedy)
    except GitError as fault:
        return report_failure(outlets, NOT_JUDGED, f"git failed: {fault}", "run the job again")
    except Exception as defect:  # noqa: BLE001 - a defect must end as "not judged" in every outlet
        for line in "".join(traceback.format_exception(defect)).rstrip("\n").split("\n"):
            print(safe.log(line), file=sys.stderr)
        remedy = "report the lines of the log as a defect"
        return report_failure(outlets, NOT_JUDGED, "Decisis failed and judged nothing", remedy)


def _run(outlets: Outlets) -> int:
    runner = Runner.of(os.environ)
    network = {name: os.environ[name] for name in NETWORK_VARIABLES if name in os.environ}
    with (
        with_token(runner.api_url, runner.repository_id, runner.repository, runner.token) as client,
        ActionCourt.opened(runner, client, network) as court,
    ):
        judged = court.judged()
        code = report(judged, runner, outlets, client)
        add_backtest(court, judged, outlets)
        return code
