"""Where JavaScript's imports lead: relative files, index files, and the aliases of `tsconfig.json`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.languages.imports.model import FileImports, Import
from checks.languages.places.json_text import json_mapping, texts_in
from checks.languages.places.target import Name, Target
from checks.languages.places.trees import Trees, ancestors, joined
from checks.languages.places.workspaces import Packages, entry_files, packages_for

_EXTENSIONS = (
    *(".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts"),
    *(".vue", ".svelte", ".json"),
)
_WRITTEN_EXTENSION = re.compile(r"\.(?:d\.)?[mc]?[jt]sx?$|\.(?:vue|svelte|json)$")
_SCHEME = re.compile(r"^(?:node|npm|jsr|bun):/?")
_VERSION = re.compile(r"(?<=[^/@])@[^/]*")
_CONFIGURATIONS = ("tsconfig.json", "jsconfig.json", "tsconfig.base.json")
_MAX_EXTENDS = 5


@dataclass(frozen=True)
class _Aliases:
    """Aliases of one project: pattern → where it leads, both with at most one `*`."""

    base: str | None
    paths: Mapping[str, tuple[str, ...]]

    def places(self, module: str) -> Iterator[str]:
        """Where a bare name may lead, in the order in which the compiler tries."""
        for pattern, targets in sorted(self.paths.items(), key=lambda item: -len(item[0].partition("*")[0])):
            head, star, tail = pattern.partition("*")
            if star and module.startswith(head) and module.endswith(tail) and len(module) >= len(head + tail):
                middle = module[len(head) : len(module) - len(tail)]
                yield from (target.replace("*", middle, 1) for target in targets)
            elif not star and module == pattern:
                yield from targets
        if self.base is not None:
            place = joined(self.base, module)
            if place:
                yield place


def locate(path: str, found: FileImports, trees: Trees) -> Iterator[Target]:
    """What every import of a file leads to."""
    known: tuple[_Aliases, Packages] | None = None
    for one in found.imports:
        module = one.module.rpartition("!")[2].partition("?")[0]
        if module.startswith(("./", "../", "/")) or module in (".", ".."):
            place = joined(path.rpartition("/")[0], module)
            if place is not None:
                yield _file_target(one, place, trees)
            continue
        if known is None:
            known = _aliases(path, trees), packages_for(path, trees)
        yield _bare_target(one, module, *known, trees)


def own_names(path: str, found: FileImports, trees: Trees) -> tuple[Name, ...]:
    """The names under which the file itself can be imported."""
    del found, trees
    return (_stem(path),)


def _stem(place: str) -> Name:
    plain = _WRITTEN_EXTENSION.sub("", place).removesuffix("/index")
    return tuple(plain.strip("/").split("/"))


def _bare_target(one: Import, module: str, aliases: _Aliases, packages: Packages, trees: Trees) -> Target:
    package = _VERSION.sub("", _SCHEME.sub("", module), count=1) if ":" in module else module
    names: list[Name] = [tuple(package.split("/"))]
    places = list(dict.fromkeys(file for place in aliases.places(module) if (file := _file(place, trees))))
    held = packages.found(package) if not places else None
    if held is not None:
        directory, subpath, name = held
        names.append(tuple(filter(None, (*name.split("/"), *subpath.split("/")))))
        if directory:
            entries = (_file(place, trees) for place in entry_files(directory, subpath, trees))
            places = [next(filter(None, entries), f"{directory}/")]
    if places:
        names.append(_stem(places[0]))
    return Target(one, one.module, tuple(dict.fromkeys(names)), tuple(places[:1]))


def _file_target(one: Import, place: str, trees: Trees) -> Target:
    file = _file(place, trees) or place
    _, is_installed, package = place.rpartition("node_modules/")
    names = (_stem(file), *([tuple(package.split("/"))] if is_installed else []))
    return Target(one, one.module, names, (file,) if file else ())


def _file(place: str, trees: Trees) -> str:
    """The file that a path without, or with another, extension means; empty if there is none."""
    if trees.is_file(place):
        return place
    bases = [place]
    written = _WRITTEN_EXTENSION.search(place)
    if written:
        bases.append(place[: written.start()])
    for base in bases:
        for extension in _EXTENSIONS:
            if trees.is_file(base + extension):
                return base + extension
    if trees.is_directory(place):
        index = next((f for e in _EXTENSIONS if trees.is_file(f := f"{place}/index{e}".lstrip("/"))), None)
        return index or f"{place}/"
    return ""


def _aliases(path: str, trees: Trees) -> _Aliases:
    """The aliases that hold for a file, of its `tsconfig.json` or `jsconfig.json` and its `package.json`."""
    base: str | None = None
    paths: dict[str, tuple[str, ...]] = {}
    for directory in ancestors(path):
        names = (f"{directory}/{name}".lstrip("/") for name in _CONFIGURATIONS)
        config = next((name for name in names if trees.is_file(name)), None)
        if config is not None:
            base, paths = _configured(config, trees, 0)
            break
    for directory in ancestors(path):
        package = json_mapping(trees.text(f"{directory}/package.json".lstrip("/")))
        imports = package.get("imports")
        if package:
            for pattern, target in imports.items() if isinstance(imports, dict) else ():
                files = [text for text in texts_in(target) if (joined(directory, text)) is not None]
                paths[pattern] = tuple(joined(directory, text) or "" for text in files)
            break
    return _Aliases(base, paths)


def _configured(config: str, trees: Trees, depth: int) -> tuple[str | None, dict[str, tuple[str, ...]]]:
    value = json_mapping(trees.text(config))
    directory = config.rpartition("/")[0]
    base: str | None = None
    paths: dict[str, tuple[str, ...]] = {}
    for parent in texts_in(value.get("extends")) if depth < _MAX_EXTENDS else ():
        place = joined(directory, parent) if parent.startswith((".", "/")) else None
        for candidate in (place, f"{place}.json") if place else ():
            if trees.is_file(candidate):
                base, paths = _configured(candidate, trees, depth + 1)
                break
    references = value.get("references")
    for reference in references if isinstance(references, list) and not depth else []:
        place = joined(directory, str(reference.get("path", ""))) if isinstance(reference, dict) else None
        if place and trees.is_file(place):
            inherited_base, inherited = _configured(place, trees, _MAX_EXTENDS)
            base, paths = base or inherited_base, {**inherited, **paths}
    options = value.get("compilerOptions")
    options = options if isinstance(options, dict) else {}
    if isinstance(options.get("baseUrl"), str):
        base = joined(directory, options["baseUrl"])
    if isinstance(options.get("paths"), dict):
        start = base if base is not None else directory
        paths = {
            pattern: tuple(place for text in texts_in(targets) if (place := joined(start, text)) is not None)
            for pattern, targets in options["paths"].items()
        }
    return base, paths
