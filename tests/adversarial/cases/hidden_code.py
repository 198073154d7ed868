"""C. Banned patterns, and code that is hidden from those who look."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

from tests.adversarial.case import Case
from tests.adversarial.ground import (
    EVAL,
    EXEC,
    FILES,
    GUARDRAIL,
    HIDDEN_EVAL,
    PICKLE,
    PROTECTED,
    SYSTEM,
    WEB_EVAL,
    WEB_HIDDEN_EVAL,
)
from tests.git.repository import Executable, Link, Submodule

NEW = "src/allowed/new.py"
CALL = 'import os\n\nos.system("id")\n'
INVISIBLE = "\u202e\u2066"
NOTEBOOK = (
    '{"cells": [{"cell_type": "code", "source": ["import os\\n", "os.system(\'id\')"]}], '
    '"nbformat": 4, "nbformat_minor": 5, "metadata": {}}\n'
)
REPOSITORY = {
    "docs/x/HEAD": "ref: refs/heads/main\n",
    "docs/x/config": '[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tfsmonitor = "touch /nowhere/canary"\n',
    "docs/x/objects/keep": "",
    "docs/x/refs/keep": "",
}


def _new(
    label: str, does: str, text: str | bytes, *rules: str, gaps: tuple[str, ...] = (), path: str = NEW
) -> Case:
    return Case(id=label, does=does, head={path: text}, blocked_by=rules, gaps=gaps)


CASES = (
    _new("BP00", "calls the banned function", CALL, SYSTEM),
    _new("BP01a", "asks for silence on the line", 'import os\n\nos.system("id")  # nosemgrep\n', SYSTEM),
    _new("BP01b", "asks for silence above the line", 'import os\n\n# nosem\nos.system("id")\n', SYSTEM),
    _new(
        "BP01c",
        "asks for silence by the id of the rule",
        'import os\n\nos.system("id")  # nosemgrep: ADR-0004/forbid-pattern-1\n',
        SYSTEM,
    ),
    Case(
        id="BP02",
        does="names the file in an ignore file",
        head={NEW: CALL, ".semgrepignore": "src/\n"},
        blocked_by=(SYSTEM, PROTECTED),
    ),
    _new("BP04a", "pads the file to 990 kB", CALL + "# " + "x" * 990_000 + "\n", SYSTEM),
    _new("BP04b", "pads the file to 1.1 MB", CALL + "# " + "x" * 1_100_000 + "\n", gaps=("TOO_LARGE",)),
    _new("BP06", "puts a NUL byte into the file", b'import os\nos.system("id")\n# \0\n', gaps=("INTEGRITY",)),
    _new("BP08", "ends a line by a carriage return", b'# c\rimport os; os.system("id")\n', SYSTEM),
    _new(
        "BP09a", "writes UTF-7", b"# coding: utf_7\n+AG8AcwAuAHMAeQBzAHQAZQBt-('id')\n", gaps=("INTEGRITY",)
    ),
    _new("BP09b", "escapes its letters", b"# coding: unicode_escape\n\\x65val('1')\n", gaps=("INTEGRITY",)),
    _new(
        "BP09c",
        "escapes its letters rawly",
        b"# coding: raw_unicode_escape\n\\u0065val('1')\n",
        gaps=("INTEGRITY",),
    ),
    _new("BP10a", "writes the name in full width", 'ｅｖａｌ("1")\n', EVAL),
    _new("BP10b", "writes the name in bold", '𝐞𝐱𝐞𝐜("1")\n', EXEC),
    _new("BP12a", "gives the function another name", 'e = eval\ne("1")\n', HIDDEN_EVAL),
    _new("BP12b", "calls it through its module", 'import builtins\n\nbuiltins.eval("1")\n', HIDDEN_EVAL),
    _new(
        "BP13",
        "puts the attribute's name together",
        'import os\n\ngetattr(os, "sys" + "tem")("id")\n',
        HIDDEN_EVAL,
    ),
    _new("BP14a", "imports by __import__", '__import__("os").system("id")\n', HIDDEN_EVAL),
    _new(
        "BP14b",
        "imports by importlib",
        'import importlib\n\nimportlib.import_module("os").system("id")\n',
        HIDDEN_EVAL,
    ),
    _new("BP16a", "breaks the line inside the name", 'import os\n\nos\\\n.system("id")\n', SYSTEM),
    _new("BP16b", "spreads the name", 'import os\n\nos . system ("id")\n', SYSTEM),
    _new("BP16c", "takes the function by import", 'from os import system as s\n\ns("id")\n', SYSTEM),
    _new("BP17a", "writes the ending in capitals", CALL, SYSTEM, path="src/allowed/UPPER.PY"),
    _new("BP17b", "uses another ending of Python", CALL, SYSTEM, path="src/allowed/mod.pyw"),
    Case(
        id="BP17c",
        does="names an interpreter and no ending",
        head={"src/allowed/run": Executable(b"#!/usr/bin/python3\n" + CALL.encode())},
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP18",
        does="puts a link to the code beside other code",
        head={"src/allowed/link.py": Link(b"/etc/passwd"), NEW: CALL},
        blocked_by=(SYSTEM,),
        gaps=("NOT_ANALYSED",),
    ),
    Case(
        id="BP20a",
        does="switches the diff of the file off",
        head={NEW: CALL, ".gitattributes": "src/allowed/new.py -diff\n"},
        blocked_by=(SYSTEM, PROTECTED),
    ),
    Case(
        id="BP20b",
        does="calls the file binary",
        head={NEW: CALL, "src/.gitattributes": "*.py binary\n"},
        blocked_by=(SYSTEM, PROTECTED),
    ),
    Case(
        id="BP21",
        does="calls the file generated",
        head={NEW: CALL, ".gitattributes": "src/** linguist-generated linguist-vendored\n"},
        blocked_by=(SYSTEM, PROTECTED),
    ),
    Case(
        id="BP24",
        does="adds code that Python runs when it starts",
        head={"src/evil.pth": "import os; os.system('id')\n"},
        blocked_by=(GUARDRAIL,),
    ),
    _new("BP26", "writes one very long line", "x = 1; " * 60_000 + 'import os; os.system("id")\n', SYSTEM),
    Case(
        id="BP29",
        does="edits the rules in the repository",
        head={NEW: CALL, "docs/decisions/0004-banned.md": None},
        blocked_by=(SYSTEM, PROTECTED, GUARDRAIL),
    ),
    _new("BP22", "turns the reading direction in code", "x = 1  # \u202e } \u2066\n", "invisible-text"),
    _new(
        "BP32",
        "adds a compiled file",
        b"\x7fELF\0\0\0",
        "committed-artifact",
        path="src/allowed/sums.so",
    ),
    Case(id="BP30", does="embeds a repository that tools obey", head=REPOSITORY, gaps=("INTEGRITY",)),
    # own ideas
    _new(
        "BP40",
        "indents the call deeply",
        "import os\n\n"
        + "".join("    " * n + "if True:\n" for n in range(60))
        + "    " * 60
        + 'os.system("id")\n',
        SYSTEM,
    ),
    _new("BP41", "hides the call in an f-string", "import os\n\nx = f\"{os.system('id')}\"\n", SYSTEM),
    _new(
        "BP42",
        "hides the call in a default value",
        "import os\n\n\ndef f(x=os.system('id')):\n    return x\n",
        SYSTEM,
    ),
    _new("BP43", "uses the function as a decorator", "import os\n\n\n@os.system\ndef f(): ...\n", SYSTEM),
    _new("BP44", "writes UTF-16 with its mark", CALL.encode("utf-16"), SYSTEM),
    _new("BP45", "writes UTF-16 without its mark", CALL.encode("utf-16-le"), gaps=("INTEGRITY",)),
    _new("BP46", "begins with a byte order mark", b"\xef\xbb\xbf" + CALL.encode(), SYSTEM),
    _new("BP47", "adds a byte that is not UTF-8", b"# \xff\n" + CALL.encode(), SYSTEM),
    _new("BP48", "puts a form feed and vertical tab around", 'import os\n\f\nos.system("id")\n', SYSTEM),
    _new("BP49", "does not parse below the call", CALL + "def (:\n", SYSTEM, gaps=("NOT_ANALYSED",)),
    _new("BP50", "does not parse above the call", "def (:\n" + CALL, gaps=("NOT_ANALYSED",)),
    _new("BP51", "writes the code under a vendored folder", CALL, SYSTEM, path="src/allowed/vendor/x.py"),
    _new("BP52", "writes the code under node_modules", CALL, SYSTEM, path="node_modules/x/y.py"),
    _new("BP53", "writes the code as a test", CALL, SYSTEM, path="tests/test_new.py"),
    _new("BP54", "writes the code in a dotted folder", CALL, SYSTEM, path=".tools/x.py"),
    _new("BP55", "writes the code in a folder of another script", CALL, SYSTEM, path="src/工具/x.py"),
    _new(
        "BP56", "writes the code under a name that is not UTF-8", CALL, SYSTEM, path="src/allowed/\udcff.py"
    ),
    _new("BP57", "writes the code in a stub", CALL, SYSTEM, path="src/allowed/new.pyi"),
    _new(
        "BP58", "claims to be generated", "# @generated\n# Code generated by x. DO NOT EDIT.\n" + CALL, SYSTEM
    ),
    _new("BP59", "unpickles through an alias", "import pickle as p\n\np.loads(b'')\n", PICKLE),
    _new("BP60", "evaluates in TypeScript", 'eval("1");\n', WEB_EVAL, path="web/src/x.ts"),
    _new(
        "BP61",
        "evaluates in JSX",
        'export const A = () => <p>{eval("1")}</p>;\n',
        WEB_EVAL,
        path="web/src/x.jsx",
    ),
    _new(
        "BP62",
        "evaluates in TSX",
        'export const A = () => <p>{eval("1")}</p>;\n',
        WEB_EVAL,
        path="web/src/x.tsx",
    ),
    _new("BP63", "evaluates in a CommonJS file", 'eval("1");\n', WEB_EVAL, path="web/src/x.cjs"),
    _new("BP64", "evaluates in a module of TypeScript", 'eval("1");\n', WEB_EVAL, path="web/src/x.mts"),
    _new("BP65", "calls eval as an optional", 'eval?.("1");\n', WEB_EVAL, path="web/src/x.ts"),
    Case(
        id="BP67",
        does="copies an old call to a second place",
        base={"src/allowed/old.py": CALL},
        head={"src/allowed/old.py": CALL + CALL},
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP68",
        does="moves an old call and adds one like it elsewhere",
        base={"src/allowed/old.py": CALL},
        head={"src/allowed/old.py": None, "src/allowed/one.py": CALL, "src/allowed/two.py": CALL},
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP69",
        does="uncomments an old call",
        base={"src/allowed/old.py": "import os\n\n# os.system('id')\n"},
        head={"src/allowed/old.py": "import os\n\nos.system('id')\n"},
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP70",
        does="takes an old call out of a text",
        base={"src/allowed/old.py": 'import os\n\nX = """\nos.system("id")\n"""\n'},
        head={"src/allowed/old.py": 'import os\n\n\nos.system("id")\n\n'},
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP71",
        does="renames a text file that held the code to a program",
        base={"docs/old.txt": CALL},
        head={"docs/old.txt": None, "src/allowed/old.py": CALL},
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP72",
        does="makes an import give an old call its meaning",
        base={"src/allowed/old.py": "from safe import system\n\nsystem('id')\n"},
        head={"src/allowed/old.py": "from os import system\n\nsystem('id')\n"},
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP73",
        does="switches all line ends and adds a call",
        base={"src/allowed/old.py": "import os\n" + "x = 1\n" * 50},
        head={
            "src/allowed/old.py": ("import os\n" + "x = 1\n" * 50 + "os.system('id')\n").replace("\n", "\r\n")
        },
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP74",
        does="switches all line ends to carriage returns and adds a call",
        base={"src/allowed/old.py": "import os\n" + "x = 1\n" * 50},
        head={
            "src/allowed/old.py": ("import os\n" + "x = 1\n" * 50 + "os.system('id')\n").replace("\n", "\r")
        },
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP75",
        does="turns a link to the code into the code",
        base={"src/allowed/old.py": Link(b"tool.py")},
        head={"src/allowed/old.py": CALL},
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP76",
        does="turns a submodule into the code",
        base={"src/allowed/old.py": Submodule("1" * 40)},
        head={"src/allowed/old.py": CALL},
        blocked_by=(SYSTEM,),
    ),
    Case(
        id="BP77",
        does="fills the file with NULs, attributes and UTF-16 at once",
        head={
            ".gitattributes": "*.py -text -diff working-tree-encoding=UTF-16\n",
            NEW: CALL.encode("utf-16") + b"\0",
        },
        blocked_by=(PROTECTED, SYSTEM),
    ),
    Case(
        id="BP78",
        does="makes the file executable and adds the call",
        head={
            "src/allowed/tool.py": Executable(
                (str(FILES["src/allowed/tool.py"]) + '\nos.system("id")\n').encode()
            )
        },
        blocked_by=(SYSTEM,),
    ),
    _new("BP80", "imports every name and calls one", 'from os import *\n\nsystem("id")\n', SYSTEM),
    _new("BP81", "calls through a walrus", 'import os\n\n(s := os.system)("id")\n', HIDDEN_EVAL),
    _new("BP83", "calls eval through a comma", '(0, eval)("1");\n', WEB_HIDDEN_EVAL, path="web/src/x.ts"),
    _new("BP84", "writes the code in a notebook", NOTEBOOK, SYSTEM, path="src/allowed/new.ipynb"),
    _new(
        "BP24b",
        "runs the code from a recipe",
        "all:\n\t@python3 -c \"import os; os.system('id')\"\n",
        SYSTEM,
        path="Makefile",
    ),
    _new(
        "BP24c",
        "runs the code while an image is built",
        "FROM python:3.12\nRUN python3 <<EOF\nimport os\nos.system('id')\nEOF\n",
        SYSTEM,
        path="deploy/Dockerfile",
    ),
    _new(
        "BP24d",
        "runs the code when packages are installed",
        '{"scripts": {"postinstall": "node -e \\"eval(process.env.X)\\""}}\n',
        WEB_EVAL,
        path="web/tool/package.json",
    ),
    _new("BP24e", "runs the code when the package is built", CALL, SYSTEM, path="setup.py"),
    _new(
        "BP24f",
        "lets a shell write the code",
        "cat > /tmp/x.py <<'EOF'\nimport os\nos.system('id')\nEOF\npython3 /tmp/x.py\n",
        SYSTEM,
        path="src/allowed/run.sh",
    ),
    _new(
        "BP25a",
        "puts a script into a picture",
        "<svg xmlns='http://www.w3.org/2000/svg'><script>eval('1')</script></svg>\n",
        "committed-artifact",
        path="docs/x.svg",
    ),
    _new(
        "BP25b",
        "hangs an archive behind the source",
        b"import this\nPK\3\4mainPK\1\2mainPK\5\6" + bytes(18),
        "committed-artifact",
        gaps=("INTEGRITY",),
        path="src/allowed/run.py",
    ),
    Case(
        id="BP28",
        does="takes away what kept an old call from running",
        base={"src/allowed/old.py": "import os\n\n\ndef f():\n    return\n    os.system('id')\n"},
        head={"src/allowed/old.py": "import os\n\n\ndef f():\n    os.system('id')\n"},
        blocked_by=(SYSTEM,),
    ),
    _new("BP85", "breaks the notebook", NOTEBOOK[:-4], gaps=("NOT_ANALYSED",), path="src/allowed/new.ipynb"),
    _new(
        "BP86",
        "puts a command of IPython before the code",
        NOTEBOOK.replace('"import os', '"%%time\\n!ls \\\\\\n  -l\\nimport os'),
        SYSTEM,
        path="src/allowed/new.ipynb",
    ),
)
