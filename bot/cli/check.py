"""`decisis check`: judge a change of a local repository."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.cli.policy_option import PolicyChoice, add_policy_option
from bot.engines.semgrep import SemgrepEngine
from bot.errors import UserError
from bot.git.local import LocalRepository
from bot.git.store import Store
from bot.judge import Judge
from bot.places import cache_directory
from checks.change import Account, Change, Commit, PullFacts
from checks.verdict import Verdict

FORMATS = ("text", "json", "sarif", "github", "markdown")

_EPILOG = """\
without --head, --staged or --patch the work tree is judged, untracked files included.
exit code: 0 clean, 1 findings, 2 usage or policy error, 3 something could not be judged.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _EPILOG
    parser.add_argument(
        "--repo", type=Path, default=Path(), metavar="DIR", help="the repository (default: here)"
    )
    parser.add_argument("--base", metavar="REV", help="what the change starts from (default: HEAD)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--head", metavar="REV", help="the commit to judge")
    what.add_argument("--staged", action="store_true", help="judge the index against HEAD")
    what.add_argument(
        "--patch", metavar="FILE", help="judge a patch applied to the base, `-` reads it from stdin"
    )
    facts = parser.add_argument_group("what is known of the pull request")
    facts.add_argument(
        "--author", metavar="LOGIN", help="account that opened it; unknown is judged as an agent"
    )
    facts.add_argument("--branch", default="", metavar="NAME", help="name of its branch")
    facts.add_argument("--title", default="", metavar="T", help="its title")
    facts.add_argument("--body-file", type=Path, metavar="F", help="file with its description")
    add_policy_option(parser)
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the report (default: text)"
    )


def run(options: argparse.Namespace) -> int:
    """Judge, print the report, and return the exit code that the verdict asks for."""
    with judged(options) as (verdict, _):
        report = rendered(verdict, options.format)
    sys.stdout.write(report)
    return verdict.outcome.exit_code


@contextmanager
def judged(options: argparse.Namespace) -> Iterator[tuple[Verdict, Change]]:
    """The verdict on the change that the options name, with the change while its trees can be read.

    git reads the change while the policy is read and semgrep starts; neither has to wait for the other.
    """
    cache = cache_directory()
    repository = LocalRepository.open(options.repo)
    names = _named(repository, options)
    with (
        repository.store() as store,
        SemgrepEngine(cache=cache) as engine,
        ThreadPoolExecutor(1) as aside,
    ):
        reading = aside.submit(_change, repository, store, options, names)
        policy = PolicyChoice(options.policy, names.policy, cache).read(store)
        engine.anticipate(policy.pattern_rules, files=1)
        change = reading.result()
        yield Judge(engine).judge(change, policy), change


@dataclass(frozen=True)
class _Named:
    """Object ids of the commits that the options name.

    Attributes:
        base: what the change starts from.
        head: the commit that is judged, `None` for an index, a work tree or a patch.
        policy: where the policy is read: as named, else the remote's default branch, else the base.
    """

    base: str
    head: str | None
    policy: str


def _named(repository: LocalRepository, options: argparse.Namespace) -> _Named:
    if options.staged and options.base:
        raise UserError(
            "`--staged` compares the index with HEAD and takes no `--base`", "leave one of the two out"
        )
    if options.head is not None and options.base is None:
        raise UserError("`--head` needs the commit it is compared with", "name it with `--base`")
    policy = PolicyChoice.revision(options.policy)
    asked = {"base": options.base or "HEAD", "head": options.head, "policy": policy}
    names = {use: name for use, name in asked.items() if name is not None}
    found, default = repository.resolve_with_default([*names.values()])
    oids = dict(zip(names, found, strict=True))
    base = oids["base"]
    return _Named(base, oids.get("head"), oids.get("policy") or default or base)


def rendered(verdict: Verdict, form: str) -> str:
    """The report in one of `FORMATS`."""
    if form == "json":
        from checks.report import json_report

        return json_report.render(verdict)
    if form == "sarif":
        from checks.report import sarif

        return sarif.render(verdict)
    if form == "github":
        from checks.report import annotations

        return annotations.render(verdict)
    if form == "markdown":
        from checks.report import markdown

        return markdown.report(verdict)
    from checks.report import text

    return text.render(verdict, colour=sys.stdout.isatty())


def _change(repository: LocalRepository, store: Store, options: argparse.Namespace, names: _Named) -> Change:
    if options.patch is not None:
        return repository.patch(store, names.base, _patch(options.patch), _facts(options))
    if options.staged:
        return repository.staged(store, _facts(options))
    if names.head is not None:
        commits = repository.commits(store, names.base, names.head)
        return repository.change(store, names.base, names.head, _facts(options, commits))
    here = repository.resolve("HEAD")
    commits = repository.commits(store, names.base, here) if here != names.base else ()
    return repository.work_tree(store, names.base, _facts(options, commits))


def _facts(options: argparse.Namespace, commits: tuple[Commit, ...] = ()) -> PullFacts:
    return PullFacts(
        author=Account(options.author) if options.author else None,
        branch=options.branch,
        title=options.title,
        body=_text(options.body_file) if options.body_file else "",
        commits=commits,
    )


def _patch(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else _bytes(Path(name))


def _text(file: Path) -> str:
    return _bytes(file).decode("utf-8", "replace")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as failure:
        raise UserError(
            f"`{file}` cannot be read: {failure.strerror}", "name a file that exists"
        ) from failure
