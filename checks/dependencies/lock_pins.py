"""What lock files hold beside names and versions: hosts and hashes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from checks.dependencies.model import NotRead
from checks.dependencies.registry_hosts import host_of
from checks.path_parts import name_of
from checks.source import Source


@dataclass
class Pin:
    """One package in one version.

    Attributes:
        line: where it stands.
        hosts: the hosts that it comes from.
        hashes: the hashes by what they are of: the algorithm, or the name of a file.
    """

    line: int
    hosts: set[str] = field(default_factory=set)
    hashes: dict[str, set[str]] = field(default_factory=dict)


@dataclass
class Pins:
    """What one lock file holds.

    Attributes:
        packages: the packages from outside, by name and version.
        names: the versions of every package that was noted, by name; one from a repository has none.
        own: names that the repository itself answers for.
        lines: where a package of a name stands that comes from outside.
    """

    packages: dict[tuple[str, str], Pin] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, version: str, line: int, urls: tuple[str, ...], hashes: dict[str, str]) -> None:
        """Note a package from outside; one that stands there twice is noted as one."""
        self.lines.setdefault(name, line)
        self.names.setdefault(name, set()).add(version)
        pin = self.packages.setdefault((name, version), Pin(line))
        pin.hosts |= {host for url in urls if (host := host_of(url))}
        for what, value in hashes.items():
            pin.hashes.setdefault(what, set()).add(value)


Reader = Callable[[str, Pins], None]
_QUOTED = re.compile(r'"([^"\n]*)"')
_MAX_LINE = 100_000


@lru_cache(64)
def pins_of(path: str, content: bytes) -> Pins | None:
    """What a lock file holds; `None` if nothing beside names and versions is read from its kind.

    Raises:
        NotRead: it is not what its name says.
    """
    reader = _READERS.get(name_of(path))
    if reader is None:
        return None
    source = Source(content)
    if source.is_binary:
        raise NotRead("it is binary")
    if "\n<<<<<<< " in f"\n{source.text}" and "\n>>>>>>> " in source.text:
        raise NotRead("it holds a merge that was not finished")
    if max(map(len, source.lines)) > _MAX_LINE and reader is not _package_lock:
        raise NotRead("a line is too long")
    found = Pins()
    reader(source.text, found)
    return found


def _package_lock(text: str, found: Pins) -> None:
    try:
        root = json.loads(text)
    except (ValueError, RecursionError):
        raise NotRead("it is no JSON") from None
    places = {
        match[1]: number for number, line in enumerate(text.split("\n"), 1) if (match := _KEY.match(line))
    }
    packages = root.get("packages") if isinstance(root, dict) else None
    for key, node in packages.items() if isinstance(packages, dict) else ():
        if not isinstance(node, dict) or "node_modules/" not in key:
            continue
        name = str(node.get("name") or key.rpartition("node_modules/")[2])
        if node.get("link"):
            found.own.add(name)
            continue
        url, digest = str(node.get("resolved") or ""), str(node.get("integrity") or "")
        found.add(name, str(node.get("version") or ""), places.get(key, 1), (url,), _sri(digest))


_KEY = re.compile(r'\s*"([^"\n]+)": \{')


def _sri(text: str) -> dict[str, str]:
    """The hashes of an integrity, by algorithm."""
    return {one.partition("-")[0]: one for one in text.split() if "-" in one}


def _yarn(text: str, found: Pins) -> None:
    is_berry = "\n__metadata:" in f"\n{text}"
    name, line, fields = "", 0, dict[str, str]()
    for number, written in enumerate([*text.split("\n"), "end:"], 1):
        if written and written[0] not in " #":
            _yarn_entry(found, name, line, fields, is_berry=is_berry)
            selector = written.strip().strip('"').split(",")[0]
            at = selector.find("@", 1)
            name, line, fields = selector[:at] if at > 0 else "", number, {}
        elif match := _YARN_FIELD.match(written):
            fields[match["key"]] = match["value"].strip('"')


_YARN_FIELD = re.compile(
    r'  (?P<key>version|resolved|integrity|resolution|checksum):? (?P<value>"[^"]*"|\S+)'
)


def _yarn_entry(found: Pins, name: str, line: int, fields: dict[str, str], *, is_berry: bool) -> None:
    version = fields.get("version", "")
    if not name or not version:
        return
    if not is_berry:
        url = fields.get("resolved", "")
        hashes = _sri(fields.get("integrity", ""))
        if fragment := url.partition("#")[2]:
            hashes["fragment"] = fragment
        found.add(name, version, line, (url,), hashes)
        return
    resolution = fields.get("resolution", "")
    if "@workspace:" in resolution:
        found.own.add(resolution[: resolution.find("@", 1)])
    elif "@npm:" in resolution:
        cache, _, digest = fields.get("checksum", "").rpartition("/")
        found.add(resolution.partition("@npm:")[0], version, line, (), {cache: digest} if cache else {})


def _pnpm(text: str, found: Pins) -> None:
    section, name, key = "", "", ("", "")
    for number, line in enumerate(text.split("\n"), 1):
        if line and line[0] not in " #":
            section = line.partition(":")[0]
        elif section == "importers" and (asked := _PNPM_NAME.fullmatch(line)):
            name = asked[1]
        elif section == "importers" and name and (taken := _PNPM_VERSION.match(line)):
            if taken[1].startswith("link:"):
                found.own.add(name)
        elif section == "packages" and (entry := _PNPM_ENTRY.fullmatch(line)):
            at = entry[1].find("@", 1)
            key = (entry[1][:at], entry[1][at + 1 :]) if at > 0 else ("", "")
        elif section == "packages" and key[0] and (resolved := _PNPM_RESOLUTION.match(line)):
            url = _PNPM_TARBALL.search(resolved[1])
            digest = _PNPM_INTEGRITY.search(resolved[1])
            urls = (url[1],) if url else ()
            found.add(*key, number - 1, urls, _sri(digest[1]) if digest else {})


_PNPM_NAME = re.compile(r"      '?([^\s':]+)'?:")
_PNPM_VERSION = re.compile(r"        version: '?([^\s']+)")
_PNPM_ENTRY = re.compile(r"  '?/?([^\s'(]+)(?:\([^\s']*\))?'?:")
_PNPM_RESOLUTION = re.compile(r"    resolution: \{(.*)\}")
_PNPM_TARBALL = re.compile(r"tarball: ([^\s,}]+)")
_PNPM_INTEGRITY = re.compile(r"integrity: ([^\s,}]+)")


def _bun(text: str, found: Pins) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        entry = _BUN_ENTRY.match(line)
        if entry is None:
            continue
        at = entry[1].find("@", 1)
        name, version = entry[1][:at], entry[1][at + 1 :]
        if version.startswith("workspace:"):
            found.own.add(name)
        elif at > 0 and ":" not in version:
            hashes = [word for word in _QUOTED.findall(line[entry.end() :]) if word.startswith("sha")]
            found.add(name, version, number, (entry[2] or "",), _sri(hashes[-1]) if hashes else {})


_BUN_ENTRY = re.compile(r'    "[^"\n]+": \["([^"\n]+)"(?:, "([^"\n]*)")?')


def _toml(text: str, found: Pins) -> None:
    """`Cargo.lock`, `uv.lock`, `poetry.lock` and `pdm.lock`, as their tools write them."""
    for number, block in _blocks(text):
        fields = {match["key"]: match["value"] for match in _TOML_FIELD.finditer(block)}
        name, version, source = fields.get("name", ""), fields.get("version", ""), fields.get("source", "")
        files = [(match["file"], match["hash"]) for match in _TOML_FILE.finditer(block)]
        hashes = {place.rpartition("/")[2]: value for place, value in files}
        if checksum := fields.get("checksum"):
            hashes["checksum"] = checksum
        is_own = _OWN_SOURCE.match(source) is not None or fields.get("type") in ("directory", "file")
        is_from_git = source.startswith(("git+", "{ git", "{ url")) or fields.get("type") in ("git", "url")
        if is_own or not (source or hashes or "files = " in block):
            found.own.add(name)
        elif not is_from_git:
            urls = (source, fields.get("url", ""), *(place for place, _ in files))
            found.add(name, version, number, urls, hashes)


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    number, start = 1, 0
    parts = text.split("[[package]]\n")
    for index, part in enumerate(parts):
        if index:
            yield start, part.partition("\n[metadata")[0]
        number += part.count("\n") + 1
        start = number - 1


_OWN_SOURCE = re.compile(r"\{ *(?:editable|virtual|directory|path|workspace)\b")
_TOML_FIELD = re.compile(
    r'^(?P<key>name|version|source|checksum|url|type) = "?(?P<value>\{[^\n]*\}|[^"\n]*)"?', re.MULTILINE
)
_TOML_FILE = re.compile(r'(?:url|file) = "(?P<file>[^"\n]+)", hash = "(?P<hash>[^"\n]+)"')


def _go_sum(text: str, found: Pins) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if len(words) == 3:
            found.add(words[0], words[1], number, (), {"sum": words[2]})


def _gems(text: str, found: Pins) -> None:
    remote, section = "", ""
    for number, line in enumerate(text.split("\n"), 1):
        if line and line[0] != " ":
            section, remote = line.strip(), ""
        elif line.startswith("  remote: "):
            remote = line.removeprefix("  remote: ").strip()
        elif spec := _GEM.fullmatch(line):
            if section == "PATH":
                found.own.add(spec[1])
            elif section == "GEM":
                found.add(spec[1], spec[2], number, (remote,), {})
        elif section == "CHECKSUMS" and (checked := _GEM_SUM.fullmatch(line)):
            found.add(checked[1], checked[2], number, (), {"sha256": checked[3]})


_GEM = re.compile(r"    ([^\s()]+) \(([^()]*)\)")
_GEM_SUM = re.compile(r"  ([^\s()]+) \(([^()]*)\) sha256=(\w+)")

_READERS: dict[str, Reader] = {
    **dict.fromkeys(("package-lock.json", "npm-shrinkwrap.json"), _package_lock),
    "yarn.lock": _yarn,
    "pnpm-lock.yaml": _pnpm,
    "bun.lock": _bun,
    **dict.fromkeys(("Cargo.lock", "uv.lock", "poetry.lock", "pdm.lock"), _toml),
    "go.sum": _go_sum,
    **dict.fromkeys(("Gemfile.lock", "gems.locked"), _gems),
}
