"""Files and rules that overwhelm the engine: reported as not analysed, every time, and alone."""

from __future__ import annotations

import os
import resource
import signal
import threading
import time

import pytest

from bot.engines.semgrep import EngineUnfit, Limits, SemgrepEngine
from bot.engines.semgrep.answer import ALL_RULES
from bot.engines.semgrep.batch import Batch
from bot.engines.semgrep.binary import locate
from bot.engines.semgrep.material import prepare
from bot.engines.semgrep.process import CoreProcess
from bot.engines.semgrep.rulefile import RuleFile, rule_file
from checks.pattern_rule import pattern_rule
from checks.rules.forbidden_pattern import ForbiddenPattern
from checks.source import Source
from tests.cases import blob
from tests.engines.support import EVAL, added, change, lines, rule, sightings

SLOW = "x = [" + ",".join(f"a(b(c({n}, d({n}))))" for n in range(12_000)) + "]\neval(1)\n"
HEAVY = rule(pattern="$A(..., $B(..., $C(..., $D(..., 0), ...), ...), ...)")


@pytest.mark.threat("E3", "BP05")
def test_a_timeout_is_a_gap_every_time_and_never_kept(tmp_path) -> None:
    subject = change({}, {"slow.py": SLOW, "b.py": "eval(1)\n"})
    seen = []
    for _ in range(5):
        engine = SemgrepEngine(tmp_path, Limits(rule_seconds=0.2))
        results = engine.scan(subject, [HEAVY])
        seen.append(results.head.unscanned)
    assert seen[0][HEAVY.key] == {"slow.py": "NOT_ANALYSED: semgrep-core reports: Timeout"}
    assert all(one == seen[0] for one in seen)


@pytest.mark.threat("E3")
def test_three_timeouts_leave_every_rule_unanswered_because_the_engine_skips_the_rest() -> None:
    heavy = [rule(pattern=f"$A(..., $B(..., $C(..., $D(..., {n}), ...), ...), ...)") for n in range(4)]
    results = SemgrepEngine(limits=Limits(rule_seconds=0.2)).scan(
        added(slow_py=SLOW), [*heavy, *EVAL.pattern_rules]
    )
    assert results.head.unscanned.keys() == {one.key for one in (*heavy, *EVAL.pattern_rules)}


def test_the_retry_has_larger_limits() -> None:
    first, second = Limits(), Limits().larger
    assert second.rule_seconds > first.rule_seconds
    assert second.wall_seconds > first.wall_seconds


@pytest.mark.threat("E4", "BP05")
def test_a_file_that_never_ends_is_found_out_and_the_others_are_judged() -> None:
    flat = "".join(f"name_{n} = {n}\n" for n in range(60_000))
    files = {"flat.py": flat + "eval(1)\n", **{f"ok_{n}.py": f"eval({n})\n" for n in range(4)}}
    engine = SemgrepEngine(limits=Limits(wall_seconds=1.0))
    places, gaps = sightings(engine, change({}, files), EVAL)
    assert [gap.path for gap in gaps] == ["flat.py"]
    assert "seconds" in gaps[0].measured
    assert [place.path for place in places] == [f"ok_{n}.py" for n in range(4)]


@pytest.mark.threat("E5")
def test_a_regex_that_a_line_exhausts_is_a_gap_for_that_file_and_not_silence(engine: SemgrepEngine) -> None:
    greedy = ForbiddenPattern(rule={"languages": ["python"], "pattern-regex": "key.*=.*=.*Q|password"})
    bait = "# key" + "=" * 3000 + "\npassword = 1\n"
    subject = change({}, {"bait.py": bait, "clean.py": "password = 1\n"})
    both = ForbiddenPattern(
        definitions=(greedy.pattern_rules[0].definition, EVAL.pattern_rules[0].definition)
    )
    places, gaps = sightings(engine, subject, both)
    assert [(gap.path, gap.measured) for gap in gaps] == [
        ("bait.py", "its regular expression took too many steps")
    ]
    assert [place.path for place in places] == ["clean.py"]


