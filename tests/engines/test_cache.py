"""Answers that are used again: only when they are whole, and only for what they were given."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engines.semgrep import EngineUnfit, Limits, SemgrepEngine
from bot.engines.semgrep.answer import RawMatch
from bot.engines.semgrep.cache import MatchCache
from checks.rules.forbidden_pattern import ForbiddenPattern
from tests.engines.support import EVAL, added, change, rule

SUBJECT = change({"a.py": "eval(0)\n"}, {"a.py": "eval(0)\neval(1)\n", "b.py": "x = 1\n"})
NO_TIME = Limits(wall_seconds=0.0)
"""Under these limits no process can answer: what is answered comes from the cache."""


def entries(folder: Path) -> list[Path]:
    return sorted((folder / "v1").iterdir())


def test_a_second_engine_gives_the_same_answer_without_a_process(tmp_path: Path) -> None:
    first = SemgrepEngine(tmp_path).scan(SUBJECT, EVAL.pattern_rules)
    assert SemgrepEngine(tmp_path, NO_TIME).scan(SUBJECT, EVAL.pattern_rules) == first
    with pytest.raises(EngineUnfit):
        SemgrepEngine(None, NO_TIME).scan(SUBJECT, EVAL.pattern_rules)


def test_an_answer_is_the_same_from_memory() -> None:
    engine = SemgrepEngine()
    first = engine.scan(SUBJECT, EVAL.pattern_rules)
    engine.limits = NO_TIME
    assert engine.scan(SUBJECT, EVAL.pattern_rules) == first


@pytest.mark.parametrize("harm", ["flip", "cut", "empty", "swap"])
def test_a_damaged_entry_is_made_again(tmp_path: Path, harm: str) -> None:
    first = SemgrepEngine(tmp_path).scan(SUBJECT, EVAL.pattern_rules)
    whole = {path: path.read_bytes() for path in entries(tmp_path)}
    contents = list(whole.values())
    for number, (path, content) in enumerate(whole.items()):
        path.write_bytes(
            {
                "flip": content[:-3] + bytes([content[-3] ^ 1]) + content[-2:],
                "cut": content[: len(content) // 2],
                "empty": b"",
                "swap": contents[number - 1],
            }[harm]
        )
    assert SemgrepEngine(tmp_path).scan(SUBJECT, EVAL.pattern_rules) == first
    assert {path: path.read_bytes() for path in entries(tmp_path)} == whole


def test_another_rule_another_text_or_another_path_is_another_question(tmp_path: Path) -> None:
    by_path = ForbiddenPattern(
        rule={"languages": ["python"], "pattern": "eval(...)", "paths": {"include": ["/src/**"]}}
    )
    engine = SemgrepEngine(tmp_path)
    for path, found in (("lib/a.py", 0), ("src/a.py", 1)):
        results = engine.scan(change({}, {path: "eval(1)\n"}), by_path.pattern_rules)
        assert len(results.head.matches.get(by_path.pattern_rules[0].key, ())) == found
    both = [*EVAL.pattern_rules, rule(pattern="other(...)")]
    results = engine.scan(added(a_py="other(1)\n"), both)
    assert [len(found) for found in results.head.matches.values()] == [1]


def test_a_moved_file_is_answered_from_the_cache(tmp_path: Path) -> None:
    SemgrepEngine(tmp_path).scan(added(a_py="eval(1)\n"), EVAL.pattern_rules)
    results = SemgrepEngine(tmp_path, NO_TIME).scan(added(b_py="eval(1)\n"), EVAL.pattern_rules)
    assert [match.path for match in results.head.matches[EVAL.pattern_rules[0].key]] == ["b.py"]


def test_gaps_are_never_kept(tmp_path: Path) -> None:
    javascript = rule(languages=["javascript"], pattern="eval(...)")
    results = SemgrepEngine(tmp_path).scan(added(a_js="eval(1);\nvar = = ;\n}}}\n"), [javascript])
    assert results.head.unscanned
    assert not (tmp_path / "v1").exists()


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert SemgrepEngine(blocked).scan(SUBJECT, EVAL.pattern_rules).head.matches


def test_the_oldest_entries_go_first(tmp_path: Path) -> None:
    cache = MatchCache(tmp_path, most_entries=3)
    match = RawMatch("k", 1, 0, 1, 3, False, None)
    for number in range(9):
        cache.put(f"0{number}", [match])
    assert len(entries(tmp_path)) == 3
    assert cache.get("08") == [match]
    assert cache.get("00") is None
