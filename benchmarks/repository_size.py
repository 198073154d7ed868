"""What reading a change costs in repositories of 1,000 and of 100,000 files: it should be the same."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from benchmarks.pairwise import compared
from benchmarks.semgrep_engine import git
from bot.engines.semgrep import SemgrepEngine
from bot.git.local import LocalRepository
from bot.judge import Judge
from bot.policies import built_in

CHANGED = 10
PER_FOLDER = 500


def repository_of(folder: Path, files: int) -> tuple[str, str]:
    """A repository with so many files, and a commit that changes ten of them.

    Returns:
        Base and head.
    """
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commits = []
    for text in ("value = 1\n", "value = 2\n"):
        old = _written(folder, "blob", b"value = 1\n")
        new = _written(folder, "blob", text.encode())
        leaf = [f"100644 blob {old}\tmodule_{number:03}.py" for number in range(PER_FOLDER)]
        touched = [f"100644 blob {new}\tmodule_{number:03}.py" for number in range(CHANGED)] + leaf[CHANGED:]
        plain, changed = _tree(folder, leaf), _tree(folder, touched)
        folders = [f"040000 tree {plain}\tfolder_{number:04}" for number in range(files // PER_FOLDER)]
        folders[0] = f"040000 tree {changed}\tfolder_0000"
        parents = ["-p", commits[-1]] if commits else []
        who = ["-c", "user.name=b", "-c", "user.email=b@b.b"]
        commits.append(git(folder, *who, "commit-tree", "-m", "side", *parents, _tree(folder, folders)))
    return commits[0], commits[1]


def _written(folder: Path, kind: str, content: bytes) -> str:
    command = ["git", "hash-object", "-w", "-t", kind, "--stdin"]
    return (
        subprocess.run(command, cwd=folder, input=content, capture_output=True, check=True)
        .stdout.decode()
        .strip()
    )


def _tree(folder: Path, entries: list[str]) -> str:
    text = "".join(f"{entry}\n" for entry in entries).encode()
    command = ["git", "mktree"]
    return (
        subprocess.run(command, cwd=folder, input=text, capture_output=True, check=True)
        .stdout.decode()
        .strip()
    )


def measure(rounds: int = 15) -> dict[str, float]:
    """Judge the same change in both repositories, pairwise."""
    policy, engine = built_in(), SemgrepEngine()
    with tempfile.TemporaryDirectory() as name:
        sides = {
            size: (Path(name) / str(size), *repository_of(Path(name) / str(size), size))
            for size in (1_000, 100_000)
        }

        def judge(size: int) -> None:
            folder, base, head = sides[size]
            repository = LocalRepository.open(folder)
            with repository.store() as store:
                change = repository.change(store, base, head)
                if len(change.files) != CHANGED:
                    raise SystemExit("the change should have ten files")
                Judge(engine).judge(change, policy)

        judge(1_000)  # the engine's answers are the same in both and are kept from here on
        ways = {
            "a change of 10 files among 1,000": lambda _: lambda: judge(1_000),
            "a change of 10 files among 100,000": lambda _: lambda: judge(100_000),
        }
        return compared("a change of 10 files among 1,000", ways, rounds)
