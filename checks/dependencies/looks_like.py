"""New dependencies whose name can be taken for that of a known package."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib import import_module

from checks.change import Change
from checks.dependencies.added import additions, name_key, names_in_use
from checks.dependencies.names import TYPES, folded, without_major
from checks.dependencies.told import cut, violation
from checks.finding import Level, Violation
from checks.paths import folded as in_plain_letters

_SEPARATORS = re.compile(r"[-_.]+")
_PARTS = re.compile(r"[-_./]+")
_DIGITS = re.compile(r"[0-9]+")
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l"})
_SHORTEST = 6
_SHORTEST_SWAP = 5
_SHORTEST_PART = 4
_INSTEAD = "take the package that is meant, or have a person confirm that it is this one"


def lookalikes(change: Change) -> Iterator[Violation]:
    """Report every new package whose name is a slip away from that of a known one."""
    for added in additions(change):
        one = added.dependency
        meant = resembled(one.type, name_key(one), names_in_use(change, one.type))
        if meant:
            strange = sorted({f"U+{ord(char):04X}" for char in one.name if not char.isascii()})
            written = f" with {', '.join(strange[:3])}" if strange else ""
            said = f"adds {cut(one.name)}{written}, which can be taken for {cut(meant)}"
            text = f"{one.type} {one.name} {meant}"
            yield violation(added.manifest, one, said, _INSTEAD, Level.WARN, text)


def resembled(type_: str, name: str, in_use: Mapping[str, str]) -> str:
    """The known package that a name can be taken for; empty if it is known itself, or near to none.

    Args:
        type_: the type of the package URL.
        name: the name, folded.
        in_use: the names, folded, that the repository asked for before.
    """
    known = _popular(type_)
    if name in known.names or name in in_use:
        return ""
    owner, bare = _split(type_, name)
    own = _Known(type_, frozenset(in_use))
    if owner:
        if owner in known.owners or owner in own.owners:
            return ""
        return _same_package(owner, bare, known) or _same_package(owner, bare, own)
    return _near(name, known) or _near(name, own)


@dataclass(frozen=True)
class _Known:
    """Names that nobody would take for slips."""

    type: str
    names: frozenset[str]

    @cached_property
    def owners(self) -> Mapping[str, frozenset[str]]:
        """The names by the scope, group or account that they belong to."""
        found: dict[str, set[str]] = {}
        for name in self.names:
            owner, bare = _split(self.type, name)
            found.setdefault(owner, set()).add(bare)
        return {owner: frozenset(names) for owner, names in sorted(found.items())}

    @cached_property
    def skeletons(self) -> Mapping[str, str]:
        """The names without an owner by what is left of them without separators."""
        return {_skeleton(name): name for name in sorted(self.owners.get("", ()), reverse=True)}


@lru_cache(len(TYPES))
def _popular(type_: str) -> _Known:
    names: str = import_module(f"checks.dependencies.popular.{type_}").NAMES
    plain = (without_major(name) if type_ == "golang" else name for name in names.split())
    return _Known(type_, frozenset(folded(type_, name) for name in plain))


def _split(type_: str, name: str) -> tuple[str, str]:
    """The owner of a name and the rest of it; no owner where the ecosystem knows none."""
    if type_ == "npm" and name.startswith("@"):
        owner, _, bare = name.partition("/")
        return owner, bare
    if type_ == "maven":
        owner, _, bare = name.partition("/")
        return owner, bare
    if type_ == "golang" and name.count("/") >= 2:
        host, account, bare = name.split("/", 2)
        return f"{host}/{account}", bare
    return "", name


def _same_package(owner: str, bare: str, known: _Known) -> str:
    """A package of the same name that belongs to an owner who is a slip away."""
    unscoped = known.owners.get("", frozenset())
    for other, names in known.owners.items():
        if not other:
            continue
        is_known = bare in names or (known.type == "npm" and bare in unscoped)
        if is_known and (_skeleton(owner) == _skeleton(other) or _is_slip(owner, other)):
            return f"{other}/{bare}"
    return ""


def _near(name: str, known: _Known) -> str:
    if found := known.skeletons.get(_skeleton(name)):
        return found
    lengths = range(len(name) - 1, len(name) + 2)
    return next(
        (
            other
            for other in sorted(known.owners.get("", ()))
            if len(other) in lengths and _is_slip(name, other)
        ),
        "",
    )


@lru_cache(65_536)
def _skeleton(name: str) -> str:
    """What a reader sees at a glance: no separators, no case, no difference between `0` and `o`."""
    plain = _SEPARATORS.sub("", in_plain_letters(name))
    return plain.translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def _is_slip(name: str, known: str) -> bool:
    """Whether one letter is wrong, missing or too many, or two neighbours are swapped."""
    if _DIGITS.sub("", name) == _DIGITS.sub("", known):
        return False  # `psycopg3` is a version, not a slip
    if not _are_long_parts(name, known):
        return False
    if len(name) == len(known):
        wrong = [at for at, (one, other) in enumerate(zip(name, known, strict=True)) if one != other]
        if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
            is_swap = name[wrong[0]] == known[wrong[1]] and name[wrong[1]] == known[wrong[0]]
            return is_swap and len(known) >= _SHORTEST_SWAP
        return len(wrong) == 1 and len(known) >= _SHORTEST
    short, long = sorted((name, known), key=len)
    at = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    is_one_more = len(long) - len(short) == 1 and short[at:] == long[at + 1 :]
    return is_one_more and at > 0 and len(known) >= _SHORTEST  # `jbuilder` is no slip of `builder`


def _are_long_parts(name: str, known: str) -> bool:
    """Whether the parts in which two names differ are words: `tree-sitter-c` is none of `tree-sitter-r`."""
    parts, others = _PARTS.split(name), _PARTS.split(known)
    if len(parts) != len(others):
        return True
    return all(
        part == other or min(len(part), len(other)) >= _SHORTEST_PART
        for part, other in zip(parts, others, strict=True)
    )
