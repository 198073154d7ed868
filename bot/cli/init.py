"""`decisis init`: look at what a repository has decided already, and set up Decisis beside it, observing.

Two files are written where they are missing: the policy and the workflow. What other tools enforce is
proposed as records, as a diff; records are written only when that is asked for.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot import __version__
from bot.errors import UserError
from bot.git.errors import GitUsageError
from bot.git.local import LocalRepository
from bot.policies import read
from checks.adopting.everything import proposals
from checks.adopting.proposal import Proposal
from checks.adopting.record import record_text
from checks.change import Tree
from checks.policy import Policy
from checks.policy_place import PATH
from checks.problem import PolicyInvalid
from checks.record_folders import FOLDERS
from checks.report.sentences import number

WORKFLOW = ".github/workflows/decisis.yml"

_POLICY = """\
# How firmly this repository holds to what it has decided. The decisions are records with `enforce:`.
version: 1
mode: observe   # reports and holds nothing back; write `enforce` when you have seen what it says
"""
_WORKFLOW = f"""\
name: decisis
on: pull_request
permissions:
  contents: read
  pull-requests: read
  checks: write
jobs:
  judge:
    runs-on: ubuntu-24.04
    steps:
      - uses: decisis/decisis@v{__version__} # replace by the full commit id of this release
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--write", action="store_true", help="write the proposed records, too")
    how.add_argument("--dry-run", action="store_true", help="write nothing, show every file as a diff")


def run(options: argparse.Namespace) -> int:
    """Write what is missing, print proposals as a diff that `git apply` takes, and say what comes next."""
    repository = LocalRepository.open(options.repo)
    top = repository.top
    if top is None:
        raise UserError("a bare repository has no files to write", "run `decisis init` in a clone of it")
    with repository.store() as store:
        try:
            head = repository.resolve("HEAD")
        except GitUsageError as unborn:
            remedy = "commit what is there, then run `decisis init` again"
            raise UserError("the repository has no commit yet", remedy) from unborn
        tree = repository.work_tree(store, head).head_tree
        setup = {path: text for path, text in _setup().items() if tree.mode(path) is None}
        policy = _policy(tree)
        found = proposals(tree)
        records = dict(_records(found, _folder(policy), tree))
    for path in _setup():
        if path not in setup:
            _say(f"{path} is there already and is left alone")
    _say(_standing(policy))
    for path, text in {
        **({} if options.dry_run else setup),
        **(records if options.write else {}),
    }.items():
        _write(top / path, text)
        _say(f"wrote {path}")
    _say(_offered(found, records, written=options.write))
    shown = {**(setup if options.dry_run else {}), **({} if options.write else records)}
    sys.stdout.writelines(line for path, text in shown.items() for line in _diff(path, text))
    _say("next: `decisis check` judges your work tree, `decisis explain PATH` tells what governs a file")
    return 0


def _setup() -> Mapping[str, str]:
    return {PATH: _POLICY, WORKFLOW: _WORKFLOW}


def _say(text: str) -> None:
    """What is for people goes beside the diff, not into it."""
    print(text, file=sys.stderr)


def _policy(tree: Tree) -> Policy | None:
    try:
        return read(tree)
    except PolicyInvalid as invalid:
        _say(f"the policy of the work tree does not read:\n{invalid}")
        return None


def _standing(policy: Policy | None) -> str:
    if policy is None:
        return "no record was counted; mend the lines above"
    carrying = sum(bool(decision.rule_ids) for decision in policy.decisions.values())
    return f"found {number(len(policy.decisions), 'decision record')}, {carrying} of them with rules"


def _offered(found: tuple[Proposal, ...], records: Mapping[str, str], *, written: bool) -> str:
    if not found:
        return "no configuration of another tool was found that holds decisions"
    if not records:
        return "what the configuration of other tools decides stands in records already"
    sources = ", ".join(f"`{proposal.source}`" for proposal in found)
    left = sum(len(proposal.left_out) for proposal in found)
    rest = f"; {number(left, 'thing')} could not be carried over and is named there" if left else ""
    offer = "" if written else "; `decisis init --write` writes them"
    return f"proposed {number(len(records), 'record')} from {sources}, observing until accepted{rest}{offer}"


def _folder(policy: Policy | None) -> str:
    """The folder that holds the records, or the usual one."""
    paths = [decision.path for decision in policy.decisions.values()] if policy else []
    known = [folder for folder in FOLDERS if any(path.startswith(f"{folder}/") for path in paths)]
    return known[0] if known else FOLDERS[0]


def _records(found: tuple[Proposal, ...], folder: str, tree: Tree) -> Iterator[tuple[str, str]]:
    """Path and text of a record for each proposal with rules that has none yet, numbered after the others."""
    names = [path.rpartition("/")[2] for path in tree.walk(folder)]
    last = max((int(name[:4]) for name in names if name[:4].isdecimal()), default=0)
    taken = {name[4:] for name in names}
    for proposal in found:
        ending = f"-{'-'.join(proposal.title.casefold().split())}.md"
        if proposal.rules and ending not in taken:
            last += 1
            yield f"{folder}/{last:04}{ending}", record_text(proposal)


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as failure:
        raise UserError(
            f"`{file}` cannot be written: {failure.strerror}", "mend that and run again"
        ) from failure


def _diff(path: str, text: str) -> Iterator[str]:
    return difflib.unified_diff([], text.splitlines(keepends=True), "/dev/null", f"b/{path}")
