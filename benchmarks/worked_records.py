"""Two public decision records, each bound by one `enforce:` block, over changes that agents really proposed.

`python -m benchmarks.worked_records --clones DIR` reads clones of the repositories, see `benchmarks.clones`,
and prints for every change what was found, missed and false. The exit code is 0 if nothing was missed and
nothing was false.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.clones import clone_of, judged_in
from bot.engines.semgrep import SemgrepEngine
from bot.judge import Judge
from checks.change import Blob, MemoryTree, Mode, PullFacts
from checks.policy_loader import load_policy

POLICY = "version: 1\nmode: enforce\n"
PINNED = r"""---
status: accepted
date: 2026-04-28
enforce:
  for: everyone
  instead: name the action by the full id of a commit, with its exact tag in a comment
  rules:
    - require-value:
        files: [".github/workflows/*.yml", ".github/workflows/*.yaml"]
        at: $..uses
        matches: ^(\./.*|docker://.*|slsa-framework/slsa-github-generator/\.github/workflows/.*|[^@]+@[0-9a-f]{40})$
---
# Actions are named by commit

## Decision Outcome

Chosen option: "full commit ids", because a tag can be moved to other code.
"""
FACADE = """---
status: accepted
enforce:
  for: everyone
  paths: ["**/src/main/**"]
  instead: log through `org.slf4j.Logger`
  rules:
    - forbid-import: [java.util.logging, org.apache.logging.log4j, org.apache.commons.logging]
    - forbid-pattern:
        rule:
          id: console
          languages: [java]
          severity: ERROR
          message: writes to the console
          pattern-either: [{pattern: System.out.$PRINT(...)}, {pattern: System.err.$PRINT(...)}]
          paths: {exclude: ["/jabkit/**"]}
---
# One facade for logging

## Decision Outcome

Chosen option: "SLF4J", because the implementation behind it can be exchanged.
"""

Place = tuple[str, str]
"""A path and a literal of the message."""


@dataclass(frozen=True)
class Worked:
    """One change and what its record has to say.

    Attributes:
        repository: `owner/name`.
        pull: number of the pull request.
        record: the record with its rules.
        base: where the change starts.
        head: the commit that is judged.
        expected: every place that must be found; nothing else may be.
    """

    repository: str
    pull: int
    record: str
    base: str
    head: str
    expected: frozenset[Place]


_FILTER = "jabgui/src/main/java/org/jabref/gui/logging/JavaFxCssLogFilter.java"
_LAUNCHER = "jabgui/src/main/java/org/jabref/Launcher.java"
_DEPLOY = ".github/workflows/deploy-docs.yml"
WORKED = (
    Worked(
        "archgate/cli",
        23,
        PINNED,
        "dd5951e65071fe7b8a59b9b4e39640999807b63a",
        "0bf965397339c29dc83bf3c59f17b17e1ccbc4c1",
        frozenset(
            {
                (_DEPLOY, "actions/checkout@v4"),
                (_DEPLOY, "moonrepo/setup-toolchain@v0"),
                (_DEPLOY, "actions/upload-pages-artifact@v3"),
                (_DEPLOY, "actions/deploy-pages@v4"),
            }
        ),
    ),
    Worked(
        "JabRef/jabref",
        14666,
        FACADE,
        "2cf1b6570a59f75085b03a0349dd5345b5a4fa34",
        "3a721047b859eda99c03cc3a365d29e428566ada",
        frozenset(
            {
                (_FILTER, "java.util.logging.Filter"),
                (_FILTER, "java.util.logging.Level"),
                (_FILTER, "java.util.logging.LogRecord"),
                (_LAUNCHER, "java.util.logging.Handler"),  # by its full name, without an import
                (_LAUNCHER, "java.util.logging.Logger"),
            }
        ),
    ),
    Worked(
        "JabRef/jabref",
        15759,
        FACADE,
        "8457ae3e5697b700623294a0a54faa767b7ba75c",
        "b55efa888075ea477eed505a6cda32bdef7f06a1",
        frozenset(),
    ),
)


def main() -> int:
    """Judge every change whose clone is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clones", type=Path, required=True, metavar="DIR", help="where the clones are")
    options = parser.parse_args()
    os.environ["SEMGREP_ENABLE_VERSION_CHECK"] = "0"
    is_right = True
    with SemgrepEngine() as engine:
        for worked in WORKED:
            clone = clone_of(options.clones, worked.repository)
            if clone is None:
                raise SystemExit(f"no clone of {worked.repository} in {options.clones}")
            is_right &= judged(worked, clone, Judge(engine))
    return 0 if is_right else 1


def judged(worked: Worked, clone: Path, judge: Judge) -> bool:
    """Judge one change and print what came of it; returns whether all of it was right."""
    files = {".github/decisis.yml": POLICY, "docs/decisions/0001-record.md": worked.record}
    tree = MemoryTree({path: _blob(text) for path, text in files.items()})
    _, verdict = judged_in(clone, worked.base, worked.head, PullFacts(), load_policy(tree, ""), judge)
    places = [(one.path, one.message) for one in verdict.findings if one.decision]
    found = {want for want in worked.expected if any(_is_at(want, place) for place in places)}
    missed = worked.expected - found
    false = [place for place in places if not any(_is_at(want, place) for want in worked.expected)]
    gaps = [gap for gap in verdict.incomplete if "ADR-" in gap.rule]
    print(
        f"{worked.repository}#{worked.pull}: {verdict.files_judged} files, {len(found)} found,"
        f" {len(missed)} missed, {len(false)} false, {len(gaps)} not judged"
    )
    for kind, listed in (("missed", sorted(missed)), ("false", sorted(false)), ("not judged", gaps)):
        for one in listed:
            print(f"  {kind}: {one}")
    return not (missed or false or gaps)


def _is_at(wanted: Place, place: Place) -> bool:
    return wanted[0] == place[0] and f"`{wanted[1]}`" in place[1]


def _blob(text: str) -> Blob:
    content = text.encode()
    return Blob("0" * 40, Mode.FILE, len(content), content)


if __name__ == "__main__":
    sys.exit(main())
