"""`decisis who`: who is taken to have written a change, by which signs, and what only looks like one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli.policy_argument import add_policy_option
from bot.cli.repository_policy import policy_of
from bot.errors import UserError
from bot.git.local import LocalRepository
from checks.change import Account, PullFacts

FORMATS = ("text", "json")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    parser.add_argument(
        "--base", metavar="REV", help="what the change starts from (default: the remote's default branch)"
    )
    parser.add_argument("--head", required=True, metavar="REV", help="the last commit of the change")
    parser.add_argument("--author", metavar="LOGIN", help="account that opened the pull request")
    parser.add_argument(
        "--account", type=int, metavar="NUMBER", help="its number, the only sign that nobody can forge"
    )
    parser.add_argument("--branch", default="", metavar="NAME", help="name of its branch")
    parser.add_argument("--body-file", type=Path, metavar="F", help="file with its description")
    add_policy_option(parser)
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the report (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """Print the reading."""
    from checks.report import who  # after the facts could be read

    facts = _facts(options)
    shown = who.as_json if options.format == "json" else who.as_text
    sys.stdout.write(shown(facts, policy_of(options).agent_accounts))
    return 0


def _facts(options: argparse.Namespace) -> PullFacts:
    repository = LocalRepository.open(options.repo)
    named = [options.head, *([options.base] if options.base else [])]
    (head, *rest), default = repository.resolve_with_default(named)
    base = rest[0] if rest else default
    if base is None:
        raise UserError("no remote tells where the change starts", "name it with `--base`")
    is_told = options.author is not None or options.account is not None
    with repository.store() as store:
        return PullFacts(
            author=Account(options.author or "", options.account) if is_told else None,
            branch=options.branch,
            body=_text(options.body_file) if options.body_file else "",
            commits=repository.commits(store, base, head),
        )


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8", "replace")
    except OSError as failure:
        raise UserError(
            f"`{file}` cannot be read: {failure.strerror}", "name a file that exists"
        ) from failure
