"""Files of a work tree written whole: nobody ever sees half of one."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bot.errors import UserError


def replace_file(top: Path, path: str, content: bytes) -> None:
    """Write beside and rename; a file that exists keeps its mode, a new one is for everybody who works here.

    Args:
        top: the root of the work tree, which nothing is written outside of.
        path: the file from there, with `/` between its parts; its folders are made.
        content: its whole content.

    Raises:
        UserError: it cannot be written, or a link leads out of the work tree.
    """
    file = top / path
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.parent.resolve().is_relative_to(top.resolve()) or file.is_symlink():
            raise UserError(f"`{file}` lies behind a link", "put a file in its place, then run again")
        mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as beside:
            beside.write(content)
        draft = Path(beside.name)
        draft.chmod(mode)
        draft.replace(file)
    except OSError as failure:
        raise UserError(f"`{file}` cannot be written: {failure.strerror}", "look at its folder") from failure
