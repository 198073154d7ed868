"""Files or folders as the nodes of a graph of imports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from checks.languages.language import Language, language_of
from checks.languages.places.matched import GLOB
from checks.languages.places.sides import Side
from checks.languages.places.walk import MAX_FILES, TooFar
from checks.path_parts import folder_of
from checks.paths import PathPatterns


@dataclass(frozen=True)
class Nodes:
    """What counts as one node.

    Attributes:
        within: patterns of the files that belong to the graph, none for all.
        are_folders: whether folders are nodes and not files; packages of Go always are.
        depth: how many folders below the fixed beginning of the pattern a node lies; 0 for the folder that
            a file lies in.
    """

    within: tuple[str, ...]
    are_folders: bool
    depth: int
    _files: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def _patterns(self) -> PathPatterns:
        return PathPatterns(self.within)

    @cached_property
    def _starts(self) -> tuple[str, ...]:
        literal = {GLOB.split(pattern.strip("/"))[0].rpartition("/")[0] for pattern in self.within}
        return tuple(sorted(literal or {""}, key=lambda start: (-len(start), start)))

    def holds(self, path: str) -> bool:
        """Whether a file belongs to the graph."""
        return (
            self._patterns.matches_any_form(path)
            and language_of(path) is not None
            and not path.endswith("_test.go")
        )

    def of_file(self, path: str) -> str | None:
        """The node of a file; `None` if it belongs to none. A folder ends with a slash."""
        if not self.holds(path):
            return None
        return self._folder(folder_of(path)) if self._is_by_folder(path) else path

    def of_target(self, target: str, importer: str) -> str | None:
        """The node that an import leads to; `None` if to none, or to a folder where files count."""
        if not target.endswith("/"):
            return self.of_file(target)
        if not self._is_by_folder(importer):
            return None
        folder = target.rstrip("/")
        return self._folder(folder) if self._patterns.matches_any_form(f"{folder}/_") else None

    def files(self, node: str, side: Side) -> Iterable[str]:
        """The files of a node, sorted.

        Raises:
            TooFar: there are too many.
        """
        if not node.endswith("/"):
            return (node,)
        if node not in self._files:
            found = list(islice(side.trees.own.walk(node.rstrip("/")), MAX_FILES + 1))
            if len(found) > MAX_FILES:
                raise TooFar(f"{MAX_FILES} files", f"{node.rstrip('/')} holds more")
            self._files[node] = tuple(path for path in found if self.of_file(path) == node)
        return self._files[node]

    def _is_by_folder(self, path: str) -> bool:
        return self.are_folders or language_of(path) is Language.GO

    def _folder(self, folder: str) -> str:
        if self.are_folders and self.depth:
            start = next((s for s in self._starts if folder == s or folder.startswith(f"{s}/") or not s), "")
            parts = folder.removeprefix(start).strip("/").split("/")[: self.depth]
            folder = "/".join(filter(None, (start, *parts)))
        return f"{folder}/"
