"""What a process does that judges: it takes one order, asks for what it needs, answers and ends."""

from __future__ import annotations

import json
import resource
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from bot.confined.engines import adapter
from bot.confined.limits import Limits
from bot.confined.order import Brief, received
from bot.confined.trees import RemoteTree, asked_of
from bot.confined.verdicts import told
from bot.engines.semgrep.engine import SemgrepEngine
from bot.judge import proved
from bot.rehearsal import rehearse
from checks import compiled
from checks.policy import Policy
from checks.review import review


def serve(connection: Connection) -> None:
    """Get ready for a policy, and do what the order at the other end says.

    The answer is `{"verdict": …}`, or `{"failure": …, "fault": …}` with what was raised and, if the other
    side had raised it, its number there.
    """
    connection.send_bytes(json.dumps(_answer(connection)).encode())


def _answer(connection: Connection) -> dict[str, Any]:
    try:
        brief, is_early = Brief.received(connection)
        _confine(brief.limits)
        policy = compiled.load(brief.policy)
        if is_early:
            rehearse(policy)
        return {"verdict": _verdict(connection, policy)}
    except (EOFError, ConnectionError):
        raise
    except Exception as fault:  # noqa: BLE001 - raised again by whoever ordered it
        return {"failure": type(fault).__name__, "fault": getattr(fault, "number_in_office", None)}


def _confine(limits: Limits) -> None:
    """Soft limits alone: semgrep, where it is started from here, has larger ones of its own."""
    for kind, value in (
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_AS, limits.megabytes << 20),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))


def _verdict(connection: Connection, policy: Policy) -> Any:
    order = received(connection)
    change = replace(
        order.change,
        base_tree=RemoteTree(connection, "base"),
        head_tree=RemoteTree(connection, "head"),
    )
    with SemgrepEngine(cache=order.cache) as engine:
        change = proved(change, policy, partial(engine.scan, once=True))

    def ask(name: str) -> Any:
        return adapter(name).validate_python(asked_of(connection, {"engine": name}))

    return told(review(change, policy, order.engine, partial(ask, "patterns"), partial(ask, "audits")))
