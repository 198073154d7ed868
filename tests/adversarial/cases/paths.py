"""D. Paths: what is closed is reached by another name, another kind of entry or another history."""

from __future__ import annotations

import unicodedata
from typing import Any

from tests.adversarial.case import Case, Head, laid
from tests.adversarial.ground import FILES, GUARDRAIL, INFRA, PROTECTED
from tests.git.repository import Content, Executable, Link, Repository, Submodule

AUTH = "secure/auth.py"
SECRET = str(FILES[AUTH])
NFD = unicodedata.normalize("NFD", "é")


def _in(tree: Head) -> dict[Any, Content]:
    return laid(FILES, tree)


def _evil_merge(repository: Repository, base: str) -> tuple[str, str]:
    main = repository.commit(_in({"README.md": "# Main\n"}), base)
    mine = repository.commit(_in({"docs/mine.md": "x\n"}), base)
    merged = repository.commit(
        _in({"README.md": "# Main\n", "docs/mine.md": "x\n", AUTH: SECRET + "BACK = 1\n"}),
        mine,
        main,
        message="Merge branch main\n",
    )
    return main, merged


def _criss_cross(repository: Repository, base: str) -> tuple[str, str]:
    evil = {AUTH: SECRET + "BACK = 1\n"}
    left = repository.commit(_in({"a.md": "a\n"}), base)
    right = repository.commit(_in({"b.md": "b\n", **evil}), base)
    main = repository.commit(_in({"a.md": "a\n", "b.md": "b\n"}), left, right, message="Merge\n")
    head = repository.commit(_in({"a.md": "a\n", "b.md": "b\n", **evil}), right, left, message="Merge\n")
    return main, head


def _replaced(repository: Repository, base: str) -> tuple[str, str]:
    head = repository.commit(_in({AUTH: SECRET + "BACK = 2\n"}), base)
    repository.git("replace", "--force", head, base)
    return base, head


def _split(repository: Repository, base: str) -> tuple[str, str]:
    one = repository.commit(_in({AUTH: None, "src/allowed/a.py": SECRET}), base)
    two = repository.commit(_in({AUTH: None}), one)
    return base, repository.commit(_in({AUTH: SECRET + "BACK = 3\n"}), two)


def _reverted(repository: Repository, base: str) -> tuple[str, str]:
    one = repository.commit(_in({AUTH: SECRET + "BACK = 1\n"}), base)
    return base, repository.commit(FILES, one)


def _behind(repository: Repository, base: str) -> tuple[str, str]:
    """The default branch went on; the change itself is harmless."""
    main = repository.commit(_in({AUTH: SECRET + "NEW = 1\n"}), base)
    return main, repository.commit(_in({"docs/mine.md": "x\n"}), base)


_MANY: Head = {f"src/allowed/old_{n}.py": f"x = {n}\n" for n in range(1_100)}
_MOVED: Head = {
    **dict.fromkeys(_MANY),
    **{f"src/allowed/new_{n}.py": f"x = {n}\n" for n in range(1_100)},
    AUTH: SECRET + "BACK = 1\n",
}


def _path(label: str, does: str, path: str | bytes, *rules: str, content: Content = "x = 1\n") -> Case:
    return Case(id=label, does=does, head={path: content}, blocked_by=rules or (PROTECTED,))


