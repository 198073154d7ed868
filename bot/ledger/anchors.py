"""Anchors by what people name: a number with a digest, a file, a repository in which they were kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bot.errors import UserError
from bot.git.errors import GitError, GitFailed, GitUsageError
from bot.git.kept_ref import KeptRef, checked_ref, states_at
from bot.git.local import LocalRepository
from bot.git.remote import Remote
from bot.ledger.archive import Anchor
from bot.ledger.chain import Broken
from bot.ledger.signed_note import SignedAnchor, is_note, read_note
from bot.ledger.signing import SHOW, Checker

BRANCH = "decisis-ledger"
"""The branch on which they are kept unless somebody says otherwise."""


@dataclass(frozen=True)
class Place:
    """How a repository is reached.

    Attributes:
        token: a token that may read there, `None` for a public one.
        network: variables of the operator for git's transport.
    """

    token: str | None = field(default=None, repr=False)
    network: Mapping[str, str] = field(default_factory=dict, repr=False)


def anchors_of(named: str, checker: Checker | None, place: Place) -> tuple[Anchor, ...]:
    """The anchors that somebody names, oldest first.

    Args:
        named: `NUMBER:DIGEST`, a file, `https://HOST/OWNER/NAME` or the directory of a clone; behind the
            last two `#REF` may name another branch than `BRANCH`.
        checker: the public key of what is signed.
        place: how a repository is reached.

    Raises:
        UserError: it cannot be read, or nobody can tell who signed it.
        Broken: the anchors contradict one another.
    """
    url, _, ref = named.partition("#")
    if url.startswith(("https://", "http://")):
        return _consistent(_at(url, ref, place), _needed(checker))
    if url.startswith("ssh://") or "@" in url.partition("/")[0]:
        raise UserError("anchors are not fetched over SSH", "name a clone of the repository, or `https://`")
    directory = Path(named) if Path(named).is_dir() else Path(url)
    if directory.is_dir():
        return _consistent(_in(directory, ref if directory == Path(url) else ""), _needed(checker))
    text = _content(named)
    if is_note(text):
        return (read_note(text, _needed(checker)).anchor,)
    return (Anchor.read(text),)


def _needed(checker: Checker | None) -> Checker:
    if checker is None:
        raise UserError("the anchor is signed", f"name the public key by `--key`; {SHOW}")
    return checker


def _at(url: str, ref: str, place: Place) -> list[bytes]:
    remote = Remote.of(url, place.token, place.network)
    with tempfile.TemporaryDirectory(prefix="decisis-anchor-") as directory:
        kept = KeptRef(Path(directory) / "anchor", remote, checked_ref(ref or f"refs/heads/{BRANCH}"))
        try:
            return list(kept.states())
        except GitUsageError:
            raise
        except GitError as fault:
            remedy = "see the address, and `DECISIS_LEDGER_ANCHOR_TOKEN`"
            raise UserError(f"the anchors cannot be fetched: {fault}", remedy) from fault


def _in(directory: Path, ref: str) -> list[bytes]:
    repository = LocalRepository.open(directory)
    names = [ref] if ref else [f"refs/heads/{BRANCH}", f"refs/remotes/origin/{BRANCH}"]
    for name in names:
        try:
            tip = repository.resolve(name)
        except GitUsageError:
            continue
        with repository.store() as store:
            try:
                return list(states_at(store.git, tip))
            except GitFailed as fault:
                raise UserError(f"`{directory}` cannot be read: {fault}", "fetch the ref anew") from fault
    raise UserError(f"`{directory}` holds no `{names[0]}`", "name the ref of the anchors behind a `#`")


def _consistent(states: Iterable[bytes], checker: Checker) -> tuple[Anchor, ...]:
    """The anchors of notes, the newest of which comes first, held against one another."""
    stands = [read_note(state.decode("utf-8", "replace"), checker) for state in states]
    if not stands:
        raise UserError("no anchor was kept there yet", "name the ref of the anchors behind a `#`")
    stands.reverse()
    for before, after in pairwise(stands):
        _follows(before, after)
    return tuple(one.anchor for one in stands)


def _follows(before: SignedAnchor, after: SignedAnchor) -> None:
    if before.origin != after.origin:
        raise UserError(
            f"anchors of two ledgers stand there, `{before.origin}` and `{after.origin}`",
            "name a ref that holds those of one",
        )
    if after.anchor.sequence < before.anchor.sequence or (
        after.anchor.sequence == before.anchor.sequence and after.anchor != before.anchor
    ):
        raise Broken(after.anchor.sequence, "was anchored after a later one, so the ledger was cut or forked")


def _content(named: str) -> str:
    """The text of an anchor, which may be what was named itself."""
    if ":" in named and not Path(named).exists():
        return named
    try:
        return Path(named).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UserError(f"the anchor `{named}` cannot be read", "name its file") from fault
