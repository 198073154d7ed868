"""MSBuild projects, central package versions, `packages.config` and `packages.lock.json`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checks.dependencies.json_nodes import json_nodes
from checks.dependencies.model import Dependency, Entry, Gap, NotRead, Role, Scope
from checks.dependencies.xml_nodes import Element, xml_nodes
from checks.source import Source

_PROPERTY = re.compile(r"\$\(([\w.-]+)\)")
_REFERENCES = {
    "packagereference": Role.REQUIRED,
    "globalpackagereference": Role.REQUIRED,
    "packagedownload": Role.REQUIRED,
    "dotnetclitoolreference": Role.REQUIRED,
    "packageversion": Role.LIMIT,
}
_OWN_SDKS = re.compile(r"microsoft\.(?:net\.sdk|build\.)|aspire\.apphost\.sdk", re.IGNORECASE)
_MOST_STEPS = 10
_LONGEST = 1_000
_LONGEST_VALUE = 200


def msbuild(source: Source, path: str) -> Iterator[Entry]:
    """The packages of a project file, or of a file of properties that projects share."""
    del path
    root = xml_nodes(source.text)
    if root.tag.lower() != "project":
        raise NotRead("it holds no project")
    known = {
        child.tag.lower(): child.text.strip()
        for group in root.all("PropertyGroup")
        for child in group.children
        if len(child.text) < _LONGEST_VALUE
    }
    for element in root.walk():
        tag = element.tag.lower()
        if tag in _REFERENCES:
            yield from _references(element, _REFERENCES[tag], known)
        elif tag == "sdk":
            yield from _sdks(element, element.attribute("Name"), element.attribute("Version"))
        elif written := element.attribute("Sdk"):
            for one in written.split(";"):
                yield from _sdks(element, *one.strip().partition("/")[::2])


def _resolved(text: str, known: Mapping[str, str]) -> str:
    for _ in range(_MOST_STEPS):
        if len(text) > _LONGEST:
            break
        after = _PROPERTY.sub(lambda found: known.get(found[1].lower()) or found[0], text)
        if after == text:
            break
        text = after
    return text.strip()


def _value(element: Element, name: str) -> str:
    """An attribute, or the child of that name."""
    return element.attribute(name) or element.text_at(name)


def _references(element: Element, role: Role, known: Mapping[str, str]) -> Iterator[Entry]:
    included, updated = element.attribute("Include"), element.attribute("Update")
    if updated and not included:
        role = Role.LIMIT
    version = _resolved(_value(element, "VersionOverride") or _value(element, "Version"), known)
    is_private = _value(element, "PrivateAssets").lower() == "all"
    for name in _resolved(included or updated, known).split(";"):
        if not name.strip():
            continue
        if re.search(r"[$@%]\(", name):
            yield Gap(element.line, f"the package `{name.strip()[:80]}`")
            continue
        yield Dependency(
            "nuget",
            name.strip(),
            element.line,
            element.end_line,
            version,
            Scope.DEV if is_private else Scope.RUNTIME,
            element.tag,
            role=role,
            is_direct=role is Role.REQUIRED,
            is_inherited=not version,
        )


def _sdks(element: Element, name: str, version: str) -> Iterator[Entry]:
    """A build kit that is taken from the registry; those that come with .NET are not."""
    if name and not _OWN_SDKS.match(name):
        yield Dependency("nuget", name, element.line, element.line, version, Scope.BUILD, "Sdk")


def packages_config(source: Source, path: str) -> Iterator[Entry]:
    """The packages of `packages.config`."""
    del path
    for element in xml_nodes(source.text).all("package"):
        if not element.attribute("id"):
            yield Gap(element.line, "a package without an id")
            continue
        is_dev = element.attribute("developmentDependency").lower() == "true"
        version = element.attribute("version")
        yield Dependency(
            "nuget",
            element.attribute("id"),
            element.line,
            element.end_line,
            f"[{version}]" if version else "",
            Scope.DEV if is_dev else Scope.RUNTIME,
        )


def packages_lock(source: Source, path: str) -> Iterator[Entry]:
    """The packages of `packages.lock.json`."""
    del path
    root = json_nodes(source.text)
    if not root.is_mapping:
        raise NotRead("it holds no object")
    for framework, packages in root.pairs("dependencies"):
        for name, node in packages.entries:
            kind = node.text_at("type")
            if kind != "Project":
                yield Dependency(
                    "nuget",
                    name,
                    node.line,
                    node.end_line,
                    node.text_at("resolved"),
                    group=framework,
                    role=Role.LOCKED,
                    is_direct=kind == "Direct",
                )
