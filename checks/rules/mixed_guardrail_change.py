"""`mixed-guardrail-change`: what governs agents is edited in passing, inside other work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level, Side, Violation
from checks.guardrails import Kind, guardrail_of

_KINDS = frozenset((Kind.AGENT_INSTRUCTIONS, Kind.AGENT_SETTINGS))


@dataclass(frozen=True, kw_only=True)
class MixedGuardrailChange(Check):
    """Reports instructions and hooks of agents that are edited inside work which they name nothing of.

    ## Why

    A sentence in the instructions holds for every later change, and nobody looks for it between forty files
    of a feature. Reviewers who agree with the feature have agreed with the sentence.

    ## What to do

    Put the edit into a pull request of its own. Where it belongs to the work, name in it what it is about:
    a file, a folder, or in backticks a command or a name.

    ## Example

        AGENTS.md            - Run the tests before you push.
        src/orders/price.py  total = net * rate

    The edit stood before, the work is neither documentation nor a lock file, and no edited line names a file,
    a folder or in backticks a name of the work. A file of instructions that stands in the folder of the work
    belongs to it, and so do instructions that are new. Settings that are compared by their meaning are left
    to `widened-envelope`, the policy, decisions and workflows to their own checks.

    ## Known limits

    Whether a sentence belongs to the work is told by names alone.
    """

    name: ClassVar[str] = "mixed-guardrail-change"
    is_about_the_whole: ClassVar[bool] = True
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.WARN
    stands: ClassVar[bool] = False

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        return guardrail_of(path, _KINDS) is not None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not any(self.concerns(file.path) for file in change.files):
            return
        from checks.widening.mixing import mixed

        for path, count in mixed(change).items():
            file = change.by_path.get(path)
            rail = guardrail_of(path, _KINDS)
            if file is None or rail is None:
                continue
            done = "edits" if file.head is not None else "deletes"
            files = "a file" if count == 1 else f"{count} files"
            said = f"{done} {rail.governs}, inside work on {files} of which it names nothing"
            side = Side.HEAD if file.head is not None else Side.BASE
            yield Violation(path, 0, 0, said, f"{done} {rail.governs}", side=side)
