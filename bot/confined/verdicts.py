"""A verdict as bytes that may come from a process that nobody trusts any more: read back as values alone."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from checks.approvals import Approval
from checks.supervision import Loop
from checks.verdict import Verdict
from checks.waivers import Waiver


@cache
def _verdicts() -> TypeAdapter[Verdict]:
    made = TypeAdapter(Verdict)
    made.rebuild(_types_namespace={"Approval": Approval, "Loop": Loop, "Waiver": Waiver})
    return made


def told(verdict: Verdict) -> Any:
    """The verdict as JSON values."""
    return _verdicts().dump_python(verdict, mode="json", warnings="error")


def understood(values: Any) -> Verdict:
    """The verdict that `told` gave.

    Raises:
        ValueError: they are not the values of a verdict.
    """
    return _verdicts().validate_json(json.dumps(values), strict=True)
