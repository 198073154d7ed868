"""`zizmor-finding`: zizmor objects to what a change does to a workflow, an action or Dependabot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level


@dataclass(frozen=True, kw_only=True)
class ZizmorFinding(Check):
    """Reports what zizmor newly finds in workflows, actions and the settings of Dependabot.

    zizmor is a scanner of GitHub Actions that comes with Decisis. It is run without the network and without
    the settings and comments by which a repository tells it to look away, on both sides of the files that
    change; what it said before is silent.

    ## Why

    Much of what makes a workflow unsafe looks like a detail of its language: a condition that always holds, a
    name that can be borrowed, a secret that is no longer masked. Nobody sees it in a diff.

    ## What to do

    Do as the finding says. What zizmor has to say at length stands at `docs.zizmor.sh/audits` under the name
    in the finding.

    ## Example

        if: github.actor == 'dependabot[bot]'

    It warns for `bot-conditions`, `dependabot-execution`, `hardcoded-container-credentials`,
    `insecure-commands`, `overprovisioned-secrets`, `typosquat-uses`, `unredacted-secrets`,
    `unsound-condition` and `unsound-contains`: in 1 of 454 changes of workflows in 38 public repositories,
    and rightly so, which is why a policy may let these block.
    `archived-uses`, `github-app`, `obfuscation`, `template-injection` and `unsound-ternary` are notes. All
    other audits are silent, for they are found in so many workflows that nobody would read them, or because
    `unsafe-workflow` speaks of the same. Where both mean the same line, `unsafe-workflow` speaks alone.

    ## Known limits

    The audits that ask GitHub are not run: `impostor-commit`, `known-vulnerable-actions`, `ref-confusion`,
    `stale-action-refs`, and half of `ref-version-mismatch`. A single expression or shell that zizmor cannot
    follow is passed over by the audit concerned without a word. Where zizmor gives no answer about a file, or
    takes it for no workflow, the verdict is incomplete. Files that a program compiles (`*.lock.yml`) are
    passed over. Of what `unsafe-workflow` says, this check is silent even if that one is switched off.
    """

    name: ClassVar[str] = "zizmor-finding"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    reads_audits: ClassVar[bool] = True

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return self.concerns(path)

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        if not path.endswith((".yml", ".yaml")):
            return False
        from checks.workflows.auditable import kind_of

        return kind_of(path) is not None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if any(self.concerns(file.path) for file in change.files):
            from checks.workflows.audited import audited  # much code, for few files alone

            yield from audited(change)
