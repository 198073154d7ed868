"""Values that are written to be read: placeholders, documented examples, what was made up."""

from __future__ import annotations

import re

_WORDS = re.compile(
    r"example|placeholder|dummy|fake|redacted|change[-_]?(?:me|it)|sample|x{4}|\*{3}|your[-_]?|insert|replace"
    r"|0{6}|1{6}|a{6}|1234567|2345678|abcdefg|bcdefgh|qwerty|deadbeef|foobar|lorem|todo|mock|test|secret"
    r"|never|invalid|revoked|\.\.\.|<|>|\$\{|\{\{|%\(|%s",
    re.IGNORECASE,
)
_PASSWORDS = re.compile(
    r"(?:pass|passwd|password|passw0rd|pwd|pw|secret|admin|root|user|username|test|testing|postgres|mysql|mongo"
    r"|redis|guest|default|demo|dev|local|token|key|auth|db|my|strong|secure|super|very|the|a|p|s|\d|[-_.!@])+",
    re.IGNORECASE,
)
_FEWEST = 10


def is_made_up(value: str) -> bool:
    """Whether a token is no random one: it holds a word of placeholders, a row of letters, or few of them."""
    return _WORDS.search(value) is not None or len(set(value)) < _FEWEST


def is_weak(password: str) -> bool:
    """Whether a password is none that anybody would keep to himself: a variable, a word, a row of stars."""
    if len(password) < 8 or len(set(password)) < 5:
        return True
    if re.match(r"[$<{%\[(:]", password) or _WORDS.search(password) or _PASSWORDS.fullmatch(password):
        return True
    return not (re.search(r"\d", password) and re.search(r"[A-Za-z]", password))
