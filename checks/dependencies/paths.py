"""Places that a manifest names, as paths from the root of the repository."""

from __future__ import annotations

import re

_HERE = re.compile(
    r"(?:\$\{(?:project\.)?basedir\}|\$\(MSBuildThisFileDirectory\)|\$\(MSBuildProjectDirectory\))/?"
)
_ROOTS = re.compile(r"\$\{PROJECT_ROOT\}|\{root:uri\}|\{root\}")
_SCHEME = re.compile(r"(?:file|link|portal|path):(?://(?=[/$.{]))?", re.IGNORECASE)


def joined(owner: str, written: str) -> str | None:
    """The path that a file means by a relative one; `None` if it leads out or is no path.

    Args:
        owner: path of the file that names it.
        written: the path as written, perhaps as a `file:` URL.
    """
    plain = _SCHEME.sub("", written.strip(), count=1).replace("\\", "/").split("#", 1)[0]
    plain = _HERE.sub("", plain, count=1)
    parts = owner.split("/")[:-1]
    if (root := _ROOTS.search(plain)) and not plain[: root.start()].strip("/"):
        plain = plain[root.end() :].lstrip("/")
    elif plain.startswith(("/", "~", "$")) or "://" in plain or re.match(r"[A-Za-z]:/", plain):
        return None
    for part in plain.split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
