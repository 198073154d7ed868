"""What a process does that judges: it takes one order, asks for what it needs, answers and ends."""

from __future__ import annotations

import json
import resource
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from bot.confined.engines import adapter
from bot.confined.order import Order, received
from bot.confined.trees import RemoteTree, asked_of
from bot.confined.verdicts import told
from bot.engines.semgrep.engine import SemgrepEngine
from bot.judge import proved
from checks import compiled
from checks.review import review


def serve(connection: Connection) -> None:
    """Do what the order at the other end says.

    The answer is `{"verdict": …}`, or `{"failure": …, "fault": …}` with what was raised and, if the other
    side had raised it, its number there.
    """
    order = received(connection)
    connection.send_bytes(json.dumps(_answer(connection, order)).encode())


def _answer(connection: Connection, order: Order) -> dict[str, Any]:
    try:
        _confine(order)
        return {"verdict": _verdict(connection, order)}
    except Exception as fault:  # noqa: BLE001 - raised again by whoever ordered it
        return {"failure": type(fault).__name__, "fault": getattr(fault, "number_in_office", None)}


def _confine(order: Order) -> None:
    """Soft limits alone: semgrep, where it is started from here, has larger ones of its own."""
    for kind, value in (
        (resource.RLIMIT_CPU, order.limits.seconds),
        (resource.RLIMIT_AS, order.limits.megabytes << 20),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, resource.getrlimit(kind)[1]))


def _verdict(connection: Connection, order: Order) -> Any:
    change = replace(
        order.change,
        base_tree=RemoteTree(connection, "base"),
        head_tree=RemoteTree(connection, "head"),
    )
    policy = compiled.load(order.policy)
    with SemgrepEngine(cache=order.cache) as engine:
        change = proved(change, policy, partial(engine.scan, once=True))

    def ask(name: str) -> Any:
        return adapter(name).validate_python(asked_of(connection, {"engine": name}))

    return told(review(change, policy, order.engine, partial(ask, "patterns"), partial(ask, "audits")))
