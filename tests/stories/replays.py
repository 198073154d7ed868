"""Replays records in a process of its own: `python -m tests.stories.replays URL '[[1, "DIR"], …]'`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bot.engines.semgrep import SemgrepEngine
from bot.git.local import LocalRepository
from bot.judge import Judge
from bot.ledger.archive import Archive
from bot.replay import replayed


def main() -> int:
    """Replay what the arguments name; tell the first that differs."""
    archive = Archive(sys.argv[1])
    count = 0
    with SemgrepEngine() as engine:
        for number, place in json.loads(sys.argv[2]):
            record = json.loads(archive.record(number))
            with LocalRepository.open(Path(place)).store() as store:
                done = replayed(record, archive.inputs(record["inputs"]), store, Judge(engine))
            if not done.is_identical:
                print(number, *done.differences, sep="\n")
                return 1
            count += 1
    print(f"{count} the same")
    return 0


if __name__ == "__main__":
    sys.exit(main())
