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
    pattern: re.Pattern[str]
    accepts: Callable[[re.Match[str]], bool]
    is_proven: bool = False
    at_most: Level | None = None


def _random(found: re.Match[str]) -> bool:
    return not is_made_up(found[1])


def _summed(found: re.Match[str]) -> bool:
    return has_checksum(found[1])


def _connection(found: re.Match[str]) -> bool:
    user, password, host = found["user"], found["password"], found["host"]
    return password != user and not is_weak(password) and is_reachable(host)


def _kind(
    what: str,
    pattern: str,
    accepts: Callable[[re.Match[str]], bool] = _random,
    at_most: Level | None = None,
) -> _Kind:
    bounded = rf"(?<![\w-])({pattern})(?![\w-])"
    return _Kind(what, re.compile(bounded), accepts, accepts is _summed, at_most)


_WARN = Level.WARN
_KINDS = (
    _kind("an access key id of AWS", r"A(?:KIA|SIA)[A-Z2-7]{16}", at_most=_WARN),
    _Kind(
        "a secret access key of AWS",
        re.compile(
            r"(?i)aws_?secret(?:_?access)?_?key[\"']?\s*(?:[:=]|=>)\s*[\"']?([A-Za-z0-9/+]{40})(?![\w/+=])"
        ),
        _random,
    ),
    _kind("a token of GitHub", r"gh[pousr]_[A-Za-z0-9]{36}", _summed),
    _kind("a fine-grained token of GitHub", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    _kind("a token of GitLab", r"glpat-[\w-]{20}(?:\.[\w.-]+)?"),
    _kind("a token of npm", r"npm_[A-Za-z0-9]{36}", _summed),
    _kind("a token of PyPI", r"pypi-AgE[A-Za-z0-9_-]{70,}"),
    _kind(
        "a token of Slack",
        r"xox[abeprs](?:\.xox[bp])?-\d[\d-]{9,}-[A-Za-z0-9-]{24,}|xapp-\d-A\w+-\d+-[a-f0-9]{64}",
    ),
    _kind("a webhook of Slack", r"https://hooks\.slack\.com/services/T\w{8,}/B\w{8,}/\w{24}"),
    _kind("a live key of Stripe", r"[sr]k_live_[A-Za-z0-9]{24,}"),
    _kind("an API key of Google", r"AIza[\w-]{35}", at_most=_WARN),
    _kind("an API key of OpenAI", r"sk-(?:(?:proj|svcacct|admin)-)?[\w-]{20,}T3BlbkFJ[\w-]{20,}"),
    _kind("an API key of Anthropic", r"sk-ant-(?:api|admin|sid|oat)\d\d-[\w-]{80,}"),
    _kind("a token of Hugging Face", r"hf_[A-Za-z0-9]{34}"),
    _kind("an API key of SendGrid", r"SG\.[\w-]{22}\.[\w-]{43}"),
    _kind("a token of DigitalOcean", r"do[opr]_v1_[a-f0-9]{64}"),
    _kind("a token of Shopify", r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}"),
    _kind("a token of Linear", r"lin_api_[A-Za-z0-9]{40}"),
    _kind("a token of a Telegram bot", r"\d{8,10}:AA[\w-]{33}"),
    _kind(
        "a signed token (JWT)",
        r"eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{20,}",
        lambda found: is_secret_jwt(found[1]),
        _WARN,
    ),
    _Kind(
        "a private key",
        re.compile(
            r"-----BEGIN ((?:RSA |EC |DSA |OPENSSH |PGP )?PRIVATE KEY)(?: BLOCK)?-----"
            r"(?P<body>[^-]{40,12000})-----END \1"
        ),
        lambda found: is_key_body(found["body"]),
    ),
    _Kind(
        "a password in a connection string",
        re.compile(
            r"\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|clickhouse|cockroachdb)"
            r"(?:\+\w+)?://(?P<user>[^\s:@/\"'`]{0,64}):(?P<password>[^\s:@/\"'`]{1,128})"
            r"@(?P<host>[^\s:/\"'`?]{1,255})"
        ),
        _connection,
        at_most=_WARN,
    ),
)
_GLANCE = re.compile(
    r"A[KS]IA|secret|gh[pousr]_|github_pat_|glpat-|npm_|pypi-AgE|xox|xapp-|hooks\.slack|k_live_|AIza|T3BlbkFJ"
    r"|sk-ant-|hf_|SG\.|do[opr]_v1_|shp|lin_api_|:AA|eyJ|PRIVATE KEY|://[^\s/@]{0,64}:[^\s/@]{1,128}@",
    re.IGNORECASE,
)
_FIREBASE = re.compile(
    r"firebase|authDomain|messagingSenderId|measurementId|googleMaps|maps\.google", re.IGNORECASE
)
_AROUND = 400


def may_hold(text: str) -> bool:
    """Whether a text can hold any secret; cheap, and never wrong in saying no."""
    return _GLANCE.search(text) is not None


def secrets_in(text: str) -> Iterator[Secret]:
    """The secrets of a text, in order of kind and place."""
    for kind in _KINDS:
        for found in kind.pattern.finditer(text):
            if not kind.accepts(found) or _is_public(kind, text, found):
                continue
            yield Secret(kind.what, found.start(), found.end(), found[0], kind.is_proven, kind.at_most)


def _is_public(kind: _Kind, text: str, found: re.Match[str]) -> bool:
    """Whether a key of Google is one that browsers and apps are given."""
    if not kind.what.endswith("of Google"):
        return False
    around = text[max(found.start() - _AROUND, 0) : found.end() + _AROUND]
    return _FIREBASE.search(around) is not None
