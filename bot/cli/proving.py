"""What `decisis decisions` does: a policy and its records read, proved and reported."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.cli.policy_argument import policy_revision
from bot.cli.policy_option import PolicyChoice
from bot.debt.arrivals import Arrivals, arrivals
from bot.debt.ratchet import Ratchet, ratchet
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


def listed(options: argparse.Namespace) -> str:
    """The state of every decision of the policy in force."""
    with _opened(options) as (repository, store):
        choice = _choice(repository, options)
        proof = _proved(choice.tree(store), choice.commit, options)
    return decisions_json.render(proof) if options.format == "json" else decisions.listing(proof)


@dataclass(frozen=True)
class Standing:
    """What the policy in force owes by itself.

    Attributes:
        proof: the policy, proved.
        known: since when its debt stands.
        ratchet: how its baseline moved in a month.
    """

    proof: Proof
    known: Arrivals
    ratchet: Ratchet


def standing_of(options: argparse.Namespace) -> Standing:
    """The policy in force with what its history tells."""
    with _opened(options) as (repository, store):
        choice = _choice(repository, options)
        proof = _proved(choice.tree(store), choice.commit, options)
        known = arrivals(store, choice.commit, proof)
        return Standing(proof, known, ratchet(store, choice.commit, len(proof.policy.baseline)))


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
