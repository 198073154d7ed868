"""Which files are manifests and lock files: by their name, anywhere in the tree and in any case form."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from checks.paths import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from checks.dependencies.model import Entry
    from checks.source import Source

    Reader = Callable[[Source, str], Iterator[Entry]]

_VENDORED = {
    *("node_modules", "bower_components", "vendor", "third_party", "third-party", "site-packages"),
    *(".venv", "venv", ".tox", ".nox", "pods", ".yarn", ".git"),
}


class Format(NamedTuple):
    """A kind of manifest or lock file.

    Attributes:
        type: the type of the package URLs in it.
        is_lock: whether it records what was resolved.
        what: what it is called in a message.
        reader: module and function that read it.
        needs_utf8: whether its format is UTF-8 and nothing else.
    """

    type: str
    is_lock: bool
    what: str
    reader: str
    needs_utf8: bool = True

    def load(self) -> Reader:
        """The function that reads it; the module is imported when a file is to be read."""
        module, _, function = self.reader.partition(":")
        reader: Reader = getattr(import_module(f"checks.dependencies.{module}"), function)
        return reader


REQUIREMENTS = Format("pypi", False, "a requirements file", "python_requirements:requirements", False)
_POM = Format("maven", False, "XML", "maven:pom", False)
_GRADLE = Format("maven", False, "a build script of Gradle", "gradle:gradle", False)
_MSBUILD = Format("nuget", False, "XML", "nuget:msbuild", False)
_PACKAGES = Format("nuget", False, "XML", "nuget:packages_config", False)
_NUGET_LOCK = Format("nuget", True, "JSON", "nuget:packages_lock")
_PYTHON_LOCK = Format("pypi", True, "TOML", "python_locks:toml_lock")
_NPM_LOCK = Format("npm", True, "JSON", "npm_locks:package_lock")
_BUN_LOCK = Format("npm", True, "JSON", "npm_locks:bun_lock")
_GO_MOD = Format("golang", False, "a module file of Go", "golang:go_mod")
_GO_SUM = Format("golang", True, "a list of sums of Go", "golang:go_sum")
_GEMFILE = Format("gem", False, "Ruby", "ruby:gemfile")
_GEM_LOCK = Format("gem", True, "a lock file of Bundler", "ruby:gemfile_lock")
_CONDA = Format("pypi", False, "YAML", "conda:environment")

_NAMES = {
    "pyproject.toml": Format("pypi", False, "TOML", "python_project:pyproject"),
    "pipfile": Format("pypi", False, "TOML", "python_project:pipfile"),
    "setup.cfg": Format("pypi", False, "an INI file", "python_setup:setup_cfg", False),
    "setup.py": Format("pypi", False, "Python", "python_setup:setup_py", False),
    "pipfile.lock": Format("pypi", True, "JSON", "python_locks:pipfile_lock"),
    **dict.fromkeys(("poetry.lock", "uv.lock", "pdm.lock", "pylock.toml"), _PYTHON_LOCK),
    "package.json": Format("npm", False, "JSON", "npm_manifest:package_json"),
    "pnpm-workspace.yaml": Format("npm", False, "YAML", "npm_manifest:pnpm_workspace"),
    **dict.fromkeys(("package-lock.json", "npm-shrinkwrap.json"), _NPM_LOCK),
    "yarn.lock": Format("npm", True, "a lock file of yarn", "yarn_lock:yarn_lock"),
    "pnpm-lock.yaml": Format("npm", True, "YAML", "pnpm_lock:pnpm_lock"),
    **dict.fromkeys(("bun.lock", "bun.lockb"), _BUN_LOCK),
    **dict.fromkeys(("go.mod", "go.work"), _GO_MOD),
    **dict.fromkeys(("go.sum", "go.work.sum"), _GO_SUM),
    "cargo.toml": Format("cargo", False, "TOML", "cargo:cargo_toml"),
    "cargo.lock": Format("cargo", True, "TOML", "cargo:cargo_lock"),
    "pom.xml": _POM,
    **dict.fromkeys(
        ("directory.packages.props", "directory.build.props", "directory.build.targets"), _MSBUILD
    ),
    **dict.fromkeys(("gemfile", "gems.rb"), _GEMFILE),
    **dict.fromkeys(("gemfile.lock", "gems.locked"), _GEM_LOCK),
}
_ENDINGS: tuple[tuple[str, tuple[str, ...], Format], ...] = (
    ("environment", (".yml", ".yaml"), _CONDA),
    ("pylock.", (".toml",), _PYTHON_LOCK),
    ("", (".gradle", ".gradle.kts"), _GRADLE),
    ("", (".versions.toml",), Format("maven", False, "TOML", "gradle_files:version_catalog")),
    ("", ("gradle.lockfile",), Format("maven", True, "a lock file of Gradle", "gradle_files:gradle_lock")),
    ("", (".csproj", ".fsproj", ".vbproj"), _MSBUILD),
    ("packages.", (".lock.json",), _NUGET_LOCK),
    ("packages.", ("config",), _PACKAGES),
    ("", (".gemfile",), _GEMFILE),
    ("", (".gemspec",), Format("gem", False, "Ruby", "ruby:gemspec")),
)
_PIP = re.compile(r"(?:.*[-_.])?(?:requirements?|constraints?)(?:[-_.].*)?\.(?:txt|in|lock)")
_PIP_ENDINGS = (".txt", ".in", ".lock")


_USUAL = {
    "pypi": ("requirements.txt", "pyproject.toml"),
    "npm": ("package.json",),
    "golang": ("go.mod",),
    "cargo": ("Cargo.toml",),
    "maven": ("pom.xml", "build.gradle"),
    "nuget": ("packages.config", "example.csproj"),
    "gem": ("Gemfile",),
}


def usual_names(type_: str) -> tuple[str, ...]:
    """The manifests in which packages of a type are mostly named, the most usual first."""
    return _USUAL.get(type_, ())


@lru_cache(65_536)
def format_of(path: str) -> Format | None:
    """The format of a file by its path; `None` if it is no manifest, or belongs to vendored code."""
    *folders, name = folded(path).split("/")
    if not _VENDORED.isdisjoint(folders):
        return None
    if found := _NAMES.get(name):
        return found
    if name.endswith(_PIP_ENDINGS) and (_PIP.fullmatch(name) or folders[-1:] == ["requirements"]):
        return REQUIREMENTS
    return next(
        (one for start, ends, one in _ENDINGS if name.startswith(start) and name.endswith(ends)), None
    )
