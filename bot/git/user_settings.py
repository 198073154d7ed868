"""The user's settings that decide what git would store of a work tree; nothing that git would start."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.git.command import Git

_STORING = (
    "core.autocrlf",
    "core.eol",
    "core.filemode",
    "core.symlinks",
    "core.ignorecase",
    "core.precomposeunicode",
)
_EXCLUDES = "core.excludesfile"


@dataclass(frozen=True)
class UserSettings:
    """Settings of the user, the machine and the repository taken together.

    Attributes:
        config: git options by name.
    """

    config: Mapping[str, str]

    @classmethod
    def of(cls, git: Git) -> UserSettings:
        """Read the settings that count in a repository.

        Args:
            git: git on the user's repository.
        """
        home = os.environ.get("HOME", os.devnull)
        places = {name: os.environ.get(name) for name in ("XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL")}
        asking = git.having({"HOME": home, "GIT_CONFIG_NOSYSTEM": None, **places})
        config = {name: value for name in _STORING if (value := _get(asking, name))}
        default = Path(os.environ.get("XDG_CONFIG_HOME") or Path(home) / ".config") / "git/ignore"
        excludes = _get(asking, _EXCLUDES, "--type=path") or str(default)
        return cls({**config, "core.safecrlf": "false", "core.excludesFile": excludes})

    def carry_excludes(self, git_dir: Path, common_dir: Path) -> None:
        """Copy the repository's own list of ignored files into a scratch git directory."""
        excluded = common_dir / "info/exclude"
        if excluded.is_file():
            shutil.copyfile(excluded, git_dir / "info/exclude")


def _get(git: Git, name: str, *options: str) -> str:
    return git.run("config", *options, "--get", name, allowed=(0, 1)).decode().removesuffix("\n")
