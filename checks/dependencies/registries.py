"""Where package managers are told to look: settings that name registries, indexes and sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from checks.dependencies.formats import REQUIREMENTS, format_of
from checks.dependencies.ini import ini_options
from checks.dependencies.model import NotRead
from checks.dependencies.nodes import Node
from checks.dependencies.toml_nodes import toml_nodes
from checks.dependencies.xml_nodes import xml_nodes
from checks.dependencies.yaml_nodes import yaml_nodes
from checks.paths import folded
from checks.source import Source


@dataclass(frozen=True)
class Setting:
    """One setting that says where packages come from.

    Attributes:
        line: where it stands.
        key: what it is called there.
        value: the URL, or the value that switches a protection off.
        is_lax: whether it switches a protection off.
    """

    line: int
    key: str
    value: str
    is_lax: bool = False


_NPM = re.compile(
    r"(?P<key>(?:@[\w.-]+:)?registry|strict-ssl|proxy|https-proxy)[ \t]*[=:]?[ \t]*(?P<value>\S+)"
)
_PIP_KEYS = {"index-url", "extra-index-url", "find-links", "trusted-host", "index_url", "extra_index_url"}
_PIP_OPTION = re.compile(
    r"(?:^|\s)(?P<key>--(?:extra-)?index-url|-i|--find-links|-f|--trusted-host)(?:\s+|\s*=\s*)(?P<value>\S+)"
)
_UV = ("index-url", "extra-index-url", "find-links", "default-index")
_RUBY = re.compile(r"""^\s*source[ (]+(?P<quote>["'])(?P<value>[^"']+)(?P=quote)""")
_GRADLE = re.compile(
    r"""\b(?:url|setUrl)\b\s*(?:=|\()?\s*(?:uri\s*\(\s*)?(?P<quote>["'])(?P<value>https?://[^"'$\s]+)(?P=quote)"""
)
_FALSE = ("false", "0", "no")

Reader = Callable[[str], Iterator[Setting]]


def has_settings(path: str) -> bool:
    """Whether a file of this name can say where packages come from."""
    return _reader(path) is not None


@lru_cache(256)
def settings_of(path: str, content: bytes) -> tuple[Setting, ...]:
    """The settings of a file, in order; one without a key that says why, where it cannot be read."""
    reader = _reader(path)
    source = Source(content)
    if reader is None or source.is_binary:
        return ()
    try:
        found = list(reader(source.text))
    except NotRead as wrong:
        found = [Setting(1, "", str(wrong))]
    except RecursionError:
        found = [Setting(1, "", "it is nested too deep")]
    return tuple(
        Setting(source.git_line(max(one.line, 1)), one.key, one.value, one.is_lax)
        for one in found
        if one.value
    )


@lru_cache(4_096)
def _reader(path: str) -> Reader | None:
    plain = folded(path)
    name = plain.rpartition("/")[2]
    if found := _BY_NAME.get(name):
        return found
    if plain.endswith((".cargo/config.toml", ".cargo/config")):
        return _cargo
    if name.endswith((".gradle", ".gradle.kts")):
        return _gradle
    return _requirements if format_of(path) is REQUIREMENTS else None


def _npmrc(text: str) -> Iterator[Setting]:
    for number, line in enumerate(text.split("\n"), 1):
        if found := _NPM.fullmatch(line.strip()):
            value = found["value"].strip("\"'")
            if found["key"] == "strict-ssl":
                yield Setting(number, "strict-ssl", value if value in _FALSE else "", is_lax=True)
            else:
                yield Setting(number, found["key"], value)


def _yarnrc(text: str) -> Iterator[Setting]:
    root = yaml_nodes(text)
    for node in root.all("npmRegistryServer"):
        yield Setting(node.line, "npmRegistryServer", node.text)
    for scope, inner in root.pairs("npmScopes"):
        for node in inner.all("npmRegistryServer"):
            yield Setting(node.line, f"npmScopes.{scope}", node.text)
    for key in ("enableStrictSsl", "enableHardenedMode"):
        for node in root.all(key):
            yield Setting(node.line, key, "false" if node.scalar is False else "", is_lax=True)


def _pip(text: str) -> Iterator[Setting]:
    for option in ini_options(text):
        if option.key in _PIP_KEYS:
            for number, value in option.lines:
                for word in value.split():
                    yield Setting(number, option.key, word, is_lax=option.key == "trusted-host")


def _requirements(text: str) -> Iterator[Setting]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.lstrip().startswith("-") and " #" not in line.split("-", 1)[0]:
            for found in _PIP_OPTION.finditer(line.split(" #", 1)[0]):
                key = {"-i": "--index-url", "-f": "--find-links"}.get(found["key"], found["key"])
                yield Setting(number, key, found["value"], is_lax=key == "--trusted-host")


def _python(text: str) -> Iterator[Setting]:
    root = toml_nodes(text)
    for keys in (("tool", "uv"), ("tool", "uv", "pip")):
        yield from _uv(root, keys)
    for keys in (("tool", "poetry", "source"), ("tool", "pdm", "source")):
        for node in root.each(*keys):
            yield from _urls(node, "url", ".".join(keys))


def _uv_toml(text: str) -> Iterator[Setting]:
    root = toml_nodes(text)
    yield from _uv(root, ())
    yield from _uv(root, ("pip",))


def _uv(root: Node, keys: tuple[str, ...]) -> Iterator[Setting]:
    for node in root.each(*keys, "index"):
        yield from _urls(node, "url", ".".join((*keys, "index")))
    for key in _UV:
        for node in root.all(*keys, key):
            for one in node.items or [node]:
                yield Setting(one.line, key, one.text)
    for node in root.all(*keys, "index-strategy"):
        value = node.text if node.text.startswith("unsafe") else ""
        yield Setting(node.line, "index-strategy", value, is_lax=True)
    for node in root.all(*keys, "allow-insecure-host"):
        for one in node.items:
            yield Setting(one.line, "allow-insecure-host", one.text, is_lax=True)


def _urls(node: Node, key: str, said: str) -> Iterator[Setting]:
    for value in node.all(key):
        yield Setting(value.line, said, value.text)


def _pipfile(text: str) -> Iterator[Setting]:
    for node in toml_nodes(text).each("source"):
        yield from _urls(node, "url", "source")
        for flag in node.all("verify_ssl"):
            yield Setting(flag.line, "verify_ssl", "false" if flag.scalar is False else "", is_lax=True)


def _cargo(text: str) -> Iterator[Setting]:
    root = toml_nodes(text)
    for table in ("source", "registries"):
        for name, node in root.pairs(table):
            for key in ("registry", "index", "git", "local-registry", "directory"):
                yield from _urls(node, key, f"{table}.{name}")
    for name, node in root.pairs("source"):
        for value in node.all("replace-with"):
            yield Setting(value.line, f"source.{name}.replace-with", value.text)


def _bunfig(text: str) -> Iterator[Setting]:
    root = toml_nodes(text)
    for node in root.all("install", "registry"):
        yield Setting(node.line, "install.registry", node.text or node.text_at("url"))
    for name, node in root.pairs("install", "scopes"):
        yield Setting(node.line, f"install.scopes.{name}", node.text or node.text_at("url"))


def _nuget(text: str) -> Iterator[Setting]:
    for node in xml_nodes(text).all("packagesources", "add"):
        yield Setting(node.line, "packageSources", node.attribute("value"))


def _maven(text: str) -> Iterator[Setting]:
    root = xml_nodes(text)
    profiles = list(root.all("profiles", "profile"))
    for holder in [root, *profiles]:
        for keys in (
            ("repositories", "repository"),
            ("pluginrepositories", "pluginrepository"),
            ("mirrors", "mirror"),
        ):
            for node in holder.all(*keys):
                for url in node.all("url"):
                    yield Setting(url.line, keys[0], url.text.strip())


def _gems(text: str) -> Iterator[Setting]:
    for number, line in enumerate(text.split("\n"), 1):
        if found := _RUBY.match(line):
            yield Setting(number, "source", found["value"])


def _gradle(text: str) -> Iterator[Setting]:
    for number, line in enumerate(text.split("\n"), 1):
        if "http" in line and not line.lstrip().startswith(("//", "*")) and (found := _GRADLE.search(line)):
            yield Setting(number, "repositories", found["value"])


_BY_NAME: dict[str, Reader] = {
    **dict.fromkeys((".npmrc", ".yarnrc"), _npmrc),
    ".yarnrc.yml": _yarnrc,
    **dict.fromkeys(("pip.conf", "pip.ini"), _pip),
    "pyproject.toml": _python,
    "uv.toml": _uv_toml,
    "pipfile": _pipfile,
    "bunfig.toml": _bunfig,
    "nuget.config": _nuget,
    **dict.fromkeys(("pom.xml", "settings.xml"), _maven),
    **dict.fromkeys(("gemfile", "gems.rb"), _gems),
}
