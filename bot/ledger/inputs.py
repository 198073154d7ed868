"""What a verdict rests on besides git and the policy, as text that is kept and read back."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from bot.errors import UserError
from checks.change import PullFacts

FORMAT = 1


@cache
def _facts() -> TypeAdapter[PullFacts]:
    return TypeAdapter(PullFacts)


class Inputs(NamedTuple):
    """What a verdict rests on besides git's objects.

    Attributes:
        facts: the pull request as it was judged, with its proceedings.
        commit_count: how many commits GitHub counts, of which `facts` may hold the first only.
        policy_commit: object id of the commit at which the policy was read, or looked for.
    """

    facts: PullFacts
    commit_count: int
    policy_commit: str


def inputs_of(inputs: Inputs) -> str:
    """The text: JSON with sorted keys, no white space, ASCII only.

    Args:
        inputs: what the verdict rests on.
    """
    value = {
        "commit_count": inputs.commit_count,
        "facts": _facts().dump_python(inputs.facts, mode="json"),
        "format": FORMAT,
        "policy_commit": inputs.policy_commit,
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def inputs_in(content: bytes) -> Inputs:
    """The inputs that a text holds.

    Raises:
        UserError: another version of Decisis wrote them.
    """
    try:
        value: dict[str, Any] = json.loads(content)
        if value["format"] != FORMAT:
            raise UserError(
                f"the inputs have the format {value['format']}", "use the version that wrote them"
            )
        facts = _facts().validate_python(value["facts"])
        return Inputs(facts, int(value["commit_count"]), str(value["policy_commit"]))
    except (ValueError, KeyError, TypeError, ValidationError) as wrong:
        raise UserError("the inputs of the verdict do not read", "use the version that wrote them") from wrong
