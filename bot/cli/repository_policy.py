"""The policy that commands ask about without judging a change: that of the repository they are in."""

from __future__ import annotations

import argparse

from bot.cli.floor_option import FloorChoice
from bot.cli.policy_argument import policy_revision
from bot.cli.policy_option import PolicyChoice
from bot.git.errors import GitUsageError
from bot.git.local import LocalRepository
from bot.places import cache_directory
from bot.policies import built_in
from checks.policy import Policy


def policy_of(options: argparse.Namespace) -> Policy:
    """The policy of the repository that `--repo` names; outside of one the built-in policy.

    Args:
        options: what holds `repo` and what `add_policy_option` declares.
    """
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
