"""A repository, its branches, its rules, a person's role in it."""

from __future__ import annotations

from typing import Any

from tests.world.clock import stamp
from tests.world.errors import Refused, not_found
from tests.world.permissions import allows
from tests.world.render import repositories as render
from tests.world.render.accounts import user
from tests.world.replies import Reply
from tests.world.routing import Call, route
from tests.world.state import RequiredCheck, node_id

METADATA, CONTENTS = {"metadata": "read"}, {"contents": "read"}
OLD_ROLES = {"maintain": "write", "triage": "read"}
GRANTS = {
    "admin": ("pull", "triage", "push", "maintain", "admin"),
    "maintain": ("pull", "triage", "push", "maintain"),
    "write": ("pull", "triage", "push"),
    "triage": ("pull", "triage"),
    "read": ("pull",),
    "none": (),
}


@route("GET", "/repos/{owner}/{repo}", METADATA)
def get(call: Call) -> Reply:
    return Reply.of(200, render.full(call.core, call.repository))


@route("GET", "/repos/{owner}/{repo}/branches", CONTENTS)
def branches(call: Call) -> Reply:
    own = render.url(call.core, call.repository)
    protected = {rule.branch for rule in call.repository.rules}
    return call.page(
        [
            {
                "name": name,
                "commit": {"sha": sha, "url": f"{own}/commits/{sha}"},
                "protected": name in protected,
            }
            for name, sha in sorted(call.core.objects(call.repository).branches().items())
        ]
    )


@route("GET", "/repos/{owner}/{repo}/branches/{branch}", CONTENTS)
def branch(call: Call) -> Reply:
    made, name = call.repository, call.params["branch"]
    objects = call.core.objects(made)
    sha = objects.branch(name)
    if sha is None:
        raise Refused(404, "Branch not found")
    own = f"{render.url(call.core, made)}/branches/{name}"
    shown: dict[str, Any] = {
        "name": name,
        "commit": render.commit(call.core, made, objects.read_commit(sha)),
        "_links": {"self": own, "html": f"{render.html_url(call.core, made)}/tree/{name}"},
        "protected": any(rule.branch == name for rule in made.rules),
        "protection": _protection(call, f"{own}/protection"),
        "protection_url": f"{own}/protection",
    }
    return Reply.of(200, shown)


def _protection(call: Call, own: str) -> dict[str, Any]:
    """The old kind of protection, which everybody who reads the branch may see in part."""
    name = call.params["branch"]
    rules = [rule for rule in call.repository.rules if rule.classic and rule.branch == name]
    return {
        "enabled": bool(rules),
        "required_status_checks": {
            "url": f"{own}/required_status_checks",
            "contexts_url": f"{own}/required_status_checks/contexts",
            "enforcement_level": rules[0].classic if rules else "off",
            "contexts": [rule.name for rule in rules],
            "checks": [{"context": rule.name, "app_id": rule.app_id} for rule in rules],
        },
    }


def _required(rule: RequiredCheck) -> dict[str, Any]:
    source = {"integration_id": rule.app_id} if rule.app_id is not None else {}
    return {
        "type": "required_status_checks",
        "parameters": {
            "strict_required_status_checks_policy": False,
            "do_not_enforce_on_create": False,
            "required_status_checks": [{"context": rule.name} | source],
        },
    }


@route("GET", "/repos/{owner}/{repo}/rulesets/{ruleset_id}", METADATA)
def ruleset(call: Call) -> Reply:
    """Who may bypass it is told to those alone who may write it."""
    made, number = call.repository, call.number("ruleset_id")
    for rule in made.rules:
        if rule.ruleset_id == number and not rule.classic:
            break
    else:
        raise not_found()
    shown: dict[str, Any] = {
        "id": rule.ruleset_id,
        "name": f"ruleset {rule.ruleset_id}",
        "target": "branch",
        "source_type": "Repository",
        "source": made.full_name,
        "enforcement": "active",
        "conditions": {"ref_name": {"include": [f"refs/heads/{rule.branch}"], "exclude": []}},
        "rules": [_required(rule)],
        "current_user_can_bypass": "never",
    }
    token = call.principal.token
    if token is not None and allows(token.permissions, {"administration": "write"}):
        shown["bypass_actors"] = list(rule.bypass)
    return Reply.of(200, shown)


@route("GET", "/repos/{owner}/{repo}/rules/branches/{branch}", METADATA)
def rules(call: Call) -> Reply:
    made = call.repository
    return call.page(
        [
            _required(rule)
            | {
                "ruleset_source_type": "Repository",
                "ruleset_source": made.full_name,
                "ruleset_id": rule.ruleset_id,
            }
            for rule in made.rules
            if rule.branch == call.params["branch"] and not rule.classic
        ]
    )


@route("GET", "/repos/{owner}/{repo}/activity", CONTENTS)
def activity(call: Call) -> Reply:
    ref = call.query.get("ref", "")
    found = [one for one in reversed(call.repository.activities) if ref in ("", one.ref)]
    return call.page(
        [
            {
                "id": one.id,
                "node_id": node_id("PushActivity", one.id),
                "before": one.before,
                "after": one.after,
                "ref": one.ref,
                "timestamp": stamp(one.at),
                "activity_type": one.kind,
                "actor": user(call.core, one.actor),
            }
            for one in found
        ]
    )


@route("GET", "/repos/{owner}/{repo}/collaborators/{username}/permission", METADATA)
def permission(call: Call) -> Reply:
    try:
        account = call.core.account(call.params["username"])
    except Refused:
        raise not_found() from None
    role = call.core.role(call.repository, account)
    grants = {name: name in GRANTS[role] for name in ("admin", "maintain", "push", "triage", "pull")}
    who = user(call.core, account) | {"permissions": grants, "role_name": role}
    return Reply.of(200, {"permission": OLD_ROLES.get(role, role), "role_name": role, "user": who})