@pytest.mark.threat("E5")
def test_a_metavariable_regex_that_is_exhausted_is_a_gap(engine: SemgrepEngine) -> None:
    named = ForbiddenPattern(
        rule={
            "languages": ["python"],
            "patterns": [
                {"pattern": "def $F(...): ..."},
                {"metavariable-regex": {"metavariable": "$F", "regex": "a.*b.*b.*Q|.*password"}},
            ],
        }
    )
    _, gaps = sightings(engine, added(a_py="def a" + "b" * 4000 + "password():\n    pass\n"), named)
    assert [gap.path for gap in gaps] == ["a.py"]


def test_the_engine_says_in_one_sentence_that_it_cannot_run_at_all() -> None:
    engine = SemgrepEngine(limits=Limits(memory_bytes=64 << 20))
    with pytest.raises(EngineUnfit) as unfit:
        engine.scan(added(a_py="eval(1)\n"), EVAL.pattern_rules)
    assert "\n" not in str(unfit.value)
    assert str(unfit.value).startswith("semgrep does not run: ")


def test_the_engine_runs_where_no_memory_may_be_locked() -> None:
    """Containers often allow none, and its default way to read files needs some."""
    soft, hard = resource.getrlimit(resource.RLIMIT_MEMLOCK)
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, hard))
    try:
        process = CoreProcess(locate(), rule_file(EVAL.pattern_rules), Limits(), 1)
        assert process.scan(()).fault == ""
    finally:
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (soft, hard))


def test_a_process_killed_while_it_waits_is_an_answer_with_a_fault() -> None:
    process = CoreProcess(locate(), rule_file(EVAL.pattern_rules), Limits(), 1)
    os.kill(process.pid, signal.SIGKILL)
    assert process.scan(()).fault == "semgrep-core was ended by signal 9"
    assert not process.folder.exists()


def test_a_process_killed_in_the_middle_is_repeated_and_nothing_is_lost() -> None:
    source = blob(("x = 1\n" * 9000 + "eval(1)\neval(2)\n").encode())
    materials = [
        item
        for n in range(3)
        for item in prepare(
            f"a{n}.py", source, Source(source.content or b""), frozenset({"python"})
        ).materials
    ]
    rules = rule_file((*EVAL.pattern_rules,))

    killers: list[threading.Thread] = []

    def start(file: RuleFile, jobs: int) -> CoreProcess:
        process = CoreProcess(locate(), file, Limits(), jobs)
        killers.append(threading.Thread(target=_kill_when_busy, args=(process,)))
        killers[-1].start()
        return process

    answer = Batch(locate(), rules, Limits(), start).ask(materials)
    for killer in killers:
        killer.join()
    assert [len(file.matches) for file in answer.files] == [2, 2, 2]
    assert all(ALL_RULES not in file.gaps for file in answer.files)


def _kill_when_busy(process: CoreProcess) -> None:
    deadline = time.monotonic() + 10
    while not (process.folder / "000002.py").exists():
        assert time.monotonic() < deadline
        time.sleep(0.001)
    os.kill(process.pid, signal.SIGKILL)


def test_time_for_all_runs_together_is_bounded() -> None:
    broken = pattern_rule({"languages": ["python"], "pattern-regex": "key.*=.*=.*Q|password"})
    source = blob(b"# key" + b"=" * 3000 + b"\n")
    materials = prepare("a.py", source, Source(source.content or b""), frozenset({"python"})).materials
    limits = Limits()
    batch = Batch(
        locate(),
        rule_file((broken,)),
        limits,
        lambda file, jobs: CoreProcess(locate(), file, limits, jobs),
        0.0,
    )
    assert batch.ask(materials * 3).files[2].gaps == {ALL_RULES: "no time was left after 0 seconds"}


def test_many_files_are_shared_by_two_processes_with_the_same_answer(engine: SemgrepEngine) -> None:
    files = {f"m{n:02}.py": f"x = {n}\neval({n})\n" for n in range(20)}
    assert lines(engine, change({}, files)) == [(path, 2) for path in sorted(files)]
