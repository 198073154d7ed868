"""Whether a runner still finds a test file where it lies now."""

from __future__ import annotations

from fnmatch import fnmatchcase

from checks.change import Tree
from checks.path_parts import folder_of, folders_above
from checks.test_runs.pytest_settings import Settings, settings_in


class Reach:
    """What pytest looks into, by the settings of one tree.

    Args:
        tree: the tree.
    """

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._known: dict[str, Settings] = {}

    def passed_over(self, path: str) -> str:
        """Why pytest would not come upon a file when it is started without arguments; empty if it would.

        Args:
            path: a Python file.
        """
        settings = self._settings_for(folder_of(path))
        below = folder_of(path).removeprefix(settings.folder).strip("/")
        if settings.folders:
            start = next(
                (one for one in settings.folders if not one or f"{path}/".startswith(f"{one}/")), None
            )
            if start is None:
                return f"lies outside of `testpaths`, which is `{' '.join(settings.options['testpaths'])}`"
            below = folder_of(path).removeprefix(start).strip("/")
        for part in below.split("/") if below else ():
            if any(fnmatchcase(part, pattern) for pattern in settings.not_recursed):
                return f"lies in `{part}`, which pytest passes over"
        return ""

    def _settings_for(self, folder: str) -> Settings:
        """The settings nearest above a folder, else those of the root, which may be none."""
        for one in (*reversed(list(folders_above(f"{folder}/x"))), ""):
            if one not in self._known:
                self._known[one] = settings_in(self._tree, one)
            if self._known[one].options:
                return self._known[one]
        return self._known[""]
