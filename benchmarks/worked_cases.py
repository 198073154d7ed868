"""The built-in policy on changes of agents whose right answer is known: found, missed and false.

    python -m benchmarks.worked_cases CASES.jsonl --clones DIR

`benchmarks.sheets` says what a line of the sheet holds, `benchmarks.clones` where a clone is looked for. The
exit code is 0 if nothing was missed, nothing was false and everything could be judged.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.clones import clone_of, judged_in
from benchmarks.sheets import Answer, WorkedCase, answer_of, read_sheet
from bot.engines.semgrep import SemgrepEngine
from bot.judge import Judge
from bot.policies import built_in
from checks.change import PullFacts


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge every case of the sheet."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.worked_cases", description=__doc__)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--clones", type=Path, required=True, metavar="DIR", help="where the clones are")
    options = parser.parse_args(arguments)
    os.environ["SEMGREP_ENABLE_VERSION_CHECK"] = "0"
    answers = []
    with SemgrepEngine() as engine:
        for case in read_sheet(options.cases):
            answers.append(_answered(case, options.clones, Judge(engine)))
            _print(case, answers[-1])
    print(
        f"{len(answers)} cases: {sum(len(one.found) for one in answers)} found,"
        f" {sum(len(one.missed) for one in answers)} missed, {sum(len(one.false) for one in answers)} false,"
        f" {sum(len(one.gaps) for one in answers)} not judged"
    )
    return 0 if all(one.is_right for one in answers) else 1


def _answered(case: WorkedCase, clones: Path, judge: Judge) -> Answer:
    clone = clone_of(clones, case.repository)
    if clone is None:
        raise SystemExit(f"no clone of {case.repository} in {clones}")
    facts = PullFacts(repository=case.repository, number=case.pull)
    change, verdict = judged_in(clone, case.base, case.head, facts, built_in(), judge)
    return answer_of(case, change, verdict)


def _print(case: WorkedCase, answer: Answer) -> None:
    print(
        f"{case.id} {case.repository}#{case.pull}: {len(answer.found)} found, {len(answer.missed)} missed,"
        f" {len(answer.false)} false, {len(answer.gaps)} not judged",
        flush=True,
    )
    for place in answer.missed:
        print(f"  missed: {place}")
    for place, said in answer.false:
        print(f"  false: {place}\n    {said}")
    for gap in answer.gaps:
        print(f"  not judged: {gap}")


if __name__ == "__main__":
    sys.exit(main())
