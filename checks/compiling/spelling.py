"""One path pattern of ours in the globs of a host: never more paths than ours, unless it is said.

Ours are meant from the root, and what names a folder names all below it. Hosts know `*`, `**` and `?`, some
also sets of characters; none knows that a file system may take another spelling for the same file, which
only the hook and the check see.
"""

from __future__ import annotations


def globs(pattern: str, *, has_sets: bool) -> tuple[str, ...] | None:
    """What a host has to be told, from the root and without a slash in front; `None` if it cannot be.

    Args:
        pattern: a pattern that takes nothing back.
        has_sets: whether the host reads `[a-z]`.
    """
    if "\\" in pattern or ("[" in pattern and not has_sets) or any(sign in pattern for sign in "(){},"):
        return None
    plain = pattern.removeprefix("/")
    if plain.endswith("/"):
        return (f"{plain}**",)
    return (plain,) if plain.endswith("**") else (plain, f"{plain}/**")


def place(pattern: str) -> str | None:
    """The file, or the folder with all below it, that a pattern names; `None` if it names several places."""
    plain = pattern.removeprefix("/").removesuffix("**").rstrip("/")
    return plain if plain and not set(plain) & set("*?[\\") else None
