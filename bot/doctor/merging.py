"""Whether a merge waits for our check and for nobody else's, and whether anybody passes without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.doctor.item import Item, State, ok, unknown, wrong
from bot.github.check_runs import NAME, CheckRuns
from bot.github.client import Client, Loose, RepositoryClient
from bot.github.gate import Bypass, Requirement
from bot.github.pulls import Pulls
from checks.report.sentences import number

REQUIRED, BYPASS, OTHER_RUNS, OTHER_STATUSES = "required-check", "bypass", "forged-checks", "forged-statuses"

MOST_HEADS = 20
"""Newest open pull requests whose heads are looked at."""

ADMIN_TOKEN = "DECISIS_ADMIN_TOKEN"
"""Variable with a token of an administrator, for what no App of ours may see."""

_ACTORS = {
    "OrganizationAdmin": "administrators of the organisation",
    "EnterpriseOwner": "owners of the enterprise",
    "DeployKey": "deploy keys",
}


_ROLES = {2: "maintain", 4: "write", 5: "admin"}
"""Numbers of the roles that can be named in a bypass list."""


class _Status(Loose):
    context: str


def required(found: Sequence[Requirement], app: int, branch: str) -> Item:
    """Whether a rule of the branch asks for the check from our App.

    Args:
        found: what requires a check of our name.
        app: number of our App.
        branch: the default branch.
    """
    ours = [each for each in found if each.app == app]
    foreign = [each for each in found if each.app not in (None, app)]
    add = (
        f"add an active ruleset for `{branch}` that requires `{NAME}` with this App as its source; GitHub "
        "offers the check once it has passed there within the last seven days"
    )
    if foreign:
        return wrong(
            REQUIRED,
            f"`{branch}` waits for `{NAME}` of the App {foreign[0].app}, which is another one",
            f"choose the App {app} as source of `{NAME}` in {_named(foreign[0])}",
        )
    if ours:
        return ok(REQUIRED, f"{_named(ours[0])} requires `{NAME}` from the App {app} on `{branch}`")
    if found:
        return wrong(
            REQUIRED,
            f"{_named(found[0])} requires `{NAME}` from anybody, so that every workflow may report it",
            f"choose the App {app} as its source",
        )
    return wrong(REQUIRED, f"nothing requires `{NAME}` on `{branch}`, so that nothing is held back", add)


def bypass(found: Sequence[Requirement], app: int, who: Callable[[int], tuple[Bypass, ...] | None]) -> Item:
    """Whether anybody may merge without the check.

    Args:
        found: what requires a check of our name.
        app: number of our App.
        who: tells who bypasses a ruleset; `None` if that is not told.

    Raises:
        GitHubError: it is not known.
    """
    ours = [each for each in found if each.app == app]
    if not ours:
        return unknown(BYPASS, "no rule requires the check from this App", f"mend `{REQUIRED}` first")
    items = [_passing(each, who) for each in ours]
    order = (State.OK, State.UNKNOWN, State.WRONG)
    return min(items, key=lambda item: order.index(item.state))


def _passing(rule: Requirement, who: Callable[[int], tuple[Bypass, ...] | None]) -> Item:
    if not rule.ruleset:
        if rule.binds_administrators:
            return ok(BYPASS, f"{_named(rule)} binds administrators, too")
        remedy = "tick `Do not allow bypassing the above settings`, or use a ruleset"
        return wrong(BYPASS, f"{_named(rule)} does not bind administrators", remedy)
    actors = who(rule.ruleset)
    if actors is None:
        return unknown(
            BYPASS,
            f"GitHub tells who bypasses {_named(rule)} to those alone who may change it",
            f"set `{ADMIN_TOKEN}` to a token with `administration: write`, or look at its list yourself",
        )
    if actors:
        named = [f"{_who(actor)} ({actor.bypass_mode})" for actor in actors]
        return wrong(
            BYPASS,
            f"{_named(rule)} can be bypassed",
            "empty its bypass list: who is on it merges without a verdict",
            *named,
        )
    return ok(BYPASS, f"nobody may bypass {_named(rule)}")


def _who(actor: Bypass) -> str:
    if actor.actor_type == "RepositoryRole" and actor.actor_id in _ROLES:
        return f"everybody with the role `{_ROLES[actor.actor_id]}`"
    return _ACTORS.get(actor.actor_type) or f"{actor.actor_type} {actor.actor_id}"


def _named(rule: Requirement) -> str:
    if rule.ruleset:
        return f"ruleset {rule.ruleset} of `{rule.owner}`"
    return f"the branch protection of `{rule.owner}`"


def other_runs(client: RepositoryClient, app: int) -> Item:
    """Whether anybody else reports a check of our name on open pull requests.

    Raises:
        GitHubError: it is not known.
    """
    heads, runs = Pulls(client).open_heads(MOST_HEADS), CheckRuns(client, app)
    details = [f"`{slug}` on #{pull} at {head[:7]}" for pull, head in heads for slug in runs.foreign(head)]
    return _others(OTHER_RUNS, "check runs", heads, details)


def other_statuses(client: Client | None, heads: Sequence[tuple[int, str]], root: str) -> Item:
    """Whether anybody sets a commit status of our name, which GitHub would ask for beside the check.

    Args:
        client: a client that may read statuses, `None` if there is none.
        heads: number and head of the pull requests to look at.
        root: `/repos/owner/name`.

    Raises:
        GitHubError: it is not known.
    """
    if client is None:
        return unknown(
            OTHER_STATUSES,
            "the App may not read commit statuses",
            f"set `{ADMIN_TOKEN}` to a token with `commit statuses: read`",
        )
    details = []
    for pull, head in heads:
        pages = client.pages(f"{root}/commits/{head}/statuses", tuple[_Status, ...])
        if any(one.context == NAME for page in pages for one in page):
            details.append(f"on #{pull} at {head[:7]}")
    return _others(OTHER_STATUSES, "commit statuses", heads, details)


def _others(name: str, what: str, heads: Sequence[tuple[int, str]], details: list[str]) -> Item:
    looked = f"the heads of {number(len(heads), 'open pull request')}"
    if not details:
        return ok(name, f"no {what} `{NAME}` of others on {looked}")
    remedy = (
        f"find out who reports it: give a workflow job of that name another one, and take the right to write "
        f"from a stranger; with `{REQUIRED}` as it should be they do not count"
    )
    return wrong(name, f"others report {what} `{NAME}` on {looked}", remedy, *details)
