"""Our calls of semgrep-core against `semgrep scan --baseline-commit`, the same change and rules, pairwise.

Every round runs each way once, so that a busy machine disturbs all alike; the figures are ratios of
medians. Run it with `python -m benchmarks.semgrep_engine`.
"""

from __future__ import annotations

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from benchmarks.semgrep_corpus import Corpus, corpus
from bot.engines.semgrep import SemgrepEngine
from checks.change import Blob, Change, ChangedFile, Hunk, Mode, Status
from checks.pattern_rule import pattern_rule
from checks.patterns import PatternResults, PatternRule

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Ratios:
    """Medians in seconds by the way of scanning, and the same relative to semgrep's own command."""

    seconds: Mapping[str, float]

    @property
    def ratios(self) -> Mapping[str, float]:
        """Way → its time as a part of the time of `semgrep scan --baseline-commit`."""
        return {way: value / self.seconds["oracle"] for way, value in self.seconds.items() if way != "oracle"}


def change_of(base: Mapping[str, str], head: Mapping[str, str]) -> Change:
    """A change with one hunk per file that spans it; the engine itself does not need better ones."""
    files = []
    for path in sorted(base):
        hunk = Hunk(1, base[path].count("\n"), 1, head[path].count("\n"))
        files.append(ChangedFile(path, Status.MODIFIED, _blob(base[path]), _blob(head[path]), (hunk,)))
    return Change("base", "head", tuple(files))


def _blob(text: str) -> Blob:
    content = text.encode()
    return Blob("0" * 40, Mode.FILE, len(content), content)


def write_repository(folder: Path, material: Corpus) -> str:
    """A repository whose work tree is the head; gives back the id of the base commit."""
    git(folder, "init", "-q", "-b", "main")
    for number, side in enumerate((material.base, material.head)):
        for path, text in side.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        git(folder, "add", "-A")
        git(folder, "-c", "user.name=b", "-c", "user.email=b@b.b", "commit", "-q", "-m", f"side {number}")
    return git(folder, "rev-parse", "HEAD~1")


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and give back what it prints."""
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def write_rules(path: Path, material: Corpus) -> None:
    """The rules as people keep them, in YAML."""
    buffer = io.StringIO()
    copied = json.loads(json.dumps([dict(rule) for rule in material.rules]))  # shared values become anchors
    YAML(typ="safe", pure=True).dump({"rules": copied}, buffer)
    path.write_text(buffer.getvalue())


def run_oracle(repository: Path, base: str, rules: Path) -> None:
    """`semgrep scan --baseline-commit` as a person would run it, version check and metrics off."""
    environment = os.environ | {"SEMGREP_ENABLE_VERSION_CHECK": "0", "SEMGREP_SEND_METRICS": "off"}
    command = [
        str(Path(sys.executable).parent / "semgrep"),
        "scan",
        "--config",
        str(rules),
        "--baseline-commit",
        base,
    ]
    flags = [
        "--metrics=off",
        "--disable-version-check",
        "--json",
        "-q",
        "--x-ignore-semgrepignore-files",
        "--disable-nosem",
    ]
    subprocess.run([*command, *flags], cwd=repository, check=True, capture_output=True, env=environment)


def measure(rounds: int = ROUNDS) -> Ratios:
    """Measure every way once per round.

    `cold` is a first scan with an empty cache, `warm` the same with a waiting process, `cold push` and
    `warm push` the scan after a push that touches one of the files.
    """
    material = corpus()
    rules = [pattern_rule(rule) for rule in material.rules]
    first, pushed = change_of(material.base, material.head), change_of(material.base, material.pushed)
    seconds: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        repository = Path(name, "repository")
        repository.mkdir()
        rule_file = Path(name, "rules.yml")
        base = write_repository(repository, material)
        write_rules(rule_file, material)
        for number in range(rounds):
            _timed(seconds, "oracle", lambda: run_oracle(repository, base, rule_file))
            _measure_engine(seconds, Path(name, f"cache-{number}"), rules, first, pushed)
    return Ratios({way: statistics.median(values) for way, values in seconds.items()})


def _measure_engine(
    seconds: dict[str, list[float]], folder: Path, rules: list[PatternRule], first: Change, pushed: Change
) -> None:
    cold = SemgrepEngine(folder / "cold")
    _timed(seconds, "cold", lambda: _complete(cold.scan(first, rules)))
    _timed(seconds, "cold push", lambda: _complete(cold.scan(pushed, rules)))
    warm = SemgrepEngine(folder / "warm", warm=1)
    try:
        warm.warm(rules)
        time.sleep(0.5)
        _timed(seconds, "warm", lambda: _complete(warm.scan(first, rules)))
        time.sleep(0.5)
        _timed(seconds, "warm push", lambda: _complete(warm.scan(pushed, rules)))
    finally:
        warm.close()


def _complete(results: PatternResults) -> None:
    if results.head.unscanned or results.base.unscanned or not results.head.matches:
        raise SystemExit("a file was not scanned: the figures would mean nothing")


def _timed(seconds: dict[str, list[float]], way: str, run: Callable[[], object]) -> None:
    start = time.perf_counter()
    run()
    seconds.setdefault(way, []).append(time.perf_counter() - start)


def main() -> None:
    """Print the figures."""
    result = measure()
    print(f"semgrep scan --baseline-commit: {result.seconds['oracle'] * 1000:.0f} ms")
    for way, ratio in result.ratios.items():
        print(f"engine, {way}: {result.seconds[way] * 1000:.0f} ms, {ratio:.3f} x")


if __name__ == "__main__":
    main()
