"""Records as people write them, loaded from a tree held in memory, and the verdict on a change under them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.engines.semgrep import SemgrepEngine
from bot.judge import Judge
from checks.change import Change, MemoryTree, Mode
from checks.policy import Policy
from checks.policy_loader import load_policy
from checks.review import review
from checks.verdict import Verdict
from tests.cases import blob, change_of

Files = Mapping[str, str]


@dataclass(frozen=True)
class Seen:
    """What the records say.

    Attributes:
        findings: `path:line: rule` of every finding of a record, in order.
        waiting: the sentences about what is due.
        gaps: the paths that could not be judged.
    """

    findings: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()


def policy_of(**records: str) -> Policy:
    """The policy of a repository that enforces these records, by the stem of their file."""
    files = {f"docs/decisions/{name}.md": text for name, text in records.items()}
    texts = {".github/decisis.yml": "version: 1\nmode: enforce\n", **files}
    return load_policy(MemoryTree({path: blob(text.encode()) for path, text in texts.items()}), "c" * 40)


def judged(policy: Policy, before: Files, after: Files, links: Files | None = None) -> Seen:
    """The verdict on a change, without semgrep.

    Args:
        policy: the policy.
        before: the files of the base.
        after: the files of the head.
        links: symbolic links of the head, by path.
    """
    return _seen(review(_change(before, after, links or {}), policy, "engine"))


def judged_with_semgrep(policy: Policy, before: Files, after: Files) -> Seen:
    """The verdict on a change, with semgrep."""
    with SemgrepEngine() as engine:
        return _seen(Judge(engine).judge(_change(before, after, {}), policy))


def _change(before: Files, after: Files, links: Files) -> Change:
    head = {path: blob(text.encode()) for path, text in after.items()}
    head |= {path: blob(target.encode(), Mode.SYMLINK) for path, target in links.items()}
    return change_of({path: blob(text.encode()) for path, text in before.items()}, head)


def _seen(verdict: Verdict) -> Seen:
    return Seen(
        tuple(f"{one.path}:{one.line}: {one.rule}" for one in verdict.findings if one.decision),
        tuple(due.message for due in verdict.waiting),
        tuple(gap.path for gap in verdict.incomplete if "ADR-" in gap.rule),
    )
