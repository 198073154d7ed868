"""What `decisis who` prints: who is taken to have written a change, by which signs, and what is no sign."""

from __future__ import annotations

from collections.abc import Mapping

from checks.change import PullFacts
from checks.false_signs import false_signs
from checks.identity import Trace, identify, traces
from checks.report import canonical, safe, sentences
from checks.report.canonical import text

SCHEMA = "decisis.who/1"


def as_text(facts: PullFacts, more_accounts: Mapping[int, str]) -> str:
    """The reading with every sign, the weightiest first, ended by a line feed.

    Args:
        facts: the pull request.
        more_accounts: account numbers that the policy adds → agent name.
    """
    agent = identify(facts, more_accounts)
    lines = [sentences.role(agent.role, safe.log(agent.name))]
    if agent.author_is_unknown:
        lines.append(sentences.judged_as_agent())
    lines += [""] * bool(signs := traces(facts, more_accounts))
    lines += [
        f"- {_weight(sign)}, {sign.channel.value}: {safe.log(sign.sentence)} ({sign.role.value})"
        for sign in signs
    ]
    if ignored := false_signs(facts):
        lines += ["", f"{sentences.false_signs()}:"]
        lines += [f"- {sign.channel}: {safe.log(sign.sentence)}" for sign in ignored]
    return "\n".join(lines) + "\n"


def as_json(facts: PullFacts, more_accounts: Mapping[int, str]) -> str:
    """The same as data."""
    agent = identify(facts, more_accounts)
    return (
        canonical.dump(
            {
                "schema": SCHEMA,
                "role": agent.role.value,
                "agent": text(agent.name),
                "judged_as_agent": agent.is_judged_as_agent,
                "signs": [
                    {
                        "channel": sign.channel.value,
                        "weight": _weight(sign),
                        "role": sign.role.value,
                        "agent": text(sign.agent),
                        "sentence": text(sign.sentence),
                    }
                    for sign in traces(facts, more_accounts)
                ],
                "ignored": [
                    {"channel": sign.channel, "sentence": text(sign.sentence)} for sign in false_signs(facts)
                ],
            }
        )
        + "\n"
    )


def _weight(sign: Trace) -> str:
    return "hard" if sign.channel.is_hard else "soft"
