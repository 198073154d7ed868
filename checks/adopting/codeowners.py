"""Owners of paths, from `CODEOWNERS`, as approvals that are due."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.adopting.proposal import Proposal, Rule, text_of
from checks.change import Tree
from checks.path_syntax import pattern_mistake

_PLACES = (".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS")
"""Where GitHub looks, in its order; the first file that is there counts."""

_OWNER = re.compile(r"@[\w-]+(?:/[\w.-]+)?")
_MOST = 60


def proposals(tree: Tree) -> Iterator[Proposal]:
    """One proposal for the file that GitHub reads."""
    path = next((place for place in _PLACES if tree.mode(place) is not None), None)
    text = text_of(tree, path) if path else None
    if path is None or text is None:
        return
    entries, left_out = _entries(text)
    rules = list(_rules(entries[:_MOST]))
    left_out += [f"line {number}: more than {_MOST} owned paths" for number, _, _ in entries[_MOST:]]
    if rules or left_out:
        yield Proposal(
            source=path,
            title="Owners approve changes of what they own",
            why=f"`{path}` names who answers for which files",
            instead="ask an owner of the files for an approval",
            rules=rules,
            left_out=left_out,
        )


def _entries(text: str) -> tuple[list[tuple[int, str, list[str]]], list[str]]:
    """Line, pattern and owners of every entry, and what is not understood."""
    entries, left_out = [], []
    for number, line in enumerate(text.splitlines(), 1):
        pattern, *owners = line.partition("#")[0].split() or [""]
        if not pattern:
            continue
        people = [owner for owner in owners if _OWNER.fullmatch(owner)]
        anchored = _anchored(pattern)
        if pattern_mistake(anchored) or len(people) < len(owners):
            left_out.append(f"line {number}: `{pattern}` or an owner of it is of a form that has no rule")
        else:
            entries.append((number, anchored, people))
    return entries, left_out


def _anchored(pattern: str) -> str:
    """A pattern from the root: one without a slash inside is meant at any depth, as in `.gitignore`."""
    if pattern == "*":
        return "**"
    plain = pattern.removeprefix("/")
    return plain if pattern.startswith("/") or "/" in pattern.rstrip("/") else f"**/{plain}"


def _rules(entries: list[tuple[int, str, list[str]]]) -> Iterator[Rule]:
    """One rule for each entry with owners; what a later entry matches is that entry's alone."""
    for at, (_, pattern, owners) in enumerate(entries):
        if owners:
            later = [f"!{other}" for _, other, _ in entries[at + 1 :] if other != pattern]
            yield {"require-approval": {"from": owners, "count": 1, "paths": [pattern, *later]}}
