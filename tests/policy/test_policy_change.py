"""What one policy says that another does not."""

from __future__ import annotations

import pytest

from checks.policy_change import MOST, changes
from tests.decisions.judging import policy_of

RECORD = """---
status: {status}
enforce:
  level: {level}
  instead: {instead}
  rules:
    - forbid-path: ["{path}/**"]
---
# A place
"""


def record(
    status: str = "accepted", level: str = "block", path: str = "src/legacy", instead: str = "no"
) -> str:
    return RECORD.format(status=status, level=level, path=path, instead=instead)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (record(), ()),
        (record(level="warn"), ("rule ADR-0001/forbid-path-1: block → warn",)),
        (record(path="src/old"), ("rule ADR-0001/forbid-path-1 says something else",)),
        (record(instead="go"), ("rule ADR-0001/forbid-path-1 says something else",)),
        (
            record(status="deprecated"),
            ("rule ADR-0001/forbid-path-1 is gone", "decision ADR-0001: accepted → deprecated"),
        ),
    ],
)
def test_what_changed_is_told_and_nothing_else(after: str, said: tuple[str, ...]) -> None:
    before = policy_of(**{"0001-place": record()})
    assert changes(before, policy_of(**{"0001-place": after})) == said


def test_what_is_new_or_gone_is_told() -> None:
    one = policy_of(**{"0001-place": record()})
    two = policy_of(**{"0001-place": record(), "0002-other": record(path="x")})
    assert changes(one, two) == (
        "rule ADR-0002/forbid-path-1 is new, block",
        "decision ADR-0002 is new, accepted",
    )
    assert changes(two, one) == ("rule ADR-0002/forbid-path-1 is gone", "decision ADR-0002 is gone")


def test_more_than_anybody_reads_is_counted() -> None:
    many = policy_of(**{f"{number:04}-place": record() for number in range(1, 41)})
    told = changes(policy_of(), many)
    assert len(told) == MOST + 1
    assert told[-1] == "30 more changes"
