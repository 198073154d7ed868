"""What a verdict costs without semgrep: 100 changed files under 200 decisions, and more and fewer files.

Half of the files are Python, half TypeScript, each of about 200 lines, with a few imports and one changed
line; every fifth is a test, and every twentieth crosses a boundary. Three decisions of five forbid imports,
every fourth of them everywhere, two forbid paths. The same is measured once more with the built-in checks
that read source code. No file is met a second time, so that nothing is remembered from round to round.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from checks.change import Blob, Change, ChangedFile, Hunk, Mode, Status, each_read
from checks.check import all_checks
from checks.finding import Level
from checks.policy import Audience, Policy, PolicySource, Rule
from checks.policy import Mode as PolicyMode
from checks.review import review
from checks.rules.forbidden_import import ForbiddenImport
from checks.rules.forbidden_path import ForbiddenPath
from checks.verdict import Outcome

FILES, DECISIONS = 100, 200
GOAL_MS = 300
AREAS = 20
BUILT_IN = (
    *("added-suppression", "removed-test", "deleted-test-file", "skipped-test", "vacuous-test"),
    *("weakened-assertion", "muted-test-run"),
)
LINES = 200


@dataclass
class _Tree:
    """A tree in memory that answers for a directory as quickly as for a file, as git does."""

    files: Mapping[str, Blob]
    folders: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for path in self.files:
            while path := path.rpartition("/")[0]:
                self.folders.add(path)

    def mode(self, path: str) -> Mode | None:
        if path in self.files:
            return self.files[path].mode
        return Mode.DIRECTORY if path in self.folders else None

    def read(self, path: str) -> bytes | None:
        return self.files[path].content if path in self.files else None

    def read_all(self, paths: Iterable[str]) -> Iterable[tuple[str, bytes]]:
        return each_read(self, paths)

    def walk(self, prefix: str = "") -> Iterable[str]:
        return sorted(path for path in self.files if path.startswith(prefix))

    def names(self, directory: str) -> Iterable[str]:
        start = f"{directory}/" if directory else ""
        return sorted({path[len(start) :].partition("/")[0] for path in self.files if path.startswith(start)})


def change_of(files: int, root: str) -> Change:
    """A change of so many files below the directory `root`."""
    changed = []
    for number in range(files):
        is_python, is_test = number % 2 == 0, number % 10 < 2
        folder = f"{root}/area{number % AREAS:02}"
        stem = f"test_part{number}" if is_python and is_test else f"part{number}"
        suffix = "py" if is_python else ("test.ts" if is_test else "ts")
        lines = _python(number) if is_python else _script(number)
        after = [*lines]
        after[4] = lines[4].replace("old", "new")
        if number % 20 == 0:
            after[2] = f"import library{number % DECISIONS}"
        hunks = tuple(Hunk(place + 1, 1, place + 1, 1) for place in (2, 4) if lines[place] != after[place])
        path = f"{folder}/{stem}.{suffix}"
        changed.append(ChangedFile(path, Status.MODIFIED, _blob(lines), _blob(after), hunks))
    changed.sort(key=lambda file: file.path)
    return Change(
        base="0" * 40,
        head="1" * 40,
        files=tuple(changed),
        base_tree=_Tree({file.path: file.base for file in changed if file.base}),
        head_tree=_Tree({file.path: file.head for file in changed if file.head}),
    )


def _blob(lines: list[str]) -> Blob:
    content = "\n".join(lines).encode()
    return Blob(hashlib.sha1(content, usedforsecurity=False).hexdigest(), Mode.FILE, len(content), content)


def _python(number: int) -> list[str]:
    lines = ["import json", "from pathlib import Path", "import typing", "", f"VALUE = 'old {number}'"]
    while len(lines) < LINES:
        at = len(lines)
        lines += [
            f"def test_{number}_{at}(rows, limit={at}):",
            "    kept = [row for row in rows if row.id > limit and row.name]",
            f"    assert json.dumps(kept) != 'part {at}', Path('x')",
            "",
        ]
    return lines


def _script(number: int) -> list[str]:
    lines = ["import {readFile} from 'node:fs'", f"import {{part}} from './part{number}'", "", ""]
    lines.append(f"const value = 'old {number}'")
    while len(lines) < LINES:
        at = len(lines)
        lines += [
            f"it('does {number} {at}', async () => {{",
            f"  const kept = (await part({at})).filter((row) => row.id > {at} && row.name)",
            "  expect(JSON.stringify(kept)).toBe(readFile(value))",
            "})",
        ]
    return lines


def policy_of(decisions: int, root: str, built_in: Iterable[str]) -> Policy:
    """So many decisions about the directory `root`, and the built-in checks of these names."""
    rules = []
    for number in range(decisions):
        area = f"{root}/area{number % AREAS:02}/**" if number % 4 else f"{root}/**"
        check = (
            ForbiddenImport(from_=(area,), to=(f"library{number}", f"services/part{number}/**"))
            if number % 5 < 3
            else ForbiddenPath(paths=(f"{root}/closed{number}/**", f"*.part{number}"))
        )
        rules.append(
            Rule(f"ADR-{number:04}/rule-1", check, Level.BLOCK, audience=Audience.EVERYONE, decision="ADR")
        )
    rules += [Rule(name, all_checks()[name](), Level.WARN, audience=Audience.EVERYONE) for name in built_in]
    return Policy(PolicyMode.ENFORCE, tuple(rules), PolicySource("benchmark", "", ""))


def milliseconds(files: int, decisions: int, rounds: int, built_in: Iterable[str] = ()) -> float:
    """Median processor time of a verdict over rounds that share no path; it waits for nothing."""
    taken = []
    for number in range(rounds):
        root = f"round{number}-{files}"
        change, policy = change_of(files, root), policy_of(decisions, root, built_in)
        start = time.process_time()
        verdict = review(change, policy, "benchmark")
        taken.append((time.process_time() - start) * 1000)
        if verdict.outcome is not Outcome.FAIL:
            raise SystemExit(f"the verdict should have been `fail`, it is `{verdict.outcome}`")
    return statistics.median(taken)


def measure(rounds: int = 7) -> dict[str, float]:
    """Print the figures and return them, in milliseconds."""
    found = {}
    for files in (FILES // 2, FILES, FILES * 2):
        for built_in, said in (((), ""), (BUILT_IN, ", built-in checks")):
            name = f"{files} files, {DECISIONS} decisions{said}"
            found[name] = milliseconds(files, DECISIONS, rounds, built_in)
            goal = f"   goal: below {GOAL_MS} ms" if files == FILES and not built_in else ""
            print(
                f"{name:45} {found[name]:8.1f} ms   {found[name] / files:7.3f} ms per file{goal}", flush=True
            )
    return found


if __name__ == "__main__":
    measure()
