"""Events to the App: payloads from real state, signed over the exact bytes, never repeated by themselves."""

from __future__ import annotations

import queue
import ssl
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import httpx

from tests.world.contracts import Contracts
from tests.world.core import Core, Event
from tests.world.delivery import Delivery
from tests.world.modes import Draft, Mode, Once, encoded, signatures
from tests.world.payloads import payload_of
from tests.world.permissions import EVENTS, UNASKED, allows

ANSWER_WITHIN = 10.0
MAX_PAYLOAD = 25_000_000
MAX_ANSWER = 10_000


@dataclass
class Planned:
    """A mode that waits for its event."""

    event: str
    action: str | None
    mode: Mode


class Outbox:
    """Deliveries held back, in the order in which they arose."""

    def __init__(self, postman: Postman) -> None:
        self._postman = postman
        self.waiting: list[Delivery] = []

    def __len__(self) -> int:
        return len(self.waiting)

    def __iter__(self) -> Iterator[Delivery]:
        return iter(list(self.waiting))

    def send(self, *order: int | Delivery) -> None:
        """Send those of the given places or deliveries in that order; all that wait if none is given."""
        chosen = [self.waiting[one] if isinstance(one, int) else one for one in order] or list(self.waiting)
        for one in chosen:
            self.waiting.remove(one)
            self._postman.post(one)

    def drop(self, *which: int | Delivery) -> None:
        """Lose those; all that wait if none is given."""
        for one in [self.waiting[one] if isinstance(one, int) else one for one in which] or list(
            self.waiting
        ):
            self.waiting.remove(one)
            one.status_code, one.note = 502, "lost"


