"""The starting pack for Python: trust, secrets and leftovers."""

from __future__ import annotations

from checks.finding import Level
from checks.pack.entry import (
    CREDENTIAL_REGEX,
    PASSWORD_NAME,
    SECRET_NAME,
    PackEntry,
    either,
    named,
    where,
)

_PY = ("python",)

ENTRIES = (
    PackEntry(
        id="pack/python/disabled-tls-verification",
        level=Level.BLOCK,
        message="the certificate of the other side is not checked",
        why="anyone on the way can read and change what is sent",
        instead='leave verification on; give a private authority\'s certificate as `verify="ca.pem"`',
        cwe=295,
        languages=_PY,
        definition=either(
            "requests.$CALL(..., verify=False, ...)",
            "httpx.$CALL(..., verify=False, ...)",
            "aiohttp.TCPConnector(..., ssl=False, ...)",
            "aiohttp.TCPConnector(..., verify_ssl=False, ...)",
            "ssl._create_unverified_context(...)",
            "ssl._create_default_https_context = ssl._create_unverified_context",
            "$CONTEXT.verify_mode = ssl.CERT_NONE",
            "$CONTEXT.check_hostname = False",
        ),
        caught=(
            "import requests\nrequests.get(url, timeout=3, verify=False)\n",
            "import ssl\ncontext = ssl.create_default_context()\ncontext.check_hostname = False\n",
            "from httpx import Client\nclient = Client(verify=False)\n",
        ),
        allowed=(
            "import requests\nrequests.get(url, verify=True)\nrequests.get(url, verify='ca.pem')\n",
            "# requests.get(url, verify=False)\ncheck(verify=False)\n",
        ),
    ),
    PackEntry(
        id="pack/python/hard-coded-credential",
        level=Level.BLOCK,
        message="a credential stands in the code",
        why="whoever reads the repository or its history has it",
        instead="read it from the environment or a secret store, and revoke this one",
        cwe=798,
        languages=_PY,
        definition={"pattern-regex": CREDENTIAL_REGEX},
        sensitive=True,
        tests=True,
        caught=('KEY = "AKIA' + "QWERTYUIOPASDFGH" + '"\n', 'token = "ghp_' + "a1B2" * 9 + '"\n'),
        allowed=('KEY = "AKIAIOSFODNN7EXAMPLE"\n', 'token = os.environ["TOKEN"]\npassword = "changeme"\n'),
    ),
    PackEntry(
        id="pack/python/weak-password-hash",
        level=Level.BLOCK,
        message="a password is hashed with a fast function",
        why="fast hashes are guessed by the billion per second",
        instead="use `hashlib.scrypt`, argon2 or bcrypt",
        cwe=916,
        languages=_PY,
        definition=where(
            {"pattern": "hashlib.$HASH($VALUE, ...)"},
            named("$HASH", r"(md5|sha1|sha256|sha224|sha512)$"),
            named("$VALUE", PASSWORD_NAME),
        ),
        caught=("import hashlib\nhashlib.md5(password.encode()).hexdigest()\n",),
        allowed=(
            "import hashlib\nhashlib.sha256(content).hexdigest()\nhashlib.scrypt(password, salt=salt)\n",
        ),
    ),
    PackEntry(
        id="pack/python/insecure-temporary-file",
        level=Level.BLOCK,
        message="`tempfile.mktemp` gives a name that another process can take first",
        why="another user can put a file or a link there in between",
        instead="use `tempfile.NamedTemporaryFile` or `tempfile.mkstemp`",
        cwe=377,
        languages=_PY,
        definition={"pattern": "tempfile.mktemp(...)"},
        caught=("import tempfile\nname = tempfile.mktemp()\n",),
        allowed=("import tempfile\nfile, name = tempfile.mkstemp()\ntempfile.mkdtemp()\n",),
    ),
    PackEntry(
        id="pack/python/debug-server",
        level=Level.BLOCK,
        message="a debugging server listens on every network interface",
        why="its console runs code for anyone who reaches it",
        instead="bind it to `127.0.0.1`, or run without `debug`",
        cwe=489,
        languages=_PY,
        definition=either(
            '$APP.run(..., host="0.0.0.0", ..., debug=True, ...)',
            '$APP.run(..., debug=True, ..., host="0.0.0.0", ...)',
        ),
        caught=('app.run(host="0.0.0.0", port=80, debug=True)\n', 'app.run(debug=True, host="0.0.0.0")\n'),
        allowed=('app.run(host="127.0.0.1", debug=True)\napp.run(host="0.0.0.0")\n',),
    ),
    PackEntry(
        id="pack/python/wildcard-cors-with-credentials",
        level=Level.BLOCK,
        message="every origin may send requests with credentials",
        why="any page a user visits can act in that user's name",
        instead="list the origins that may",
        cwe=942,
        languages=_PY,
        definition=either(
            '$APP.add_middleware(CORSMiddleware, ..., allow_origins=["*"], ..., allow_credentials=True, ...)',
            '$APP.add_middleware(CORSMiddleware, ..., allow_credentials=True, ..., allow_origins=["*"], ...)',
            'flask_cors.CORS(..., origins="*", ..., supports_credentials=True, ...)',
            'flask_cors.CORS(..., supports_credentials=True, ..., origins="*", ...)',
        ),
        caught=(
            'app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)\n',
            'from flask_cors import CORS\nCORS(app, supports_credentials=True, origins="*")\n',
        ),
        allowed=(
            'app.add_middleware(CORSMiddleware, allow_origins=["*"])\n',
            'app.add_middleware(CORSMiddleware, allow_origins=["https://a.b"], allow_credentials=True)\n',
        ),
    ),
    PackEntry(
        id="pack/python/leftover-debugger",
        level=Level.BLOCK,
        message="a debugger is started",
        why="the program stops and waits for someone at its terminal",
        instead="remove the line",
        cwe=489,
        languages=_PY,
        definition=either(
            "breakpoint()",
            "pdb.set_trace(...)",
            "ipdb.set_trace(...)",
            "pudb.set_trace(...)",
            "debugpy.wait_for_client()",
        ),
        tests=True,
        caught=("def f():\n    breakpoint()\n", "import pdb; pdb.set_trace()\n"),
        allowed=("# breakpoint()\nself.breakpoint()\nbreakpoints = []\n",),
    ),
    PackEntry(
        id="pack/python/swallowed-error",
        level=Level.WARN,
        message="every error is caught and dropped",
        why="a failure goes on as if it had been a success",
        instead="catch the error you expect, or log it and raise it again",
        cwe=390,
        languages=_PY,
        definition=where(
            {
                "pattern-either": [
                    {"pattern": "try:\n    ...\nexcept:\n    pass\n"},
                    {"pattern": "try:\n    ...\nexcept Exception:\n    pass\n"},
                    {"pattern": "try:\n    ...\nexcept Exception as $ERROR:\n    pass\n"},
                    {"pattern": "try:\n    ...\nexcept BaseException:\n    pass\n"},
                ]
            }
        ),
        caught=("try:\n    save()\nexcept Exception:\n    pass\n", "try:\n    save()\nexcept:\n    pass\n"),
        allowed=(
            "try:\n    save()\nexcept FileNotFoundError:\n    pass\n",
            "try:\n    save()\nexcept Exception:\n    log.exception('not saved')\n    raise\n",
        ),
    ),
    PackEntry(
        id="pack/python/assertion-on-tuple",
        level=Level.BLOCK,
        message="an assertion on a tuple, which is always true",
        why="it tests nothing",
        instead="write `assert condition, message` without the brackets",
        cwe=571,
        languages=_PY,
        definition={"pattern": "assert ($CONDITION, $MESSAGE)"},
        tests=True,
        caught=('assert (total == 3, "wrong total")\n',),
        allowed=('assert total == 3, "wrong total"\nassert (total == 3)\n',),
    ),
    PackEntry(
        id="pack/python/guessable-secret",
        level=Level.WARN,
        message="a secret comes from a random generator that can be guessed",
        why="a few values give away all that follow",
        instead="use the module `secrets`",
        cwe=338,
        languages=_PY,
        definition=where(
            {
                "pattern-either": [
                    {"pattern": "$NAME = random.$CALL(...)"},
                    {"pattern": "$NAME = $JOIN.join(random.$CALL(...) for ... in ...)"},
                    {"pattern": "$NAME = str(random.$CALL(...))"},
                ]
            },
            named("$NAME", SECRET_NAME),
        ),
        caught=(
            "import random\nreset_token = random.randint(0, 10**9)\n",
            "import random\npassword = ''.join(random.choice(letters) for _ in range(9))\n",
        ),
        allowed=(
            "import random, secrets\nreset_token = secrets.token_hex()\nindex = random.randint(0, 9)\n",
        ),
    ),
    PackEntry(
        id="pack/python/unknown-host-key",
        level=Level.WARN,
        message="keys of unknown hosts are accepted",
        why="another machine can pass itself off as the host",
        instead="load known host keys and use `RejectPolicy`",
        cwe=322,
        languages=_PY,
        definition=either(
            "$CLIENT.set_missing_host_key_policy(paramiko.AutoAddPolicy)",
            "$CLIENT.set_missing_host_key_policy(paramiko.AutoAddPolicy())",
            "$CLIENT.set_missing_host_key_policy(paramiko.WarningPolicy())",
        ),
        caught=("import paramiko\nclient.set_missing_host_key_policy(paramiko.AutoAddPolicy())\n",),
        allowed=("import paramiko\nclient.set_missing_host_key_policy(paramiko.RejectPolicy())\n",),
    ),
    PackEntry(
        id="pack/python/unverified-token",
        level=Level.WARN,
        message="a token is read without checking its signature",
        why="anyone can write such a token",
        instead="decode with the key and the expected algorithms",
        cwe=347,
        languages=_PY,
        definition=either(
            'jwt.decode(..., options={..., "verify_signature": False, ...}, ...)',
            "jwt.decode(..., verify=False, ...)",
        ),
        caught=('import jwt\njwt.decode(token, options={"verify_signature": False})\n',),
        allowed=('import jwt\njwt.decode(token, key, algorithms=["RS256"])\n',),
    ),
)
