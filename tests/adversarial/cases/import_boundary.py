"""B. The boundary between domain and infrastructure, crossed in every spelling."""

# ruff: noqa: E501 - the texts of files stand on one line

from __future__ import annotations

from tests.adversarial.case import Case, append, edit
from tests.adversarial.ground import EXEC, FILES, INFRA, LAYERS, LAYERS_GO, LAYERS_WEB, PROTECTED

NEW = "src/app/domain/invoice.py"
OLD = "src/app/domain/orders.py"
CART = "web/src/domain/cart.ts"
ORDER = "svc/domain/order.go"


def _python(label: str, does: str, text: str | bytes, *rules: str) -> Case:
    return Case(id=label, does=does, head={NEW: text}, blocked_by=rules or (LAYERS,))


CASES = (
    _python("IB01", "imports the module by its name", "import app.infra.db\n"),
    _python("IB02", "imports relatively", "from ..infra import db\n"),
    _python("IB03", "takes the package from its parent", "from .. import infra\n"),
    _python("IB04", "gives the module another name", "import app.infra as q\n"),
    _python(
        "IB06a", "wraps the import in parentheses", "from ..infra import (  # the\n    # store\n    db,\n)\n"
    ),
    _python("IB06b", "continues the line with a backslash", "from \\\n    app.infra \\\n    import db\n"),
    _python("IB06c", "puts the import behind a semicolon", "x = 1; import app.infra.db\n"),
    _python(
        "IB07a", "imports inside a function", "def get():\n    from app.infra import db\n    return db\n"
    ),
    _python(
        "IB07b",
        "imports in a try",
        "try:\n    from app.infra import db\nexcept ImportError:\n    db = None\n",
    ),
    _python(
        "IB08",
        "imports for a type checker",
        "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    from app.infra import db\n",
    ),
    _python(
        "IB11",
        "imports by a literal name",
        'import importlib\n\ndb = importlib.import_module("app.infra.db")\n',
    ),
    _python(
        "IB12",
        "imports by a relative name",
        'from importlib import import_module as load\n\ndb = load("..infra.db", package=__package__)\n',
    ),
    _python("IB14", "calls __import__", 'db = __import__("app.infra.db", fromlist=["x"])\n'),
    _python("IB15", "imports from a text", 'exec("from app.infra import db")\n', LAYERS, EXEC),
    _python("IB16", "takes it out of sys.modules", 'import sys\n\ndb = sys.modules["app.infra.db"]\n'),
    _python(
        "IB18a",
        "resolves it with pkgutil",
        'import pkgutil\n\ndb = pkgutil.resolve_name("app.infra.db:session")\n',
    ),
    _python("IB18b", "runs it with runpy", 'import runpy\n\ndb = runpy.run_module("app.infra.db")\n'),
    _python(
        "IB19",
        "executes a file",
        'from pathlib import Path\n\nns = {}\nexec(Path("src/app/infra/db.py").read_text(), ns)\n',
        EXEC,
    ),
    Case(
        id="IB22",
        does="imports from a folder that is no package",
        head={"src/app/domain/extra/tool.py": "from app.infra import db\n"},
        blocked_by=(LAYERS,),
    ),
    _python("IB23", "writes the name in full width", "import ａpp.infra.db\n"),
    _python("IB24", "hides the import behind a carriage return", b"# c\rfrom app.infra.db import engine\n"),
    Case(
        id="IB27",
        does="moves the forbidden module into the domain",
        head={"src/app/infra/db.py": None, "src/app/domain/db.py": FILES["src/app/infra/db.py"]},
        blocked_by=(INFRA,),
    ),
    Case(
        id="IB28",
        does="edits the contracts of another tool",
        head=append(".importlinter", "ignore_imports =\n    app.domain -> app.infra\n"),
        blocked_by=(PROTECTED,),
    ),
    Case(
        id="IB30a",
        does="requires a joined name",
        head={"web/src/domain/pay.js": 'const api = require(["../in", "fra/api"].join(""));\n'},
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB30b",
        does="imports by a template",
        head=append(CART, "export const api = () => import(`../infra/api`);\n"),
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB30c",
        does="imports through an alias that it adds",
        head={
            **edit("web/tsconfig.json", ('"paths": {', '"paths": {"@i/*": ["src/infra/*"], ')),
            **append(CART, 'export { call } from "@i/api";\n'),
        },
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB30d",
        does="imports for its types",
        head=append(CART, 'import type { call } from "../infra/api";\n'),
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB30e",
        does="exports everything again",
        head=append(CART, 'export * from "../infra/api.js";\n'),
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB30f",
        does="imports from a computed template",
        head=append(CART, "const at = process.env.AT;\nexport const api = () => import(`../${at}/api`);\n"),
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB31",
        does="imports a Go package",
        head=edit(ORDER, ("package domain\n", 'package domain\n\nimport _ "example.org/svc/infra"\n')),
        blocked_by=(LAYERS_GO,),
    ),
    # own ideas
    _python("IB40", "opens the parenthesis on the next line", "from .. import (\n\n\n    infra\n)\n"),
    _python("IB41", "imports everything there is", "from app.infra import *\n"),
    _python("IB42", "escapes the letters of the name", 'db = __import__("app.\\x69nfra.db")\n'),
    _python(
        "IB43",
        "puts the name together",
        'import importlib\n\nA = "app"\nB = "infra"\ndb = importlib.import_module(f"{A}.{B}.db")\n',
    ),
    _python(
        "IB44",
        "computes the name at run time",
        "import importlib\n\n\ndef load(name):\n    return importlib.import_module(name)\n",
    ),
    _python(
        "IB45",
        "loads the file by its path",
        'from importlib.util import spec_from_file_location as at\n\ns = at("db", "src/app/infra/db.py")\n',
    ),
    _python(
        "IB46",
        "loads the file with SourceFileLoader",
        'from importlib.machinery import SourceFileLoader\n\ndb = SourceFileLoader("db", "src/app/infra/db.py").load_module()\n',
    ),
    _python(
        "IB47",
        "imports at the end of a very long line",
        "x = '" + "a" * 200_000 + "'; from app.infra import db\n",
    ),
    _python("IB48", "imports below a form feed", "x = 1\n\f\nfrom app.infra import db\n"),
    _python(
        "IB49", "imports in a class inside a lambda's default", 'f = lambda m=__import__("app.infra.db"): m\n'
    ),
    _python(
        "IB50",
        "marks the file as UTF-16",
        "from app.infra import db\n".encode("utf-16"),
    ),
    Case(
        id="IB51",
        does="declares another encoding",
        head={NEW: b"# -*- coding: utf-7 -*-\n+AGYAcgBvAG0- app.infra import db\n"},
        gaps=("INTEGRITY",),
    ),
    Case(
        id="IB52",
        does="imports from a stub",
        head={"src/app/domain/orders.pyi": "from app.infra import db\n"},
        blocked_by=(LAYERS,),
    ),
    Case(
        id="IB53",
        does="names the file in capitals",
        head={"src/app/domain/INVOICE.PY": "from app.infra import db\n"},
        blocked_by=(LAYERS,),
    ),
    Case(
        id="IB54",
        does="puts the file in a folder that looks like the domain",
        head={"src/app/Domain/invoice.py": "from app.infra import db\n"},
        blocked_by=(LAYERS,),
    ),
    Case(
        id="IB55",
        does="runs a script without an ending",
        head={"src/app/domain/run": "#!/usr/bin/env python3\nfrom app.infra import db\n"},
        blocked_by=(LAYERS,),
    ),
    Case(
        id="IB56",
        does="reaches the infrastructure by a new Go module path",
        head={
            "svc/go.mod": "module example.org/svc\n\ngo 1.22\n\nrequire example.org/i v0.0.0\n\nreplace example.org/i => ./infra\n",
            **edit(ORDER, ("package domain\n", 'package domain\n\nimport "example.org/i"\n')),
        },
        blocked_by=(LAYERS_GO,),
    ),
    Case(
        id="IB57",
        does="dots in a Go import path as a raw string",
        head=edit(
            ORDER,
            (
                "package domain\n",
                "package domain\n\nimport (\n\tx `example.org/svc/infra`\n)\n\nvar _ = x.Open\n",
            ),
        ),
        blocked_by=(LAYERS_GO,),
    ),
    Case(
        id="IB58",
        does="aliases the folder by imports of package.json",
        head={
            "web/package.json": '{"name": "web", "imports": {"#i/*": "./src/infra/*"}}\n',
            **append(CART, 'export { call } from "#i/api";\n'),
        },
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB59",
        does="extends a tsconfig that holds the alias",
        head={
            "web/tsconfig.json": '{"extends": "./base.json"}\n',
            "web/base.json": '{"compilerOptions": {"paths": {"@i/*": ["./src/infra/*"]}}}\n',
            **append(CART, 'import { call } from "@i/api";\n'),
        },
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB60",
        does="comments the tsconfig",
        head={
            "web/tsconfig.json": '{ // c\n "compilerOptions": {"paths": {/* x */ "@i/*": ["./src/infra/*"],},},}\n',
            **append(CART, 'import { call } from "@i/api";\n'),
        },
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB61",
        does="climbs through a folder that does not exist",
        head=append(CART, 'import { call } from "./nowhere/../../infra/./api";\n'),
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB62",
        does="escapes the letters of a JavaScript import",
        head=append(CART, 'import { call } from "../\\u0069nfra/api";\n'),
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB63",
        does="asks a loader for a query",
        head=append(CART, 'import call from "../infra/api?raw";\n'),
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB66",
        does="imports in a syntax error that another tool forgives",
        head={NEW: "from app.infra import db\nprint 'x'\n"},
        blocked_by=(LAYERS,),
    ),
    Case(
        id="IB67",
        does="wraps the import in match, with and async",
        head={
            NEW: "async def f(x):\n    match x:\n        case 1:\n            with x:\n                import app.infra.db as d\n                return d\n"
        },
        blocked_by=(LAYERS,),
    ),
    Case(
        id="IB68",
        does="splits a known import off to a second alias",
        head=append(OLD, "\n\nfrom app import infra as money\n"),
        blocked_by=(LAYERS,),
    ),
    Case(
        id="IB64",
        does="makes a `require` of its own",
        head={
            "web/src/domain/pay.mjs": 'import { createRequire as make } from "node:module";\nconst r = make(import.meta.url);\nexport const api = r("../infra/api");\n'
        },
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB65",
        does="starts a worker from a URL",
        head={
            "web/src/domain/pay.mjs": 'export const w = new Worker(new URL("../infra/api.ts", import.meta.url));\n'
        },
        blocked_by=(LAYERS_WEB,),
    ),
    Case(
        id="IB10",
        does="goes through a module that loads on demand",
        head={
            "src/app/shared/lazy.py": 'import importlib\n\n\ndef __getattr__(name):\n    return importlib.import_module("app.infra.db")\n',
            "src/app/domain/invoice.py": "from app.shared import lazy\n",
        },
        blocked_by=(LAYERS,),
    ),
    Case(
        id="IB26",
        does="lets a package on the way import it",
        head={
            "src/app/shared/__init__.py": "from app.infra import db\n",
            "src/app/domain/invoice.py": "import app.shared.money\n",
        },
        blocked_by=(LAYERS,),
    ),
)
