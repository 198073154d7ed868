"""`decisis compile`: the envelope of an agent in the agent's own permission settings."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from bot.cli.policy_argument import add_policy_option

TARGETS = ("claude", "codex", "cursor", "copilot")
DRIFT = 1

_EPILOG = """\
writes .claude/settings.json, .codex/config.toml or .cursor/cli.json; what others wrote there stays, byte for
byte, and .github/decisis-compiled.json records which entries are ours. What the settings cannot say is told
and stays with the hook and the check.
exit code: 0 written or current, 1 something is stale (with --check), 2 usage or policy error.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument("agent", choices=TARGETS, help="whose settings")
    parser.add_argument(
        "--allow",
        action=argparse.BooleanOptionalAction,
        help="also let the agent edit what it may without asking its user (default: as it was compiled last)",
    )
    parser.add_argument("--dry-run", action="store_true", help="write nothing, show every file as a diff")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, show what is stale as a diff, exit 1 if any is"
    )
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    add_policy_option(parser)


def run(options: argparse.Namespace) -> int:
    """Write the settings, or show what is stale."""
    from bot.cli.repository_policy import policy_of
    from bot.compiling import compiled, has_allowed
    from bot.errors import UserError
    from bot.git.local import LocalRepository
    from bot.whole_file import replace_file
    from checks.allowance import clauses
    from checks.compiling import Permissions, Target, permissions
    from checks.policy import Mode

    if options.agent == "copilot":
        raise UserError(
            "GitHub Copilot reads no refusals from a repository",
            "run `decisis hooks install --agent copilot`, whose hook holds the envelope",
        )
    target = Target(options.agent)
    root = LocalRepository.open(options.repo).top
    if root is None:
        raise UserError("a bare repository has no settings of agents", "run it in a clone")
    policy = policy_of(options)
    wanted = Permissions()
    if policy.mode is Mode.OBSERVE:
        print("the policy observes, so nothing is refused", file=sys.stderr)
    else:
        allows = has_allowed(root, target) if options.allow is None else options.allow
        wanted = permissions(target, clauses(policy, target.agent), allows=allows)
    due = [file for file in compiled(root, target, wanted) if file.is_due]
    for file in due:
        if options.check or options.dry_run:
            before, after = ((text or "").splitlines(keepends=True) for text in (file.seen, file.wanted))
            sys.stdout.writelines(difflib.unified_diff(before, after, f"a/{file.path}", f"b/{file.path}"))
        elif file.wanted is None:
            (root / file.path).unlink()
            print(f"removed {file.path}")
        else:
            replace_file(root, file.path, file.wanted.encode())
            print(f"wrote {file.path}")
    for one in wanted.unsaid:
        what = f" `{one.pattern}`" if one.pattern else ""
        print(f"not said: {one.rule}{what}: {target.shown} {one.reason}", file=sys.stderr)
    if not due:
        print("current", file=sys.stderr)
    elif options.check:
        print(f"stale; run `decisis compile {options.agent}`", file=sys.stderr)
    return DRIFT if due and options.check else 0
