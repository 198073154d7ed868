"""`unproven-decision`: a change adds or alters a decision that does not do what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from checks.change import Change, Incomplete, Reason
from checks.check import Check, Sighting
from checks.finding import Level, Violation
from checks.front_matter import is_record_name
from checks.path_parts import folder_of, name_of
from checks.paths import PathPatterns, folded
from checks.policy_place import PATH
from checks.proofs import Flaw, FlawKind
from checks.record_folders import ADR_DIR, FOLDERS

_ALONE = frozenset({ADR_DIR, folder_of(PATH), *FOLDERS})
"""Files, links and submodules that change where policy and records are found."""

_POLICIES = ("decisis.yml", "decisis.yaml")
"""Names that a file must not have elsewhere, because it could be taken for the policy."""


@dataclass(frozen=True, kw_only=True)
class UnprovenDecision(Check):
    """Reports what is wrong with the policy and the decisions that a change brings in.

    Attributes:
        decisions: the folders of decision records.

    ## Why

    A rule that nothing can break, or that no longer reads, looks exactly like one that is kept. Only an
    example that it catches tells the difference, and a policy that does not read would stop every pull
    request once it is merged.

    ## What to do

    Mend the record in the same change. Give each rule that blocks at least one example that it must catch
    and one that it must leave alone; `decisis decisions test` tries them before you commit.

    ## Example

        enforce:
          rules:
            - forbid-import: {to: [requests]}
          examples:
            caught: ["import requets"]

    The policy as it was judges the change; the decisions at its head are read and proved besides, and
    never enforced on it. Reported are: a policy or record that does not read, an example that is not
    caught, one that is allowed and reported, and two rules that cannot both be kept (these block); a rule
    that blocks without an example, one that looks at no file, and one whose options exclude each other
    (these warn). What was wrong before stays silent.

    ## Known limits

    An example proves a rule for itself alone. That two rules contradict is seen where the kinds of rule
    say what they need and what they forbid, not in general.
    """

    name: ClassVar[str] = "unproven-decision"
    built_in: ClassVar[bool] = True
    stands: ClassVar[bool] = False
    for_everyone: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK

    decisions: tuple[str, ...] = ()

    def wants_proofs(self, change: Change) -> bool:
        """See `Check.wants_proofs`: the policy, a record or a file that a record may name."""
        return any(self.governs(file.path) for file in change.files)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if change.proofs is None:
            for file in change.files:
                if self.governs(file.path):
                    yield _not_proved(file.path)
            return
        for flaw in change.proofs:
            if flaw.kind is not FlawKind.STALE_BLOCK:
                yield _violation(flaw, change)

    @cached_property
    def _folders(self) -> PathPatterns:
        return PathPatterns(tuple(f"{folder}/**" for folder in (*self.decisions, *FOLDERS)))

    def governs(self, path: str) -> bool:
        """Whether the policy may read another with this file changed: itself, a record, or what one names."""
        if path in _ALONE or path in self.decisions or name_of(folded(path)).lstrip(".") in _POLICIES:
            return True
        is_named_so = is_record_name(path) or path.endswith((".yml", ".yaml"))
        return is_named_so and self._folders.matches(path)


def _not_proved(path: str) -> Incomplete:
    return Incomplete(
        code=Reason.NOT_ANALYSED,
        path=path,
        limit="",
        measured="the decisions at the head were not proved",
        help="run `decisis decisions test` where semgrep is installed",
    )


def _violation(flaw: Flaw, change: Change) -> Violation:
    file = change.by_path.get(flaw.file)
    details = f"; expected: {flaw.expected}; seen: {flaw.seen}" if flaw.seen else ""
    return Violation(
        path=flaw.file,
        line=flaw.line,
        end_line=flaw.line,
        message=flaw.message + details,
        text=flaw.identity,
        instead=flaw.instead,
        on_changed_line=file is not None and flaw.line in file.added_lines,
        at_most=flaw.kind.level,
    )
