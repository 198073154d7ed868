"""Module boundaries of tach, from `tach.toml` or `pyproject.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping

from checks.adopting.proposal import Proposal, Rule, mapping, text_of, texts
from checks.adopting.python_modules import patterns_of_module
from checks.change import Tree

_ROOT = "<root>"


def proposals(tree: Tree) -> Iterator[Proposal]:
    """One proposal for the first file that holds modules."""
    for path in ("tach.toml", "pyproject.toml"):
        text = text_of(tree, path)
        settings = _settings(text, path) if text is not None else {}
        modules = settings.get("modules")
        if isinstance(modules, list):
            yield _proposal(tree, path, settings, [one for one in modules if isinstance(one, Mapping)])
            return


def _settings(text: str, path: str) -> Mapping[str, object]:
    try:
        top = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return mapping(top, "tool", "tach") if path == "pyproject.toml" else top


def _proposal(
    tree: Tree, path: str, settings: Mapping[str, object], modules: list[Mapping[str, object]]
) -> Proposal:
    rules: list[Rule] = []
    left_out: list[str] = []
    places: dict[str, tuple[str, ...]] = {}
    for module in modules:
        for name in (*texts(module.get("path")), *texts(module.get("paths"))):
            if found := patterns_of_module(tree, name):
                places[name] = found
            elif name != _ROOT:
                left_out.append(f"the module `{name}` is not in the tree")
    for module in modules:
        if "depends_on" not in module:
            continue
        for name in (*texts(module.get("path")), *texts(module.get("paths"))):
            allowed = {*_names(module["depends_on"]), name}
            inside = [f"{name}.", *(f"{one}." for one in allowed)]
            others = [
                pattern
                for other, found in places.items()
                if other not in allowed and not any(other.startswith(start) for start in inside)
                for pattern in found
            ]
            if name in places and others:
                rules.append({"forbid-import": {"from": list(places[name]), "to": others}})
    if settings.get("forbid_circular_dependencies") is True and places:
        rules.append({"forbid-cycle": {"in": [pattern for found in places.values() for pattern in found]}})
    if settings.get("interfaces"):
        left_out.append("`interfaces`: write each as `public-interface`, with the names that may be imported")
    if any("layer" in module for module in modules):
        left_out.append("`layers`: write them as one `layers` rule, highest first")
    return Proposal(
        source=path,
        title="Dependencies between modules",
        why="tach says which module may depend on which",
        instead=f"depend on what `{path}` allows, or pass what is needed in from outside",
        rules=rules,
        left_out=left_out,
    )


def _names(depends_on: object) -> tuple[str, ...]:
    if not isinstance(depends_on, list):
        return ()
    named = [mapping(entry).get("path") if isinstance(entry, Mapping) else entry for entry in depends_on]
    return tuple(name for name in named if isinstance(name, str))
