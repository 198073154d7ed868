"""`decisis explain`: what a check, a rule or a decision asks, why, and what to do instead.

Of a path it tells every decision that governs the file.
"""

from __future__ import annotations

import argparse
import difflib
import os
import sys
from pathlib import Path

from bot.cli.floor_option import FloorChoice
from bot.cli.policy_argument import add_policy_option, policy_revision
from bot.cli.policy_option import PolicyChoice
from bot.errors import UserError
from bot.git.errors import GitUsageError
from bot.git.local import LocalRepository
from bot.places import cache_directory
from bot.policies import built_in
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
    sys.stdout.write(explained(options.subject, _policy(options), _path(options.subject, options.repo)))
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


def _path(subject: str, start: Path) -> str:
    """The subject as a path from the root of the repository, empty where it does not look like one.

    A path is what holds a slash or a dot, or names something that is there; it counts from the working
    directory if that lies in the repository, from the root otherwise.
    """
    try:
        top = LocalRepository.open(start).top
    except GitUsageError:
        top = None
    if top is None:
        return subject if _looks_like_a_path(subject) else ""
    here = Path.cwd() / subject
    for place in (here, top / subject):
        inside = Path(os.path.normpath(place))
        if inside.is_relative_to(top) and (_looks_like_a_path(subject) or inside.exists()):
            return inside.relative_to(top).as_posix()
    return ""


def _looks_like_a_path(subject: str) -> bool:
    return "/" in subject or "." in subject


def _policy(options: argparse.Namespace) -> Policy:
    """The policy of the repository; outside of one the built-in policy is explained."""
    try:
        repository = LocalRepository.open(options.repo)
        revision = policy_revision(options.policy)
        (base, *named), default = repository.resolve_with_default(["HEAD", *([revision] if revision else [])])
    except GitUsageError:
        if options.policy is not None and options.policy != "builtin":
            raise
        return built_in()
    commit = named[0] if named else default or base
    cache = cache_directory()
    with repository.store() as store:
        policy = PolicyChoice(options.policy, commit, cache).read(store)
    return FloorChoice(options.floor, cache).under(policy, repository)
