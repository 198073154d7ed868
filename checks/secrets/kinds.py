"""The kinds of secrets that have a shape which can be checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from checks.finding import Level
from checks.secrets.placeholders import is_made_up, is_weak
from checks.secrets.proofs import has_checksum, is_key_body, is_reachable, is_secret_jwt


class Secret(NamedTuple):
    """One secret in a text.

    Attributes:
        what: what it is, `a token of GitHub`.
        start: where it begins, an offset into the text.
        end: where it ends.
        value: it; never shown, kept only to compare two sides.
        is_proven: whether its format carries a checksum that fits, so that it is real wherever it stands.
        at_most: what it weighs at most.
    """

    what: str
    start: int
    end: int
    value: str
    is_proven: bool = False
    at_most: Level | None = None


class _Kind(NamedTuple):
    what: str
    needles: tuple[str, ...]
    pattern: str
    accepts: Callable[[re.Match[str]], bool]
    is_proven: bool = False
    at_most: Level | None = None


def _random(found: re.Match[str]) -> bool:
    return not is_made_up(found[1])


def _summed(found: re.Match[str]) -> bool:
    return has_checksum(found[1])


def _connection(found: re.Match[str]) -> bool:
    if not re.search(_SCHEME, found.string[max(found.start() - _LONGEST, 0) : found.start()]):
        return False
    user, password, host = found["user"], found["password"], found["host"]
    return password != user and not is_weak(password) and is_reachable(host)


def _kind(
    what: str,
    needles: str,
    pattern: str,
    accepts: Callable[[re.Match[str]], bool] = _random,
    at_most: Level | None = None,
) -> _Kind:
    bounded = rf"(?<![\w-])({pattern})(?![\w-])"
    return _Kind(what, tuple(needles.split()), bounded, accepts, accepts is _summed, at_most)


_WARN = Level.WARN
_LONGEST = 20
_SCHEME = (
    r"\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|cockroachdb)"
    r"(?:\+\w+)?\Z"
)
_KINDS = (
    _kind("an access key id of AWS", "AKIA ASIA", r"A(?:KIA|SIA)[A-Z2-7]{16}", at_most=_WARN),
    _Kind(
        "a secret access key of AWS",
        ("aws_secret", "AWS_SECRET", "awsSecret", "AwsSecret", "AWSSecret", "awssecret"),
        r"(?i:aws_?secret(?:_?access)?_?key)[\"']?\s*(?:=>|[:=])\s*[\"']?([A-Za-z0-9/+]{40})(?![\w/+=])",
        _random,
    ),
    _kind("a token of GitHub", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36}", _summed),
    _kind("a fine-grained token of GitHub", "github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    _kind("a token of GitLab", "glpat-", r"glpat-[\w-]{20}(?:\.[\w.-]+)?"),
    _kind("a token of npm", "npm_", r"npm_[A-Za-z0-9]{36}", _summed),
    _kind("a token of PyPI", "pypi-AgE", r"pypi-AgE[A-Za-z0-9_-]{70,}"),
    _kind("a token of Slack", "xox", r"xox[abeprs](?:\.xox[bp])?-\d[\d-]{9,}-[A-Za-z0-9-]{24,}"),
    _kind("a token of a Slack app", "xapp-", r"xapp-\d-A\w+-\d+-[a-f0-9]{64}"),
    _kind("a webhook of Slack", "hooks.slack", r"https://hooks\.slack\.com/services/T\w{8,}/B\w{8,}/\w{24}"),
    _kind("a live key of Stripe", "k_live_", r"[sr]k_live_[A-Za-z0-9]{24,}"),
    _kind("an API key of Google", "AIza", r"AIza[\w-]{35}", at_most=_WARN),
    _kind(
        "an API key of OpenAI",
        "T3BlbkFJ",
        r"sk-(?:(?:proj|svcacct|admin)-)?[\w-]{20,200}T3BlbkFJ[\w-]{20,200}",
    ),
    _kind("an API key of Anthropic", "sk-ant-", r"sk-ant-(?:api|admin|sid|oat)\d\d-[\w-]{80,}"),
    _kind("a token of Hugging Face", "hf_", r"hf_[A-Za-z0-9]{34}"),
    _kind("an API key of SendGrid", "SG.", r"SG\.[\w-]{22}\.[\w-]{43}"),
    _kind("a token of DigitalOcean", "_v1_", r"do[opr]_v1_[a-f0-9]{64}"),
    _kind("a token of Shopify", "shpat_ shpca_ shppa_ shpss_", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    _kind("a token of Linear", "lin_api_", r"lin_api_[A-Za-z0-9]{40}"),
    _kind("a token of a Telegram bot", ":AA", r"\d{8,10}:AA[\w-]{33}"),
    _kind(
        "a signed token (JWT)",
        "eyJ",
        r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}",
        lambda found: is_secret_jwt(found[1]),
        _WARN,
    ),
    _Kind(
        "a private key",
        ("PRIVATE KEY",),
        r"-----BEGIN ((?:RSA |EC |DSA |OPENSSH |PGP )?PRIVATE KEY)(?: BLOCK)?-----"
        r"(?P<body>[^-]{40,12000})-----END \1",
        lambda found: is_key_body(found["body"]),
    ),
    _Kind(
        "a password in a connection string",
        ("://",),
        r"://(?P<user>[^\s:@/\"'`]{0,64}):(?P<password>[^\s:@/\"'`]{1,128})@(?P<host>[^\s:/\"'`?]{1,255})",
        _connection,
        at_most=_WARN,
    ),
)
_FIREBASE = re.compile(
    r"firebase|authDomain|messagingSenderId|measurementId|googleMaps|maps\.google", re.IGNORECASE
)
_AROUND = 400


def secrets_in(text: str) -> Iterator[Secret]:
    """The secrets of a text, in order of kind and place."""
    for kind in _KINDS:
        if not any(needle in text for needle in kind.needles):
            continue
        for found in re.finditer(kind.pattern, text):
            if kind.accepts(found) and not _is_public(kind, text, found):
                yield Secret(kind.what, found.start(), found.end(), found[0], kind.is_proven, kind.at_most)


def _is_public(kind: _Kind, text: str, found: re.Match[str]) -> bool:
    """Whether a key of Google is one that browsers and apps are given."""
    if not kind.what.endswith("of Google"):
        return False
    around = text[max(found.start() - _AROUND, 0) : found.end() + _AROUND]
    return _FIREBASE.search(around) is not None
