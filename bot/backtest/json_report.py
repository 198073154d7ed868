"""What a backtest found as JSON; `docs/backtest.schema.json` and `docs/try.schema.json` describe it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.backtest.outcome import Backtest
from bot.backtest.report import COVERAGE
from bot.backtest.trial import Tried


def backtest(result: Backtest) -> str:
    """The comparison of two policies."""
    return _text(
        {
            "schema": "decisis.backtest/1",
            "policies": list(result.names),
            **_common(result),
            "newly_blocked": [_entry(one, -1) for one in result.newly_blocked],
            "newly_passing": [_entry(one, 0) for one in result.newly_passing],
        }
    )


def first_try(result: Backtest) -> str:
    """What the built-in policy would have stopped."""
    stopped = [_entry(one, -1) for one in result.newly_blocked]
    return _text({"schema": "decisis.try/1", **_common(result), "stopped": stopped})


def _common(result: Backtest) -> dict[str, Any]:
    return {
        "coverage": COVERAGE,
        "counts": {
            "asked": result.asked,
            "judged": len(result.judged),
            "unreadable": len(result.tried) - len(result.judged),
            "with_agent": result.with_agent,
        },
        "rules": [asdict(row) for row in result.rows],
    }


def _entry(one: Tried, at: int) -> dict[str, Any]:
    ruling = one.rulings[at]
    return {
        "commit": one.merged.commit,
        "number": one.merged.number,
        "day": one.merged.day,
        "subject": one.merged.subject,
        "agent": one.agent,
        "outcome": ruling.outcome.value,
        "gap": ruling.gap,
        "blocked": [asdict(blocked) for blocked in ruling.blocked],
    }


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, indent=2) + "\n"
