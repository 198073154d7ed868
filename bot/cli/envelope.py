"""`decisis envelope`: what an agent may do in the repository, and which line of the policy says so."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.cli.path_argument import path_in
from bot.cli.policy_argument import add_policy_option
from bot.cli.repository_policy import policy_of
from bot.errors import UserError
from checks.agents import known_agents
from checks.allowance import answer, clauses
from checks.envelope import EVERY_AGENT
from checks.fields import nearest
from checks.policy import Policy

FORMATS = ("text", "json")
REFUSED = 1

_EPILOG = """\
without AGENT what holds for an agent that has no envelope of its own is told; a single word that is no
name of an agent is a PATH.
exit code: 0 told, 1 the agent may not edit PATH, 2 usage or policy error.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "agent", nargs="?", metavar="AGENT", help="such as claude-code; `decisis who` names it"
    )
    parser.add_argument("path", nargs="?", metavar="PATH", help="a file: may it be edited?")
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    add_policy_option(parser)
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the report (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """Print what holds."""
    from checks.report import envelope  # after the policy could be read

    policy = policy_of(options)
    agent, written = options.agent or EVERY_AGENT, options.path
    names = _names(policy)
    if written is None and agent not in names:
        agent, written = EVERY_AGENT, agent
    if agent not in names:
        raise UserError(f"no agent is known as `{agent[:80]}`{nearest(agent, names)}", "name one, or `*`")
    path = "" if written is None else path_in(written, options.repo)
    if written is not None and not path:
        raise UserError(
            f"`{written[:80]}` is no agent and no path of the repository{nearest(written, names)}",
            "name an agent, or a file from here or from the root",
        )
    shown = envelope.as_json if options.format == "json" else envelope.as_text
    sys.stdout.write(shown(policy, agent, path))
    return 0 if not path or answer(clauses(policy, agent), path).may else REFUSED


def _names(policy: Policy) -> frozenset[str]:
    """Agents that can be asked about: the known ones, those of the policy, and those with an envelope."""
    asked = {name for rule in policy.rules for name in (*rule.agents, *rule.not_agents)}
    return known_agents() | asked | {EVERY_AGENT, *policy.agent_accounts.values()}
