"""Whether two states of a migration do the same: comments, layout and annotations do not count."""

from __future__ import annotations

import ast
import warnings

from checks.change import Blob, ChangedFile, Status
from checks.languages.language import Language, language_of
from checks.languages.substance import says_something_new
from checks.source import Source
from checks.sql.tokens import Token, tokens


def does_the_same(path: str, base: Blob | None, head: Blob | None) -> bool:
    """Whether the migration, run anew, would do what it did.

    Args:
        path: tells the language.
        base: what it was.
        head: what it is.
    """
    if base is None or head is None:
        return base is head
    if base.oid == head.oid:
        return True
    if base.content is None or head.content is None:
        return False
    old, new = Source(base.content), Source(head.content)
    if path.endswith(".sql"):
        return _sql(old.text) == _sql(new.text)
    if language_of(path) is not Language.PYTHON:
        return not says_something_new(ChangedFile(path, Status.MODIFIED, base, head))
    one, other = _python(old.text), _python(new.text)
    return one is not None and other is not None and one[0] == other[0] and one[1] >= other[1]


def _sql(text: str) -> list[Token]:
    read = [token._replace(line=0, raw="") for token in tokens(text)]
    while read and read[-1].text == ";":
        read.pop()
    return read


class _Bare(ast.NodeTransformer):
    """Takes away what Python evaluates to nothing: annotations and texts that stand alone."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        return ast.Pass() if node.value is None else ast.Assign([node.target], node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_Pass(self, _: ast.Pass) -> None:
        return None


def _python(text: str) -> tuple[list[str], frozenset[str]] | None:
    """The statements of a module, in order, and its imports, which may become fewer but not others."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = _Bare().visit(ast.parse(text)).body
        said = [ast.dump(node) for node in body if not isinstance(node, (ast.Import, ast.ImportFrom))]
        imports = [node for node in body if isinstance(node, (ast.Import, ast.ImportFrom))]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    names = (
        f"{'.' * getattr(node, 'level', 0)}{getattr(node, 'module', '')}:{alias.name}:{alias.asname}"
        for node in imports
        for alias in node.names
    )
    return said, frozenset(names)
