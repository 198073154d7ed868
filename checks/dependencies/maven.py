"""`pom.xml`: dependencies, managed versions and plugins, with the properties of the same file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checks.dependencies.model import Dependency, Entry, Gap, NotRead, Origin, Role, Scope
from checks.dependencies.xml_nodes import Element, xml_nodes
from checks.source import Source

_PROPERTY = re.compile(r"\$\{([^${}]+)\}")
_PLUGINS = "org.apache.maven.plugins"
_MOST_STEPS = 10
_LONGEST = 1_000
_LONGEST_VALUE = 200


def pom(source: Source, path: str) -> Iterator[Entry]:
    """The artifacts of `pom.xml`."""
    del path
    project = xml_nodes(source.text)
    if project.tag != "project":
        raise NotRead("it holds no project")
    known = _properties(project)
    for parent in project.all("parent"):
        yield _artifact(parent, known, Scope.BUILD, "parent", Role.LIMIT)
    for holder in [project, *project.all("profiles", "profile")]:
        yield from _held(holder, known)


def _held(holder: Element, known: Mapping[str, str]) -> Iterator[Entry]:
    for found in holder.all("dependencies", "dependency"):
        yield _artifact(found, known, None, "dependencies", Role.REQUIRED)
    for found in holder.all("dependencyManagement", "dependencies", "dependency"):
        yield _artifact(found, known, None, "dependencyManagement", Role.LIMIT)
    for found in holder.all("build", "extensions", "extension"):
        yield _artifact(found, known, Scope.BUILD, "extensions", Role.REQUIRED)
    for place, role in (
        (("build", "plugins", "plugin"), Role.REQUIRED),
        (("reporting", "plugins", "plugin"), Role.REQUIRED),
        (("build", "pluginManagement", "plugins", "plugin"), Role.LIMIT),
    ):
        for plugin in holder.all(*place):
            yield _artifact(plugin, known, Scope.BUILD, place[-2], role, _PLUGINS)
            for found in plugin.all("dependencies", "dependency"):
                yield _artifact(found, known, Scope.BUILD, "plugin", role)


def _properties(project: Element) -> dict[str, str]:
    known = {}
    for holder in project.all("properties"):
        known.update({child.tag: child.text.strip() for child in holder.children})
    for key in ("groupId", "artifactId", "version"):
        own, inherited = project.text_at(key), project.text_at("parent", key)
        known[f"project.parent.{key}"] = known[f"parent.{key}"] = inherited
        known[f"project.{key}"] = known[f"pom.{key}"] = own or inherited
    return {key: value for key, value in known.items() if len(value) < _LONGEST_VALUE}


def _resolved(text: str, known: Mapping[str, str]) -> str:
    for _ in range(_MOST_STEPS):
        if len(text) > _LONGEST:
            break
        after = _PROPERTY.sub(lambda found: known.get(found[1].strip()) or found[0], text)
        if after == text:
            break
        text = after
    return text


def _artifact(
    element: Element,
    known: Mapping[str, str],
    scope: Scope | None,
    group: str,
    role: Role,
    default_group: str = "",
) -> Entry:
    owner = _resolved(element.text_at("groupId"), known) or default_group
    name = _resolved(element.text_at("artifactId"), known)
    if not owner or not name or "${" in owner + name:
        return Gap(element.line, f"the artifact `{owner[:60]}:{name[:60]}`")
    declared = element.text_at("scope")
    if scope is None:
        scope = Scope.DEV if declared == "test" else Scope.RUNTIME
        if element.text_at("optional") == "true" and scope is Scope.RUNTIME:
            scope = Scope.OPTIONAL
    version = _resolved(element.text_at("version"), known)
    place = _resolved(element.text_at("systemPath"), known)
    return Dependency(
        "maven",
        f"{owner}/{name}",
        element.line,
        element.end_line,
        version,
        scope,
        group,
        Origin.PATH if place else Origin.REGISTRY,
        place,
        role,
        is_direct=role is Role.REQUIRED,
        is_inherited=not version,
    )