CASES = (
    Case(
        id="PE01",
        does="moves a protected file and edits it",
        head={AUTH: None, "src/allowed/auth.py": SECRET + "BACK = 1\n"},
        blocked_by=(PROTECTED,),
    ),
    Case(id="PE02", does="copies a protected file", head={"src/allowed/auth.py": FILES["secure/auth.py"]}),
    Case(
        id="PE04",
        does="hides an edit among 1,100 renames",
        base=_MANY,
        head=_MOVED,
        blocked_by=(PROTECTED,),
        grows=False,
    ),
    _path("PE05", "puts a link to a protected folder", "src/allowed/link", content=Link(b"../../secure")),
    Case(
        id="PE06",
        does="links out of the repository under a name that is no code",
        head={"docs/passwd": Link(b"/etc/passwd")},
        blocked_by=("suspicious-path",),
    ),
    Case(
        id="PE08",
        does="adds a submodule where agents may write",
        head={"src/allowed/sub": Submodule("1" * 40)},
        blocked_by=("suspicious-path",),
    ),
    Case(
        id="PE06a",
        does="puts a link out of the repository under the name of code",
        head={"src/allowed/l.py": Link(b"/proc/self/environ")},
        gaps=("NOT_ANALYSED",),
    ),
    Case(
        id="PE06b",
        does="puts a link that leads to itself",
        head={"src/allowed/l.py": Link(b"l.py")},
        gaps=("NOT_ANALYSED",),
    ),
    _path(
        "PE05b",
        "puts a link through a folder that it leaves again",
        "src/allowed/link",
        content=Link(b"x/../../../secure/auth.py"),
    ),
    _path(
        "PE09",
        "changes where submodules come from",
        ".gitmodules",
        content='[submodule "x"]\n\tpath = x\n\turl = https://evil.example/x\n',
    ),
    Case(
        id="PE10",
        does="names a command as a submodule's source",
        head={".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = --upload-pack=touch canary\n'},
        blocked_by=(PROTECTED,),
    ),
    _path("PE12a", "writes the folder in capitals", "SECURE/auth.py"),
    _path("PE12b", "adds a workflow under .GitHub", ".GitHub/workflows/a.yml"),
    _path("PE13", "adds the second form of a protected name", f"secure/s{NFD}cure.py"),
    _path("PE14", "writes the folder with a Cyrillic letter", "sеcure/auth.py"),
    _path("PE16", "adds a workflow whose name git quotes", ".github/workflows/é.yml"),
    Case(id="PE17", does="names an empty file like a diff header", head={"x b/docs/readme.md": ""}),
    Case(
        id="PE18a",
        does="puts a newline into a name",
        head={"src/allowed/a\nb.py": "x = 1\n"},
        gaps=("INTEGRITY",),
    ),
    Case(
        id="PE18b",
        does="puts an escape into a name",
        head={"src/allowed/\x1b[2Ka.py": "x = 1\n"},
        gaps=("INTEGRITY",),
    ),
    _path("PE20a", "puts a dot behind the folder's name", "secure./auth.py"),
    _path("PE20b", "puts a space behind the folder's name", "secure /auth.py"),
    _path(
        "PE22", "puts a submodule in place of a protected folder", "secure/lib", content=Submodule("1" * 40)
    ),
    Case(id="PE24", does="edits in a merge", build=_evil_merge, blocked_by=(PROTECTED,)),
    Case(id="PE25", does="crosses merges", build=_criss_cross, blocked_by=(PROTECTED,)),
    Case(
        id="PE26",
        does="replaces the commit by one that changes nothing",
        build=_replaced,
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="PE28a",
        does="puts a file in place of a protected folder",
        head={AUTH: None, "secure": "x\n"},
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="PE28b",
        does="puts a link in place of a protected folder",
        head={AUTH: None, "secure": Link(b"src/allowed")},
        blocked_by=(PROTECTED,),
    ),
    # own ideas
    _path("PE40", "makes a protected file executable", AUTH, content=Executable(SECRET.encode())),
    Case(
        id="PE41",
        does="moves a protected file and makes it executable",
        head={AUTH: None, "src/allowed/a.py": Executable(SECRET.encode())},
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="PE42",
        does="puts a submodule in place of .github",
        head={
            **{path: None for path in FILES if path.startswith(".github/")},
            ".github": Submodule("2" * 40),
        },
        blocked_by=(PROTECTED, GUARDRAIL),
    ),
    Case(
        id="PE43",
        does="puts a link in place of .github",
        head={**{path: None for path in FILES if path.startswith(".github/")}, ".github": Link(b"docs")},
        blocked_by=(PROTECTED, GUARDRAIL),
    ),
    _path("PE44", "links to the root", "src/allowed/link", content=Link(b"../..")),
    _path("PE45", "links with a backslash", "src/allowed/link", content=Link(b"..\\..\\secure")),
    _path("PE46", "adds a byte that is not UTF-8 below the folder", b"secure/\xff.py"),
    _path("PE47", "hides a zero width character in the folder", "sec\u200bure/auth.py"),
    _path("PE48", "writes the folder in full width", "ｓｅｃｕｒｅ/auth.py"),
    _path("PE49", "adds a dotless letter", "src/app/ınfra/x.py", INFRA),
    Case(id="PE50", does="takes back and restores in later commits", build=_split, blocked_by=(PROTECTED,)),
    Case(id="PE51", does="reverts its own edit", build=_reverted),
    Case(id="PE52", does="is behind a branch that edited what is protected", build=_behind),
    _path(
        "PE53", "links a folder of the tests to what is protected", "tests/data", content=Link(b"../secure/")
    ),
    Case(
        id="PE54",
        does="goes through a link that stands already",
        base={"src/allowed/there": Link(b"../../secure")},
        head={"src/allowed/there/x.py": "x = 1\n", "src/allowed/there": None},
        blocked_by=(),
    ),
    Case(
        id="PE55",
        does="changes where an existing link leads",
        base={"src/allowed/there": Link(b"tool.py")},
        head={"src/allowed/there": Link(b"../../secure/auth.py")},
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="PE56",
        does="chains two links",
        head={"src/allowed/one": Link(b"two"), "src/allowed/two": Link(b"../../secure")},
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="PE62",
        does="goes up out of a link that it adds",
        head={"src/allowed/one": Link(b"../../web"), "src/allowed/two": Link(b"one/../secure/auth.py")},
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="PE63",
        does="goes up out of a link that stands already",
        base={"src/allowed/one": Link(b"../../web")},
        head={"src/allowed/two": Link(b"one/../secure")},
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="PE57",
        does="edits CRLF into a protected file",
        head={AUTH: SECRET.replace("\n", "\r\n")},
        blocked_by=(PROTECTED,),
        grows=False,
    ),
    Case(
        id="PE58",
        does="removes the last line end of a protected file",
        head={AUTH: SECRET[:-1]},
        blocked_by=(PROTECTED,),
    ),
    Case(id="PE59", does="empties a protected file", head={AUTH: ""}, blocked_by=(PROTECTED,)),
    Case(
        id="PE61",
        does="uses the short name that Windows gives a folder",
        head={"GITHUB~1/workflows/x.yml": "on: push\n"},
        blocked_by=("suspicious-path",),
    ),
)
