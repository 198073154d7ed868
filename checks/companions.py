"""Files that belong together by their paths: for each file of one kind, is there one of the other?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from checks.change import Tree
from checks.path_captures import Bindings, CapturePatterns, shared
from checks.path_parts import fixed_folder


class Companions:
    """Files found by patterns, asked for by what the captures of another file stand for.

    Args:
        patterns: where the files lie; a path counts as git spells it.
        paths: the files.
    """

    def __init__(self, patterns: CapturePatterns, paths: Iterable[str]) -> None:
        self._readings = {
            reading
            for path in paths
            if patterns.holds(path, any_form=False)
            for reading in patterns.readings(path, any_form=False)
        }
        self._by_names: dict[frozenset[str], dict[frozenset[str], set[Bindings]]] = {}

    def __bool__(self) -> bool:
        return bool(self._readings)

    def has(self, bindings: Bindings) -> bool:
        """Whether a file agrees in every capture that both sides name."""
        names = frozenset(name for name, _ in bindings)
        return any(shared(bindings, common) in found for common, found in self._seen_by(names).items())

    def _seen_by(self, names: frozenset[str]) -> dict[frozenset[str], set[Bindings]]:
        if names not in self._by_names:
            seen: dict[frozenset[str], set[Bindings]] = defaultdict(set)
            for reading in self._readings:
                common = names & {name for name, _ in reading}
                seen[common].add(shared(reading, common))
            self._by_names[names] = seen
        return self._by_names[names]


def companions_in(tree: Tree, patterns: CapturePatterns) -> Companions:
    """The files of a whole tree; only the folders that the patterns name are walked."""
    roots = {fixed_folder(one) for one in patterns.patterns if not one.startswith("!")}
    return Companions(patterns, (path for root in sorted(roots) for path in tree.walk(root)))
