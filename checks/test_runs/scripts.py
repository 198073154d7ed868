"""Where commands stand in the files that people run tests with: each a text for the shell, with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.path_parts import name_of
from checks.source import Source
from checks.values.formats import Format, documents_of
from checks.values.lookups import child, entries, nodes, text
from checks.values.node import Leaf, Node, Unreadable

_TARGET = re.compile(r"^(?P<name>[\w./%@-][^:=#\n]*?)\s*(?:\s[\w=+*'\" ]*)?::?(?!=)")
_RECIPE = re.compile(r"^(?:\t| {2,})(?P<signs>[-@+]*)(?P<command>.*)$")


@dataclass(frozen=True, slots=True)
class Script:
    """A text that is given to a shell.

    Attributes:
        key: the name under which it stands, empty for a whole file.
        text: the commands.
        line: the line of the first in `Source.text`, from 1.
        ignores: what says that its failure is passed over, empty if nothing does.
        is_whole: whether all that its key stands for is in it.
    """

    key: str
    text: str
    line: int
    ignores: str = ""
    is_whole: bool = True


def scripts_of(path: str, source: Source) -> Iterator[Script]:
    """The scripts of a file, in order; none where it cannot be read."""
    name = name_of(path)
    if name in ("package.json", "composer.json"):
        yield from _of_table(child(_document(source, Format.JSON), "scripts"))
    elif name.lower().endswith(("makefile", ".mk", "justfile")):
        yield from _of_recipes(source, is_make=not name.lower().endswith("justfile"))
    elif name == "tox.ini":
        yield from _of_tox(source)
    elif name == "pyproject.toml":
        tool = child(_document(source, Format.TOML), "tool")
        for keys in (("poe", "tasks"), ("pdm", "scripts"), ("taskipy", "tasks")):
            yield from _of_table(child(tool, *keys))
        for environment in entries(child(tool, "hatch", "envs")):
            yield from _of_table(child(environment.node, "scripts"))
    elif name.lower().startswith("taskfile"):
        yield from _of_taskfile(source)
    elif name.endswith((".sh", ".bash")):
        yield Script("", source.text, 1)


def _document(source: Source, format_: Format) -> Node | None:
    found = documents_of(source, format_)
    return None if isinstance(found, Unreadable) or not found else found[0]


def _of_table(node: Node | None) -> Iterator[Script]:
    for entry in entries(node):
        inner = child(entry.node, "cmd") or child(entry.node, "shell") or entry.node
        parts = [one for one in nodes(inner) if isinstance(one, Leaf) and isinstance(one.value, str)]
        for part in parts:
            yield Script(entry.key, text(part), part.line, is_whole=len(parts) == 1)


def _of_recipes(source: Source, *, is_make: bool) -> Iterator[Script]:
    """Each line of a recipe runs in a shell of its own; a backslash at its end joins the next."""
    target, start, parts, signs = "", 0, list[str](), ""
    found: list[Script] = []
    for number, line in enumerate((*source.lines, ""), 1):
        if parts:
            parts.append(line.strip().removesuffix("\\"))
        elif (recipe := _RECIPE.match(line)) is not None and (not is_make or line[:1] == "\t"):
            start, signs, parts = number, recipe["signs"], [recipe["command"].removesuffix("\\")]
        elif line[:1].strip() and (named := _TARGET.match(line)) is not None:
            target = named["name"].split()[0] if named["name"].split() else ""
        if parts and not line.endswith("\\"):
            command = "\\\n".join(parts) if is_make else " ".join(parts)
            found.append(Script(target, command, start, "-" if "-" in signs else ""))
            parts = []
    many = {one.key for one in found if sum(other.key == one.key for other in found) > 1}
    for one in found:
        yield Script(one.key, one.text, one.line, one.ignores, is_whole=one.key not in many)


def _of_tox(source: Source) -> Iterator[Script]:
    for section in entries(_document(source, Format.INI)):
        ignored = text(child(section.node, "ignore_outcome")).lower() in ("true", "1", "yes")
        for option in entries(section.node):
            if option.key not in ("commands", "commands_pre", "commands_post"):
                continue
            lines = text(option.node).replace("\\\n", " ").split("\n")
            for offset, line in enumerate(lines):
                plain = line.strip()
                if plain:
                    ignores = "-" if plain.startswith("-") else "ignore_outcome" if ignored else ""
                    yield Script(
                        section.key, plain.lstrip("-! "), option.line + offset, ignores, is_whole=False
                    )


def _of_taskfile(source: Source) -> Iterator[Script]:
    for task in entries(child(_document(source, Format.YAML), "tasks")):
        given = child(task.node, "cmds") or child(task.node, "cmd") or task.node
        parts = list(nodes(given))
        for part in parts:
            command = part if isinstance(part, Leaf) else child(part, "cmd")
            holder = task.node if text(child(task.node, "ignore_error")) == "true" else part
            ignores = "ignore_error: true" if text(child(holder, "ignore_error")) == "true" else ""
            if isinstance(command, Leaf) and isinstance(command.value, str):
                yield Script(task.key, command.value, command.line, ignores, is_whole=len(parts) == 1)
