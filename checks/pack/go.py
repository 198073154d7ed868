"""The starting pack for Go."""

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
    where,
)

_GO = ("go",)


def _source(body: str, *imports: str) -> str:
    """An example: a whole file around a function body."""
    wanted = "".join(f'import "{name}"\n' for name in imports)
    return f"package main\n\n{wanted}\nfunc run() {{\n\t{body}\n}}\n"


ENTRIES = (
    PackEntry(
        id="pack/go/disabled-tls-verification",
        level=Level.BLOCK,
        message="the certificate of the other side is not checked",
        why="anyone on the way can read and change what is sent",
        instead="leave verification on; put a private authority's certificate into `RootCAs`",
        cwe=295,
        languages=_GO,
        definition=either(
            "tls.Config{..., InsecureSkipVerify: true, ...}", "$CONFIG.InsecureSkipVerify = true"
        ),
        caught=(
            _source("c := &tls.Config{MinVersion: 3, InsecureSkipVerify: true}", "crypto/tls"),
            _source("config.InsecureSkipVerify = true"),
        ),
        allowed=(
            _source("c := &tls.Config{InsecureSkipVerify: false} // InsecureSkipVerify: true", "crypto/tls"),
        ),
    ),
    PackEntry(
        id="pack/go/unknown-host-key",
        level=Level.BLOCK,
        message="keys of unknown hosts are accepted",
        why="another machine can pass itself off as the host",
        instead="use `knownhosts.New`",
        cwe=322,
        languages=_GO,
        definition={"pattern": "ssh.InsecureIgnoreHostKey()"},
        caught=(_source("k := ssh.InsecureIgnoreHostKey()", "golang.org/x/crypto/ssh"),),
        allowed=(_source('k, err := knownhosts.New("known_hosts")', "golang.org/x/crypto/ssh/knownhosts"),),
    ),
    PackEntry(
        id="pack/go/shell-from-string",
        level=Level.BLOCK,
        message="a shell command is put together from text",
        why="whoever can influence a part of the text can run commands",
        instead="pass the arguments one by one: `exec.Command(program, argument)`",
        cwe=78,
        languages=_GO,
        definition=where(
            {
                "pattern-either": [
                    {"pattern": 'exec.Command($SHELL, "-c", fmt.Sprintf(...), ...)'},
                    {"pattern": 'exec.Command($SHELL, "-c", $LEFT + $PART, ...)'},
                    {"pattern": 'exec.CommandContext($CONTEXT, $SHELL, "-c", fmt.Sprintf(...), ...)'},
                    {"pattern": 'exec.CommandContext($CONTEXT, $SHELL, "-c", $LEFT + $PART, ...)'},
                ]
            },
            {"pattern-not": 'exec.Command($SHELL, "-c", "..." + "...", ...)'},
            named("$SHELL", r"[\"`](/usr)?(/bin/)?(ba|da|z)?sh[\"`]$"),
        ),
        caught=(
            _source('exec.Command("sh", "-c", fmt.Sprintf("ls %s", folder)).Run()', "os/exec", "fmt"),
            _source('exec.Command("/bin/bash", "-c", "ls "+folder).Run()', "os/exec"),
        ),
        allowed=(
            _source(
                'exec.Command("ls", folder).Run()\n\texec.Command("sh", "-c", "ls | wc").Run()', "os/exec"
            ),
        ),
    ),
    PackEntry(
        id="pack/go/sql-from-string",
        level=Level.BLOCK,
        message="a value is put into an SQL statement as text",
        why="whoever can influence the value can change the statement",
        instead='pass values apart: `db.Query("... where id = $1", id)`',
        cwe=89,
        languages=_GO,
        definition={
            "pattern-either": [
                {
                    "patterns": [
                        {
                            "pattern-either": [
                                {"pattern": "$DB.$QUERY(fmt.Sprintf($TEXT, ...), ...)"},
                                {"pattern": "$DB.$QUERY($CONTEXT, fmt.Sprintf($TEXT, ...), ...)"},
                            ]
                        },
                        named("$QUERY", r"(Query|QueryRow|Exec|Prepare|Raw)(Context)?$"),
                        named("$TEXT", COMPARED_SQL + r"(?:%?[sqvd]\b)"),
                    ]
                },
                {
                    "patterns": [
                        {
                            "pattern-either": [
                                {"pattern": "$DB.$QUERY($TEXT + $PART, ...)"},
                                {"pattern": "$DB.$QUERY($CONTEXT, $TEXT + $PART, ...)"},
                            ]
                        },
                        named("$QUERY", r"(Query|QueryRow|Exec|Prepare|Raw)(Context)?$"),
                        {"metavariable-pattern": {"metavariable": "$TEXT", "pattern": '"..."'}},
                        named("$TEXT", COMPARED_SQL + r"[\"'`]*$"),
                    ]
                },
            ]
        },
        caught=(
            _source("db.Query(fmt.Sprintf(\"select * from users where name = '%s'\", name))", "fmt"),
            _source('db.ExecContext(ctx, "delete from users where id = "+id)'),
        ),
        allowed=(
            _source(
                'db.Query("select a from b where c = $1", c)\n\tdb.Query(fmt.Sprintf("select a from %s", b))',
                "fmt",
            ),
        ),
    ),
    PackEntry(
        id="pack/go/hard-coded-credential",
        level=Level.BLOCK,
        message="a credential stands in the code",
        why="whoever reads the repository or its history has it",
        instead="read it from the environment or a secret store, and revoke this one",
        cwe=798,
        languages=_GO,
        definition={"pattern-regex": CREDENTIAL_REGEX},
        sensitive=True,
        tests=True,
        caught=(_source('key := "AKIA' + "QWERTYUIOPASDFGH" + '"'),),
        allowed=(_source('key := "AKIAIOSFODNN7EXAMPLE"\n\tpassword := os.Getenv("PASSWORD")', "os"),),
    ),
    PackEntry(
        id="pack/go/weak-password-hash",
        level=Level.BLOCK,
        message="a password is hashed with a fast function",
        why="fast hashes are guessed by the billion per second",
        instead="use bcrypt, scrypt or argon2 of `golang.org/x/crypto`",
        cwe=916,
        languages=_GO,
        definition=where(
            {
                "pattern-either": [
                    {"pattern": "md5.Sum([]byte($VALUE))"},
                    {"pattern": "sha1.Sum([]byte($VALUE))"},
                    {"pattern": "sha256.Sum256([]byte($VALUE))"},
                    {"pattern": "sha512.Sum512([]byte($VALUE))"},
                ]
            },
            named("$VALUE", PASSWORD_NAME),
        ),
        caught=(_source("h := md5.Sum([]byte(user.Password))", "crypto/md5"),),
        allowed=(_source("h := sha256.Sum256([]byte(content))", "crypto/sha256"),),
    ),
    PackEntry(
        id="pack/go/guessable-secret",
        level=Level.WARN,
        message="a secret comes from a random generator that can be guessed",
        why="a few values give away all that follow",
        instead="use `crypto/rand`",
        cwe=338,
        languages=_GO,
        definition=where(
            {
                "pattern-either": [
                    {"pattern": "$NAME := rand.$CALL(...)"},
                    {"pattern": "$NAME = rand.$CALL(...)"},
                ]
            },
            {"pattern-inside": 'import "math/rand"\n...\n'},
            named("$NAME", SECRET_NAME),
        ),
        caught=(_source("token := rand.Int63()", "math/rand"),),
        allowed=(
            _source("index := rand.Intn(9)", "math/rand"),
            _source("token, err := rand.Int(rand.Reader, most)", "crypto/rand"),
        ),
    ),
    PackEntry(
        id="pack/go/wildcard-cors-with-credentials",
        level=Level.BLOCK,
        message="every origin may send requests with credentials",
        why="any page a user visits can act in that user's name",
        instead="list the origins that may",
        cwe=942,
        languages=_GO,
        definition=either(
            'cors.Options{..., AllowedOrigins: []string{"*"}, ..., AllowCredentials: true, ...}',
            'cors.Config{..., AllowOrigins: []string{"*"}, ..., AllowCredentials: true, ...}',
            "cors.Config{..., AllowAllOrigins: true, ..., AllowCredentials: true, ...}",
        ),
        caught=(
            _source(
                'o := cors.Options{AllowedOrigins: []string{"*"}, AllowCredentials: true}',
                "github.com/rs/cors",
            ),
        ),
        allowed=(_source('o := cors.Options{AllowedOrigins: []string{"*"}}', "github.com/rs/cors"),),
    ),
    PackEntry(
        id="pack/go/leftover-dump",
        level=Level.NOTE,
        message="a value is dumped for debugging",
        why="it is often left from debugging and may show secrets in the logs",
        instead="remove it, or use the logger of the project",
        cwe=489,
        languages=_GO,
        definition=either("spew.Dump(...)", "debug.PrintStack()", "repr.Println(...)"),
        tests=True,
        caught=(_source("spew.Dump(user)", "github.com/davecgh/go-spew/spew"),),
        allowed=(_source('log.Println("started")', "log"),),
    ),
)
