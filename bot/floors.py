"""The policy of a repository on its floors: each floor is fetched, read and laid under it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from pydantic import SecretStr

from bot.git.errors import LimitExceeded, Refused, RemoteError
from bot.git.history import tree_of
from bot.git.mirror import Mirrors
from bot.git.remote import Remote
from bot.git.tree import GitTree
from bot.github.floors import FloorTip
from bot.policies import Policies
from checks.diff import DiffFault
from checks.floor import Floor, located, on_floors, unreadable
from checks.floor_reference import floors_of
from checks.policy import Policy
from checks.problem import PolicyInvalid, Problem

TokenOf = Callable[[FloorTip], SecretStr | None]
"""Gives the token that git reads a floor with; `None` for a public one."""


@dataclass(frozen=True)
class Foundations:
    """Reads floors through the mirrors of one service.

    Attributes:
        mirrors: where objects are fetched to.
        policies: reads policies.
        server: scheme, host and port that repositories are fetched from.
        network: variables of the operator for git's transport.
    """

    mirrors: Mirrors
    policies: Policies
    server: str
    network: Mapping[str, str]

    def under(self, own: Policy, repository: str, tips: Iterable[FloorTip], token: TokenOf) -> Policy:
        """Lay the floors under a policy.

        Args:
            own: the policy of the repository alone.
            repository: `owner/name` of the repository.
            tips: its floors as they stand; they must be those that `own` asks for.
            token: gives the tokens.

        Raises:
            PolicyInvalid: a floor is named that cannot be read, or one does not read; nothing is judged.
            RemoteError: a floor could not be fetched; ask again later.
        """
        standing = tuple(tips)
        for tip in standing:
            if tip.fault:
                raise unreadable(own, tip.full_name or tip.reference, tip.fault)
        if [tip.reference for tip in standing] != _asked(own, repository):
            raise RemoteError("GitHub told another policy than git; try again later")
        floors = [self._floor(tip, token) for tip in standing]
        if own.extends and floors[-1].policy is None:
            missed = standing[-1]
            why = (
                f"the floor `{missed.full_name}` has no file `{missed.path}`; put it there, or mend `extends`"
            )
            raise unreadable(own, missed.full_name, why)
        return on_floors(own, floors)

    def _floor(self, tip: FloorTip, token: TokenOf) -> Floor:
        if not tip.commit:
            return Floor(tip.full_name, tip.path)
        with ExitStack() as opened:

            def tree() -> GitTree:
                given = token(tip)
                remote = Remote.on(
                    self.server,
                    tip.full_name,
                    given.get_secret_value() if given else None,
                    allow_http=True,
                    network=self.network,
                )
                store = opened.enter_context(
                    self.mirrors.pull(tip.repository, remote, tip.commit, tip.commit)
                )
                return GitTree(store.objects, tree_of(store.objects, tip.commit))

            try:
                policy = self.policies.floor(tip.repository, tip.commit, tip.path, tip.full_name, tree)
            except PolicyInvalid as invalid:
                raise located(invalid, tip.full_name) from invalid
            except (Refused, LimitExceeded, DiffFault) as fault:
                problem = Problem(f"{tip.full_name}:{tip.path}", 1, 1, f"the floor cannot be read: {fault}")
                raise PolicyInvalid((problem,)) from fault
        return Floor(tip.full_name, tip.path, tip.commit, policy)


def _asked(own: Policy, repository: str) -> list[str]:
    try:
        return [str(each) for each in floors_of(repository, own.extends)]
    except ValueError:
        return []
