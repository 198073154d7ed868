"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re
import struct
from typing import NamedTuple

_MACH_O = (b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf", b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe")
_OLDEST_CLASS = 45
_CORE = 4
_DUMP = re.compile(rb"\A(?:\s|--[^\n]*\n|/\*[^\n]*\n)*?-- ?(?:PostgreSQL database|MySQL|MariaDB) dump\b")
_ROWS = re.compile(rb"^(?:COPY [^\n]+ FROM stdin|INSERT INTO )", re.MULTILINE)


class Made(NamedTuple):
    """A kind of content.

    Attributes:
        what: what it is, with its article.
        is_code: whether a machine runs it and no reviewer can read it.
    """

    what: str
    is_code: bool


_CODE = {
    b"!<arch>\n": Made("a library or archive of object files", True),
    b"\0asm": Made("a WebAssembly binary", True),
    b"dex\n": Made("compiled code of Android", True),
    b"BC\xc0\xde": Made("compiled LLVM bitcode", True),
}
_DATA = {
    b"SQLite format 3\0": Made("a database (SQLite)", False),
    b"PGDMP": Made("a dump of a database (PostgreSQL)", False),
    b"REDIS0": Made("a dump of a database (Redis)", False),
    b"MDMP": Made("a memory dump", False),
    b"JAVA PROFILE": Made("a memory dump", False),
    b"b0VIM": Made("a swap file of an editor", False),
}


def made_of(content: bytes) -> Made | None:
    """What a content is, if a machine made it; `None` for text, pictures, fonts and everything unknown."""
    for table in (_CODE, _DATA):
        for magic, made in table.items():
            if content.startswith(magic):
                return made
    return _executable(content) or _compiled(content) or _dump(content)


def _executable(content: bytes) -> Made | None:
    if content.startswith(b"\x7fELF"):
        little = content[5:6] != b"\x02"
        kind = int.from_bytes(content[16:18], "little" if little else "big")
        return (
            Made("a core dump", False) if kind == _CORE else Made("a compiled program or library (ELF)", True)
        )
    if content[:4] in _MACH_O:
        return Made("a compiled program or library (Mach-O)", True)
    if content.startswith(b"MZ") and len(content) >= 64:
        (at,) = struct.unpack_from("<I", content, 60)
        if content[at : at + 4] == b"PE\0\0":
            return Made("a compiled program or library (Windows)", True)
    return None


def _compiled(content: bytes) -> Made | None:
    if content.startswith(b"\xca\xfe\xba\xbe") and len(content) >= 8:
        if int.from_bytes(content[6:8], "big") >= _OLDEST_CLASS:
            return Made("a compiled class of Java", True)
        return Made("a compiled program or library (Mach-O)", True)
    is_python = content[2:4] == b"\r\n" and len(content) >= 16 and content[5:8] == b"\0\0\0"
    if is_python and 3_000 <= int.from_bytes(content[:2], "little") < 4_000:
        return Made("compiled code of Python", True)
    if content.startswith(b"PK\x03\x04") and (b"META-INF/MANIFEST.MF" in content or b".class" in content):
        return Made("an archive of compiled classes of Java", True)
    return None


def _dump(content: bytes) -> Made | None:
    if _DUMP.match(content[:4_000]) and _ROWS.search(content):
        return Made("a dump of a database with its rows", False)
    return None
