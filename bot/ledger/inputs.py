"""What a verdict rests on besides git and the policy, as text that is kept and read back."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.errors import UserError
from checks.change import PullFacts

FORMAT = 1


@cache
def _facts() -> TypeAdapter[PullFacts]:
    return TypeAdapter(PullFacts)


def inputs_of(facts: PullFacts, commit_count: int) -> str:
    """The text: JSON with sorted keys, no white space, ASCII only.

    Args:
        facts: the pull request as it was judged, with its proceedings.
        commit_count: how many commits GitHub counts, of which `facts` may hold the first only.
    """
    value = {
        "commit_count": commit_count,
        "facts": _facts().dump_python(facts, mode="json"),
        "format": FORMAT,
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def facts_in(inputs: bytes) -> tuple[PullFacts, int]:
    """The facts and the count of commits.

    Raises:
        UserError: another version of Decisis wrote them.
    """
    try:
        value: dict[str, Any] = json.loads(inputs)
        if value["format"] != FORMAT:
            raise UserError(
                f"the inputs have the format {value['format']}", "use the version that wrote them"
            )
        return _facts().validate_python(value["facts"]), int(value["commit_count"])
    except (ValueError, KeyError, TypeError, ValidationError) as wrong:
        raise UserError("the inputs of the verdict do not read", "use the version that wrote them") from wrong
