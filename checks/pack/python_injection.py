"""The starting pack for Python: text and data that become code."""

from __future__ import annotations

from checks.finding import Level
from checks.pack.entry import (
    COMPARED_SQL,
    PackEntry,
    either,
    named,
    unless,
    where,
)

_PY = ("python",)

ENTRIES = (
    PackEntry(
        id="pack/python/shell-from-string",
        level=Level.BLOCK,
        message="a shell command is put together from text",
        why="whoever can influence a part of the text can run commands",
        instead="pass a list of arguments: `subprocess.run([program, argument])`",
        cwe=78,
        languages=_PY,
        definition=where(
            {
                "pattern-either": [
                    {
                        "patterns": [
                            {
                                "pattern-either": [
                                    {"pattern": "subprocess.$CALL($COMMAND, ..., shell=True, ...)"},
                                    {"pattern": "subprocess.$CALL(..., shell=True, ..., args=$COMMAND, ...)"},
                                ]
                            }
                        ]
                    },
                    {"pattern": "os.system($COMMAND)"},
                    {"pattern": "os.popen($COMMAND, ...)"},
                    {"pattern": "asyncio.create_subprocess_shell($COMMAND, ...)"},
                ]
            },
            {
                "metavariable-pattern": {
                    "metavariable": "$COMMAND",
                    "patterns": [
                        {
                            "pattern-either": [
                                {"pattern": 'f"...{$PART}..."'},
                                {"pattern": "$LEFT + $RIGHT"},
                                {"pattern": '"..." % $PART'},
                                {"pattern": '"...".format(...)'},
                            ]
                        },
                        {"pattern-not": '"..."'},
                        {"pattern-not": 'f"...{shlex.quote(...)}..."'},
                        {"pattern-not": "... + shlex.quote(...)"},
                    ],
                }
            },
        ),
        caught=(
            'import subprocess\nsubprocess.run(f"rm -r {folder}", shell=True)\n',
            'import os\nos.system("ping " + host)\n',
            'import os\nos.system("ping %s" % host)\n',
            'from subprocess import check_output\ncheck_output("ls {}".format(folder), shell=True)\n',
        ),
        allowed=(
            'import subprocess\nsubprocess.run(["rm", folder])\nsubprocess.run("ls | wc", shell=True)\n',
            'import os, shlex\nos.system("ping -c 1 " "localhost")\nos.system(f"ping {shlex.quote(host)}")\n',
        ),
    ),
    PackEntry(
        id="pack/python/sql-from-string",
        level=Level.BLOCK,
        message="a value is put into an SQL statement as text",
        why="whoever can influence the value can change the statement",
        instead='pass values apart: `execute("... where id = ?", (id,))`',
        cwe=89,
        languages=_PY,
        definition={
            "pattern-either": [
                {
                    "patterns": [
                        {"pattern": "$CURSOR.$EXECUTE($QUERY, ...)"},
                        named("$EXECUTE", r"execute(many|script)?$"),
                        {"metavariable-pattern": {"metavariable": "$QUERY", "pattern": 'f"...{$PART}..."'}},
                        named("$QUERY", COMPARED_SQL + r"\{(?!(?-i:[A-Z_]+)\}|placeholder|param|marks)"),
                    ]
                },
                {
                    "patterns": [
                        {
                            "pattern-either": [
                                {"pattern": "$CURSOR.$EXECUTE($TEXT + $PART, ...)"},
                                {"pattern": "$CURSOR.$EXECUTE($TEXT + $PART + ..., ...)"},
                            ]
                        },
                        named("$EXECUTE", r"execute(many|script)?$"),
                        {"metavariable-pattern": {"metavariable": "$TEXT", "pattern": '"..."'}},
                        {"pattern-not": '$CURSOR.$EXECUTE("..." + "...", ...)'},
                        named("$TEXT", COMPARED_SQL + r"[\"']*$"),
                    ]
                },
                {
                    "patterns": [
                        {
                            "pattern-either": [
                                {"pattern": "$CURSOR.$EXECUTE($TEXT % $PART, ...)"},
                                {"pattern": "$CURSOR.$EXECUTE($TEXT.format(...), ...)"},
                            ]
                        },
                        named("$EXECUTE", r"execute(many|script)?$"),
                        named("$TEXT", COMPARED_SQL + r"(?:%[sd]|[sd]\b|\{\w*\})"),
                    ]
                },
            ]
        },
        caught=(
            "cursor.execute(f\"select * from users where name = '{name}'\")\n",
            'db.execute("select * from users where id = " + user_id)\n',
            "db.execute(\"delete from users where name = '%s'\" % name)\n",
            'db.execute("update users set name = {}".format(name))\n',
        ),
        allowed=(
            'cursor.execute("select * from users where name = %s", (name,))\n',
            'cursor.execute(f"select {columns} from {table} where id = ?", (id,))\n',
            'cursor.execute(f"select * from t where kind = {KIND}")\nlog(f"select a where b = {c}")\n',
        ),
    ),
    PackEntry(
        id="pack/python/eval-of-text",
        level=Level.WARN,
        message="text is run as code",
        why="whoever can influence the text can run code",
        instead="use `ast.literal_eval`, `json.loads` or a table of functions",
        cwe=95,
        languages=_PY,
        definition=where(
            {"pattern-either": [{"pattern": "eval($TEXT, ...)"}, {"pattern": "exec($TEXT, ...)"}]},
            *unless('eval("...", ...)', 'exec("...", ...)'),
        ),
        caught=("value = eval(text)\n", "exec(source, {})\n"),
        allowed=('model.eval()\nvalue = eval("1 + 1")\n', '"""never eval(text)"""\nast.literal_eval(text)\n'),
    ),
    PackEntry(
        id="pack/python/hidden-eval",
        level=Level.WARN,
        message="a function that runs code is reached by another way",
        why="the detour hides from reviewers and tools what is called",
        instead="call the function by its name, or do without it",
        cwe=506,
        languages=_PY,
        definition={
            "pattern-either": [
                {"pattern": "$NAME = eval"},
                {"pattern": "$NAME = exec"},
                {"pattern": "$NAME = os.system"},
                {"pattern": "builtins.eval(...)"},
                {"pattern": "builtins.exec(...)"},
                {"pattern": "getattr(builtins, ...)"},
                {"pattern": 'getattr(os, "system")'},
                {"pattern": 'getattr(os, "popen")'},
                where({"pattern": "getattr(os, $NAME)"}, *unless('getattr(os, "...")')),
                {"pattern": '__import__("os")'},
                {"pattern": '__import__("subprocess")'},
                {"pattern": 'importlib.import_module("os")'},
                {"pattern": 'importlib.import_module("subprocess")'},
            ]
        },
        caught=(
            'run = eval\nrun("1")\n',
            'import builtins\nbuiltins.eval("1")\n',
            'import os\ngetattr(os, "sys" + name)("id")\n',
            'import os\ngetattr(os, "sys" + "tem")("id")\n',
            '__import__("os").system("id")\n',
            'import importlib\nimportlib.import_module("os").system("id")\n',
        ),
        allowed=(
            'import os\nfork = getattr(os, "fork")\n',
            'import importlib.metadata\nimportlib.metadata.version("x")\n',
        ),
    ),
    PackEntry(
        id="pack/python/unsafe-yaml",
        level=Level.BLOCK,
        message="YAML is read in a way that builds any object",
        why="a document can run code while it is read",
        instead="use `yaml.safe_load`",
        cwe=502,
        languages=_PY,
        definition=where(
            {
                "pattern-either": [
                    {"pattern": "yaml.unsafe_load(...)"},
                    {"pattern": "yaml.load(..., Loader=yaml.Loader, ...)"},
                    {"pattern": "yaml.load(..., Loader=yaml.UnsafeLoader, ...)"},
                    {"pattern": "yaml.load($TEXT)"},
                    {"pattern": "yaml.load($TEXT, yaml.Loader)"},
                    {"pattern": "yaml.load($TEXT, yaml.UnsafeLoader)"},
                ]
            }
        ),
        caught=("import yaml\nyaml.load(text)\n", "import yaml\nyaml.load(text, Loader=yaml.Loader)\n"),
        allowed=("import yaml\nyaml.safe_load(text)\nyaml.load(text, Loader=yaml.SafeLoader)\n",),
    ),
    PackEntry(
        id="pack/python/unsafe-pickle",
        level=Level.WARN,
        message="a pickle is loaded",
        why="loading a pickle runs what its writer put into it",
        instead="use JSON or another format that holds data only",
        cwe=502,
        languages=_PY,
        definition=either(
            "pickle.load(...)",
            "pickle.loads(...)",
            "dill.loads(...)",
            "cloudpickle.loads(...)",
            "marshal.loads(...)",
        ),
        caught=("import pickle\npickle.loads(body)\n", "from pickle import load\nload(file)\n"),
        allowed=("import json, pickle\njson.loads(body)\npickle.dumps(value)\n",),
    ),
)
