"""Where the ledger stands, kept in a repository that only adds: signed, pushed now and then, beside the work.

A service whose ledger does not hold to what it has pushed before says so and pushes nothing: whoever wrote
the ledger anew cannot have the anchor follow without anybody noticing.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.errors import UserError
from bot.git.errors import GitError, RemoteError
from bot.git.kept_ref import KeptRef, checked_ref
from bot.git.remote import Remote
from bot.ledger import Ledger
from bot.ledger.archive import Anchor
from bot.ledger.signed_note import SignedAnchor, read_note, signed
from bot.ledger.signing import Signer
from bot.server.job import Follow, Job, Kind
from bot.server.trouble import Setback
from bot.settings import Settings

ANCHOR_SECONDS = 300
"""How often it is pushed at most."""

REF = "refs/heads/decisis-ledger"
"""Where it is pushed unless the operator says otherwise."""

_log = logging.getLogger(__name__)


@dataclass
class Anchorer:
    """Keeps where a ledger stands.

    Attributes:
        ledger: the ledger.
        kept: where it is kept.
        signer: signs it.
        origin: whose ledger it is.
        clock: seconds since 1970.
    """

    ledger: Ledger
    kept: KeptRef
    signer: Signer
    origin: str
    clock: Callable[[], float] = time.time
    _pushed: int = field(default=0, init=False)

    @classmethod
    def of(cls, settings: Settings, network: Mapping[str, str], ledger: Ledger) -> Anchorer | None:
        """What the settings ask for, `None` for nothing.

        Args:
            settings: the settings.
            network: variables of the operator for git's transport.
            ledger: the ledger.

        Raises:
            UserError: the key, the address or the ref cannot be used.
        """
        if not settings.ledger_anchor_repository or settings.ledger_key_file is None:
            return None
        url, _, ref = settings.ledger_anchor_repository.partition("#")
        remote = Remote.of(url, settings.ledger_anchor_token.get_secret_value(), network)
        name = hashlib.sha256(f"{remote.url}#{ref}".encode()).hexdigest()[:16]
        kept = KeptRef(settings.data_dir / "anchors" / name, remote, checked_ref(ref or REF))
        host = urlsplit(settings.git_server).netloc
        return cls(ledger, kept, Signer.read(settings.ledger_key_file), f"{host}/apps/{settings.app_id}")

    def due(self) -> list[Follow]:
        """The job that keeps what was recorded since, one for each stretch of time, at its end."""
        head = self.ledger.head()
        if head is None or head.sequence <= self._pushed:
            return []
        stretch, rest = divmod(self.clock(), ANCHOR_SECONDS)
        return [Follow(Job(Kind.ANCHOR, f"anchor-{int(stretch)}"), ANCHOR_SECONDS - rest)]

    def anchor(self, job: Job) -> list[Follow]:
        """Push where the ledger stands.

        Args:
            job: what asked for it.
        """
        head = self.ledger.head()
        if head is None:
            return []
        try:
            last = next(self.kept.states(1), None)
            before = None if last is None else read_note(last.decode("utf-8", "replace"), self.signer.checker)
            if before is not None and not self._holds(before):
                return []
            if before is None or before.anchor.sequence < head.sequence:
                stands = SignedAnchor(self.origin, Anchor(head.sequence, head.digest))
                note = signed(stands, self.signer).encode()
                self.kept.add(note, f"ledger {head.sequence}", int(self.clock()))
        except (RemoteError, OSError) as error:
            _log.error("the ledger could not be anchored; it is tried again", extra={"reason": str(error)})
            return Setback(job, self.clock()).retry(error)
        except (UserError, GitError) as error:
            _log.critical("the ledger cannot be anchored", extra={"reason": str(error)})
            return []
        self._pushed = head.sequence
        return []

    def _holds(self, before: SignedAnchor) -> bool:
        """Whether the ledger holds to what was pushed last."""
        if before.origin != self.origin:
            _log.critical(
                "the ledger is not anchored: the ref holds another one; name a ref of its own",
                extra={"found": before.origin, "own": self.origin},
            )
            return False
        if self.ledger.digest(before.anchor.sequence) != before.anchor.digest:
            _log.critical(
                "the ledger does not hold to its anchor: it was cut off or written anew; "
                "compare it by `decisis ledger verify --anchor`, and restore it from a copy",
                extra={"sequence": before.anchor.sequence, "anchored": before.anchor.digest},
            )
            return False
        return True


def anchored(work: Callable[[Job], list[Follow]], anchorer: Anchorer | None) -> Callable[[Job], list[Follow]]:
    """What does any job, and keeps where the ledger stands after those that may have written to it.

    Args:
        work: does any other job.
        anchorer: keeps it, `None` where nobody asked for that.
    """

    def done(job: Job) -> list[Follow]:
        if job.kind is Kind.ANCHOR:
            return anchorer.anchor(job) if anchorer is not None else []
        follows = work(job)
        return [*follows, *anchorer.due()] if anchorer is not None else follows

    return done
