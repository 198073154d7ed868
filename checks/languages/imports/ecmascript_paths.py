"""File names that JavaScript builds from its own place: `path.join(__dirname, "..", "db")` is `./../db`."""

from __future__ import annotations

from collections.abc import Mapping

from ast_grep_py import SgNode

from checks.languages.constants import Text, text_of
from checks.languages.syntax import argument, short

_HERE = ("__dirname", "import.meta.dirname", "import.meta.url", "__filename")
_JOINS = {"path.join", "path.resolve", "join", "resolve", "path.posix.join"}
_WRAPPERS = {"require.resolve", "pathToFileURL", "url.pathToFileURL", "fileURLToPath", "url.fileURLToPath"}


def path_of(node: SgNode, names: Mapping[str, Text], depth: int = 0) -> Text | None:
    """What is known of a file name, relative to the file that builds it.

    Args:
        node: the expression.
        names: identifiers that hold one constant text → that text.
        depth: how deep the expression is nested already.

    Returns:
        The text, beginning with `./`; `None` if the expression does not start from its own place.
    """
    kind = node.kind()
    if depth > 5:
        return None
    if kind == "new_expression" and node.children()[1].text() == "URL":
        base = argument(node, 1)
        given = argument(node)
        if given is not None and base is not None and short(base) in _HERE:
            text = text_of(given, names)
            return text if text.known.startswith(".") else Text("./") + text
        return None
    if kind == "member_expression" and node.children()[-1].text() in ("href", "pathname"):
        return path_of(node.children()[0], names, depth + 1)
    if kind == "call_expression":
        return _call(node, names, depth)
    if kind in ("template_string", "binary_expression"):
        return _from_directory(node, names)
    return None


def _call(node: SgNode, names: Mapping[str, Text], depth: int) -> Text | None:
    function, first = short(node.children()[0]), argument(node)
    if first is None:
        return None
    if function in _WRAPPERS:
        text = text_of(first, names)
        return text if text.complete else path_of(first, names, depth + 1)
    if function not in _JOINS or short(first) not in _HERE:
        return None
    result = Text(".", complete=True)
    index = 1
    while (part := argument(node, index)) is not None:
        result = result + Text("/", complete=True) + text_of(part, names)
        index += 1
    return result


def _from_directory(node: SgNode, names: Mapping[str, Text]) -> Text | None:
    """`__dirname + "/x"` and `${__dirname}/x`."""
    here = {name: Text(".", complete=True) for name in ("__dirname",)}
    text = text_of(node, {**names, **here})
    return text if text.known.startswith("./") else None
