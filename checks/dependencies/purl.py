"""Package URLs as patterns: `pkg:npm/@acme/*`, `pkg:pypi/requests@>=2,<3`.

The type is one of the ecosystems that are read. In the name `*` stands for anything, `/` included; a
name may be percent-encoded. Behind the last `@` a version or a range narrows the pattern; several
clauses are joined by commas, alternatives by `||`, and a version alone means that version.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from urllib.parse import unquote

from checks.dependencies.constraints import admitted, lands_in
from checks.dependencies.model import Dependency, Origin, Role
from checks.dependencies.names import TYPES, exact, folded, names_of, without_major
from checks.dependencies.reading import Reading
from checks.dependencies.versions import Range

_PATTERN = re.compile(r"pkg:(?://)?(?P<type>[A-Za-z0-9.+-]+)/(?P<rest>.+)")
_NAME = re.compile(r"[\w@.+~/*:-]+")


@dataclass(frozen=True)
class PurlPattern:
    """Packages of one ecosystem.

    Attributes:
        text: the pattern as it was written.
        type: the type.
        name: the name with its namespace, `*` for anything.
        versions: the range as it was written, empty for every version.
    """

    text: str
    type: str
    name: str
    versions: str = ""

    @cached_property
    def _range(self) -> Range:
        return admitted("", self.versions) or ()

    @cached_property
    def _folded(self) -> str:
        return folded(self.type, self.name)

    @cached_property
    def _exact(self) -> str:
        return exact(self.type, self.name)

    def covers(self, package: PurlPattern) -> bool:
        """Whether this is about a package that another pattern names in full."""
        return self.type == package.type and _globbed(self._folded, package._folded)

    def forbids_name(self, dependency: Dependency) -> bool:
        """Whether a dependency goes by the name in any spelling, or is taken from where the name leads."""
        if dependency.type != self.type:
            return False
        return any(_globbed(self._folded, name) for name in names_of(dependency))

    def named_in(self, reading: Reading) -> Iterator[Dependency]:
        """The entries of a file whose name it forbids; the same as asking each of them, and faster."""
        if "*" not in self._folded:
            found = reading.by_name.get(self._folded, ())
        else:
            names = (name for name in reading.by_name if _globbed(self._folded, name))
            found = tuple(dict.fromkeys(one for name in names for one in reading.by_name[name]))
        yield from (one for one in found if one.type == self.type)

    def forbids_version(self, dependency: Dependency) -> bool | None:
        """Whether the version that would be taken lies in the range; `None` if that cannot be told."""
        if not self.versions:
            return True
        if dependency.origin is Origin.PATH:
            return False  # what lies in a folder has the version that it has, not one of the registry
        if dependency.origin in (Origin.GIT, Origin.URL) and not dependency.constraint:
            return None
        return self._lands(dependency)

    def _lands(self, dependency: Dependency) -> bool | None:
        notation = "" if dependency.role is Role.LOCKED else self.type  # what is locked is one version
        return lands_in(notation, dependency.constraint, self._range)

    def permits(self, dependency: Dependency) -> bool:
        """Whether a dependency is the named package itself, from its registry, in a version of the range."""
        if dependency.type != self.type or dependency.origin is not Origin.REGISTRY:
            return False
        spelled = exact(self.type, dependency.name)
        names = {spelled, without_major(spelled)} if self.type == "golang" else {spelled}
        if not any(_globbed(self._exact, name) for name in names):
            return False
        return not self.versions or self._lands(dependency) is True


@lru_cache(4_096)
def purl_pattern(text: str) -> PurlPattern:
    """Read a pattern.

    Raises:
        ValueError: one sentence that says what is wrong with it.
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise ValueError(f"`{text}` is no package URL; write one as `pkg:pypi/requests`")
    type_ = found["type"].lower()
    if type_ not in TYPES:
        known = ", ".join(f"`{name}`" for name in TYPES)
        raise ValueError(f"the ecosystem `{type_}` of `{text}` is not read; known are {known}")
    name, versions = _split(found["rest"])
    if not _NAME.fullmatch(name) or any(not part for part in name.split("/")):
        raise ValueError(f"`{text}` names no package; write it without qualifiers, as `pkg:npm/@acme/ui`")
    if type_ == "maven" and "*" not in name and "/" not in name:
        raise ValueError(f"`{text}` lacks the artifact; write it as `pkg:maven/group/artifact`")
    if versions and admitted("", versions) in (None, ()):
        raise ValueError(f"the version `{versions}` of `{text}` is not understood; write one as `>=2,<3`")
    return PurlPattern(text, type_, name, versions)


def _split(rest: str) -> tuple[str, str]:
    """Name and version, divided at the first `@` that does not begin a part of the name."""
    at = next((i for i, char in enumerate(rest) if char == "@" and i and rest[i - 1] != "/"), len(rest))
    return unquote(rest[:at]), unquote(rest[at + 1 :]).strip()


@lru_cache(65_536)
def _globbed(pattern: str, name: str) -> bool:
    """Whether a name matches a pattern in which `*` stands for anything; linear, no backtracking."""
    first, *rest = pattern.split("*")
    if not rest:
        return name == pattern
    *middle, last = rest
    if not name.startswith(first) or len(name) < len(first) + len(last) or not name.endswith(last):
        return False
    at, end = len(first), len(name) - len(last)
    for part in middle:
        found = name.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def shown(dependency: Dependency) -> str:
    """The package URL of a dependency, without its version."""
    return f"pkg:{dependency.type}/{exact(dependency.type, dependency.name)}"
