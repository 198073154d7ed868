"""Packages of JavaScript that the repository itself holds, by the names under which code imports them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.languages.places.json_text import json_mapping, texts_in
from checks.languages.places.trees import Trees, ancestors, joined

MAX_PACKAGES = 1_000
"""Most packages of a workspace that are looked at; in a larger one those beyond are known by their paths."""

_LISTED = re.compile(r"^[ \t]*-[ \t]+['\"]?([^'\"#\n]+?)['\"]?[ \t]*(?:#.*)?$", re.MULTILINE)
_PACKAGES = re.compile(r"^packages:[^\n]*\n((?:[ \t]*(?:-[^\n]*|#[^\n]*)?\n?)*)", re.MULTILINE)
_LINKED = re.compile(r"(?:file|link|portal):(?://)?(?P<path>.+)")
_ALIASED = re.compile(r"npm:(?P<name>@?[^@]+)(?:@.*)?")
_FIELDS = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")


@dataclass(frozen=True)
class Packages:
    """The packages that one file may import by name.

    Attributes:
        local: name → directory.
        aliased: name in code → the package that is really taken.
    """

    local: Mapping[str, str]
    aliased: Mapping[str, str]

    def found(self, module: str) -> tuple[str, str, str] | None:
        """Directory, subpath within it and real name of what a bare name means; no directory if unknown."""
        parts = module.split("/")
        length = 2 if module.startswith("@") else 1
        name, rest = "/".join(parts[:length]), "/".join(parts[length:])
        if name in self.local:
            return self.local[name], rest, name
        return ("", rest, self.aliased[name]) if name in self.aliased else None


def packages_for(path: str, trees: Trees) -> Packages:
    """The packages that the file at `path` may import by name, of its workspace and of its own manifest."""
    local: dict[str, str] = {}
    aliased: dict[str, str] = {}
    for directory in ancestors(path):
        manifest = json_mapping(trees.text(_in(directory, "package.json")))
        if manifest and not local and not aliased:
            _declared(manifest, directory, local, aliased)
        workspace = _workspace(directory, manifest, trees)
        if workspace:
            local = {**workspace, **local}
            break
    return Packages(local, aliased)


def _declared(
    manifest: Mapping[str, object], directory: str, local: dict[str, str], aliased: dict[str, str]
) -> None:
    for key in _FIELDS:
        table = manifest.get(key)
        for name, value in table.items() if isinstance(table, dict) else ():
            text = value if isinstance(value, str) else ""
            if linked := _LINKED.fullmatch(text):
                place = joined(directory, linked["path"])
                local.update({name: place} if place is not None else {})
            elif alias := _ALIASED.fullmatch(text):
                aliased[name] = alias["name"]


def _workspace(directory: str, manifest: Mapping[str, object], trees: Trees) -> Mapping[str, str]:
    """Name → directory of the packages of a workspace; nothing if its root is elsewhere."""
    key = (_workspace, directory)
    known = trees.remembered.get(key)
    if isinstance(known, dict):
        return known
    found: dict[str, str] = {}
    for place in _members(directory, manifest, trees):
        name = json_mapping(trees.text(_in(place, "package.json"))).get("name")
        if isinstance(name, str):
            found.setdefault(name, place)
        if len(found) >= MAX_PACKAGES:
            break
    trees.remembered[key] = found
    return found


def _members(directory: str, manifest: Mapping[str, object], trees: Trees) -> Iterator[str]:
    patterns = texts_in(manifest.get("workspaces"))
    listed = _PACKAGES.search(trees.text(_in(directory, "pnpm-workspace.yaml")) or "")
    patterns += _LISTED.findall(listed[1]) if listed else []
    for pattern in patterns:
        if not pattern.startswith("!"):
            parts = [part for part in pattern.strip().strip("/").split("/") if part not in ("", ".")]
            yield from _expanded(directory, parts, trees)


def _expanded(directory: str, parts: list[str], trees: Trees, deep: int = 0) -> Iterator[str]:
    if not parts:
        yield directory
        return
    first, *rest = parts
    if first == "**":
        yield from _expanded(directory, rest, trees) if rest else ([directory] if deep else [])
        for folder in trees.folders(directory) if deep < 3 else ():
            if not folder.endswith("node_modules"):
                yield from _expanded(folder, parts, trees, deep + 1)
    elif "*" in first:
        shape = re.compile(".*".join(map(re.escape, first.split("*"))))
        for folder in trees.folders(directory):
            if shape.fullmatch(folder.rpartition("/")[2]) and not folder.endswith("node_modules"):
                yield from _expanded(folder, rest, trees)
    elif trees.is_directory(_in(directory, first)):
        yield from _expanded(_in(directory, first), rest, trees)


def entry_files(directory: str, subpath: str, trees: Trees) -> Iterator[str]:
    """Where an import of a package may lead: what its manifest says, then the usual places."""
    manifest = json_mapping(trees.text(_in(directory, "package.json")))
    exports = manifest.get("exports")
    if isinstance(exports, dict) and any(str(key).startswith(".") for key in exports):
        exports = exports.get(f"./{subpath}" if subpath else ".")
    elif subpath:
        exports = None
    named = texts_in(exports)
    if not subpath:
        keys = ("source", "types", "module", "main")
        named += [text for key in keys for text in texts_in(manifest.get(key))]
    for text in named:
        if place := joined(directory, text):
            yield place
            yield from _built_from(directory, text)
    for start in ("", "src/"):
        yield _in(directory, start + (subpath or "index"))


def _built_from(directory: str, text: str) -> Iterator[str]:
    """`dist/db.js` is made of `src/db.ts`."""
    first, _, rest = text.removeprefix("./").partition("/")
    if rest and first in ("dist", "lib", "build", "out", "esm", "cjs"):
        yield _in(directory, f"src/{rest}")


def _in(directory: str, name: str) -> str:
    return f"{directory}/{name}".lstrip("/")
