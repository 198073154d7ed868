"""`yarn.lock` in its first form and in that of Yarn 2 and later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.dependencies.model import Dependency, Entry, Gap, NotRead, Origin, Role
from checks.dependencies.npm_manifest import FIELDS
from checks.dependencies.npm_spec import resolved_name, spec_of
from checks.dependencies.yaml_nodes import yaml_nodes
from checks.source import Source

_BERRY = re.compile(r"^__metadata:", re.MULTILINE)
_SELECTOR = re.compile(r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<plain>[^",:\s][^",\s]*?))\s*(?:,|:$|$)')
_FIELD = re.compile(r'  (?P<key>version|resolved) (?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))')


def yarn_lock(source: Source, path: str) -> Iterator[Entry]:
    """The packages of `yarn.lock`."""
    del path
    if _BERRY.search(source.text):
        yield from _berry(source.text)
    else:
        yield from _classic(source.text)


def _classic(text: str) -> Iterator[Entry]:
    names: list[str] = []
    line, end_line = 0, 0
    fields: dict[str, str] = {}
    for number, written in enumerate([*text.split("\n"), "end:"], 1):
        if not written.strip() or written.startswith("#"):
            continue
        if written.startswith(" "):
            if not names:
                raise NotRead(f"line {number} is no lock file of yarn")
            if found := _FIELD.fullmatch(written.rstrip()):
                fields[found["key"]] = found["quoted"] or found["plain"] or ""
                end_line = number
            continue
        if names:
            yield _resolved(names[0], fields, line, end_line)
        if not written.rstrip().endswith(":"):
            raise NotRead(f"line {number} is no lock file of yarn")
        names = _selectors(written.rstrip())
        line, end_line, fields = number, number, {}


def _selectors(written: str) -> list[str]:
    found, at = [], 0
    while at < len(written) and (part := _SELECTOR.match(written, at)):
        found.append(part["quoted"] or part["plain"] or "")
        at = part.end()
    return [one for one in found if one] or [written.rstrip(":")]


def _resolved(selector: str, fields: dict[str, str], line: int, end_line: int) -> Entry:
    at = selector.find("@", 1)
    name, wanted = (selector[:at], selector[at + 1 :]) if at > 0 else (selector, "")
    spec = spec_of(name, wanted)
    url = fields.get("resolved", "")
    real = spec.name if spec.name != name else resolved_name(name, url)
    is_registry = spec.origin is Origin.REGISTRY
    if "version" not in fields:
        return Gap(line, f"the entry of `{selector[:80]}`")
    return Dependency(
        "npm",
        real,
        line,
        end_line,
        constraint=fields["version"],
        origin=spec.origin,
        location="" if is_registry else url or spec.location,
        role=Role.LOCKED,
        is_direct=False,
        alias="" if real == name else name,
    )


def _berry(text: str) -> Iterator[Entry]:
    root = yaml_nodes(text)
    own = [node for key, node in root.entries if "@workspace:" in key]
    direct = {name for node in own for field in FIELDS for name, _ in node.pairs(field)}
    for key, node in root.entries:
        resolution = node.text_at("resolution")
        if key == "__metadata" or "@workspace:" in resolution or not resolution:
            continue
        at = resolution.find("@", 1)
        name, rest = resolution[:at], resolution[at + 1 :]
        spec = spec_of(name, rest.split("::", 1)[0])
        used = {one.strip()[: one.strip().find("@", 1)] for one in key.split(",")}
        yield Dependency(
            "npm",
            spec.name,
            node.line,
            node.end_line,
            constraint=node.text_at("version"),
            origin=spec.origin,
            location=spec.location,
            role=Role.LOCKED,
            is_direct=bool(used & direct),
            alias="" if spec.name in used else min(used),
        )
