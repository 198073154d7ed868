"""JSON as one sequence of bytes: documented order, printable ASCII only, no workflow command inside.

Escaping everything outside ASCII keeps invisible characters visible, and a log that shows the text
cannot be steered by it.
"""

from __future__ import annotations

import json
import re

_UNDECODABLE = re.compile("[\ud800-\udfff]")
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def dump(document: object, indent: int | None = 2) -> str:
    """The document as JSON text, keys in the order given.

    Args:
        document: dictionaries, lists, texts, whole numbers, truth values and `None`.
        indent: blanks per level, `None` for one line.
    """
    separators = (",", ": ") if indent else (", ", ": ")
    text = json.dumps(document, ensure_ascii=True, indent=indent, separators=separators, allow_nan=False)
    return text.replace("\x7f", "\\u007f").replace("##[", "##\\u005b")


def text(value: str) -> str:
    r"""A text that any JSON reader takes: bytes that are no UTF-8 become `\xNN`."""
    return _UNDECODABLE.sub(_byte, value)


def _byte(found: re.Match[str]) -> str:
    number = ord(found.group())
    return f"\\x{number - 0xDC00:02x}" if 0xDC80 <= number <= 0xDCFF else "\ufffd"


def path_bytes(path: str) -> str | None:
    """The bytes of a path as hexadecimal digits if they are no UTF-8, else `None`."""
    return raw(path).hex() if _UNDECODABLE.search(path) else None


def raw(path: str) -> bytes:
    """The bytes of a path as git stores them; a surrogate that stands for no byte becomes U+FFFD."""
    return _NO_BYTE.sub("\ufffd", path).encode("utf-8", "surrogateescape")
