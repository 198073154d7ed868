"""What decision records cost: reading them, restoring them compiled, and judging 100 files under them.

Each record binds three rules, two of paths and one of imports. The times are processor time, so that what
else a machine does counts for little; each round reads other texts, so that nothing is remembered.
"""

from __future__ import annotations

import statistics
import time

from benchmarks.checks_cost import change_of
from bot.policies import read
from checks import compiled
from checks.change import Blob, MemoryTree, Mode, Tree
from checks.policy import Policy
from checks.review import review
from checks.verdict import Outcome

COUNTS = (50, 200, 800)
FILES = 100
GOALS = {"cold": 300, "compiled": 30, "verdict": 300}
"""Milliseconds for 200 records, 600 rules."""

RECORD = """\
---
status: accepted
date: 2026-03-02
decision-makers: ["@acme/platform"]
enforce:
  level: block
  for: everyone
  paths: ["{root}/**", "!{root}/legacy{number}/**"]
  instead: use what `shared.part{number}` offers, which is tested and known
  rules:
    - forbid-import: {{to: [library{number}, "services/part{number}/**"]}}
    - forbid-path: ["{root}/closed{number}/**"]
    - forbid-path: {{paths: ["**/*.part{number}", "!**/fixtures/**"], deletions: true}}
---
# Decision {number}: one way to do part {number}

## Context and Problem Statement

There were several ways to do part {number}, and each was half as good as one would be.

## Considered Options

* one way
* several ways

## Decision Outcome

Chosen option: "one way", because part {number} is done in many places and tested in one.

### Consequences

* Good, because it is known where to look.
* Bad, because what is odd about part {number} has to be said there.
"""


def tree_of(records: int, root: str) -> Tree:
    """A tree with so many records about the directory `root`."""
    return MemoryTree(
        {
            f"docs/decisions/{number:04}-part.md": _blob(RECORD.format(number=number, root=root))
            for number in range(1, records + 1)
        }
        | {".github/decisis.yml": _blob("version: 1\nmode: enforce\n")}
    )


def _blob(text: str) -> Blob:
    content = text.encode()
    return Blob("0" * 40, Mode.FILE, len(content), content)


def measure(rounds: int = 5) -> dict[str, float]:
    """Print the figures and return them, in milliseconds."""
    found = {}
    for records in COUNTS:
        taken = [_once(records, f"round{number}-{records}") for number in range(rounds)]
        for name, goal in GOALS.items():
            key = f"{records} records, {3 * records} rules, {name}"
            found[key] = statistics.median(times[name] for times in taken)
            said = f"   goal: below {goal} ms" if records == 200 else ""
            each = found[key] / records
            print(f"{key:45} {found[key]:8.1f} ms   {each:7.3f} ms per record{said}", flush=True)
    return found


def _once(records: int, root: str) -> dict[str, float]:
    """What each step takes once, on texts that nothing has seen before."""
    tree, change = tree_of(records, root), change_of(FILES, root)
    at_first = time.process_time()
    policy = read(tree)
    cold = time.process_time() - at_first
    text = compiled.dump(policy)
    at_second = time.process_time()
    restored = compiled.load(text)
    at_third = time.process_time()
    verdict = review(change, _bound(restored), "benchmark")
    judged = time.process_time() - at_third
    if verdict.outcome is not Outcome.FAIL:
        raise SystemExit(f"the verdict should have been `fail`, it is `{verdict.outcome}`")
    spans = {"cold": cold, "compiled": at_third - at_second, "verdict": judged}
    return {name: span * 1000 for name, span in spans.items()}


def _bound(policy: Policy) -> Policy:
    """The rules that the records bind; `benchmarks.checks_cost` measures the built-in ones."""
    rules = tuple(rule for rule in policy.rules if rule.decision)
    return Policy(policy.mode, rules, policy.source, policy.decisions)


if __name__ == "__main__":
    measure()
