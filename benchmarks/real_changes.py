"""How often the built-in checks speak on changes that were really made: rates per check, and each finding.

    python -m benchmarks.real_changes CHANGES.jsonl --clones DIR [--sample 300] [--show block]

A line of `CHANGES.jsonl` names `repo`, `base_sha`, `head_sha`, `agent`, `pr`, and in `stratum` whether the
change was drawn at random. Changes whose clone or commits are not at hand are counted and left out.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.clones import clone_of, judged_in
from bot.engines.semgrep import SemgrepEngine
from bot.git.errors import GitError
from bot.judge import Judge
from bot.policies import built_in
from checks.change import PullFacts
from checks.finding import Level
from checks.verdict import Verdict

_SEED = 20_261_120


def main() -> None:
    """Judge the changes and print the rates."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.real_changes")
    parser.add_argument("changes", type=Path)
    parser.add_argument("--clones", type=Path, required=True)
    parser.add_argument("--sample", type=int, default=0, help="so many of the random ones; 0 for all")
    parser.add_argument(
        "--show", choices=["block", "warn", "note"], help="print findings of this level and above"
    )
    options = parser.parse_args()
    rows = [json.loads(line) for line in options.changes.read_text(encoding="utf-8").splitlines()]
    rows = [
        row
        for row in rows
        if "random" in row["stratum"] and clone_of(options.clones, row["repo"]) is not None
    ]
    if options.sample:
        rows = sorted(random.Random(_SEED).sample(rows, min(options.sample, len(rows))), key=_place)
    _report(list(_judged(rows, options.clones)), len(rows), options.show)


def _place(row: dict[str, Any]) -> tuple[str, int]:
    return (row["repo"], row["pr"] or 0)


def _judged(rows: list[dict[str, Any]], clones: Path) -> Iterator[tuple[dict[str, Any], Verdict, float]]:
    policy = built_in()
    with tempfile.TemporaryDirectory() as cache, SemgrepEngine(Path(cache)) as engine:
        judge = Judge(engine)
        for row in rows:
            clone = clone_of(clones, row["repo"])
            assert clone is not None
            facts = PullFacts(repository=row["repo"], number=row["pr"], title=row["title"] or "")
            start = time.perf_counter()
            try:
                _, verdict = judged_in(clone, row["base_sha"], row["head_sha"], facts, policy, judge)
            except GitError:
                continue
            yield row, verdict, time.perf_counter() - start
            print(".", end="", file=sys.stderr, flush=True)


def _report(judged: list[tuple[dict[str, Any], Verdict, float]], asked: int, show: str | None) -> None:
    total = len(judged)
    by_check: dict[Level, Counter[str]] = {level: Counter() for level in Level}
    silent = blocked = incomplete = 0
    for row, verdict, _ in judged:
        levels = {finding.level for finding in verdict.findings}
        silent += not levels & {Level.BLOCK, Level.WARN}
        blocked += Level.BLOCK in levels
        incomplete += bool(verdict.incomplete)
        for level in levels:
            by_check[level].update({finding.rule for finding in verdict.findings if finding.level is level})
        for finding in verdict.findings:
            if show and finding.level.rank <= Level(show).rank:
                place = f"{row['repo']}#{row['pr']} {row['head_sha'][:9]} {finding.path}:{finding.line}"
                print(f"{finding.level} {finding.rule} {place}: {finding.message}")
        for gap in verdict.incomplete if show else ():
            print(f"gap {gap.code} {row['repo']}#{row['pr']} {gap.path}: {gap.measured} ({gap.rule})")
    print(f"\n{total} of {asked} changes judged, the commits of the others are not in their clones")
    for words, count in (("nothing above note", silent), ("blocked", blocked), ("incomplete", incomplete)):
        print(f"{words:20} {count:5} {count / max(total, 1):7.1%}")
    for level in (Level.BLOCK, Level.WARN, Level.NOTE):
        for rule, count in sorted(by_check[level].items(), key=lambda item: (-item[1], item[0])):
            print(f"{level:6} {rule:40} {count:5} {count / max(total, 1):7.1%}")
    seconds = sorted(taken for _, _, taken in judged)
    if seconds:
        print(f"seconds a change: median {seconds[total // 2]:.2f}, largest {seconds[-1]:.2f}")


if __name__ == "__main__":
    main()
