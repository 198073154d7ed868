"""The policy of the default branch: whether it reads, and how many rules of it are in force."""

from __future__ import annotations

from bot.court import Court, PolicyReading
from bot.doctor.item import Item, ok, unknown, wrong
from bot.engines.semgrep import SemgrepEngine
from bot.errors import UserError
from bot.git.errors import GitError
from bot.today import today
from checks.finding import Level
from checks.policy import Mode
from checks.problem import PolicyInvalid
from checks.report.sentences import number

POLICY = "policy"


def policy(court: Court, reading: PolicyReading, engine: SemgrepEngine) -> Item:
    """Whether the policy can be judged by.

    Args:
        court: reads it.
        reading: where it stands.
        engine: reads its semgrep rules.
    """
    at = f"`{reading.name}` at {reading.commit[:7]}"
    try:
        found = court.standing_policy(reading)
        broken = engine.validate(found.pattern_rules)
    except PolicyInvalid as invalid:
        remedy = "mend each of these on the default branch; until then every pull request is held"
        return wrong(POLICY, f"the policy of {at} does not read", remedy, *map(str, invalid.problems))
    except (GitError, UserError) as fault:
        return unknown(POLICY, f"{at}: {fault}", "see that git reaches GitHub from here, and ask again")
    if broken:
        details = [f"`{key}`: {why}" for key, why in sorted(broken.items())]
        return wrong(
            POLICY, f"semgrep cannot read rules of {at}", "mend each of these on the default branch", *details
        )
    day = today()
    rules = sum(rule.level is not Level.OFF and rule.holds(day) for rule in found.rules)
    decisions = number(len(found.decisions), "decision record")
    seen = f"{number(rules, 'rule')} in force at {at}, with {decisions}"
    if found.mode is Mode.OBSERVE:
        return ok(POLICY, f"{seen}; it observes and holds nothing back until it says `mode: enforce`")
    return ok(POLICY, f"{seen}; it enforces")
