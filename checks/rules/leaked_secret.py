"""`leaked-secret`: a key, a token or a password stands in the clear."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from checks.change import Change, ChangedFile
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.introduced import introduced
from checks.languages.provenance import is_code, is_foreign_path, is_test_place
from checks.source import Source

_MADE_UP = re.compile(
    r"(?:^|/)(?:examples?|samples?|mocks?|[\w-]*-mocks?|stubs?|demo|testdata|cassettes|vcr)/"
    r"|\.(?:example|sample|template|dist)$|(?:^|/)(?:google-services\.json|GoogleService-Info\.plist)$",
    re.IGNORECASE,
)
_SETTINGS = re.compile(
    r"(?:^|/)\.env[\w.-]*$|\.(?:pem|key|ya?ml|toml|ini|cfg|conf|properties|tf|tfvars)$", re.IGNORECASE
)
_INSTEAD = (
    "revoke it now, since it is in the history from the first push; read it from the environment or a store "
    "of secrets"
)


@dataclass(frozen=True, kw_only=True)
class LeakedSecret(Check):
    """Reports secrets in a form that can be checked, by kind and place; the value is never shown.

    ## Why

    What was pushed once is copied by mirrors, forks and caches, and searched for by strangers within
    minutes. Taking it out again in the next commit does not help.

    ## What to do

    Revoke the secret first, then take it out. Read it from the environment or from a store of secrets.

    ## Example

        a live key of Stripe stands in the clear

    Reported are keys and tokens of AWS, GitHub, GitLab, npm, PyPI, Slack, Stripe (live), Google, OpenAI,
    Anthropic, Hugging Face, SendGrid, DigitalOcean, Shopify, Linear and Telegram, private keys, signed JWTs,
    and passwords in connection strings to a host of the world. It blocks by default and holds for people too:
    the naive search cried 22 times in the sample and was wrong 22 times, this one asks for a checksum, a
    prefix with its length, or the beginning of a key, and cried 0 times, also on 866 changes drawn at random.
    The id of an access key, a key of Google, a JWT and a connection string warn, because they can be meant to
    be known.

    ## Known limits

    Entropy alone says nothing here, so a password without a form is not seen, nor one that is split,
    encoded or compressed. Placeholders, documented examples, test keys of Stripe, public keys of clients
    (Firebase, PostHog, Supabase `anon`), vendored files and lock files are left alone. In tests, fixtures
    and examples only a token with a checksum that fits is reported, as a warning. Binary files and files
    above the limit of size are not searched, unless their name is that of code or settings.
    """

    name: ClassVar[str] = "leaked-secret"
    built_in: ClassVar[bool] = True
    for_everyone: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return not is_foreign_path(path) and (is_code(path) or _SETTINGS.search(path) is not None)

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return not is_foreign_path(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        files = {file.path: file for file in change.files if not is_foreign_path(file.path)}
        head = [place for file in files.values() for place in _places(file, file.head_source)]
        if not head:
            return
        base = [place for file in files.values() for place in _places(file, file.base_source)]
        for place in introduced(files, base, head):
            yield replace(place, text=place.message)  # the digest of a weak password could be guessed


def _places(file: ChangedFile, source: Source | None) -> Iterator[Violation]:
    if source is None or source.is_binary:
        return
    from checks.secrets.kinds import secrets_in

    text = source.text
    is_for_tests = is_test_place(file.path) or _MADE_UP.search(file.path) is not None
    for secret in secrets_in(text):
        if is_for_tests and not secret.is_proven:
            continue
        yield Violation(
            path=file.path,
            line=source.git_line(source.line_at(secret.start)),
            end_line=source.git_line(source.line_at(secret.end)),
            message=f"{secret.what} stands in the clear",
            text=hashlib.sha256(secret.value.encode("utf-8", "surrogateescape")).hexdigest(),
            instead=_INSTEAD,
            sensitive=True,
            at_most=Level.WARN if is_for_tests else secret.at_most,
        )
