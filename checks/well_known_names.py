"""Names of files and folders that others have chosen: a tool, a platform or a custom gives them."""

from __future__ import annotations

import re

_FILE = re.compile(
    r"\..*|__\w+__\..+|index(?:\.\w+)+"
    r"|[A-Z][A-Z0-9_-]*(?:\.(?:md|mdx|txt|rst|adoc|html|ya?ml|json|bazel|bzl))?"  # README.md, LICENSE, BUILD
    r"|(?:Docker|Container|Make|Proc|Just|Task|Brew|Gem|Rake|Guard|Cap|Vagrant|Pod|Fast|Jenkins|Snake|Caddy|Earth|Pip)"
    r"[Ff]ile(?:\..+)?|GNUmakefile|CMakeLists\.txt|CMakePresets\.json|SConstruct|SConscript|Doxyfile|Tiltfile"
    r"|package(?:-lock)?\.json|npm-shrinkwrap\.json|pnpm-(?:lock|workspace)\.yaml|[jt]sconfig(?:\..+)?\.json"
    r"|(?:package|module)-info\.java|AndroidManifest\.xml|AppDelegate\.\w+|Info\.plist|Package\.(?:swift|resolved)"
    r"|Cargo\.(?:toml|lock)|Chart\.(?:yaml|lock)|Directory\.(?:Build|Packages)\.\w+|.+\.(?:csproj|fsproj|sln|slnx)"
    r"|(?:docker-)?compose(?:[.-].+)?\.ya?ml|requirements(?:[._-].+)?\.(?:txt|in|lock)|conftest\.py|manage\.py"
    r"|go\.(?:mod|sum|work|work\.sum)|.+\.config\.[cm]?[jt]s|.+\.lock|.+\.lockb",
)
_FOLDER = re.compile(r"\..*|__\w+__|node_modules|.+\.(?:xcodeproj|xcworkspace|xcassets|lproj|egg-info)")


def is_well_known_file(name: str) -> bool:
    """Whether the name of a file is given by a tool or a custom, as `README.md` and `__init__.py`."""
    return _FILE.fullmatch(name) is not None


def is_well_known_folder(name: str) -> bool:
    """Whether the name of a folder is given by a tool or a custom, as `__tests__` and `.github`."""
    return _FOLDER.fullmatch(name) is not None
