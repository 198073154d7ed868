"""A policy as JSON and back, so that a policy that was read and checked once need not be parsed again.

The text is a pure function of the policy. It is trusted only under a key that names the commit it was
read at and the engine that read it; where and for how long it is kept is not decided here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, fields, replace
from importlib import import_module
from typing import Any

from checks.baseline_file import Entry
from checks.check import Check
from checks.finding import Level
from checks.paths import PathPatterns
from checks.patterns import PatternRule
from checks.policy import (
    Audience,
    ByPath,
    Decision,
    DecisionStatus,
    FloorSource,
    Mode,
    Policy,
    PolicySource,
    Rule,
    RuleException,
    Setting,
)
from checks.problem import Spot
from checks.waiver_terms import WaiverTerms

FORMAT = 6
"""Raised whenever the text changes its meaning; another number is never read."""


def identity(policy: Policy) -> str:
    """64 hexadecimal digits, equal for policies by which everything is judged alike.

    The commits at which a policy and its floors were read are left out: a branch that moves without
    touching what was read leaves every verdict as it is.
    """
    source = policy.source
    floors = tuple(replace(one, commit="") for one in source.extends)
    said = dump(replace(policy, source=replace(source, commit="", extends=floors)))
    return hashlib.sha256(said.encode()).hexdigest()


def dump(policy: Policy) -> str:
    """The policy as JSON."""
    return json.dumps(
        {
            "format": FORMAT,
            "mode": policy.mode,
            "source": {**_plain(policy.source), "extends": [_plain(one) for one in policy.source.extends]},
            "decisions": [_plain(decision) for decision in policy.decisions.values()],
            "agent_accounts": {str(number): name for number, name in policy.agent_accounts.items()},
            "notices": policy.notices,
            "settings": {name: [one.value, *astuple(one.at)] for name, one in policy.settings.items()},
            "waivers": _plain(policy.waivers),
            "baseline": [astuple(entry) for entry in policy.baseline.values()],
            "rules": [
                {
                    **_plain(rule),
                    "check": [type(rule.check).__module__, type(rule.check).__name__],
                    "options": _plain(rule.check),
                    "patterns": [wanted._asdict() for wanted in rule.check.pattern_rules],
                    "paths": rule.paths.patterns,
                    "by_path": [[one.paths.patterns, one.level] for one in rule.by_path],
                    "exceptions": [{**_plain(one), "paths": one.paths.patterns} for one in rule.exceptions],
                }
                for rule in policy.rules
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def load(text: str) -> Policy:
    """The policy that `dump` wrote.

    Raises:
        ValueError: the text is of another format, or damaged in a way that shows.
    """
    try:
        values = json.loads(text)
        if values["format"] != FORMAT:
            raise ValueError("the compiled policy is of another format")
        return Policy(
            mode=Mode(values["mode"]),
            rules=tuple(_rule(rule) for rule in values["rules"]),
            source=_source(values["source"]),
            decisions={decision["id"]: _decision(decision) for decision in values["decisions"]},
            agent_accounts={int(number): name for number, name in values["agent_accounts"].items()},
            notices=tuple(values["notices"]),
            settings={name: Setting(value, Spot(*at)) for name, (value, *at) in values["settings"].items()},
            baseline={entry[0]: Entry(*entry) for entry in values["baseline"]},
            waivers=WaiverTerms(**_tuples(values["waivers"])),
        )
    except (KeyError, TypeError, AttributeError, ImportError) as damage:
        raise ValueError(f"the compiled policy is damaged: {damage}") from damage


def _plain(value: Any) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _source(values: dict[str, Any]) -> PolicySource:
    floors = tuple(FloorSource(**one) for one in values["extends"])
    return PolicySource(**{**values, "extends": floors})


def _decision(values: dict[str, Any]) -> Decision:
    return Decision(**{**_tuples(values), "status": DecisionStatus(values["status"])})


def _rule(values: dict[str, Any]) -> Rule:
    module, name = values.pop("check")
    kind = getattr(import_module(module), name) if module.startswith("checks.rules.") else None
    if not (isinstance(kind, type) and issubclass(kind, Check)):
        raise ValueError(f"the compiled policy names `{module}.{name}`, which is no check")  # noqa: TRY004 - the text is wrong, not a type
    options = _tuples(values.pop("options"))
    patterns = tuple(PatternRule(**_tuples(wanted)) for wanted in values.pop("patterns"))
    return Rule(
        **{
            **values,
            "check": kind.restore(options, patterns),
            "level": Level(values["level"]),
            "audience": Audience(values["audience"]),
            "paths": PathPatterns(tuple(values["paths"])),
            "by_path": tuple(
                ByPath(PathPatterns(tuple(paths)), Level(level)) for paths, level in values["by_path"]
            ),
            "agents": tuple(values["agents"]),
            "not_agents": tuple(values["not_agents"]),
            "exceptions": tuple(
                RuleException(**{**one, "paths": PathPatterns(tuple(one["paths"]))})
                for one in values["exceptions"]
            ),
        }
    )


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    """Lists of a mapping as the tuples they were, however deep."""
    return {name: _tuple(value) for name, value in values.items()}


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
