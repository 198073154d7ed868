"""What a verdict costs without semgrep: 100 changed files under 200 decisions, and more and fewer files.

Half of the files are Python, half TypeScript, each of about 200 lines, with a few imports and one changed
line; every fifth is a test, and every twentieth crosses a boundary. Three decisions of five forbid imports,
every fourth of them everywhere, two forbid paths. The same is measured with every built-in check besides,
and these alone on files of which each asks some check for more: a workflow, a manifest with its lock file, a
migration, settings of linters and of an agent. No file of code is met a second time, so that nothing is
remembered from round to round.
"""

from __future__ import annotations

import hashlib
import statistics
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.policies import built_in
from checks.change import Blob, Change, ChangedFile, Hunk, Mode, Status, each_read
from checks.finding import Level
from checks.policy import Audience, Policy, PolicySource, Rule
from checks.policy import Mode as PolicyMode
from checks.review import review
from checks.rules.forbidden_import import ForbiddenImport
from checks.rules.forbidden_path import ForbiddenPath
from checks.verdict import Outcome

FILES, DECISIONS = 100, 200
GOAL_MS = 300
BUILT_IN_GOAL_MS = 1_000
AREAS = 20
LINES = 200
ASKING = {
    ".github/workflows/ci.yml": (
        (
            "on: [pull_request]\npermissions: {contents: read}\njobs:\n  test:\n    runs-on: ubuntu-latest\n"
            "    steps:\n      - uses: actions/checkout@v4\n      - run: pytest --strict-markers\n"
        ),
        ("v4", "v5"),
    ),
    "package.json": ('{"dependencies": {"left": "^1.0.0"}}\n', ('"left"', '"right": "2.0.0", "left"')),
    "package-lock.json": (
        '{"lockfileVersion": 3, "packages": {"": {}, "node_modules/left": {"version": "1.0.0"}}}\n',
        ('"node_modules/left"', '"node_modules/right": {"version": "2.0.0"}, "node_modules/left"'),
    ),
    "pyproject.toml": ("[tool.ruff]\nline-length = 100\nlint.select = ['ALL']\n", ("100", "110")),
    "db/migrations/0002_more.sql": ("alter table a add column b int;\n", ("int", "text")),
    ".claude/settings.json": ('{"permissions": {"allow": ["Bash(ls:*)"]}}\n', ("ls", "cat")),
    "AGENTS.md": ("# Agents\n\nRun the tests.\n", ("Run", "First run")),
}
"""Files that some check reads closely, each with what the change replaces in it."""


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


def change_of(files: int, root: str, *, asking: bool = False) -> Change:
    """A change of so many files below the directory `root`, with the files of `ASKING` or without."""
    changed = []
    for path, (text, swap) in ASKING.items() if asking else ():
        before, after = text.splitlines(), text.replace(*swap).splitlines()
        hunks = tuple(
            Hunk(at, 1, at, 1)
            for at, (old, new) in enumerate(zip(before, after, strict=True), 1)
            if old != new
        )
        changed.append(ChangedFile(path, Status.MODIFIED, _blob(before), _blob(after), hunks))
    files -= len(changed)
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


def policy_of(decisions: int, root: str, built_in_rules: Iterable[Rule] = ()) -> Policy:
    """So many decisions about the directory `root`, and these rules besides."""
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
    return Policy(PolicyMode.ENFORCE, (*rules, *built_in_rules), PolicySource("benchmark", "", ""))


def built_in_checks() -> tuple[Rule, ...]:
    """Every built-in rule that needs no other program."""
    rules = built_in().rules
    return tuple(rule for rule in rules if not (rule.check.pattern_rules or rule.check.reads_audits))


def milliseconds(
    files: int, decisions: int, rounds: int, rules: tuple[Rule, ...] = (), *, asking: bool = False
) -> float:
    """Median processor time of a verdict over rounds that share no path of code; it waits for nothing."""
    taken = []
    for number in range(rounds):
        root = f"round{number}-{files}-{len(rules)}"
        change, policy = change_of(files, root, asking=asking), policy_of(decisions, root, rules)
        start = time.process_time()
        verdict = review(change, policy, "benchmark")
        taken.append((time.process_time() - start) * 1000)
        if verdict.incomplete or (decisions and verdict.outcome is not Outcome.FAIL):
            raise SystemExit(f"the verdict should have been `fail`, it is `{verdict.outcome}`")
    return statistics.median(taken)


def measure(rounds: int = 7) -> dict[str, float]:
    """Print the figures and return them, in milliseconds."""
    found = {}
    own = built_in_checks()
    for files in (FILES // 2, FILES, FILES * 2):
        decided, both = f"{DECISIONS} decisions", f"{DECISIONS} decisions, {len(own)} built-in checks"
        for name, goal, taken in (
            (decided, GOAL_MS, milliseconds(files, DECISIONS, rounds)),
            (
                f"{len(own)} built-in checks",
                BUILT_IN_GOAL_MS,
                milliseconds(files, 0, rounds, own, asking=True),
            ),
            (both, 0, milliseconds(files, DECISIONS, rounds, own)),
        ):
            name = f"{files} files, {name}"
            found[name] = taken
            aim = f"   goal: below {goal} ms" if files == FILES and goal else ""
            print(f"{name:50} {taken:8.1f} ms   {taken / files:7.3f} ms per file{aim}", flush=True)
    return found


if __name__ == "__main__":
    measure()