class Postman:
    """Sends deliveries one after the other from a thread of its own."""

    def __init__(self, core: Core, contracts: Contracts | None) -> None:
        self.url: str | None = None
        self.shuffle = True
        self._core = core
        self._contracts = contracts
        self._planned: list[Planned] = []
        self._late: list[tuple[int, Delivery]] = []
        self._outbox: Outbox | None = None
        self._queue: queue.SimpleQueue[Delivery | None] = queue.SimpleQueue()
        # a bare context: the default one reads the list of authorities, for nothing on loopback
        plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._client = httpx.Client(
            timeout=ANSWER_WITHIN, follow_redirects=False, trust_env=False, verify=plain
        )
        self._thread = threading.Thread(target=self._work, name="postman", daemon=True)
        self._thread.start()
        self.under_way = 0

    def plan(self, event: str, action: str | None, mode: Mode) -> None:
        """Use `mode` for the next delivery of that event."""
        self._planned.append(Planned(event, action, mode))

    @property
    def unused(self) -> list[Planned]:
        """Modes whose event has not come."""
        return list(self._planned)

    @contextmanager
    def held(self) -> Iterator[Outbox]:
        """Hold deliveries back; what still waits at the end goes out in order."""
        with self._core.changed:
            outbox = self._outbox = Outbox(self)
        try:
            yield outbox
        finally:
            with self._core.changed:
                self._outbox = None
                outbox.send()

    def send(self, events: list[Event]) -> None:
        """See `core.Sender`: events of one step leave in a seeded random order; GitHub promises none."""
        events = list(events)
        if self.shuffle:
            self._core.random.shuffle(events)
        for event in events:
            if reason := self._why_not(event):
                self._core.record.unsent.append(f"{event.name}.{event.action}: {reason}")
            else:
                self._prepare(event)

    def redeliver(self, delivery: Delivery) -> None:
        """See `core.Sender`."""
        again = replace(
            delivery,
            id=self._core.next_id(),
            redelivery=True,
            note="redelivery",
            status_code=0,
            delivered_at=self._core.now(),
            headers=delivery.headers | signatures(self._secret, delivery.body),
        )
        self._core.state.deliveries.append(again)
        self.post(again)

    def post(self, delivery: Delivery) -> None:
        """Put a delivery on its way."""
        self.under_way += 1
        self._queue.put(delivery)

    def flush_late(self) -> None:
        """Send what is still late, because nothing follows."""
        with self._core.changed:
            late, self._late = self._late, []
            for _, delivery in late:
                self.post(delivery)

    def close(self) -> None:
        """Stop after what is under way."""
        self._queue.put(None)
        self._thread.join(ANSWER_WITHIN + 1)
        self._client.close()

    @property
    def _secret(self) -> bytes:
        return self._core.app.webhook_secret.encode()

    def _why_not(self, event: Event) -> str | None:
        installation = event.installation
        if installation.suspended_at and event.name != "installation":
            return "the installation is suspended"
        if event.name in UNASKED:
            need = UNASKED[event.name]
            if need and not allows(installation.permissions, dict([need])):
                return f"the App lacks {need[0]}: {need[1]}"
            return None
        if event.name not in installation.events:
            return "the App did not subscribe"
        if not allows(installation.permissions, {EVENTS[event.name]: "read"}):
            return f"the App lacks {EVENTS[event.name]}: read"
        return None

    def _prepare(self, event: Event) -> None:
        payload = payload_of(self._core, event)
        if self._contracts:
            self._core.record.bugs += self._contracts.check_delivery(event.name, event.action, payload)
        body = encoded(payload)
        if len(body) > MAX_PAYLOAD:
            self._core.record.unsent.append(f"{event.name}.{event.action}: the payload exceeds 25 MB")
            return
        guid = str(uuid.UUID(bytes=self._core.random.randbytes(16), version=4))
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "GitHub-Hookshot/0000000",
            "X-GitHub-Event": event.name,
            "X-GitHub-Delivery": guid,
            "X-GitHub-Hook-ID": str(self._core.app.id),
            "X-GitHub-Hook-Installation-Target-ID": str(self._core.app.id),
            "X-GitHub-Hook-Installation-Target-Type": "integration",
            **signatures(self._secret, body),
        }
        draft = self._mode_for(event).shape(Draft(body, headers), self._secret)
        self._let_late_go()
        for _ in range(draft.copies):
            self._dispatch(self._delivery(event, guid, draft), draft)

    def _mode_for(self, event: Event) -> Mode:
        for plan in self._planned:
            if plan.event == event.name and plan.action in (None, event.action):
                self._planned.remove(plan)
                return plan.mode
        return Once()

    def _delivery(self, event: Event, guid: str, draft: Draft) -> Delivery:
        made = Delivery(
            self._core.next_id(),
            guid,
            event.name,
            event.action,
            event.installation.id,
            event.repository.id if event.repository else None,
            draft.body,
            draft.headers,
            self._core.now(),
            note=draft.note,
        )
        self._core.state.deliveries.append(made)
        return made

    def _dispatch(self, delivery: Delivery, draft: Draft) -> None:
        if draft.lost:
            delivery.status_code = 502
        elif draft.later_by:
            self._late.append((draft.later_by, delivery))
        elif self._outbox is not None:
            self._outbox.waiting.append(delivery)
        else:
            self.post(delivery)

    def _let_late_go(self) -> None:
        waiting = [(count - 1, delivery) for count, delivery in self._late]
        self._late = [(count, delivery) for count, delivery in waiting if count >= 0]
        for count, delivery in waiting:
            if count < 0:
                self.post(delivery)

    def _work(self) -> None:
        while (delivery := self._queue.get()) is not None:
            outcome = self._attempt(delivery)
            with self._core.changed:
                delivery.status_code, delivery.duration = outcome[0], outcome[1]
                delivery.response_headers, delivery.response_body = outcome[2], outcome[3]
                self.under_way -= 1
                self._core.changed.notify_all()

    def _attempt(self, delivery: Delivery) -> tuple[int, float, dict[str, str], str]:
        start = time.perf_counter()
        if self.url is None:
            return 502, 0.0, {}, "no address to deliver to"
        try:
            answer = self._client.post(self.url, content=delivery.body, headers=delivery.headers)
        except httpx.TimeoutException:
            return 504, time.perf_counter() - start, {}, "timed out"
        except httpx.HTTPError as error:
            return 502, time.perf_counter() - start, {}, type(error).__name__
        taken = time.perf_counter() - start
        return answer.status_code, taken, dict(answer.headers), answer.text[:MAX_ANSWER]
