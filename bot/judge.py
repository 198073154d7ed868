"""Where every surface meets: a change and a policy in, a verdict out, the engines run in between.

The App, the Action, the command and the hook all judge through `Judge`, so that the same change gets
the same findings wherever it is asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from bot import __version__
from bot.aside import Aside
from bot.engines.zizmor import ZizmorEngine
from bot.errors import UserError
from bot.git.errors import GitError
from checks.audits import AuditResults
from checks.change import Change
from checks.finding import Level
from checks.identity import identify
from checks.patterns import PatternResults, PatternRule
from checks.policy import Policy, Rule
from checks.review import governs, review
from checks.verdict import Verdict

if TYPE_CHECKING:
    from checks.proving.batch import Scan


class PatternEngine(Protocol):
    """What matches semgrep rules; `bot.engines.semgrep` is the real one."""

    @property
    def version(self) -> str:
        """Name and version, as recorded in the verdict."""

    def scan(self, change: Change, rules: Sequence[PatternRule], *, once: bool = False) -> PatternResults:
        """Match the rules on the changed files; gaps are part of the answer.

        With `once` the rules will hardly be asked again.
        """


class Auditor(Protocol):
    """What audits workflows; `bot.engines.zizmor` is the real one."""

    @property
    def version(self) -> str:
        """Name and version, as recorded in the verdict."""

    def audit(self, change: Change) -> AuditResults:
        """Audit the workflows of the change; gaps are part of the answer."""


class Weigher(Protocol):
    """What weighs a change once the engines run; `bot.confined` is one that does it in another process."""

    def __call__(
        self,
        change: Change,
        policy: Policy,
        engine: str,
        patterns: Callable[[], PatternResults],
        audits: Callable[[], AuditResults | None],
    ) -> Verdict:
        """Prove the decisions at the head of the change where some rule asks for it, and review it.

        Args:
            change: the change.
            policy: the policy of the default branch.
            engine: what judges, with its versions.
            patterns: gives what semgrep found.
            audits: gives what zizmor found, if it was asked.
        """


@dataclass(frozen=True)
class Judge:
    """Judges changes with its engines.

    Attributes:
        engine: what matches semgrep rules.
        auditor: what audits workflows.
        weigher: what weighs the changes, `None` for this process itself.
    """

    engine: PatternEngine
    auditor: Auditor = field(default_factory=ZizmorEngine)
    weigher: Weigher | None = None

    @property
    def name(self) -> str:
        """What judges, with its versions: part of every verdict."""
        return f"decisis {__version__}, {self.engine.version}, {self.auditor.version}"

    def judge(self, change: Change, policy: Policy) -> Verdict:
        """Judge a change under a policy.

        Args:
            change: the change as `bot.git` read it.
            policy: the policy of the default branch.
        """
        weigher: Weigher = review
        if self.weigher is None:
            change = proved(change, policy, partial(self.engine.scan, once=True))
        else:
            weigher = self.weigher
        wanted = _pattern_rules(change, policy)
        with ExitStack() as running:  # the other checks run while the engines do
            patterns: Callable[[], PatternResults] = PatternResults
            audits: Callable[[], AuditResults | None] = _not_asked
            if wanted:
                scan = partial(self.engine.scan, change, wanted)
                patterns = running.enter_context(Aside(scan, "scan")).result
            if _wants_audits(change, policy):
                audits = running.enter_context(Aside(partial(self._audited, change), "audit")).result
            return weigher(change, policy, self.name, patterns, audits)

    def _audited(self, change: Change) -> AuditResults | None:
        try:
            return self.auditor.audit(change)
        except Exception:  # noqa: BLE001 - a defect of ours leaves them without an audit, which the check reports as a gap
            return None


def proved(change: Change, policy: Policy, scan: Scan) -> Change:
    """The change with what is newly wrong with the decisions at its head, where some rule asks for it.

    Args:
        change: the change.
        policy: the policy of the default branch.
        scan: asks semgrep about the examples of records.
    """
    if not any(one.level is not Level.OFF and one.check.wants_proofs(change) for one in policy.rules):
        return change
    from bot.proving import newly_flawed  # only changes of decisions need it

    try:
        return replace(change, proofs=newly_flawed(change, scan))
    except (UserError, GitError):
        raise
    except Exception:  # noqa: BLE001 - a defect of ours leaves them unproved, which the check reports as a gap
        return change


def _pattern_rules(change: Change, policy: Policy) -> tuple[PatternRule, ...]:
    """The semgrep rules whose answer some rule will read: for this author, and for a file that changed."""
    found: dict[str, PatternRule] = {}
    for rule in _running(change, policy):
        if rule.check.pattern_rules and any(rule.paths.matches_any_form(file.path) for file in change.files):
            found |= {wanted.key: wanted for wanted in rule.check.pattern_rules}
    return tuple(found[key] for key in sorted(found))


def _wants_audits(change: Change, policy: Policy) -> bool:
    """Whether some rule will read what zizmor says of a file that changed."""
    return any(
        rule.check.reads_audits and any(rule.check.concerns(file.path) for file in change.files)
        for rule in _running(change, policy)
    )


def _running(change: Change, policy: Policy) -> Iterator[Rule]:
    agent = identify(change.facts, policy.agent_accounts)
    return (rule for rule in policy.rules if rule.level is not Level.OFF and governs(rule, agent))


def _not_asked() -> None:
    """What an engine says that was not asked."""
