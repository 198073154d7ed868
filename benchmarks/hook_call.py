"""A call of the agent's hook in processor time, as a multiple of `python -c pass`.

Counted is all that works for a call: the program that the host starts, and the process that stays with the
git and semgrep that it runs. Each call writes another text, so that no answer is one of before.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.resident import children_seconds, program, residents_seconds, staying
from benchmarks.semgrep_engine import git

CALLS = 40
"""Calls of a round; the kernel counts in hundredths of a second what ends after the program."""

ROUNDS = 5

_POLICY = "version: 1\nmode: enforce\n"
_RECORD = """\
---
status: accepted
enforce:
  instead: use the client of the house
  rules:
    - forbid-import: requests
"""
_RULE = "    - semgrep: 0001-client.semgrep.yml\n"
_TITLE = "---\n# The client of the house\n"
_SEMGREP = """\
rules:
  - id: no-eval
    languages: [python]
    severity: ERROR
    message: evaluates a text
    pattern: eval(...)
"""
_BASE = "".join(f"def number_{n}(x):\n    return x + {n}\n\n\n" for n in range(60))


def prepared(folder: Path, *, semgrep: bool = False, packs: bool = False) -> None:
    """A repository whose default branch forbids an import.

    Args:
        folder: where; made.
        semgrep: whether it has a semgrep rule as well.
        packs: whether the starting pack stays on.
    """
    from checks.pack import pack_rules

    off = "".join(f"  {rule.id}: off\n" for rule in pack_rules())
    texts = {
        ".github/decisis.yml": _POLICY if packs else f"{_POLICY}checks:\n{off}",
        "docs/decisions/0001-client.md": _RECORD + _RULE * semgrep + _TITLE,
        "docs/decisions/0001-client.semgrep.yml": _SEMGREP,
        **{f"src/part_{n}/numbers.py": _BASE for n in range(40)},
    }
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "-c", "user.name=b", "-c", "user.email=b@b.b", "commit", "-q", "-m", "side")


def payload(folder: Path, number: int, what: str) -> bytes:
    """What a host tells before an edit of a file; another edit for each number."""
    edit = {
        "file_path": str(folder / "src/part_7/numbers.py"),
        "old_string": "    return x + 30\n",
        "new_string": f"    return x + {1_000_000 + number}  # {what}\n",
    }
    return json.dumps({"tool_name": "Edit", "tool_input": edit, "cwd": str(folder)}).encode()


def called(folder: Path, number: int, variables: dict[str, str], what: str) -> None:
    """One call, which must be allowed."""
    done = subprocess.run(
        [program(variables), "hook", "claude"],
        input=payload(folder, number, what),
        cwd=folder,
        env=variables,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), done


def used(work: Callable[[int], None], cache: Path) -> float:
    """Processor time of one of `CALLS` pieces of work, in seconds."""
    before = children_seconds() + residents_seconds(cache)
    for number in range(CALLS):
        work(number)
    return (children_seconds() + residents_seconds(cache) - before) / CALLS


def passed(variables: dict[str, str]) -> None:
    """The least that a program in Python does."""
    subprocess.run([sys.executable, "-c", "pass"], env=variables, check=True)


def measure(name: str, what: str = "sum", *, semgrep: bool = False, packs: bool = False) -> float:
    """The ratio to `python -c pass`, the median of some rounds."""
    with tempfile.TemporaryDirectory() as place:
        folder, cache = Path(place) / "repository", Path(place) / "cache"
        prepared(folder, semgrep=semgrep, packs=packs)
        ratios = []
        with staying(cache, lambda variables: called(folder, 0, variables, "eval")) as variables:
            called(folder, 0, variables, "eval")
            for turn in range(ROUNDS):
                first = 1 + turn * CALLS
                least = used(lambda _: passed(variables), cache)
                ours = used(lambda number: called(folder, first + number, variables, what), cache)  # noqa: B023
                ratios.append(ours / least)
                print(f"  {name}: {ours * 1000:.1f} ms, pass {least * 1000:.1f} ms, {ratios[-1]:.2f} x")
    return statistics.median(ratios)


def main() -> None:
    """Print the figures."""
    ratio = measure("no semgrep rule in scope")
    print(f"a call of the hook, no semgrep rule in scope: {ratio:.2f} x `python -c pass`, goal 2.5")
    ratio = measure("one semgrep rule", semgrep=True)
    print(f"a call of the hook, one semgrep rule: {ratio:.2f} x `python -c pass`, goal 12")
    ratio = measure("one semgrep rule whose word is written", "eval", semgrep=True)
    print(f"a call of the hook, one semgrep rule whose word is written: {ratio:.2f} x, goal 12")
    ratio = measure("the starting pack", packs=True)
    print(f"a call of the hook, the starting pack: {ratio:.2f} x")


if __name__ == "__main__":
    main()
