"""Where the floors of a repository stand now: which commit of which repository is to be read.

A repository of the same owner is read with a token of its own, which the installation gives for that one
repository and for reading alone. Whatever the installation does not cover must be public, and is read
without a token; so is everything of another owner. Names of hosts never come from a policy.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import quote

from pydantic import SecretStr

from bot.github.client import Client, Loose, RepositoryClient
from bot.github.errors import GitHubError, NotVisible, Refused
from bot.github.faults import status_of
from checks.document import parse
from checks.floor_reference import Reference, floors_of
from checks.policy_file import settings_of
from checks.policy_place import PATH
from checks.problem import PolicyInvalid

_REFUSED = (401, 403)
"""Statuses that say that a right is missing, not that there is nothing."""


@dataclass(frozen=True, slots=True)
class FloorTip:
    """A floor as it stands.

    Attributes:
        reference: its name, as `extends` writes it.
        path: the policy file in its repository.
        full_name: `owner/name`, as GitHub calls it where it is there.
        repository: GitHub's number of it, 0 where it is not there.
        commit: object id of the commit to read; empty where there is none to be seen.
        needs_token: whether git must show a token.
        fault: why it cannot be read although it is named, one sentence; empty if it can.
    """

    reference: str
    path: str = PATH
    full_name: str = ""
    repository: int = 0
    commit: str = ""
    needs_token: bool = False
    fault: str = ""


class FloorRepository(Loose):
    """The repository of a floor, as the API shows it."""

    id: int
    full_name: str
    default_branch: str
    private: bool


@dataclass(frozen=True)
class Access:
    """What an installation gives for reading one repository.

    Attributes:
        repository: the repository.
        token: the token, which reaches nothing else.
    """

    repository: FloorRepository
    token: SecretStr


class Grants(Protocol):
    """Gives access to other repositories of an installation; `bot.github.grants.AppGrants` does it."""

    def access(self, installation: int, name: str, *, fresh: bool = False) -> Access | None:
        """Access to the repository of that name.

        Args:
            installation: id of the App's installation.
            name: the repository's name, without its owner, who is the installation's.
            fresh: whether to forget what was given before.

        Returns:
            The access, `None` if the installation covers no such repository.
        """

    def reading(self, access: Access) -> AbstractContextManager[Client]:
        """A client that speaks with the token."""


class _Tip(Loose):
    sha: str


class _Branch(Loose):
    commit: _Tip


@dataclass(frozen=True)
class Floors:
    """Looks up the floors of one repository.

    Attributes:
        client: the repository's client.
        grants: gives access to other repositories of the installation; `None` where nobody can.
    """

    client: RepositoryClient
    grants: Grants | None = None
    _extends: dict[str, str] = field(default_factory=dict)

    def standing(self, policy_commit: str) -> tuple[FloorTip, ...]:
        """The floors of the policy of a commit, as they stand now.

        Args:
            policy_commit: tip of the default branch.

        Returns:
            That of the owner first. One that is not there is listed, too; a named one has then a fault.

        Raises:
            GitHubError: GitHub did not say.
        """
        if policy_commit not in self._extends:  # no commit ever changes its mind
            self._extends[policy_commit] = _named_in(_content(self.client, policy_commit))
        extends = self._extends[policy_commit]
        try:
            wanted = floors_of(self.client.place.full_name, extends)
        except ValueError as mistake:
            return (FloorTip(extends, fault=str(mistake)),)
        named = str(wanted[-1]) if extends and wanted else ""
        return tuple(self._tip(each, is_named=str(each) == named) for each in wanted)

    def token(self, tip: FloorTip) -> SecretStr | None:
        """The token that git reads a floor with; `None` for a public one."""
        if not tip.needs_token or self.grants is None:
            return None
        name = tip.full_name.partition("/")[2]
        found = self.grants.access(self.client.place.installation, name)
        return found.token if found else None

    def _tip(self, wanted: Reference, *, is_named: bool) -> FloorTip:
        fault = ""
        try:
            found = self._own(wanted) or self._shown(wanted)
        except _NoCommit:
            found, fault = None, _no_commit(wanted)
        if found is not None:
            return found
        if not is_named:
            return FloorTip(str(wanted), wanted.path, wanted.repository)
        absent = (
            f"the floor `{wanted.repository}` cannot be read: there is no such repository, or it may not be "
            "read from here; let the App see it or make it public, or mend `extends`"
        )
        return FloorTip(str(wanted), wanted.path, wanted.repository, fault=fault or absent)

    def _own(self, wanted: Reference) -> FloorTip | None:
        """A repository of the same owner that the installation covers."""
        place = self.client.place
        if self.grants is None or not self._is_own(wanted):
            return None
        for fresh in (False, True):
            access = self.grants.access(place.installation, wanted.name, fresh=fresh)
            if access is None:
                return None
            try:
                with self.grants.reading(access) as reader:
                    commit = _commit(reader, access.repository, wanted.ref)
            except (NotVisible, _NoCommit):
                if fresh:
                    raise
                continue  # the token has ended, or the repository is another by now
            shown = access.repository
            return FloorTip(str(wanted), wanted.path, shown.full_name, shown.id, commit, needs_token=True)
        return None

    def _is_own(self, wanted: Reference) -> bool:
        return wanted.owner.casefold() == self.client.place.full_name.partition("/")[0].casefold()

    def _shown(self, wanted: Reference) -> FloorTip | None:
        """A public repository, whoever owns it; without grants also what the token at hand shows."""
        try:
            shown = self.client.get(f"/repos/{wanted.repository}", FloorRepository)
        except NotVisible as error:
            if status_of(error.__cause__) in _REFUSED:
                raise
            return None
        if shown.full_name.casefold() != wanted.repository.casefold():
            return None
        if shown.private and (self.grants is not None or not self._is_own(wanted)):
            return None
        commit = _commit(self.client, shown, wanted.ref)
        return FloorTip(str(wanted), wanted.path, shown.full_name, shown.id, commit, shown.private)


def _no_commit(wanted: Reference) -> str:
    what = f"has no branch, tag or commit `{wanted.ref}`" if wanted.ref else "is empty"
    return f"the floor `{wanted.repository}` {what}; name one that is there"


class _NoCommit(GitHubError):
    """The repository has no such branch, tag or commit."""


def _commit(client: Client, shown: FloorRepository, ref: str) -> str:
    root = f"/repos/{shown.full_name}"
    try:
        if ref:
            return client.get(f"{root}/commits/{quote(ref, safe='')}", _Tip).sha
        branch = quote(shown.default_branch, safe="")
        return client.get(f"{root}/branches/{branch}", _Branch).commit.sha
    except NotVisible as error:
        if status_of(error.__cause__) in _REFUSED:
            raise
        raise _NoCommit from error
    except Refused as error:
        raise _NoCommit from error


def _content(client: RepositoryClient, commit: str) -> bytes:
    """The policy file at a commit, empty if there is none or it cannot be one."""
    try:
        shown = client.get(f"{client.root}/contents/{PATH}", object, ref=commit)
    except NotVisible as error:
        if status_of(error.__cause__) in _REFUSED:
            raise
        return b""
    if not isinstance(shown, Mapping) or shown.get("encoding") != "base64":
        return b""
    try:
        return base64.b64decode(str(shown.get("content", "")))
    except (binascii.Error, ValueError):
        return b""


def _named_in(content: bytes) -> str:
    """What a policy names under `extends`; one that does not read names nothing and is refused later."""
    try:
        setting = settings_of(parse(PATH, content)).get("extends")
    except PolicyInvalid:
        return ""
    return setting.value if setting else ""
