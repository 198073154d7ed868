"""A proposal as the text of a decision record, status `proposed`: it observes until somebody accepts it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from checks.adopting.proposal import Proposal

_PLAIN = re.compile(r"[A-Za-z][\w-]*")


def record_text(proposal: Proposal) -> str:
    """The record in MADR form, ended by a line feed."""
    lines = ["---", "status: proposed", "enforce:", "  level: block", "  for: agents"]
    lines.append(f"  instead: {json.dumps(proposal.instead, ensure_ascii=False)}")
    lines.append("  rules:")
    for rule in proposal.rules:
        kind, options = next(iter(rule.items()))
        lines.append(f"    - {kind}: {_flow(options)}")
    lines += ["---", f"# {proposal.title}", "", "## Decision Outcome", ""]
    lines.append(f'Chosen option: "what `{proposal.source}` says", because {proposal.why}.')
    if proposal.left_out:
        lines += ["", "## More Information", "", f"Not carried over from `{proposal.source}`:", ""]
        lines += [f"- {line}" for line in proposal.left_out]
    return "\n".join(lines) + "\n"


def _flow(value: object) -> str:
    """A value in YAML's flow style, on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(key: object) -> str:
    return str(key) if _PLAIN.fullmatch(str(key)) else json.dumps(str(key), ensure_ascii=False)
