"""`if TYPE_CHECKING:` of Python: what stands below it is there for type checkers alone."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass

NAME = "TYPE_CHECKING"
_WRITERS = ("setattr", "globals", "__dict__", "vars", "locals")


@dataclass(frozen=True)
class Guard:
    """How one file knows the constant.

    Attributes:
        is_name: whether the plain name is the constant.
        modules: names under which the file knows a module that holds it.
    """

    is_name: bool
    modules: Collection[str]

    @classmethod
    def of(cls, tree: ast.Module, text: str) -> Guard:
        """The guard of a file; one that the file could set otherwise is none."""
        if NAME not in text or (_is_written(tree) if any(word in text for word in _WRITERS) else False):
            return cls(False, ())
        is_name, is_set = False, False
        modules: set[str] = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(_is_called(target) for target in targets):
                    is_false = isinstance(node.value, ast.Constant) and not node.value.value
                    is_name, is_set = is_name or is_false, is_set or not is_false
            elif isinstance(node, ast.Import | ast.ImportFrom):
                holder = node.module or "" if isinstance(node, ast.ImportFrom) else ""
                for alias in node.names:
                    known_as = alias.asname or alias.name
                    if known_as == NAME:
                        is_right = alias.name == NAME and "typing" in holder.rpartition(".")[2]
                        is_name, is_set = is_name or is_right, is_set or not is_right
                    elif alias.name == "*" and "typing" in holder:
                        is_name = True
                    elif "typing" in alias.name:
                        modules.add(known_as)
            elif isinstance(node, ast.arg):
                is_set = is_set or node.arg == NAME
        return cls(is_name and not is_set, frozenset(modules) if not is_set else ())

    def holds(self, test: ast.expr) -> bool:
        """Whether a condition is the constant and nothing else."""
        if isinstance(test, ast.Attribute):
            return test.attr == NAME and isinstance(test.value, ast.Name) and test.value.id in self.modules
        return self.is_name and isinstance(test, ast.Name) and test.id == NAME


def _is_called(target: ast.expr) -> bool:
    name = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
    return name == NAME


def _is_written(tree: ast.Module) -> bool:
    """Whether the name stands in a text, by which the constant could be set."""
    return any(isinstance(node, ast.Constant) and node.value == NAME for node in ast.walk(tree))
