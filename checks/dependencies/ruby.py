"""`Gemfile`, gem specifications and `Gemfile.lock`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checks.dependencies.limits import refuse_long_lines
from checks.dependencies.model import Dependency, Entry, Gap, Include, NotRead, Origin, Role, Scope
from checks.dependencies.nodes import MAX_DEPTH
from checks.languages.syntax import is_damaged, lines_of, of_kinds, parse
from checks.source import Source

if TYPE_CHECKING:
    from ast_grep_py import SgNode

_ADDS = {
    "add_dependency": Scope.RUNTIME,
    "add_runtime_dependency": Scope.RUNTIME,
    "add_development_dependency": Scope.DEV,
}
_SOURCES = {
    "git": Origin.GIT,
    "github": Origin.GIT,
    "gist": Origin.GIT,
    "bitbucket": Origin.GIT,
    "gitlab": Origin.GIT,
    "path": Origin.PATH,
}
_SENDS = {"send", "public_send", "__send__"}
_EVALUATES = {"eval", "instance_eval"}
_OPENING = {*_SOURCES, "group", "source", "platforms", "platform", "install_if", "env"}
_NESTING = re.compile(r"[(\[{)\]}]")
_DEV = re.compile(r"dev|test|lint|doc|ci\b", re.IGNORECASE)
_SPEC = re.compile(r"    (?P<name>[^\s()]+) \((?P<version>[^()]*)\)")
_ASKED = re.compile(r"  (?P<name>[^\s()!]+)")
_REMOTE = re.compile(r"  remote: (?P<where>\S+)")


@dataclass(frozen=True)
class _Block:
    """A block around gems: where it ends, and what it says of them."""

    end: int
    method: str
    argument: str


def gemfile(source: Source, path: str) -> Iterator[Entry]:
    """The gems of a `Gemfile`."""
    del path
    root = _parsed(source)
    open_blocks: list[_Block] = []
    for call in of_kinds(root, ["call"]):
        method, given = _method(call), _given(call)
        if method in _SENDS and given and _text(given[0]) == "gem":
            method, given = "gem", given[1:]
        if method in _OPENING:
            open_blocks = _around(call, open_blocks)
            if any(child.kind() in ("do_block", "block") for child in call.children()):
                open_blocks.append(_block(call, method, given))
        elif method == "gem" and given:
            open_blocks = _around(call, open_blocks)
            yield _gem(call, given, open_blocks)
        elif method == "eval_gemfile" and given:
            line, _ = lines_of(call)
            name = _text(given[0])
            yield Include(line, name, Role.REQUIRED, Scope.RUNTIME) if name else Gap(line, _short(call))
        elif method in _EVALUATES and given:
            yield Gap(lines_of(call)[0], _short(call))


def _around(call: SgNode, blocks: list[_Block]) -> list[_Block]:
    """The blocks that are still open where a call begins."""
    at = call.range().start.index
    return [block for block in blocks if at < block.end]


def gemspec(source: Source, path: str) -> Iterator[Entry]:
    """The gems that a gem specification asks for."""
    del path
    for call in of_kinds(_parsed(source), ["call"]):
        scope = _ADDS.get(_method(call))
        given = _given(call)
        if scope is None or not given:
            continue
        line, end_line = lines_of(call)
        name, bounds = _text(given[0]), _bounds(given[1:])
        if not name:
            yield Gap(line, _short(call))
        else:
            yield Dependency("gem", name, line, end_line, bounds, scope)


def _parsed(source: Source) -> SgNode:
    refuse_long_lines(source.text)
    depth = 0
    for found in _NESTING.finditer(source.text):
        depth = max(depth + (-1 if found[0] in ")]}" else 1), 0)
        if depth > MAX_DEPTH:
            raise NotRead(f"this is nested more than {MAX_DEPTH} deep")
    root = parse(source.text, "ruby")
    if is_damaged(root):
        raise NotRead("it is no Ruby that can be read")
    return root


def _method(call: SgNode) -> str:
    """The name of the method: the last identifier before the arguments."""
    name = ""
    for child in call.children():
        if child.kind() in ("identifier", "constant"):
            name = child.text()
        elif child.kind() in ("argument_list", "do_block", "block"):
            break
    return name


def _given(call: SgNode) -> list[SgNode]:
    for child in call.children():
        if child.kind() == "argument_list":
            return [part for part in child.children() if part.is_named() and part.kind() != "comment"]
    return []


def _text(node: SgNode) -> str:
    """A text that is written out, or a symbol; empty otherwise."""
    if node.kind() == "string":
        parts = [part for part in node.children() if part.is_named()]
        if all(part.kind() == "string_content" for part in parts):
            return "".join(part.text() for part in parts)
    if node.kind() == "simple_symbol":
        return node.text().removeprefix(":")
    return ""


def _texts(node: SgNode) -> list[str]:
    if node.kind() == "array":
        return [_text(part) for part in node.children() if part.is_named()]
    if node.kind() in ("string_array", "symbol_array"):
        return [part.text() for part in node.children() if part.is_named()]
    return [_text(node)]


def _bounds(given: list[SgNode]) -> str:
    texts = [text for node in given if node.kind() in ("string", "array") for text in _texts(node)]
    return ", ".join(text for text in texts if text)


def _options(given: list[SgNode]) -> dict[str, SgNode]:
    found = {}
    for pair in given:
        children = pair.children()
        if pair.kind() == "pair" and len(children) >= 2:
            found[children[0].text().strip(":\"'")] = children[-1]
    return found


def _short(call: SgNode) -> str:
    return f"the call `{' '.join(call.text().split())[:80]}`"


def _block(call: SgNode, method: str, given: list[SgNode]) -> _Block:
    argument = " ".join(filter(None, (text for node in given for text in _texts(node))))
    return _Block(call.range().end.index, method, argument)


def _gem(call: SgNode, given: list[SgNode], blocks: list[_Block]) -> Entry:
    line, end_line = lines_of(call)
    name = _text(given[0])
    if not name:
        return Gap(line, _short(call))
    options = _options(given)
    around = {block.method: block.argument for block in blocks}
    groups = " ".join(
        text for key in ("group", "groups") if key in options for text in _texts(options[key])
    ) or around.get("group", "")
    origin, location = _origin(options, around)
    return Dependency(
        "gem",
        name,
        line,
        end_line,
        _bounds(given[1:]),
        Scope.DEV if groups and all(_DEV.search(group) for group in groups.split()) else Scope.RUNTIME,
        groups,
        origin,
        location,
    )


def _origin(options: Mapping[str, SgNode], around: Mapping[str, str]) -> tuple[Origin, str]:
    for key, origin in _SOURCES.items():
        if key in options:
            return origin, _text(options[key]) or options[key].text()
        if key in around:
            return origin, around[key]
    where = _text(options["source"]) if "source" in options else around.get("source", "")
    return Origin.REGISTRY, where


def gemfile_lock(source: Source, path: str) -> Iterator[Entry]:
    """The gems of `Gemfile.lock`."""
    del path
    lines = source.text.split("\n")
    if not any(line.strip() == "DEPENDENCIES" for line in lines) and source.text.strip():
        raise NotRead("it is no lock file of Bundler")
    section, direct = "", set()
    for written in lines:
        if written and not written.startswith(" "):
            section = written.strip()
        elif section == "DEPENDENCIES" and (asked := _ASKED.match(written)):
            direct.add(asked["name"])
    where = ""
    for number, written in enumerate(lines, 1):
        if written and not written.startswith(" "):
            section, where = written.strip(), ""
        elif remote := _REMOTE.fullmatch(written):
            where = remote["where"]
        elif found := _SPEC.fullmatch(written):
            origin = {"GIT": Origin.GIT, "PATH": Origin.PATH}.get(section, Origin.REGISTRY)
            yield Dependency(
                "gem",
                found["name"],
                number,
                number,
                found["version"].split("-", 1)[0],
                origin=origin,
                location="" if origin is Origin.REGISTRY else where,
                role=Role.LOCKED,
                is_direct=found["name"] in direct,
            )
