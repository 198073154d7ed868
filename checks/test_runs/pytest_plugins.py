"""What `conftest.py`, and the modules of the repository that are newly loaded as plugins, do to the run."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from checks.change import Change, ChangedFile, TooLarge
from checks.languages.testing.model import NotParsed
from checks.languages.testing.python_text import every, last_part
from checks.path_parts import folder_of, folders_above
from checks.source import Source
from checks.test_runs.muting import Muting, taken
from checks.test_runs.pytest_hooks import parsed, signs_of


def newly_muted(file: ChangedFile, change: Change) -> Iterator[Muting]:
    """What a `conftest.py` takes out of the run, and did not at the base.

    Raises:
        NotParsed: the head does not parse, and the base held something of the kind.
    """
    if file.head_source is None:
        return
    try:
        old = signs_of(file.path, file.base_source)
    except NotParsed:
        return
    try:
        new = signs_of(file.path, file.head_source)
    except NotParsed:
        if old:
            raise
        return
    known = dict(Counter(one.text for one in old))
    yield from (one for one in new if not taken(known, one.text))
    before = {name for name, _ in _loaded(file.base_source)}
    for name, line in _loaded(file.head_source):
        if name not in before:
            yield from muted_by_plugin(name, line, folder_of(file.path), change)


def muted_by_plugin(name: str, line: int, folder: str, change: Change) -> Iterator[Muting]:
    """What a module of the repository does to the run that is newly loaded as a plugin.

    Args:
        name: the module.
        line: where it is named.
        folder: where that file lies.
        change: the change.
    """
    for path in _paths_of(name, folder):
        try:
            content = change.head_tree.read(path)
        except TooLarge:
            continue  # larger than any plugin that a person wrote
        if content is not None:
            try:
                signs = signs_of(path, Source(content))
            except NotParsed:
                return  # pytest could not load it either
            yield from (
                replace(one, text=f"{name} {one.text}", said=f"loads `{path}`, which {one.said}", line=line)
                for one in signs
            )
            return


def _paths_of(name: str, folder: str) -> Iterator[str]:
    tail = name.lstrip(".").replace(".", "/")
    for place in dict.fromkeys((folder, *reversed(list(folders_above(f"{folder}/x"))), "", "src")):
        stem = f"{place}/{tail}".lstrip("/")
        yield f"{stem}.py"
        yield f"{stem}/__init__.py"


def _loaded(source: Source | None) -> list[tuple[str, int]]:
    """Modules that a file names as plugins or imports, with the lines."""
    if source is None:
        return []
    found: list[tuple[str, int]] = []
    for node in every(parsed("", source)):
        match node:
            case ast.Assign(targets=[ast.Name(id="pytest_plugins")], value=value):
                items = value.elts if isinstance(value, ast.List | ast.Tuple | ast.Set) else [value]
                found += [
                    (item.value, item.lineno)
                    for item in items
                    if isinstance(item, ast.Constant) and isinstance(item.value, str)
                ]
            case ast.ImportFrom(module=str(module)):
                found.append((module, node.lineno))
            case ast.Import(names=names):
                found += [(alias.name, node.lineno) for alias in names]
            case ast.Call(args=[ast.Constant(value=str(module)), *_]) if last_part(node) == "import_plugin":
                found.append((module, node.lineno))
    return found
