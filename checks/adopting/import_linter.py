"""Contracts of import-linter, from `.importlinter`, `setup.cfg` or `pyproject.toml`."""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Iterator, Mapping

from checks.adopting.proposal import Proposal, Rule, mapping, text_of, texts
from checks.adopting.python_modules import folder_of_module, patterns_of_module
from checks.change import Tree

_INI = (".importlinter", "setup.cfg")
_TOML = "pyproject.toml"
_SIBLINGS = re.compile(r"\s*[|:]\s*")


def proposals(tree: Tree) -> Iterator[Proposal]:
    """One proposal for each file that holds contracts."""
    for path in _INI:
        if (text := text_of(tree, path)) is not None:
            yield from _proposal(tree, path, _from_ini(text))
    if (text := text_of(tree, _TOML)) is not None:
        yield from _proposal(tree, _TOML, _from_toml(text))


def _from_ini(text: str) -> list[Mapping[str, object]]:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return []
    return [dict(parser[name]) for name in parser.sections() if name.startswith("importlinter:contract")]


def _from_toml(text: str) -> list[Mapping[str, object]]:
    try:
        found = mapping(tomllib.loads(text), "tool", "importlinter").get("contracts", [])
    except (tomllib.TOMLDecodeError, RecursionError):
        return []
    return (
        [contract for contract in found if isinstance(contract, Mapping)] if isinstance(found, list) else []
    )


def _proposal(tree: Tree, path: str, contracts: list[Mapping[str, object]]) -> Iterator[Proposal]:
    rules: list[Rule] = []
    left_out: list[str] = []
    for contract in contracts:
        name = str(contract.get("name", "a contract without a name"))
        made = _rules(tree, contract)
        if made:
            rules += made
        else:
            left_out.append(f"`{name}` is of a type, or names modules, that cannot be found")
        left_out += [
            f"`{name}` ignores the import `{line}`: grant it as an exception of the record"
            for line in texts(contract.get("ignore_imports"))
        ]
    if rules or left_out:
        yield Proposal(
            source=path,
            title="Boundaries between modules",
            why="the contracts of import-linter say which modules may know which",
            instead=f"keep to the boundaries that `{path}` draws, and pass what is needed in from outside",
            rules=rules,
            left_out=left_out,
        )


def _rules(tree: Tree, contract: Mapping[str, object]) -> list[Rule]:
    match contract.get("type"):
        case "forbidden":
            return _forbidden(tree, contract)
        case "layers":
            return _layers(tree, contract)
        case "independence":
            places = [patterns_of_module(tree, module) for module in texts(contract.get("modules"))]
            known = [pattern for found in places if found for pattern in found]
            return [{"independent": known}] if len(known) > 1 and all(places) else []
    return []


def _forbidden(tree: Tree, contract: Mapping[str, object]) -> list[Rule]:
    sources = [patterns_of_module(tree, module) for module in texts(contract.get("source_modules"))]
    known = [pattern for found in sources if found for pattern in found]
    targets: list[str] = []
    for module in texts(contract.get("forbidden_modules")):
        targets += patterns_of_module(tree, module) or (module,)
    return [{"forbid-import": {"from": known, "to": targets}}] if known and targets and all(sources) else []


def _layers(tree: Tree, contract: Mapping[str, object]) -> list[Rule]:
    rules: list[Rule] = []
    for container in texts(contract.get("containers")) or ("",):
        order: list[object] = []
        for line in texts(contract.get("layers")):
            names = [name.strip("() ") for name in _SIBLINGS.split(line)]
            whole = [f"{container}.{name}" if container else name for name in names]
            places = [place for name in whole if (place := folder_of_module(tree, name))]
            if len(places) == 1:
                order += places
            elif places:
                order.append(places)
        if len(order) > 1:
            rules.append({"layers": order})
    return rules
