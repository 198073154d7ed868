"""The files of each host and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.compiling.lists import holds_nothing, with_entries
from bot.compiling.profile import with_profile
from bot.compiling.record import Entries, record_of, recorded
from bot.errors import UserError
from checks.compiling import Permissions, Target
from checks.policy_place import COMPILED

_FILES = {
    Target.CLAUDE: ".claude/settings.json",
    Target.CODEX: ".codex/config.toml",
    Target.CURSOR: ".cursor/cli.json",
}
_NEW = {
    Target.CLAUDE: "{}\n",
    Target.CODEX: "",
    Target.CURSOR: '{\n  "permissions": {\n    "allow": [],\n    "deny": []\n  }\n}\n',
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """What becomes of one file.

    Attributes:
        path: the file, from the root of the work tree.
        seen: its text, `None` where there is none.
        wanted: the text that it is to have, `None` where it is to go.
    """

    path: str
    seen: str | None
    wanted: str | None

    @property
    def is_due(self) -> bool:
        """Whether anything changes."""
        return self.seen != self.wanted


def compiled(root: Path, target: Target, wanted: Permissions) -> tuple[Compiled, Compiled]:
    """The settings of a host and the record of what is ours in them, as they are to be.

    Args:
        root: root of the work tree.
        target: the host.
        wanted: what it is to be told.

    Raises:
        UserError: a file cannot be read or edited; one sentence says what to do.
    """
    path = _FILES[target]
    seen, record = _text(root, path), _text(root, COMPILED)
    known = recorded(record)
    ours: Entries = {}
    before = _NEW[target] if seen is None else seen
    if target is Target.CODEX:
        text = with_profile(path, before, wanted.deny)
        is_empty = not text.strip()
    else:
        entries = {"deny": wanted.deny, "allow": wanted.allow}
        text, ours = with_entries(path, before, known.get(target, {}), entries)
        is_empty = holds_nothing(text)
    is_left = seen is not None and text == seen
    settings = Compiled(path, seen, None if is_empty and not is_left else text)
    return settings, Compiled(COMPILED, record, record_of({**known, target.value: ours}))


def has_allowed(root: Path, target: Target) -> bool:
    """Whether permissions were written when the host was compiled last.

    Args:
        root: root of the work tree.
        target: the host.

    Raises:
        UserError: the record cannot be read.
    """
    return bool(recorded(_text(root, COMPILED)).get(target, {}).get("allow"))


def _text(root: Path, path: str) -> str | None:
    file = root / path
    try:
        return file.read_bytes().decode("utf-8") if file.exists() else None
    except (OSError, UnicodeDecodeError) as fault:
        raise UserError(f"`{path}` cannot be read: {fault}", "mend it, then run again") from fault
