"""Our own policy file: mode, levels, agents and floor, and what envelopes and waivers let pass."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from checks.check import all_checks
from checks.finding import Level
from checks.values.lookups import child, nodes, text, texts
from checks.values.node import Leaf, Node
from checks.widening.layout import Layout, Scale, grants, guards, last_entries, ordered
from checks.widening.model import Mark, Sense, Term, Topic

_MODE = ordered("mode", "enforce", "observe", unset="enforce")
_LINK = Scale(("must-link",), {"issue": 0.0, "transcript": 0.0, "none": 1.0}, "none")
_WAIVERS = Layout(
    lists=grants("waivers.from", topic=Topic.OTHER, says="lets permit findings"),
    scales=(ordered("waivers.binds", "head", "fingerprint", unset="head"),),
)
_BUDGET = ("files", "lines", "commits", "rounds", "open-pull-requests")
_AUDIENCE = Scale(("for",), {"everyone": 0.0, "agents": 1.0}, "everyone")
_RANKS = {level: float(level.rank) for level in Level}


def policy(root: Node) -> Iterator[Term | Mark]:
    """What the policy asks."""
    yield from _MODE.marks(root)
    for entry in last_entries(child(root, "checks")):
        level = _loosest(entry.node)
        check = all_checks().get(entry.key)
        unset = (_RANKS[check.level], check.level.value) if check else (None, "what its pack says")
        yield Mark(
            f"checks.{entry.key}",
            _RANKS.get(Level(level)) if level in _RANKS else None,
            level,
            entry.line,
            unset,
        )
        if check is not None and check.for_everyone:
            for one in nodes(entry.node):
                yield from _AUDIENCE.marks(one, f"checks.{entry.key}.")
    for listed in guards("decisions", "extends", topic=Topic.OTHER):
        yield from listed.terms(root)
    for agent in nodes(child(root, "agents")):
        for account in nodes(child(agent, "accounts")):
            shown = f"{text(account)} ({text(child(agent, 'name'))})"
            yield Term(Sense.GUARD, Topic.OTHER, "agents", text(account), account.line, shown=shown)
    approvers = child(root, "baseline", "from")
    for approver in nodes(approvers):
        says = "lets the baseline be agreed to by"
        yield Term(
            *(Sense.GRANT, Topic.OTHER, "baseline.from", text(approver), approver.line, says),
            within="baseline.from",
        )
    if approvers is not None:
        yield Term(Sense.GUARD, Topic.OTHER, "baseline", "baseline.from", approvers.line)
    for one in nodes(child(root, "envelopes")):
        yield from _envelope(one, f"envelopes.{', '.join(sorted(texts(child(one, 'for'))))}")
    yield from _WAIVERS.parts(root)
    for name, usual in (("max-days", 30), ("most", 10)):
        yield from _limit(child(root, "waivers", name), f"waivers.{name}", float(usual), str(usual))


def _loosest(node: Node) -> str:
    """The lightest level that is said of a check, in whatever form and for whatever files."""
    said = [text(child(one, "level")) or text(one) for one in nodes(node)]
    known = [word for word in said if word in _RANKS]
    return max(known, key=lambda word: Level(word).rank) if known else text(node)


def _envelope(node: Node, key: str) -> Iterator[Term | Mark]:
    """What one envelope lets agents do."""
    within = f"{key}.may-edit"
    may_edit = child(node, "may-edit")
    if may_edit is not None:
        yield Term(Sense.GUARD, Topic.OTHER, key, within, may_edit.line, shown="may-edit")
        for path in nodes(may_edit):
            item = text(path)
            yield Term(*(Sense.GRANT, Topic.PATH, within, item, path.line, "lets edit"), within=within)
    for path in nodes(child(node, "may-not-edit")):
        yield Term(Sense.GUARD, Topic.PATH, f"{key}.may-not-edit", text(path), path.line)
    for check in nodes(child(node, "must-pass")):
        name = text(child(check, "name")) or text(check)
        yield Term(Sense.GUARD, Topic.OTHER, f"{key}.must-pass", name, check.line)
    for term in nodes(child(node, "approvals")):
        paths, people = texts(child(term, "paths")), " ".join(sorted(texts(child(term, "from"))))
        value = f"{' '.join(sorted(paths)) or 'everything'} by {people}"
        yield Term(Sense.GUARD, Topic.OTHER, f"{key}.approvals", value, term.line)
        count = child(term, "count")
        if isinstance(count, Leaf) and isinstance(count.value, int):
            shown = text(count)
            yield Mark(f"{key}.approvals.{value}.count", -float(count.value), shown, count.line, (-1.0, "1"))
    for name in _BUDGET:
        yield from _limit(child(node, "budget", name), f"{key}.budget.{name}", inf, "no limit")
    yield from _LINK.marks(node, f"{key}.")


def _limit(node: Node | None, key: str, usual: float, said: str) -> Iterator[Mark]:
    if isinstance(node, Leaf) and isinstance(node.value, int):
        yield Mark(key, float(node.value), text(node), node.line, (usual, said))
