"""Which files are manifests and lock files: by their name, anywhere in the tree and in any case form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from checks.dependencies.model import Entry
from checks.paths import folded
from checks.source import Source

Reader = Callable[[Source, str], Iterator[Entry]]

_VENDORED = {
    *("node_modules", "bower_components", "vendor", "third_party", "third-party", "site-packages"),
    *(".venv", "venv", ".tox", ".nox", "pods", ".yarn", ".git"),
}
_REQUIREMENTS = r"(?:.*/)?(?:[^/]*[-_.])?(?:requirements?|constraints?)(?:[-_.][^/]*)?\.(?:txt|in|lock)"


@dataclass(frozen=True, slots=True)
class Format:
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
    needs_utf8: bool = False

    def load(self) -> Reader:
        """The function that reads it; the module is imported when a file is to be read."""
        module, _, function = self.reader.partition(":")
        reader: Reader = getattr(import_module(f"checks.dependencies.{module}"), function)
        return reader


REQUIREMENTS = Format("pypi", False, "a requirements file", "python_requirements:requirements")

_TABLE: tuple[tuple[str, Format], ...] = tuple(
    (pattern, Format(type_, is_lock, what, reader, needs_utf8))
    for type_, is_lock, needs_utf8, what, reader, pattern in (
        ("pypi", False, True, "TOML", "python_project:pyproject", r"pyproject\.toml"),
        ("pypi", False, True, "TOML", "python_project:pipfile", r"pipfile"),
        ("pypi", False, False, "an INI file", "python_setup:setup_cfg", r"setup\.cfg"),
        ("pypi", False, False, "Python", "python_setup:setup_py", r"setup\.py"),
        ("pypi", False, True, "YAML", "conda:environment", r"environment(?:[-_.][\w.-]*)?\.ya?ml"),
        ("pypi", True, True, "JSON", "python_locks:pipfile_lock", r"pipfile\.lock"),
        ("pypi", True, True, "TOML", "python_locks:toml_lock", r"(?:poetry|uv|pdm)\.lock"),
        ("pypi", True, True, "TOML", "python_locks:toml_lock", r"pylock(?:\.[\w.-]+)?\.toml"),
        ("npm", False, True, "JSON", "npm_manifest:package_json", r"package\.json"),
        ("npm", False, True, "YAML", "npm_manifest:pnpm_workspace", r"pnpm-workspace\.yaml"),
        ("npm", True, True, "JSON", "npm_locks:package_lock", r"package-lock\.json|npm-shrinkwrap\.json"),
        ("npm", True, True, "a lock file of yarn", "yarn_lock:yarn_lock", r"yarn\.lock"),
        ("npm", True, True, "YAML", "yarn_lock:pnpm_lock", r"pnpm-lock\.yaml"),
        ("npm", True, True, "JSON", "npm_locks:bun_lock", r"bun\.lockb?"),
        ("golang", False, True, "a module file of Go", "golang:go_mod", r"go\.(?:mod|work)"),
        ("golang", True, True, "a list of sums of Go", "golang:go_sum", r"go\.(?:work\.)?sum"),
        ("cargo", False, True, "TOML", "cargo:cargo_toml", r"cargo\.toml"),
        ("cargo", True, True, "TOML", "cargo:cargo_lock", r"cargo\.lock"),
        ("maven", False, False, "XML", "maven:pom", r"pom\.xml"),
        ("maven", False, False, "a build script of Gradle", "gradle:gradle", r"[^/]+\.gradle(?:\.kts)?"),
        ("maven", False, True, "TOML", "gradle_files:version_catalog", r"[^/]+\.versions\.toml"),
        ("maven", True, False, "a lock file of Gradle", "gradle_files:gradle_lock", r"[^/]*gradle\.lockfile"),
        ("nuget", False, False, "XML", "nuget:msbuild", r"[^/]+\.(?:cs|fs|vb)proj"),
        (
            "nuget",
            False,
            False,
            "XML",
            "nuget:msbuild",
            r"directory\.(?:packages\.props|build\.(?:props|targets))",
        ),
        ("nuget", False, False, "XML", "nuget:packages_config", r"packages(?:\.[^/]+)?\.config"),
        ("nuget", True, True, "JSON", "nuget:packages_lock", r"packages(?:\.[^/]+)?\.lock\.json"),
        ("gem", False, True, "Ruby", "ruby:gemfile", r"gemfile|gems\.rb|[^/]+\.gemfile"),
        ("gem", False, True, "Ruby", "ruby:gemspec", r"[^/]+\.gemspec"),
        ("gem", True, True, "a lock file of Bundler", "ruby:gemfile_lock", r"gemfile\.lock|gems\.locked"),
    )
)
_NAMES = [(re.compile(rf"(?:.*/)?(?:{pattern})", re.DOTALL), found) for pattern, found in _TABLE]
_PIP = re.compile(_REQUIREMENTS + r"|(?:.*/)?requirements/[^/]+\.(?:txt|in|lock)", re.DOTALL)


@lru_cache(65_536)
def format_of(path: str) -> Format | None:
    """The format of a file by its path; `None` if it is no manifest, or belongs to vendored code."""
    plain = folded(path)
    if not _VENDORED.isdisjoint(plain.split("/")[:-1]):
        return None
    if _PIP.fullmatch(plain):
        return REQUIREMENTS
    return next((found for pattern, found in _NAMES if pattern.fullmatch(plain)), None)
