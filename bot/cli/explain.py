"""`decisis explain`: what a check, a rule or a decision asks, why, and what to do instead.

Of a path it tells every decision that governs the file.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from bot.cli.path_argument import path_in
from bot.cli.policy_argument import add_policy_option
from bot.cli.repository_policy import policy_of
from bot.errors import UserError
from checks.check import all_checks
from checks.policy import Policy
from checks.report.explain import explain
from checks.report.governing import governing


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "subject",
        metavar="CHECK|RULE|DECISION|PATH",
        help="such as forbidden-import, ADR-0007, ADR-0007/forbid-import-1 or src/api/pay.py",
    )
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    add_policy_option(parser)


def run(options: argparse.Namespace) -> int:
    """Print the explanation."""
    sys.stdout.write(explained(options.subject, policy_of(options), path_in(options.subject, options.repo)))
    return 0


def explained(subject: str, policy: Policy, path: str) -> str:
    """The explanation of what carries the name, or of the file at the path where nothing does.

    Args:
        subject: a name of the policy.
        policy: the policy.
        path: the subject as a path from the root of the repository, empty if it can be none.

    Raises:
        UserError: nothing carries the name and it is no path; the nearest names are given.
    """
    if subject in policy.decisions:
        return explain(policy.decisions[subject], policy.rules)
    checks = all_checks()
    if subject in checks:
        return explain(checks[subject])
    for rule in policy.rules:
        if rule.id == subject:
            return explain(rule)
    known = [*policy.decisions, *checks, *(rule.id for rule in policy.rules)]
    near = difflib.get_close_matches(subject, known, n=3, cutoff=0.8 if path else 0.4)
    if path and not near:
        return governing(path, policy)
    remedy = (
        f"did you mean {' or '.join(f'`{name}`' for name in near)}"
        if near
        else "name a check, a rule or a decision"
    )
    raise UserError(f"nothing is called `{subject[:80]}`", remedy)
