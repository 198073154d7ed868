"""A slip of the pen never makes a policy weaker in silence.

What can be decided by a machine: some bytes of a valid policy or record are changed or lost. Then the
policy is refused, or it still enforces, still runs every kind of rule as often as before, at no lower
level and for no smaller audience. Left out is what no reader can decide: texts that name things (paths,
patterns, accounts), and `#`, which makes a comment of what follows, as it is meant to.
"""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from checks.policy import Mode, Policy
from checks.problem import PolicyInvalid
from tests.policy.trees import POLICY, RECORD, load

RECORD_PATH = "docs/decisions/0012-http.md"
FILE = """version: 1
mode: enforce
decisions: [docs/decisions]
checks:
  changed-guardrail: block
  added-suppression: block
  skipped-test: block
agents:
  - {name: acme-bot, accounts: [123456]}
"""
BOUND_PATH = "docs/decisions/0013-columns.md"
BOUND = """# 13. Columns are named

Date: 2026-03-02

## Status

Accepted

## Decision

They are named.

### Confirmation

```yaml semgrep
languages: [python]
pattern: star(...)
```
"""
SIDE_PATH = "docs/decisions/0013-columns.enforce.yml"
SIDE = """level: block
for: everyone
since: 2026-03-02
instead: name the columns
exceptions:
  - {paths: [old/**], owner: "@acme/db", reason: until it is gone, until: 2026-06-30}
rules:
  - forbid-path: ["sql/star/**"]
    level: block
"""
FILES = {
    POLICY: FILE.encode(),
    RECORD_PATH: RECORD.encode(),
    BOUND_PATH: BOUND.encode(),
    SIDE_PATH: SIDE.encode(),
}
VALID = load(**FILES)

Edit = tuple[float, int | None]
"""A place, as a part of the length, and the byte to put there; `None` takes the byte away."""

BYTES = st.integers(0, 255).filter(lambda byte: byte != ord("#"))
EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.none() | BYTES | st.sampled_from(b"\n -:{}[]!&*|'\",")),
    min_size=1,
    max_size=3,
)


def _mutated(content: bytes, edits: list[Edit]) -> bytes:
    for place, byte in edits:
        at = int(place * len(content))
        content = content[:at] + (b"" if byte is None else bytes([byte])) + content[at + 1 :]
    return content


def _strength(policy: Policy) -> Counter[tuple[str, int, str]]:
    return Counter((rule.check.name, rule.level.rank, rule.audience) for rule in policy.rules)


def _assert_no_weaker(content: dict[str, bytes]) -> None:
    try:
        policy = load(**content)
    except PolicyInvalid:
        return
    assert policy.mode is Mode.ENFORCE
    assert not _strength(VALID) - _strength(policy)
    assert len(policy.agent_accounts) >= len(VALID.agent_accounts)


@pytest.mark.threat("F3")
@settings(max_examples=800)
@given(st.sampled_from(sorted(FILES)), EDITS)
@example(RECORD_PATH, [(0.0, None)])
def test_lost_and_changed_bytes_never_weaken_a_policy(path: str, edits: list[Edit]) -> None:
    few = edits[:1] if path == BOUND_PATH else edits  # three can break Markdown beyond recognition
    _assert_no_weaker({**FILES, path: _mutated(FILES[path], few)})


@pytest.mark.threat("F3")
@pytest.mark.parametrize("path", sorted(FILES))
def test_no_lost_byte_weakens_a_policy(path: str) -> None:
    for at in range(len(FILES[path])):
        _assert_no_weaker({**FILES, path: FILES[path][:at] + FILES[path][at + 1 :]})


@pytest.mark.threat("F3")
@pytest.mark.parametrize("path", sorted(FILES))
def test_no_lost_line_of_structure_weakens_a_policy(path: str) -> None:
    """A line that is a rule or a level of its own may be taken out; that is an edit, not a slip."""
    lines = FILES[path].splitlines(keepends=True)
    whole = (b"checks:", b"agents:", b"enforce:", b"  rules:", b"---", b"status:", b"version:", b"mode:")
    for index, line in enumerate(lines):
        if line.startswith(whole):
            _assert_no_weaker({**FILES, path: b"".join(lines[:index] + lines[index + 1 :])})


@pytest.mark.threat("F3")
@pytest.mark.parametrize("path", sorted(FILES))
def test_a_file_that_is_cut_off_never_weakens_in_silence(path: str) -> None:
    """What is cut within the structure is refused; a record that is cut to prose is named by a notice."""
    for size in range(1, len(FILES[path]), 3):
        try:
            policy = load(**{**FILES, path: FILES[path][:size]})
        except PolicyInvalid:
            continue
        assert policy.mode is Mode.ENFORCE
        is_named = any(RECORD_PATH in notice for notice in policy.notices)
        assert path != RECORD_PATH or is_named or not _strength(VALID) - _strength(policy)
