"""The value of `extends`: which floor a policy names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from checks.path_syntax import is_plain_path
from checks.policy_place import PATH

HOME = ".github"
"""The repository of an owner in which the floor for all others is looked for."""

_WRITTEN = re.compile(
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9-]{0,38})/(?P<name>[A-Za-z0-9._-]{1,100})"
    r"(?:@(?P<ref>[A-Za-z0-9_][A-Za-z0-9._/-]{0,199}))?(?::(?P<path>.{1,200}))?"
)
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Reference:
    """A floor by its name.

    Attributes:
        repository: `owner/name`.
        ref: branch, tag or full commit id; empty for the tip of the default branch.
        path: the policy file in that repository.
    """

    repository: str
    ref: str = ""
    path: str = PATH

    def __str__(self) -> str:
        path = "" if self.path == PATH else f":{self.path}"
        return f"{self.repository}{f'@{self.ref}' if self.ref else ''}{path}"

    @property
    def owner(self) -> str:
        """The account that the repository belongs to."""
        return self.repository.partition("/")[0]

    @property
    def name(self) -> str:
        """The repository's name without its owner."""
        return self.repository.partition("/")[2]

    @property
    def is_pinned(self) -> bool:
        """Whether it names one commit for ever."""
        return _COMMIT.fullmatch(self.ref) is not None


def reference(written: str) -> Reference:
    """Read `owner/repo`, `owner/repo@ref`, `owner/repo:path` or `owner/repo@ref:path`.

    Raises:
        ValueError: it is none of these; the text is one sentence.
    """
    found = _WRITTEN.fullmatch(written)
    if found is None or found["name"] in (".", "..") or ".." in (found["ref"] or ""):
        raise ValueError(
            "a floor is named as `owner/repo`, `owner/repo@ref` or `owner/repo:path`, not by an address"
        )
    path = found["path"] or PATH
    if not is_plain_path(path) or not path.endswith((".yml", ".yaml")):
        raise ValueError(
            "the path of a floor is named from the root and ends in `.yml`, as `floors/strict.yml`"
        )
    return Reference(f"{found['owner']}/{found['name']}", found["ref"] or "", path)


def floors_of(repository: str, extends: str) -> tuple[Reference, ...]:
    """The floors under which a repository stands: that of its owner, and the one that it names.

    Args:
        repository: `owner/name`, empty where nobody knows.
        extends: what its policy names, empty for none.

    Raises:
        ValueError: it names one that it must not; the text is one sentence.
    """
    owner, _, name = repository.partition("/")
    home = Reference(f"{owner}/{HOME}") if owner and name.casefold() != HOME else None
    if not extends:
        return (home,) if home else ()
    named = reference(extends)
    if owner and named.owner.casefold() != owner.casefold() and not named.is_pinned:
        raise ValueError(
            f"`{named.repository}` belongs to another owner; "
            f"name one commit of it, as `{named.repository}@<full commit id>`"
        )
    if named.repository.casefold() == repository.casefold():
        raise ValueError("a policy cannot extend one of its own repository; remove `extends`")
    if home is None or named.repository.casefold() != home.repository.casefold():
        return (home, named) if home else (named,)
    if named.ref:
        raise ValueError(
            f"the floor in `{named.repository}` is read at its default branch; remove `@{named.ref}`"
        )
    return (home,) if named.path == PATH else (home, named)
