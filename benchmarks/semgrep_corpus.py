"""A made-up repository and rule set of realistic size, the same on every machine.

Files are 8 to 25 KB of Python, TypeScript and Go put together from templates of our own by a seeded
generator; the rules are the starting pack and rules of the kind that decisions carry, 60 in all.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from checks.pack import entries

FILES = 10
RULES = 60
_SEED = 20_261_120
_NOUNS = [
    "account",
    "batch",
    "cart",
    "delivery",
    "event",
    "filter",
    "group",
    "header",
    "invoice",
    "job",
    "key",
    "ledger",
    "message",
    "node",
    "order",
]
_VERBS = [
    "accept",
    "build",
    "check",
    "collect",
    "create",
    "drop",
    "export",
    "fetch",
    "import",
    "join",
    "list",
    "merge",
    "open",
    "parse",
    "resolve",
]

_PYTHON = '''
def {verb}_{noun}_{number}(client, {noun}_id, *, limit={limit}):
    """{Verb} the {noun} and give back what changed."""
    found = []
    for position, {noun} in enumerate(client.{verb}({noun}_id)):
        if position >= limit or {noun}.get("state") == "closed":
            break
        try:
            value = int({noun}["amount"]) * {limit}
        except (KeyError, ValueError) as problem:
            log.warning("bad {noun} %s: %s", {noun}_id, problem)
            continue
        found.append({{"id": {noun}["id"], "value": value, "label": f"{noun}-{{position}}"}})
    answer = client.post("/{noun}/{{}}".format({noun}_id), json={{"items": found}}, timeout={limit})
    return sorted(found, key=lambda item: item["value"]) if answer.ok else []
'''
_TYPESCRIPT = """
export async function {verb}{Noun}{number}(client: Client, {noun}Id: string, limit = {limit}) {{
  const found: Item[] = [];
  const listed = await client.{verb}({noun}Id, {{ limit, order: '{verb}' }});
  for (const [position, {noun}] of listed.entries()) {{
    if (position >= limit || {noun}.state === 'closed') {{
      break;
    }}
    try {{
      found.push({{ id: {noun}.id, value: Number({noun}.amount) * {limit}, label: `{noun}-${{position}}` }});
    }} catch (problem) {{
      log.warn('bad {noun}', {{ problem, id: {noun}Id }});
    }}
  }}
  const answer = await client.post(`/{noun}/${{{noun}Id}}`, {{ items: found }});
  return answer.ok ? found.sort((a, b) => a.value - b.value) : [];
}}
"""
_GO = """
// {Verb}{Noun}{number} gives back what changed.
func {Verb}{Noun}{number}(ctx context.Context, client *Client, id string, limit int) ([]Item, error) {{
	found := make([]Item, 0, limit)
	listed, err := client.{Verb}(ctx, id, {limit})
	if err != nil {{
		return nil, fmt.Errorf("{verb} {noun} %s: %w", id, err)
	}}
	for position, {noun} := range listed {{
		if position >= limit || {noun}.State == "closed" {{
			break
		}}
		amount, err := strconv.Atoi({noun}.Amount)
		if err != nil {{
			log.Printf("bad {noun} %s: %v", id, err)
			continue
		}}
		found = append(found, Item{{ID: {noun}.ID, Value: amount * {limit}, Label: "{noun}"}})
	}}
	sort.Slice(found, func(a, b int) bool {{ return found[a].Value < found[b].Value }})
	return found, nil
}}
"""
_HEADS = {
    "py": "import logging\nimport subprocess\n\nimport requests\n\nlog = logging.getLogger(__name__)\n",
    "ts": "import { execSync } from 'node:child_process';\nimport { Client, Item, log } from './client';\n",
    "go": 'package main\n\nimport (\n\t"context"\n\t"fmt"\n\t"log"\n\t"sort"\n\t"strconv"\n)\n',
}
_BODIES = {"py": _PYTHON, "ts": _TYPESCRIPT, "go": _GO}
_ADDED = {
    "py": "\ndef added_{n}(folder):\n    subprocess.run(f'ls {{folder}}', shell=True)\n    get(folder)\n",
    "ts": "\nexport function added{n}(folder: string) {{\n  execSync(`ls ${{folder}}`);\n}}\n",
    "go": "\nfunc added{n}(err error) {{\n\tif err != nil {{\n\t}}\n}}\n",
}
_ENDINGS = ("py", "py", "py", "py", "ts", "ts", "ts", "ts", "go", "go")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Both sides of a change and the rules to judge it with.

    Attributes:
        base: path → text before.
        head: path → text after.
        pushed: path → text after one more push, which touches one file.
        rules: semgrep rules with ids, as mappings.
    """

    base: Mapping[str, str]
    head: Mapping[str, str]
    pushed: Mapping[str, str]
    rules: Sequence[Mapping[str, object]]


def corpus(files: int = FILES, rules: int = RULES) -> Corpus:
    """Generate it; equal arguments give equal bytes."""
    dice = random.Random(_SEED)
    base, head = {}, {}
    for at in range(files):
        ending = _ENDINGS[at % len(_ENDINGS)]
        path = f"src/{_NOUNS[at % len(_NOUNS)]}/part_{at}.{ending}"
        parts = _parts(dice, ending, dice.randrange(2_000, 14_600))
        base[path] = _HEADS[ending] + "".join(parts)
        changed = [*parts]
        for _ in range(3):
            position = dice.randrange(1, len(changed))
            changed[position] = changed[position].replace("closed", "finished")
        changed.insert(dice.randrange(1, len(changed)), _ADDED[ending].format(n=at))
        head[path] = _HEADS[ending] + "".join(changed)
    first = min(head)
    pushed = {
        **head,
        first: head[first].replace("finished", "settled") + _ADDED[first.rsplit(".", 1)[1]].format(n=99),
    }
    return Corpus(base, head, pushed, _rules(rules))


def _parts(dice: random.Random, ending: str, size: int) -> list[str]:
    parts: list[str] = []
    while sum(map(len, parts)) < size:
        noun, verb = dice.choice(_NOUNS), dice.choice(_VERBS)
        parts.append(
            _BODIES[ending].format(
                noun=noun,
                Noun=noun.title(),
                verb=verb,
                Verb=verb.title(),
                number=len(parts),
                limit=dice.randrange(2, 500),
            )
        )
    return parts


def _rules(count: int) -> list[Mapping[str, object]]:
    found: list[Mapping[str, object]] = [
        {
            "id": entry.id.replace("/", "."),
            "severity": "ERROR",
            **json.loads(entry.check.pattern_rules[0].definition),
        }
        for entry in entries()
    ]
    calls = [f"{noun}.{verb}" for noun in _NOUNS for verb in _VERBS]
    languages = (["python"], ["typescript", "javascript"], ["go"])
    for at in range(count - len(found)):
        call = calls[at * 7 % len(calls)]
        rule: dict[str, object] = {
            "id": f"decision-{at}",
            "languages": languages[at % 3],
            "message": f"use the service instead of {call}",
            "severity": "ERROR",
        }
        if at % 2:
            rule["pattern-either"] = [{"pattern": f"{call}(...)"}, {"pattern": f"$X.{call}(...)"}]
        else:
            rule["patterns"] = [
                {"pattern": "$CLIENT.$CALL(...)"},
                {"metavariable-regex": {"metavariable": "$CALL", "regex": f"^{call.split('.')[1]}_all$"}},
            ]
        found.append(rule)
    return found[:count]
