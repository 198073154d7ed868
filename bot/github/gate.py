"""What makes GitHub wait for a check before it merges: rulesets of every level, and protected branches."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from bot.github.client import Client, Loose, RepositoryClient

ANYBODY = -1
"""Source by which the older protection of branches says that anybody may report the check."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A check that must pass before a merge into a branch.

    Attributes:
        ruleset: number of the ruleset, 0 for a protected branch.
        owner: where the ruleset stands, `owner/name` or an organisation.
        app: number of the only App whose report counts, `None` if anybody's does.
        binds_administrators: for a protected branch whether they, too, must heed it.
    """

    ruleset: int
    owner: str
    app: int | None
    binds_administrators: bool = True


class Bypass(Loose):
    """Who need not heed a ruleset."""

    actor_type: str
    actor_id: int | None = None
    bypass_mode: str = "always"


class _Source(Loose):
    context: str
    integration_id: int | None = None
    app_id: int | None = None


class _Parameters(Loose):
    required_status_checks: tuple[_Source, ...] = ()


class _Rule(Loose):
    type: str
    ruleset_id: int = 0
    ruleset_source: str = ""
    parameters: _Parameters | None = None


class _Checks(Loose):
    enforcement_level: str = "off"
    contexts: tuple[str, ...] = ()
    checks: tuple[_Source, ...] = ()


class _Protection(Loose):
    required_status_checks: _Checks | None = None


class _Branch(Loose):
    protection: _Protection | None = None


class _Ruleset(Loose):
    bypass_actors: tuple[Bypass, ...] | None = None


def requirements(client: RepositoryClient, branch: str, check: str) -> tuple[Requirement, ...]:
    """What requires a check on a branch; rulesets that only evaluate or are off are not among it.

    Args:
        client: the repository's client.
        branch: the branch.
        check: name of the check.

    Raises:
        GitHubError: it is not known.
    """
    name = quote(branch, safe="")
    found = []
    for page in client.pages(f"{client.root}/rules/branches/{name}", tuple[_Rule, ...]):
        for rule in page:
            if rule.type == "required_status_checks":
                required = (rule.parameters or _Parameters()).required_status_checks
                found += [
                    Requirement(rule.ruleset_id, rule.ruleset_source, one.integration_id)
                    for one in required
                    if one.context == check
                ]
    protection = client.get(f"{client.root}/branches/{name}", _Branch).protection
    classic = (protection and protection.required_status_checks) or _Checks()
    if classic.enforcement_level != "off":
        sources = classic.checks or tuple(_Source(context=context) for context in classic.contexts)
        found += [
            Requirement(
                0,
                client.place.full_name,
                None if one.app_id == ANYBODY else one.app_id,
                classic.enforcement_level == "everyone",
            )
            for one in sources
            if one.context == check
        ]
    return tuple(found)


def bypasses(client: Client, root: str, ruleset: int) -> tuple[Bypass, ...] | None:
    """Who need not heed a ruleset; `None` where GitHub does not tell, which it does to its writers alone.

    Args:
        client: a client that reads the repository.
        root: `/repos/owner/name`.
        ruleset: number of the ruleset.

    Raises:
        GitHubError: it is not known.
    """
    return client.get(f"{root}/rulesets/{ruleset}", _Ruleset).bypass_actors
