"""The starting pack: rules against what is nearly never meant, for a repository that has decided nothing yet.

The rules are our own. Those that block are wrong nearly wherever they match; the rest warn or note.
"""

from __future__ import annotations

from functools import cache

from checks.pack import go, python, python_injection, typescript
from checks.pack.entry import PackEntry
from checks.policy import Rule


@cache
def entries() -> tuple[PackEntry, ...]:
    """Every rule of the pack, sorted by id."""
    found = (*python.ENTRIES, *python_injection.ENTRIES, *typescript.ENTRIES, *go.ENTRIES)
    return tuple(sorted(found, key=lambda entry: entry.id))


@cache
def pack_rules() -> tuple[Rule, ...]:
    """The pack as rules of a policy, ids such as `pack/python/disabled-tls-verification`."""
    return tuple(entry.rule for entry in entries())


__all__ = ["PackEntry", "entries", "pack_rules"]
