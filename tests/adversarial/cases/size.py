"""H. Size and exhaustion: never ends in success."""

from __future__ import annotations

from tests.adversarial.case import Case, Head, laid
from tests.adversarial.ground import EVAL, FILES, PROTECTED, SYSTEM
from tests.git.repository import Repository

CALL = 'import os\n\nos.system("id")\n'
DEEP = "/".join(["d"] * 255)


def _long(repository: Repository, base: str) -> tuple[str, str]:
    """3,000 commits, the violation in the first; git writes them in one pack."""
    lines = []
    for number in range(3_000):
        parent = f"from {base}\n" if number == 0 else ""
        text = CALL if number == 0 else f"{number}\n"
        path = "src/allowed/new.py" if number == 0 else "docs/n.md"
        lines.append(
            f"commit refs/heads/long\ncommitter A <a@example.org> 1772452800 +0000\ndata 1\nx\n{parent}"
            f"M 100644 inline {path}\ndata {len(text)}\n{text}\n"
        )
    repository.git("fast-import", "--quiet", "--force", stdin="".join(lines).encode())
    return base, repository.git("rev-parse", "refs/heads/long")


def _wide(repository: Repository, base: str) -> tuple[str, str]:
    """100,000 files without content in one folder."""
    empty = repository.blob(b"")
    entries = sorted(("100644", empty, f"{number:06}".encode()) for number in range(100_000))
    folder = repository.raw_tree(entries)
    whole = laid(FILES, {"wide/x": "x\n"})
    listed = repository.git("ls-tree", repository.tree(whole)).splitlines()
    top = [
        (mode, folder if name == "wide" else oid, name.encode())
        for mode, _, oid, name in (line.replace("\t", " ").split(" ", 3) for line in listed)
    ]
    tree = repository.raw_tree([(mode.lstrip("0"), oid, name) for mode, oid, name in top])
    return base, repository.commit_tree(tree, base)


_MANY: Head = {f"docs/many/{number:05}.md": f"{number}\n" for number in range(2_998)}

CASES = (
    Case(
        id="RX02",
        does="hides an edit behind 2,998 files",
        head={**_MANY, "src/allowed/zz.py": CALL},
        blocked_by=(SYSTEM,),
        grows=False,
    ),
    Case(
        id="RX02b",
        does="changes one file more than is judged",
        head={**_MANY, **{f"docs/more/{n}.md": "x\n" for n in range(10)}},
        gaps=("TOO_LARGE",),
        grows=False,
    ),
    Case(
        id="RX03",
        does="changes 301 files and 20,001 lines",
        head={**{f"docs/m/{n}.md": "x\n" * 67 for n in range(300)}, "src/allowed/zz.py": CALL},
        blocked_by=(SYSTEM,),
        grows=False,
    ),
    Case(id="RX06", does="adds 100,000 empty files", build=_wide, gaps=("TOO_LARGE",)),
    Case(
        id="RX07",
        does="breaks a rule 1,000 times",
        head={"src/allowed/many.py": 'eval("1")\n' * 1_000},
        blocked_by=(EVAL,),
        grows=False,
    ),
    Case(
        id="RX08",
        does="nests code deeper than parsers go",
        head={"src/app/domain/deep.py": "infra = a" + ".b" * 60_000 + "\n", "src/allowed/new.py": CALL},
        blocked_by=(SYSTEM,),
        gaps=("NOT_ANALYSED",),
    ),
    Case(id="RX10", does="spreads over 3,000 commits", build=_long, blocked_by=(SYSTEM,)),
    Case(id="RX11a", does="nests folders 255 deep", head={f"{DEEP}/x.py": CALL}, blocked_by=(SYSTEM,)),
    Case(
        id="RX11b",
        does="uses names of 4,000 letters",
        head={f"src/{'n' * 4_000}.py": CALL},
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="RX12",
        does="deepens a protected folder",
        head={f"secure/{DEEP}/x": "x\n"},
        blocked_by=(PROTECTED,),
    ),
)
