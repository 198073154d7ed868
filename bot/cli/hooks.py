"""`decisis hooks`: have agents ask before they write, take that back, and see whether it works."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from bot.errors import UserError
from bot.hook.answers import Host

_EPILOG = """\
install and uninstall change nothing but our own entries; every other byte of the files stays as it is.
without --agent the agents are found by the files that they leave in the repository.
exit code: 0 done or all well, 1 doctor found something to do, 2 usage error.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument("word", choices=("install", "uninstall", "doctor"), help="what to do")
    parser.add_argument(
        "--agent",
        action="append",
        choices=[host.value for host in Host],
        help="an agent, may be given more than once",
    )
    parser.add_argument("--user", action="store_true", help="the files of the user, not of the repository")
    parser.add_argument("--dry-run", action="store_true", help="write nothing, show every file as a diff")
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )


def run(options: argparse.Namespace) -> int:
    """Do what the word says."""
    from bot.hook.installing import hosts_in

    root = Path.home() if options.user else _top(options.repo)
    hosts = tuple(map(Host, options.agent)) if options.agent else hosts_in(root)
    if not hosts:
        raise UserError("no agent has left files here", "name one, as `--agent claude`")
    if options.word == "doctor":
        return _doctor(root, hosts, is_user=options.user)
    return _change(root, hosts, options)


def _top(start: Path) -> Path:
    from bot.git.local import LocalRepository

    top = LocalRepository.open(start).top
    if top is None:
        raise UserError("a bare repository has no hooks of agents", "run it in a clone")
    return top


def _change(root: Path, hosts: tuple[Host, ...], options: argparse.Namespace) -> int:
    from bot.hook.installing import installed, uninstalled
    from bot.hook.places import PLACES
    from bot.whole_file import replace_file

    change = installed if options.word == "install" else uninstalled
    edits = list(change(root, hosts, is_user=options.user))
    for edit in edits:
        if not edit.is_due:
            print(f"{edit.path} is as it should be")
        elif options.dry_run:
            before, after = ((text or "").splitlines(keepends=True) for text in (edit.seen, edit.wanted))
            names = (f"a/{edit.path}", f"b/{edit.path}")
            sys.stdout.writelines(difflib.unified_diff(before, after, *names))
        elif edit.wanted is None:
            (root / edit.path).unlink()
            print(f"removed {edit.path}")
        else:
            replace_file(root, edit.path, edit.wanted.encode())
            print(f"wrote {edit.path}")
        if options.word == "install" and (trust := PLACES[edit.host].trust):
            print(f"  then: {trust}")
    if not edits:
        print("nothing to do")
    elif options.word == "install" and not options.dry_run:
        print("next: `decisis hooks doctor` plants a forbidden write and says what comes back")
    return 0


def _doctor(root: Path, hosts: tuple[Host, ...], *, is_user: bool) -> int:
    from bot.hook.examination import examined

    items = list(examined(root, hosts, is_user=is_user))
    for item in items:
        print(f"{'ok  ' if item.is_good else 'bad '} {item.host}: {item.said}")
        if item.help:
            print(f"     {item.help}")
    return 0 if all(item.is_good for item in items) else 1
