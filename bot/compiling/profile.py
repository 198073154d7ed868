"""Codex's `config.toml`: a permission profile of ours in two marked blocks, all else as it was.

The name of the profile must stand before the first table, the profile itself is one; hence two blocks.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence

from bot.errors import UserError

_PROFILE = "decisis"
_BEGIN, _END = "# decisis:begin", "# decisis:end"
_OTHERS = ("sandbox_mode", "sandbox_workspace_write", "default_permissions")
"""Keys beside which a profile of ours would not count, or would take the place of somebody's choice."""


def with_profile(path: str, text: str, places: Sequence[str]) -> str:
    """The text with a profile that lets commands only read some places.

    Args:
        path: the file, for messages.
        text: what stands in it, with or without our blocks.
        places: files and folders from the root; without any the blocks go.

    Raises:
        UserError: it is no TOML, or somebody has chosen another profile or a sandbox.
    """
    own = "".join(_own(path, text))
    try:
        found = tomllib.loads(own)
    except tomllib.TOMLDecodeError as fault:
        raise UserError(f"`{path}` is no TOML: {fault}", "mend it, then run again") from fault
    if not places:
        return own
    standing = [key for key in _OTHERS if key in found]
    standing += [f"permissions.{_PROFILE}"] if _PROFILE in found.get("permissions", {}) else []
    if standing:
        raise UserError(
            f"`{path}` sets `{standing[0]}`, which Codex does not join with a profile of ours",
            "take it out, or write the places into your own profile",
        )
    block = [
        _BEGIN,
        f"[permissions.{_PROFILE}]",
        'extends = ":workspace"',
        f'[permissions.{_PROFILE}.filesystem.":workspace_roots"]',
        *(f'{json.dumps(place, ensure_ascii=False)} = "read"' for place in places),
        _END,
        "",
    ]
    top = f'{_BEGIN}\ndefault_permissions = "{_PROFILE}"\n{_END}\n'
    gap = "" if not own or own.endswith("\n") else "\n"
    return top + own + gap + "\n".join(block)


def _own(path: str, text: str) -> Iterator[str]:
    """The lines outside of our blocks."""
    is_ours = False
    for line in [*text.splitlines(keepends=True), ""]:
        mark = line.strip()
        if (mark == _BEGIN and is_ours) or (mark == _END and not is_ours) or (not line and is_ours):
            raise UserError(
                f"the marks `{_BEGIN}` and `{_END}` in `{path}` do not pair up", "mend them, then run again"
            )
        if mark in (_BEGIN, _END):
            is_ours = not is_ours
        elif not is_ours:
            yield line
