"""What `decisis decisions` does: a policy and its records read, proved and reported."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from bot.cli.policy_argument import policy_revision
from bot.cli.policy_option import PolicyChoice
from bot.debt import held
from bot.engines.semgrep import SemgrepEngine
from bot.git.history import tree_at
from bot.git.local import LocalRepository
from bot.git.store import Store
from bot.places import cache_directory
from bot.policies import read_records
from bot.today import today
from checks.change import Tree
from checks.proving.proof import Proof
from checks.proving.prove import prove
from checks.report import decisions, decisions_json

_MONTH = 30 * 86_400


def listed(options: argparse.Namespace) -> str:
    """The state of every decision of the policy in force."""
    with _opened(options) as (repository, store):
        choice = _choice(repository, options)
        proof = _proved(choice.tree(store), choice.commit, options)
    return decisions_json.render(proof) if options.format == "json" else decisions.listing(proof)


def proof_of(options: argparse.Namespace) -> tuple[Proof, str]:
    """The proof of the policy in force, and how its baseline moved in a month; empty without one."""
    with _opened(options) as (repository, store):
        choice = _choice(repository, options)
        proof = _proved(choice.tree(store), choice.commit, options)
        now, earlier = len(proof.policy.baseline), _a_month_before(store, choice.commit)
        before = held(tree_at(store, earlier)) if earlier else now
    if not now and not before:
        return proof, ""
    way = "up, which only a person may permit" if now > before else "down" if now < before else "no change"
    return proof, f"ratchet: the baseline holds {now}, a month before {before}: {way}"


def _a_month_before(store: Store, commit: str) -> str:
    """The commit that stood thirty days before another, on its first-parent line; empty for none."""
    words = ("log", "-1", "--no-show-signature", "--format=%ct", commit)
    made = int(store.git.run(*words).decode().split()[0])
    listing = ("rev-list", "-1", "--first-parent", f"--before={made - _MONTH}", commit)
    return store.git.run(*listing).decode().strip()


def tested(options: argparse.Namespace) -> tuple[str, bool]:
    """What is wrong with the decisions of the work tree, or of a commit, and whether nothing is."""
    with _opened(options) as (repository, store):
        if options.policy is None:
            tree: Tree = tree_at(store, repository.work_tree_id(store))
            proof = _proved(tree, "", options)
        else:
            choice = _choice(repository, options)
            proof = _proved(choice.tree(store), choice.commit, options)
    report = decisions_json.render(proof) if options.format == "json" else decisions.tested(proof)
    return report, not proof.failures and bool(proof.in_force)


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[tuple[LocalRepository, Store]]:
    repository = LocalRepository.open(options.repo)
    with repository.store() as store:
        yield repository, store


def _choice(repository: LocalRepository, options: argparse.Namespace) -> PolicyChoice:
    revision = policy_revision(options.policy)
    (base, *named), default = repository.resolve_with_default(["HEAD", *([revision] if revision else [])])
    return PolicyChoice(options.policy, named[0] if named else default or base, None)


def _proved(tree: Tree, commit: str, options: argparse.Namespace) -> Proof:
    reading = read_records(tree, commit)
    with SemgrepEngine(cache=cache_directory()) as engine:
        return prove(reading, tree, options.date or today(), engine.scan)
