"""What a file lets run when a package is installed or built: scripts, back ends, permissions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from checks.dependencies.json_nodes import json_nodes
from checks.dependencies.model import NotRead
from checks.dependencies.nodes import Node
from checks.dependencies.toml_nodes import toml_nodes
from checks.dependencies.yaml_nodes import yaml_nodes
from checks.finding import Level
from checks.path_parts import name_of
from checks.source import Source

AT_INSTALL = ("pnpm:devPreinstall", "preinstall", "install", "postinstall")
AT_PREPARE = ("preprepare", "prepare", "postprepare", "prepublish", "dependencies")


@dataclass(frozen=True)
class Hook:
    """One thing that runs, or may run.

    Attributes:
        line: where it stands.
        key: what it is, the same as long as it only does something else.
        runs: what it does; empty for a permission.
        said: what is said of it when it is new.
        weight: the most that it weighs.
    """

    line: int
    key: str
    runs: str
    said: str
    weight: Level


_TAME = re.compile(
    r"(?:npx |bunx |pnpm exec |yarn |npm exec )?(?:-y |--yes |--no-install |--no )?(?:husky(?: install)?"
    r"|is-ci|lefthook install|patch-package|prisma generate|simple-git-hooks|only-allow \w+|svelte-kit sync"
    r"|nuxt prepare|nuxi prepare|wxt prepare|fumadocs-mdx|electron-builder install-app-deps|electron-rebuild"
    r"|tsc(?: -[\w-]+(?: [\w./-]+)?)*|panda codegen|astro sync|true|exit 0)"
)
REACHES = re.compile(
    r"\b(?:curl|wget|powershell|pwsh|certutil|base64|atob|eval|child_process|execSync|spawnSync|subprocess"
    r"|os\.system|popen|urlopen|urllib|urlretrieve|socket|TcpStream|Command::new|reqwest|ureq"
    r"|Invoke-WebRequest)\b|https?://|\b(?:requests|httpx)\.(?:get|post)\b|\bexec\s*\(|\bfetch\s*\(",
)
_RUN = re.compile(r"(?:npm|pnpm|yarn|bun)(?: run(?:-script)?)? (?P<name>[\w:.-]+)")
_BACK_ENDS = re.compile(
    r"(?:setuptools\.build_meta(?::__legacy__)?|hatchling\.build|poetry\.core\.masonry\.api|flit_core\.buildapi"
    r"|flit_scm:buildapi|pdm\.backend|pdm\.pep517\.api|maturin|scikit_build_core(?:\.setuptools)?\.build(?:_meta)?"
    r"|mesonpy|uv_build|sipbuild\.api|poetry_dynamic_versioning\.backend|setuptools_rust)"
)

Reader = Callable[[str], Iterator[Hook]]


def has_hooks(path: str) -> bool:
    """Whether a file of this name may hold what is read here."""
    return name_of(path) in _READERS


@lru_cache(256)
def hooks_of(path: str, content: bytes) -> tuple[Hook, ...]:
    """What a file lets run, in order; nothing where it cannot be read, which `new-dependency` reports."""
    reader = _READERS.get(name_of(path))
    source = Source(content)
    if reader is None or source.is_binary:
        return ()
    try:
        return tuple(reader(source.text))
    except (NotRead, RecursionError):
        return ()


def _package_json(text: str) -> Iterator[Hook]:
    root = json_nodes(text)
    scripts = {name: node for name, node in root.pairs("scripts") if node.text}
    written = {name: node.text for name, node in scripts.items()}
    for name, node in scripts.items():
        if name in AT_INSTALL or name in AT_PREPARE:
            runs = _expanded(node.text, written)
            said = "when the package is installed" if name in AT_INSTALL else "when the package is prepared"
            yield Hook(node.line, f"`{name}`", runs, said, _weight(name, runs))
    for keys in (("pnpm", "onlyBuiltDependencies"), ("trustedDependencies",)):
        yield from _allowed(root, keys)


def _expanded(command: str, scripts: Mapping[str, str]) -> str:
    """A command with those of the other scripts that it runs by name, one step deep."""
    named = [found["name"] for found in _RUN.finditer(command)]
    return " ".join([command, *(f"({name}: {scripts[name]})" for name in named if name in scripts)])


def _weight(name: str, runs: str) -> Level:
    is_tame = all(_TAME.fullmatch(part.strip()) for part in re.split(r"&&|\|\||;", runs))
    if is_tame or (name in AT_PREPARE and not REACHES.search(runs)):
        return Level.NOTE
    return Level.WARN


def _allowed(root: Node, keys: tuple[str, ...]) -> Iterator[Hook]:
    for node in root.each(*keys):
        said = f"lets `{node.text[:80]}` run its own install scripts"
        yield Hook(node.line, f"{keys[-1]} {node.text}", "", said, Level.NOTE)


def _pnpm_workspace(text: str) -> Iterator[Hook]:
    root = yaml_nodes(text)
    yield from _allowed(root, ("onlyBuiltDependencies",))
    for node in root.all("dangerouslyAllowAllBuilds"):
        if node.is_true:
            said = "lets every package run its own install scripts"
            yield Hook(node.line, "dangerouslyAllowAllBuilds", "", said, Level.WARN)


def _npmrc(text: str) -> Iterator[Hook]:
    for number, line in enumerate(text.split("\n"), 1):
        plain = line.replace(" ", "").lower()
        if plain in ("ignore-scripts=false", "ignore-scripts=0", "dangerously-allow-all-builds=true"):
            yield Hook(number, plain, "", "lets every package run its own install scripts", Level.WARN)


def _yarnrc(text: str) -> Iterator[Hook]:
    for node in yaml_nodes(text).all("enableScripts"):
        if node.is_true:
            yield Hook(
                node.line, "enableScripts", "", "lets every package run its own install scripts", Level.WARN
            )


def _pyproject(text: str) -> Iterator[Hook]:
    root = toml_nodes(text)
    back_ends = list(root.all("build-system", "build-backend"))
    paths = list(root.all("build-system", "backend-path"))
    for node in back_ends:
        is_known = _BACK_ENDS.fullmatch(node.text) is not None and not paths
        weight = Level.OFF if is_known else Level.WARN
        yield Hook(node.line, "the build back end", node.text, "when the package is built", weight)
    for keys in (
        ("tool", "hatch", "build", "hooks", "custom"),
        ("tool", "hatch", "metadata", "hooks", "custom"),
        ("tool", "poetry", "build"),
        ("tool", "setuptools", "cmdclass"),
        ("tool", "pdm", "build", "custom-hook"),
    ):
        for node in root.all(*keys):
            runs = (
                node.text or " ".join(f"{key} {value.text}" for key, value in node.entries) or "its own code"
            )
            yield Hook(node.line, f"`{'.'.join(keys)}`", runs, "when the package is built", Level.WARN)


def _cargo_toml(text: str) -> Iterator[Hook]:
    for node in toml_nodes(text).all("package", "build"):
        if node.text and node.text != "build.rs":
            yield Hook(node.line, "`package.build`", node.text, "when the crate is built", Level.WARN)


def _wrapper(text: str) -> Iterator[Hook]:
    for number, line in enumerate(text.split("\n"), 1):
        key, _, value = line.partition("=")
        url = value.strip().replace("\\:", ":")
        if key.strip() in ("distributionUrl", "wrapperUrl"):
            is_usual = url.startswith(
                ("https://services.gradle.org/", "https://repo.maven.apache.org/", "https://repo1.maven.org/")
            )
            weight = Level.OFF if is_usual else Level.WARN
            yield Hook(number, f"`{key.strip()}`", url, "when the build starts", weight)


_READERS: dict[str, Reader] = {
    "package.json": _package_json,
    "pnpm-workspace.yaml": _pnpm_workspace,
    ".npmrc": _npmrc,
    ".yarnrc.yml": _yarnrc,
    "pyproject.toml": _pyproject,
    "Cargo.toml": _cargo_toml,
    **dict.fromkeys(("gradle-wrapper.properties", "maven-wrapper.properties"), _wrapper),
}
