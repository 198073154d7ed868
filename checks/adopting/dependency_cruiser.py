"""Forbidden dependencies of dependency-cruiser, from `.dependency-cruiser.json`, `.js`, `.cjs` or `.mjs`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from checks.adopting.javascript_literals import COMPUTED, objects
from checks.adopting.path_regex import patterns_of_regex
from checks.adopting.proposal import Proposal, Rule, mapping, text_of
from checks.change import Tree

_FILES = tuple(f".dependency-cruiser.{ending}" for ending in ("json", "js", "cjs", "mjs"))
_KNOWN = {"path", "pathNot", "circular"}


def proposals(tree: Tree) -> Iterator[Proposal]:
    """One proposal for the first file that holds rules."""
    for path in _FILES:
        text = text_of(tree, path)
        if text is None:
            continue
        written = f"({text})" if path.endswith(".json") else text
        forbidden = next((one["forbidden"] for one in objects(written) if "forbidden" in one), None)
        if isinstance(forbidden, list):
            yield _proposal(path, forbidden)
            return


def _proposal(path: str, forbidden: list[object]) -> Proposal:
    rules: list[Rule] = []
    left_out: list[str] = []
    for entry in forbidden:
        if not isinstance(entry, Mapping):
            left_out.append("a rule that is computed while the configuration runs")
            continue
        name = str(entry.get("name", "a rule without a name"))
        if entry.get("severity") == "ignore":
            continue
        made = _rule(mapping(entry, "from"), mapping(entry, "to"))
        if made is None:
            left_out.append(f"`{name}` asks for something that has no rule kind")
        else:
            rules.append(made)
    return Proposal(
        source=path,
        title="Boundaries between folders",
        why="dependency-cruiser forbids these dependencies",
        instead=f"keep to the boundaries that `{path}` draws",
        rules=rules,
        left_out=left_out,
    )


def _rule(source: Mapping[str, object], target: Mapping[str, object]) -> Rule | None:
    if COMPUTED in (*source.values(), *target.values()):
        return None
    if source.keys() - {"path", "pathNot"} or target.keys() - _KNOWN:
        return None
    sources = _patterns(source)
    if target.get("circular") is True and target.keys() == {"circular"}:
        return None if sources is None else {"forbid-cycle": {"in": list(sources)} if sources else {}}
    targets = _patterns({key: value for key, value in target.items() if key == "path"})
    allowed = _patterns({"path": target["pathNot"]}) if "pathNot" in target else ()
    if sources is None or not targets or allowed is None or "circular" in target:
        return None
    options: dict[str, object] = {"from": list(sources)} if sources else {}
    return {
        "forbid-import": {**options, "to": list(targets), **({"allow": list(allowed)} if allowed else {})}
    }


def _patterns(side: Mapping[str, object]) -> tuple[str, ...] | None:
    """Patterns of one side, those of `pathNot` taken back; `None` if they cannot be told."""
    found: list[str] = []
    for key, mark in (("path", ""), ("pathNot", "!")):
        value = side.get(key, [])
        for regex in value if isinstance(value, list) else [value]:
            patterns = patterns_of_regex(regex) if isinstance(regex, str) else None
            if patterns is None:
                return None
            found += [mark + pattern for pattern in patterns]
    if found and found[0].startswith("!"):
        found.insert(0, "**")
    return tuple(found)
