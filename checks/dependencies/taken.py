"""Which entries of a manifest take a package in, and from where."""

from __future__ import annotations

from checks.dependencies.model import Dependency, Origin, Role


def takes_in(one: Dependency) -> bool:
    """Whether an entry takes a package in: it asks for one, or puts one in the place of another."""
    if one.role is Role.LIMIT:
        return bool(one.alias) or one.origin is not Origin.REGISTRY
    is_declared_elsewhere = one.is_inherited and one.type in ("cargo", "npm")
    return one.role is Role.REQUIRED and one.is_direct and not is_declared_elsewhere


def repository_of(one: Dependency) -> str:
    """Where it is taken from, without the revision: another one is no other package."""
    if one.origin is Origin.REGISTRY:
        return ""
    plain = one.location.split("#", 1)[0]
    head, slash, last = plain.rpartition("/")
    return head + slash + last.split("@", 1)[0]
