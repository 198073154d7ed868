"""Trees with a policy, from texts."""

from __future__ import annotations

from checks.change import MemoryTree
from checks.policy import Policy
from checks.policy_loader import load_policy
from tests.cases import blob

POLICY = ".github/decisis.yml"
COMMIT = "c" * 40
RECORD = """---
status: accepted
date: 2026-03-02
parent: Decisions
nav_order: 12
decision-makers: ["@alice", "@acme/platform"]
enforce:
  level: block
  for: everyone
  paths: ["services/**", "!services/legacy/**"]
  instead: Use `services.http.client`; it retries and signs.
  rules:
    - forbid-path: ["services/http/raw/**"]
    - forbid-path: {paths: ["services/gen/**"], deletions: true}
      examples: {caught: [{path: services/gen/a.py, text: "a = 1"}]}
    - forbid-pattern: {languages: [python], pattern: "requests.get(...)"}
  examples:
    caught: ["import requests"]
    allowed: ["from services.http import client", {diff: "--- a"}]
---
# Services call through one client

## Context and Problem Statement

Calls fail.

## Decision Outcome

Chosen option: "one client", because *retries* are
[written](http://example.org) once, in `services.http`.

More text.
"""


def tree(**files: str | bytes) -> MemoryTree:
    """A tree of regular files; `__` in a keyword is no part of any path, so give paths by `**{}`."""
    return MemoryTree(
        {path: blob(text.encode() if isinstance(text, str) else text) for path, text in files.items()}
    )


def load(**files: str | bytes) -> Policy:
    return load_policy(tree(**files), COMMIT)
