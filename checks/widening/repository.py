"""The protection of branches as code: `.github/settings.yml` and rule sets as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from checks.values.lookups import child, nodes, text
from checks.values.node import Leaf, Node
from checks.widening.layout import Layout, closes, grants, guards, last_entries, opens, ordered
from checks.widening.model import Mark, Sense, Term, Topic

_REVIEWS = ("required_approving_review_count", "required_approvers")
_STRICT = (
    *("dismiss_stale_reviews", "require_code_owner_reviews", "require_last_push_approval"),
    *("dismiss_stale_reviews_on_push", "require_code_owner_review", "required_review_thread_resolution"),
    *("strict", "strict_required_status_checks_policy"),
)
_BRANCH = Layout(
    lists=(
        *guards("required_status_checks.contexts", topic=Topic.OTHER),
        *grants("restrictions.users", "restrictions.teams", topic=Topic.OTHER, says="lets push"),
    ),
    scales=(
        *closes("enforce_admins", "required_signatures", "required_conversation_resolution"),
        *closes("required_linear_history", "lock_branch"),
        *opens("allow_force_pushes", "allow_deletions"),
    ),
)
_RULESET = Layout(
    lists=(
        *guards("conditions.ref_name.include", topic=Topic.OTHER),
        *grants("conditions.ref_name.exclude", topic=Topic.OTHER, says="leaves out"),
    ),
    scales=(ordered("enforcement", "active", "evaluate", "disabled", unset="active"),),
)


def settings(root: Node) -> Iterator[Term | Mark]:
    """The protected branches and rule sets of `settings.yml`."""
    for branch in nodes(child(root, "branches")):
        name, protection = text(child(branch, "name")), child(branch, "protection")
        if name and protection is not None and not _is_nothing(protection):
            key = f"branches.{name}"
            yield Term(Sense.GUARD, Topic.OTHER, "branches", name, protection.line)
            yield from _BRANCH.parts(protection, f"{key}.")
            for part in ("required_pull_request_reviews", "required_status_checks"):
                yield from _parameters(child(protection, part), f"{key}.{part}", branch.line)
    for ruleset in nodes(child(root, "rulesets")):
        yield from rules(ruleset, f"rulesets.{text(child(ruleset, 'name'))}.")


def rules(root: Node, before: str = "") -> Iterator[Term | Mark]:
    """One rule set; `before` is the key that leads to it."""
    yield from _RULESET.parts(root, before)
    for rule in nodes(child(root, "rules")):
        kind, parameters = text(child(rule, "type")), child(rule, "parameters")
        if not kind:
            continue
        yield Term(Sense.GUARD, Topic.OTHER, f"{before}rules", kind, rule.line)
        yield from _parameters(parameters, f"{before}rules.{kind}", rule.line)
        for check in nodes(child(parameters, "required_status_checks")):
            if context := text(child(check, "context")):
                yield Term(Sense.GUARD, Topic.OTHER, f"{before}rules.{kind}", context, check.line)
    for actor in nodes(child(root, "bypass_actors")):
        named = " ".join(
            f"{entry.key} {text(entry.node)}" for entry in last_entries(actor) if text(entry.node)
        )
        if named:
            key = f"{before}bypass_actors"
            yield Term(Sense.GRANT, Topic.OTHER, key, named, actor.line, "lets pass by")


def _parameters(node: Node | None, key: str, line: int) -> Iterator[Mark]:
    """How many must agree, and what is demanded of their agreement."""
    for name in _REVIEWS:
        count = child(node, name)
        if isinstance(count, Leaf) and isinstance(count.value, int):
            yield Mark(
                f"{key}.{name}", -float(count.value), text(count), count.line or line, (0.0, "not set")
            )
    if node is not None:
        for scale in closes(*_STRICT):
            if child(node, *scale.path) is not None:
                yield from scale.marks(node, f"{key}.")


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Leaf) and node.value is None
