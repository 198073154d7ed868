"""Policies as JSON and back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Event

import pytest

from bot.policies import Policies, built_in, read
from checks import compiled
from checks.change import Blob, MemoryTree
from checks.policy import FloorSource, Policy
from tests.cases import blob

RECORD = b"""---
status: accepted
enforce:
  level: warn
  for: everyone
  paths: ["src/**", "!src/old/**"]
  instead: use `http.client`
  rules:
    - forbid-path: ["src/legacy/**"]
    - forbid-pattern: {languages: [python], pattern: "requests.get(...)"}
---
# One client

## Decision Outcome

Chosen option: "one client", because it retries.
"""
POLICY = b"version: 1\nmode: enforce\nagents:\n  - {name: acme-bot, accounts: [123456]}\n"
TREE = MemoryTree({".github/decisis.yml": blob(POLICY), "docs/decisions/0001-one-client.md": blob(RECORD)})


@pytest.mark.parametrize("policy", [built_in(), read(TREE, "c" * 40)], ids=["built-in", "with a record"])
def test_a_compiled_policy_is_the_policy_it_was_made_of(policy: Policy) -> None:
    again = compiled.load(compiled.dump(policy))
    assert again == policy
    assert again.pattern_rules == policy.pattern_rules
    assert compiled.dump(again) == compiled.dump(policy)


def test_a_policy_is_the_same_at_every_commit_where_it_says_the_same() -> None:
    at_one, at_other = read(TREE, "c" * 40), read(TREE, "d" * 40)
    assert at_one != at_other
    assert compiled.identity(at_one) == compiled.identity(at_other)
    others = [
        MemoryTree({".github/decisis.yml": blob(POLICY)}),
        MemoryTree({".github/decisis.yml": blob(POLICY + b"# why\n"), **_record(RECORD)}),
        MemoryTree(
            {".github/decisis.yml": blob(POLICY), **_record(RECORD.replace(b"level: warn", b"level: block"))}
        ),
        MemoryTree(
            {".github/decisis.yml": blob(POLICY), **_record(RECORD.replace(b"src/legacy", b"src/old"))}
        ),
    ]
    found = [compiled.identity(read(tree, "c" * 40)) for tree in (TREE, *others)]
    assert len(set(found)) == len(found)
    below = [
        replace(
            at_one, source=replace(at_one.source, extends=(FloorSource("acme/.github", "p", commit, digest),))
        )
        for commit, digest in (("a" * 40, "1"), ("b" * 40, "1"), ("b" * 40, "2"))
    ]
    first, second, third = map(compiled.identity, below)
    assert first == second != third


def _record(content: bytes) -> dict[str, Blob]:
    return {"docs/decisions/0001-one-client.md": blob(content)}


def test_another_format_is_refused() -> None:
    values = json.loads(compiled.dump(built_in())) | {"format": compiled.FORMAT + 1}
    with pytest.raises(ValueError, match="another format"):
        compiled.load(json.dumps(values))


@pytest.mark.parametrize(
    "check", [["os", "system"], ["checks.rules", "sys"], ["checks.rules.forbidden_path", "Check"]]
)
def test_only_checks_are_made_from_a_compiled_policy(check: list[str]) -> None:
    values = json.loads(compiled.dump(built_in()))
    values["rules"][0]["check"] = check
    with pytest.raises(ValueError, match="compiled policy"):
        compiled.load(json.dumps(values))


def test_a_kept_policy_is_used_and_a_damaged_one_is_read_anew(tmp_path) -> None:
    policies, reads = Policies(tmp_path), []

    def tree() -> MemoryTree:
        reads.append(1)
        return TREE

    first = policies.at("c" * 40, tree)
    assert policies.at("c" * 40, tree) == first
    assert len(reads) == 1
    (kept,) = (tmp_path / "policies").iterdir()
    kept.write_text(kept.read_text(encoding="utf-8").replace('"warn"', '"note"'), encoding="utf-8")
    assert policies.at("c" * 40, tree) == first
    assert len(reads) == 2
    assert policies.at("d" * 40, tree) != first


def test_threads_that_want_the_same_policy_read_it_once(tmp_path) -> None:
    policies, reads, others = Policies(tmp_path), [], Event()

    def tree() -> MemoryTree:
        reads.append(1)
        assert others.wait(10)
        return TREE

    def found(commit: str, number: int) -> Policy:
        if number == 3:
            others.set()
        return policies.at(commit, tree)

    with ThreadPoolExecutor(4) as pool:
        same = list(pool.map(found, ["c" * 40] * 4, range(4)))
    assert len(reads) == 1
    assert all(policy == same[0] for policy in same)

    def no_tree() -> MemoryTree:
        raise OSError("the network is away")

    for _ in range(2):
        with pytest.raises(OSError, match="away"):
            policies.at("e" * 40, no_tree)
    assert policies.at("e" * 40, lambda: TREE) != same[0]


def test_only_so_many_policies_are_kept(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("bot.policies.MOST_KEPT", 2)
    for letter in "abcd":
        Policies(tmp_path).at(letter * 40, lambda: TREE)
    kept = sorted(file.name[0] for file in (tmp_path / "policies").iterdir())
    assert len(kept) == 2
    assert "d" in kept
