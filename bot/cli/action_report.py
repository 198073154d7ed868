"""The ways in which a step of GitHub Actions answers: log, job summary, files, outputs and a check run."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from bot.cli.runner import FailLevel, Outlets, Runner
from bot.court import Judged
from bot.errors import UserError
from bot.github.check_runs import CheckRuns, Conclusion
from bot.github.client import RepositoryClient
from bot.github.errors import GitHubError, NotVisible
from checks.finding import Level
from checks.policy import Mode
from checks.report import annotations as log_lines
from checks.report import json_report, markdown, safe, sarif, sentences
from checks.report.check_run import check_run, in_progress
from checks.verdict import Outcome, Verdict

ACTIONS_APP = 15_368
"""Number of the App that workflows act as on github.com."""

CHECK_RUN = f"{sentences.CHECK_NAME} (action)"
"""Never the name that the App's check has."""

REPORT = "decisis-report.json"
MOST_PROBLEMS = 10

_COUNTED = {
    FailLevel.ERROR: {Level.BLOCK},
    FailLevel.WARNING: {Level.BLOCK, Level.WARN},
    FailLevel.NOTE: {Level.BLOCK, Level.WARN, Level.NOTE},
    FailLevel.NONE: set[Level](),
}


def exit_code(verdict: Verdict, level: FailLevel) -> int:
    """What the step ends with: as everywhere, except that the level moves the border between 0 and 1.

    Args:
        verdict: what came out; a policy that observes ends with 0.
        level: the lightest findings that count.
    """
    if verdict.mode is Mode.OBSERVE or verdict.outcome is Outcome.INCOMPLETE:
        return verdict.outcome.exit_code
    if level is FailLevel.NONE:
        return 0
    is_found = any(finding.level in _COUNTED[level] for finding in verdict.findings)
    return max(verdict.outcome.exit_code, int(is_found))


def report(judged: Judged, runner: Runner, outlets: Outlets, client: RepositoryClient) -> int:
    """Answer with a verdict in every way; returns the exit code.

    Args:
        judged: the verdict.
        runner: the environment of the step.
        outlets: the runner's files.
        client: the repository's client, for the check run.

    Raises:
        UserError: a file cannot be written.
    """
    verdict = judged.verdict
    code = exit_code(verdict, runner.fail_level)
    file = _write(runner.temp / REPORT, json_report.render(verdict))
    scan = _write(runner.sarif, sarif.render(verdict, "action")) if runner.sarif else ""
    sys.stdout.write(log_lines.render(verdict))
    notice = _published(judged, client) if runner.wants_check_run else ""
    if notice:
        sys.stdout.write(log_lines.message("notice", CHECK_RUN, notice))
    sys.stdout.write("".join(f"{safe.log(line)}\n" for line in sentences.verdict_line(verdict).split("\n")))
    notes = [*([notice] if notice else []), sentences.advisory_in_actions()]
    outlets.add_summary(markdown.report(verdict) + "".join(f"\n{safe.prose(note)}\n" for note in notes))
    outlets.set_outputs(
        {
            "conclusion": verdict.outcome.conclusion,
            "findings": str(len(verdict.findings)),
            "sarif-file": scan,
            "report-file": file,
            "exit-code": str(code),
        }
    )
    return code


def report_failure(
    outlets: Outlets, code: int, message: str, remedy: str, problems: Sequence[str] = ()
) -> int:
    """Answer that nothing was judged; returns the exit code.

    Args:
        outlets: the runner's files.
        code: the exit code.
        message: what is wrong.
        remedy: what to do.
        problems: the details, one line each.
    """
    for problem in problems[:MOST_PROBLEMS]:
        sys.stdout.write(log_lines.message("error", sentences.CHECK_NAME, problem))
    sys.stdout.write(log_lines.message("error", sentences.CHECK_NAME, f"{message}\nhelp: {remedy}"))
    shown = [safe.log(line) for line in (*problems, f"error: {message}", f"help: {remedy}")]
    outlets.add_summary(f"### nothing was judged\n\n{safe.fence(chr(10).join(shown))}\n")
    outlets.set_outputs(
        {"conclusion": "failure", "findings": "", "sarif-file": "", "report-file": "", "exit-code": str(code)}
    )
    return code


def check_runs(client: RepositoryClient) -> CheckRuns:
    """The check runs of steps like this one.

    Args:
        client: the repository's client.
    """
    return CheckRuns(client, ACTIONS_APP, CHECK_RUN)


def _published(judged: Judged, client: RepositoryClient) -> str:
    """Write the check run; what hindered it as a notice, for the verdict stands without it."""
    told = check_run(judged.verdict, judged.files)
    runs, head = check_runs(client), judged.pull.head
    conclusions: dict[str, Conclusion] = {
        "success": "success",
        "failure": "failure",
        "action_required": "action_required",
    }
    try:
        run = runs.create(head, f"{client.place.repository}#{judged.pull.number}", in_progress(head), ())
        runs.annotate(run, told.text, chain.from_iterable(told.annotations))
        runs.complete(run.id, conclusions[told.conclusion], told.text)
    except NotVisible:
        return sentences.read_only_token()
    except GitHubError as error:
        return f"the check run could not be written ({error}); job summary and exit code carry the verdict"
    return ""


def _write(file: Path, text: str) -> str:
    """Write beside and rename: a link that a checkout has laid there is replaced, never followed."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, beside = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(beside).chmod(0o644)
        Path(beside).replace(file)
    except OSError as failure:
        raise UserError(
            f"`{file}` cannot be written: {failure.strerror}", "name a path in a directory of the runner's"
        ) from failure
    return str(file)
