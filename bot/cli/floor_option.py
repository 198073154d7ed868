"""Which floors a command lays under the policy, by what `--floor` says. Nothing is ever fetched for it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bot.cli.policy_argument import FLOOR_VARIABLE
from bot.errors import UserError
from bot.git.errors import GitUsageError
from bot.git.history import tree_of
from bot.git.local import LocalRepository
from bot.git.tree import GitTree
from bot.policies import Policies
from checks.floor import Floor, located, on_floors, unreadable
from checks.floor_reference import HOME, Reference, floors_of
from checks.policy import Policy
from checks.problem import PolicyInvalid

_NAMED = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+)=(?P<what>.+)")


@dataclass(frozen=True)
class FloorChoice:
    """Which floors a command lays under a policy.

    Attributes:
        wanted: what `--floor` says, once or more; `None` without it.
        cache: directory for compiled policies.
    """

    wanted: Iterable[str] | None
    cache: Path | None

    def under(self, own: Policy, repository: LocalRepository) -> Policy:
        """Lay the floors under a policy; one that it names and that is not at hand is told in a notice.

        Args:
            own: the policy of the repository alone.
            repository: the repository that is judged.

        Raises:
            UserError: what `--floor` names is not there, or is no floor of this policy.
            PolicyInvalid: a floor does not read.
        """
        wanted = self.wanted or filter(None, [os.environ.get(FLOOR_VARIABLE)])
        given = list(wanted)
        if not given and not own.extends:
            return own
        full_name = repository.origin_name()
        at_hand = dict(self._place(each, repository, full_name) for each in given)
        try:
            references = list(floors_of(full_name, own.extends))
        except ValueError as mistake:
            raise unreadable(own, own.extends, str(mistake)) from None
        known = {each.repository.casefold() for each in references}
        for name in at_hand:
            if name.casefold() not in known and not full_name and name.endswith(f"/{HOME}"):
                references.insert(0, Reference(name))
            elif name.casefold() not in known:
                asked = " and ".join(f"`{each}`" for each in references) or "no floor"
                raise UserError(f"`{name}` is no floor of this policy, which stands on {asked}", "name that")
        floors = [self._floor(each, at_hand) for each in references]
        found = on_floors(own, floors)
        if not own.extends or floors[-1].policy is not None:
            return found
        named, floor = references[-1], floors[-1]
        if floor.commit:
            place = f"`{named.path}` at `{floor.commit[:7]}`"
            why = f"the floor `{named.repository}` has no file {place}; mend `extends`"
            raise unreadable(own, named.repository, why)
        return replace(found, notices=(*found.notices, _not_applied(named)))

    def _place(
        self, written: str, repository: LocalRepository, full_name: str
    ) -> tuple[str, tuple[LocalRepository, str | None]]:
        """The floor's name, and the repository that holds it with the revision, `None` for its default."""
        named = _NAMED.fullmatch(written)
        name, what = (named["name"], named["what"]) if named else ("", written)
        place: tuple[LocalRepository, str | None] = (repository, what)
        if Path(what).is_dir():
            clone = LocalRepository.open(Path(what))
            name, place = name or clone.origin_name(), (clone, None)
        elif not name and full_name:
            name = f"{full_name.partition('/')[0]}/{HOME}"
        if not name:
            remedy = f"name it, as `--floor OWNER/REPO={what}`"
            raise UserError(f"whose floor `{what}` is cannot be told, it has no `origin`", remedy)
        return name, place

    def _floor(
        self,
        wanted: Reference,
        at_hand: Mapping[str, tuple[LocalRepository, str | None]],
    ) -> Floor:
        place = next(
            (at_hand[name] for name in at_hand if name.casefold() == wanted.repository.casefold()), None
        )
        if place is None:
            return Floor(wanted.repository, wanted.path)
        clone, revision = place
        commit = _commit(clone, revision, wanted.ref)
        with clone.store() as store:
            try:
                policy = Policies(self.cache).floor(
                    0,
                    commit,
                    wanted.path,
                    wanted.repository,
                    lambda: GitTree(store.objects, tree_of(store.objects, commit)),
                )
            except PolicyInvalid as invalid:
                raise located(invalid, wanted.repository) from invalid
        return Floor(wanted.repository, wanted.path, commit, policy)


def _commit(clone: LocalRepository, revision: str | None, ref: str) -> str:
    """The commit to read: as given, else as `extends` names it, else the default branch, else `HEAD`."""
    if revision is not None:
        return clone.resolve(revision)
    if ref:
        try:
            return clone.resolve(f"refs/remotes/origin/{ref}")
        except GitUsageError:
            return clone.resolve(ref)
    return clone.default_branch() or clone.resolve("HEAD")


def _not_applied(wanted: Reference) -> str:
    return (
        f"the floor `{wanted}` is not applied: the command fetches nothing; clone its repository and give it "
        f"with `--floor DIR`"
    )
