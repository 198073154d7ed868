"""The starting pack for TypeScript and JavaScript."""

from __future__ import annotations

from checks.finding import Level
from checks.pack.entry import (
    COMPARED_SQL,
    CREDENTIAL_REGEX,
    PASSWORD_NAME,
    SECRET_NAME,
    PackEntry,
    either,
    named,
    unless,
    where,
)

_COMMANDS = (
    "**/*.sh",
    "**/*.bash",
    "**/package.json",
    "**/Makefile",
    "**/*.mk",
    "**/Dockerfile*",
    "**/*.dockerfile",
)
"""Files of commands, in which a program of one line (`node -e '…'`) has no other way to answer."""

_TS = ("typescript", "javascript")

ENTRIES = (
    PackEntry(
        id="pack/typescript/disabled-tls-verification",
        level=Level.BLOCK,
        message="the certificate of the other side is not checked",
        why="anyone on the way can read and change what is sent",
        instead="leave verification on; give a private authority's certificate as `ca`",
        cwe=295,
        languages=_TS,
        definition=either(
            "({..., rejectUnauthorized: false, ...})",
            "$OPTIONS.rejectUnauthorized = false",
            'process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"',
            "process.env.NODE_TLS_REJECT_UNAUTHORIZED = 0",
        ),
        caught=(
            "const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false });\n",
            "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';\n",
        ),
        allowed=(
            "const agent = new https.Agent({ rejectUnauthorized: true });\n// rejectUnauthorized: false\n",
        ),
    ),
    PackEntry(
        id="pack/typescript/shell-from-string",
        level=Level.BLOCK,
        message="a shell command is put together from text",
        why="whoever can influence a part of the text can run commands",
        instead="use `execFile` or `spawn` with a list of arguments",
        cwe=78,
        languages=_TS,
        definition=where(
            {
                "pattern-either": [
                    {"pattern": "exec(`...${$PART}...`, ...)"},
                    {"pattern": "execSync(`...${$PART}...`, ...)"},
                    {"pattern": "execAsync(`...${$PART}...`, ...)"},
                    {"pattern": "child_process.exec(`...${$PART}...`, ...)"},
                    {"pattern": "child_process.execSync(`...${$PART}...`, ...)"},
                    {"pattern": "exec($LEFT + $PART, ...)"},
                    {"pattern": "execSync($LEFT + $PART, ...)"},
                    {"pattern": "child_process.exec($LEFT + $PART, ...)"},
                    {"pattern": "child_process.execSync($LEFT + $PART, ...)"},
                ]
            },
            named("$PART", r"(?![A-Z][A-Z0-9_]*$)"),
            {
                "metavariable-pattern": {
                    "metavariable": "$PART",
                    "patterns": [{"pattern": "$ANY"}, *unless('"..."')],
                }
            },
            *unless('exec("..." + "...", ...)', 'execSync("..." + "...", ...)'),
        ),
        caught=(
            "import { execSync } from 'node:child_process';\nexecSync(`git checkout ${branch}`);\n",
            "import { exec } from 'child_process';\nexec('ls ' + folder, done);\n",
        ),
        allowed=(
            "import { execFileSync } from 'child_process';\nexecFileSync('git', ['checkout', branch]);\n",
            "execSync('git status');\nconst found = /a(b)/.exec(text);\n",
            (
                "import { execSync } from 'child_process';\n"
                "function ask() {\n  const query = `query { id }`;\n"
                "  execSync(`gh api graphql -F owner=${OWNER} -f query='${query}'`);\n}\n"
            ),
        ),
    ),
    PackEntry(
        id="pack/typescript/sql-from-string",
        level=Level.BLOCK,
        message="a value is put into an SQL statement as text",
        why="whoever can influence the value can change the statement",
        instead="pass values apart: `query('... where id = $1', [id])`",
        cwe=89,
        languages=_TS,
        definition={
            "pattern-either": [
                {
                    "patterns": [
                        {"pattern": "$DB.$QUERY($TEXT, ...)"},
                        named("$QUERY", r"(query|execute|raw|\$queryRawUnsafe|\$executeRawUnsafe)$"),
                        {"pattern": "$DB.$QUERY(`...`, ...)"},
                        {
                            "metavariable-pattern": {
                                "metavariable": "$TEXT",
                                "language": "generic",
                                "pattern-regex": COMPARED_SQL
                                + r"\$\{(?!(?-i:[A-Z_]+)\}|placeholder|param|marks)",
                            }
                        },
                    ]
                },
                {
                    "patterns": [
                        {
                            "pattern-either": [
                                {"pattern": "$DB.$QUERY($TEXT + $PART, ...)"},
                                {"pattern": "$DB.$QUERY($TEXT + $PART + $REST, ...)"},
                            ]
                        },
                        named("$QUERY", r"(query|execute|raw)$"),
                        {"metavariable-pattern": {"metavariable": "$TEXT", "pattern": '"..."'}},
                        {"pattern-not": '$DB.$QUERY("..." + "...", ...)'},
                        named("$TEXT", COMPARED_SQL + r"[\"']*$"),
                    ]
                },
            ]
        },
        caught=(
            "await db.query(`select * from users where name = '${name}'`);\n",
            "db.query('select * from users where id = ' + id);\n",
        ),
        allowed=(
            "await db.query('select * from users where name = $1', [name]);\n",
            "await sql`select a from b where c = ${c}`;\ndb.query(`select ${columns} from ${table}`);\n",
            "router.query(async () => db.get(`%${a}%`, sql`select 1 where ${a} = ${b}`));\n",
            "await db.execute(sql`select a from b where c = ${c}`);\n",
        ),
    ),
    PackEntry(
        id="pack/typescript/hard-coded-credential",
        level=Level.BLOCK,
        message="a credential stands in the code",
        why="whoever reads the repository or its history has it",
        instead="read it from the environment or a secret store, and revoke this one",
        cwe=798,
        languages=_TS,
        definition={"pattern-regex": CREDENTIAL_REGEX},
        sensitive=True,
        tests=True,
        caught=(
            'const key = "AKIA' + "QWERTYUIOPASDFGH" + '";\n',
            'const key = "sk_live_' + "a1B2c3D4" * 3 + '";\n',
        ),
        allowed=(
            'const key = "AKIAIOSFODNN7EXAMPLE";\n',
            "const key = process.env.KEY;\nconst password = 'changeme';\n",
        ),
    ),
    PackEntry(
        id="pack/typescript/eval-of-text",
        level=Level.WARN,
        message="text is run as code",
        why="whoever can influence the text can run code",
        instead="use `JSON.parse` or a table of functions",
        cwe=95,
        languages=_TS,
        definition=where(
            {"pattern-either": [{"pattern": "eval($TEXT)"}, {"pattern": "new Function(...)"}]},
            *unless('eval("...")'),
        ),
        caught=("const value = eval(text);\n", "const f = new Function('a', body);\n"),
        allowed=("model.eval();\nconst value = JSON.parse(text);\n",),
    ),
    PackEntry(
        id="pack/typescript/hidden-eval",
        level=Level.WARN,
        message="a function that runs code is reached by another way",
        why="the detour hides from reviewers and tools what is called",
        instead="call the function by its name, or do without it",
        cwe=506,
        languages=_TS,
        definition=either(
            "($FIRST, eval)(...)",
            "$NAME = eval",
            "const $NAME = eval",
            *(f"{place}.eval(...)" for place in ("window", "globalThis", "self", "global")),
            *(f'{place}["eval"]' for place in ("window", "globalThis", "self", "global")),
            *(f"{place}.eval" for place in ("window", "globalThis", "global")),
            "[].constructor.constructor(...)",
            "Reflect.apply(eval, ...)",
            "eval.call(...)",
            "eval.apply(...)",
        ),
        caught=(
            '(0, eval)("1");\n',
            'const run = eval;\nrun("1");\n',
            'globalThis["eval"](text);\n',
            "window.eval(text);\n",
            "const run = globalThis.eval;\n",
            "eval.call(null, text);\n",
        ),
        allowed=(
            "model.eval();\nself.model.eval();\nconst mode = this.eval;\n",
            "const first = (0, parse)(text);\n// (0, eval)(text)\n",
        ),
    ),
    PackEntry(
        id="pack/typescript/leftover-debugger",
        level=Level.BLOCK,
        message="a `debugger` statement is left",
        why="the program stops for anyone who has the tools open",
        instead="remove the line",
        cwe=489,
        languages=_TS,
        definition={"pattern-regex": r"(?m)^[ \t]*debugger[ \t]*;?[ \t]*$"},
        tests=True,
        caught=("function f() {\n  debugger;\n}\n",),
        allowed=("// debugger;\nconst debuggerUrl = attach('debugger');\n",),
    ),
    PackEntry(
        id="pack/typescript/leftover-console-log",
        level=Level.NOTE,
        message="output by `console.log` or `console.debug`",
        why="it is often left from debugging and fills the logs",
        instead="remove it, or use the logger of the project",
        cwe=0,
        languages=_TS,
        definition=either("console.log(...)", "console.debug(...)"),
        except_=_COMMANDS,
        caught=("console.log('here', value);\n",),
        allowed=("console.error(problem);\nlogger.info('done');\n",),
    ),
    PackEntry(
        id="pack/typescript/wildcard-cors-with-credentials",
        level=Level.BLOCK,
        message="every origin may send requests with credentials",
        why="any page a user visits can act in that user's name",
        instead="list the origins that may",
        cwe=942,
        languages=_TS,
        definition=either(
            'cors({..., origin: "*", ..., credentials: true, ...})',
            "cors({..., origin: true, ..., credentials: true, ...})",
        ),
        caught=(
            "app.use(cors({ origin: '*', credentials: true }));\n",
            "app.use(cors({credentials: true, origin: true}));\n",
        ),
        allowed=(
            "app.use(cors({ origin: 'https://a.b', credentials: true }));\napp.use(cors({ origin: '*' }));\n",
        ),
    ),
    PackEntry(
        id="pack/typescript/weak-password-hash",
        level=Level.BLOCK,
        message="a password is hashed with a fast function",
        why="fast hashes are guessed by the billion per second",
        instead="use `crypto.scrypt`, argon2 or bcrypt",
        cwe=916,
        languages=_TS,
        definition=where(
            {
                "pattern-either": [
                    {"pattern": "crypto.createHash(...).update($VALUE, ...)"},
                    {"pattern": "createHash(...).update($VALUE, ...)"},
                ]
            },
            named("$VALUE", PASSWORD_NAME),
        ),
        caught=(
            "import crypto from 'crypto';\nh = crypto.createHash('md5').update(password).digest('hex');\n",
        ),
        allowed=("const h = crypto.createHash('sha256').update(content).digest('hex');\n",),
    ),
    PackEntry(
        id="pack/typescript/guessable-secret",
        level=Level.WARN,
        message="a secret comes from a random generator that can be guessed",
        why="a few values give away all that follow",
        instead="use `crypto.randomBytes` or `crypto.randomUUID`",
        cwe=338,
        languages=_TS,
        definition=where(
            {
                "pattern-either": [
                    {"pattern": "$NAME = Math.random().toString(...)"},
                    {"pattern": "$NAME = Math.random().toString(...).$CUT(...)"},
                    {"pattern": "$NAME = Math.random()"},
                ]
            },
            named("$NAME", SECRET_NAME),
        ),
        caught=("const sessionToken = Math.random().toString(36).slice(2);\n",),
        allowed=("const sessionToken = crypto.randomUUID();\nconst delay = Math.random();\n",),
    ),
    PackEntry(
        id="pack/typescript/html-from-text",
        level=Level.WARN,
        message="text is put into the page as HTML",
        why="a script in the text runs in the name of the user",
        instead="use `textContent`, or clean the HTML first",
        cwe=79,
        languages=_TS,
        definition=where(
            {
                "pattern-either": [
                    {"pattern": "$ELEMENT.innerHTML = $VALUE"},
                    {"pattern": "$ELEMENT.outerHTML = $VALUE"},
                ]
            },
            *unless('$ELEMENT.innerHTML = "..."', "$ELEMENT.innerHTML = DOMPurify.sanitize(...)"),
        ),
        caught=("box.innerHTML = comment.body;\n",),
        allowed=(
            "box.textContent = body;\nbox.innerHTML = '';\nbox.innerHTML = DOMPurify.sanitize(text);\n",
        ),
    ),
)
