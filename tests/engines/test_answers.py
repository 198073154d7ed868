"""What the engine answers about ordinary changes."""

from __future__ import annotations

import json

import pytest

from bot.engines.semgrep import SemgrepEngine
from checks.change import Reason
from checks.pattern_rule import pattern_rule
from checks.patterns import PatternRule
from checks.rules.forbidden_pattern import ForbiddenPattern
from tests.engines.support import EVAL, EVAL_JS, added, change, lines, rule, sightings


def test_a_pattern_is_found_where_it_is_added(engine: SemgrepEngine) -> None:
    subject = change({"a.py": "x = 1\n"}, {"a.py": "x = 1\ny = eval(x)\n", "b.py": "eval(2)\n"})
    assert lines(engine, subject) == [("a.py", 2), ("b.py", 1)]


def test_comments_strings_and_methods_of_the_same_name_are_silent(engine: SemgrepEngine) -> None:
    assert lines(engine, added(a_py='"""eval(x)"""\n# eval(x)\nmodel.eval()\ns = "eval(x)"\n')) == []


def test_a_pattern_over_several_lines_and_spaces_is_found(engine: SemgrepEngine) -> None:
    system = ForbiddenPattern(languages=("python",), pattern="os.system(...)")
    text = "import os\nos\\\n.system('id')\nos . system (\n  'id'\n)\nfrom os import system as s\ns('id')\n"
    assert lines(engine, added(a_py=text), system) == [("a.py", 2), ("a.py", 4), ("a.py", 8)]


def test_a_rule_speaks_only_about_its_languages(engine: SemgrepEngine) -> None:
    subject = added(a_py="eval(1)\n", a_ts="eval(1);\n", a_js="eval(1);\n", a_txt="eval(1)\n")
    assert lines(engine, subject, EVAL_JS) == [("a.js", 1), ("a.ts", 1)]


def test_a_rule_for_any_text_reads_every_file(engine: SemgrepEngine) -> None:
    word = ForbiddenPattern(rule={"languages": ["regex"], "pattern-regex": "forbidden", "message": "m"})
    subject = added(a_txt="forbidden\n", a_py="# forbidden\n", a_bin=b"\0\0forbidden")
    assert lines(engine, subject, word) == [("a.bin", 1), ("a.py", 1), ("a.txt", 1)]


def test_paths_of_a_rule_are_those_of_the_repository(engine: SemgrepEngine) -> None:
    only = ForbiddenPattern(
        rule={
            "languages": ["python"],
            "pattern": "eval(...)",
            "paths": {"include": ["/src/**"], "exclude": ["*_gen.py"]},
        }
    )
    subject = change({}, {"src/a.py": "eval(1)\n", "lib/a.py": "eval(1)\n", "src/a_gen.py": "eval(1)\n"})
    assert lines(engine, subject, only) == [("src/a.py", 1)]


def test_a_message_keeps_its_metavariables_so_that_no_text_of_the_change_enters_it(
    engine: SemgrepEngine,
) -> None:
    told = ForbiddenPattern(languages=("python",), pattern="eval($X)", message="eval of $X")
    places, _ = sightings(engine, added(a_py="eval('@everyone')\n"), told)
    assert [place.message for place in places] == ["eval of $X"]


def test_a_fix_is_the_whole_line(engine: SemgrepEngine) -> None:
    fixing = ForbiddenPattern(
        rule={"languages": ["python"], "pattern": "eval($X)", "fix": "literal_eval($X)"}
    )
    places, _ = sightings(engine, added(a_py="if é:\n    y = eval(é) + 1\n"), fixing)
    assert [place.fix for place in places] == ["    y = literal_eval(é) + 1"]


def test_columns_count_characters_and_not_bytes(engine: SemgrepEngine) -> None:
    results = engine.scan(added(a_py="é = 'ü𝐞'; eval('é')\n"), EVAL.pattern_rules)
    (found,) = results.head.matches[EVAL.pattern_rules[0].key]
    assert (found.column, found.end_column, found.text) == (11, 20, "eval('é')")


def test_an_unasked_rule_is_incomplete_and_not_silent() -> None:
    (gap,) = EVAL.find(added(a_py="eval(1)\n"))
    assert gap.code is Reason.NOT_ANALYSED  # type: ignore[union-attr]


def test_a_rule_the_engine_cannot_read_leaves_its_files_unanalysed_and_no_others(
    engine: SemgrepEngine,
) -> None:
    bad = rule(pattern="foo($X")
    results = engine.scan(added(a_py="eval(1)\n"), [bad, *EVAL.pattern_rules])
    assert list(results.head.unscanned) == [bad.key]
    assert results.head.unscanned[bad.key]["a.py"].startswith("POLICY_INVALID: semgrep cannot read the rule")
    assert len(results.head.matches[EVAL.pattern_rules[0].key]) == 1


def test_validation_names_the_rules_that_cannot_be_read(engine: SemgrepEngine) -> None:
    bad, newer = rule(pattern="foo($X"), rule(pattern="foo(1)", min_version="99.0.0")
    assert engine.validate([bad, newer, *EVAL.pattern_rules]).keys() == {bad.key, newer.key}


def test_code_that_cannot_be_parsed_is_unanalysed_only_where_it_was_changed(engine: SemgrepEngine) -> None:
    broken = "eval(1);\nvar = = ;\n}}}\n"
    _, gaps = sightings(engine, added(a_js=broken), EVAL_JS)
    assert [(gap.code, gap.path) for gap in gaps] == [(Reason.NOT_ANALYSED, "a.js")]
    elsewhere = change({"a.js": "eval(1);\n\n\n" + broken}, {"a.js": "eval(2);\n\n\n" + broken})
    assert lines(engine, elsewhere, EVAL_JS) == [("a.js", 1)]


def test_a_taint_finding_that_a_deletion_causes_is_reported(engine: SemgrepEngine) -> None:
    taint = ForbiddenPattern(
        rule={
            "languages": ["python"],
            "mode": "taint",
            "pattern-sources": [{"pattern": "read()"}],
            "pattern-sinks": [{"pattern": "run(...)"}],
            "pattern-sanitizers": [{"pattern": "clean(...)"}],
        }
    )
    before = "def f():\n    x = read()\n    x = clean(x)\n    run(x)\n"
    subject = change({"a.py": before}, {"a.py": before.replace("    x = clean(x)\n", "")})
    places, _ = sightings(engine, subject, taint)
    assert [(place.line, place.on_changed_line) for place in places] == [(3, False)]


@pytest.mark.threat("BP01")
@pytest.mark.parametrize("text", ["eval(1)  # nosemgrep\n", "# nosemgrep\neval(1)\n", "eval(1)  # nosem\n"])
def test_a_nosemgrep_comment_is_named_and_has_no_effect(engine: SemgrepEngine, text: str) -> None:
    places, _ = sightings(engine, added(a_py=text), EVAL)
    assert len(places) == 1
    assert "`nosemgrep`" in places[0].message


def test_an_old_match_is_no_news_when_its_nosemgrep_goes(engine: SemgrepEngine) -> None:
    assert lines(engine, change({"a.py": "eval(1)  # nosemgrep\n"}, {"a.py": "eval(1)\n"})) == []


def test_equal_rules_have_one_key_whatever_they_are_called() -> None:
    one: PatternRule = pattern_rule({"id": "a", "languages": ["py"], "pattern": "x", "severity": "INFO"})
    other = pattern_rule({"id": "b", "languages": ["python"], "pattern": "x", "metadata": {"cwe": 1}})
    assert one == other
    assert "id" not in json.loads(one.definition)


def test_each_dialect_is_read_as_its_extension_says(engine: SemgrepEngine) -> None:
    element = "const A = <T,>(p: P) => <div {...p} a={eval(1)}>{y}</div>;\n"
    cast = "const a = <any>b; eval(1);\n"
    subject = change(
        {}, {"a.tsx": element, "B.TSX": element + "\n", "c.ts": cast, "d.jsx": "<p a={eval(1)}/>;\n"}
    )
    assert lines(engine, subject, EVAL_JS) == [("B.TSX", 1), ("a.tsx", 1), ("c.ts", 1), ("d.jsx", 1)]


def test_equal_text_in_two_dialects_has_two_answers(engine: SemgrepEngine) -> None:
    cast = "const unique_cast = <any>b; eval(1);\n"
    assert lines(engine, change({}, {"a.ts": cast}), EVAL_JS) == [("a.ts", 1)]
    _, gaps = sightings(engine, change({}, {"a.tsx": cast}), EVAL_JS)
    assert [gap.path for gap in gaps] == ["a.tsx"]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a_tsx", "const A = () => <p onClick={() => eval(b & c)}>Tom & Jerry</p>;\n", 1),
        ("a_ts", 'const actual = await original<typeof import("ai")>();\neval(1);\n', 2),
        ("a_py", 'print(f"{name:=^80}")\nfigure = rf"{share:.0f}\\%"\neval(1)\n', 3),
        ("a_py", 'match b:\n    case b.C | b.D:\n        eval(rf"{b}(?:\\W|$)")\n', 3),
    ],
)
def test_a_spelling_that_the_engine_does_not_know_hides_nothing(
    engine: SemgrepEngine, name: str, text: str, line: int
) -> None:
    check = EVAL if name == "a_py" else EVAL_JS
    assert lines(engine, added(**{name: text}), check) == [(name.replace("_", "."), line)]


def test_a_part_that_cannot_be_parsed_counts_where_the_change_touches_it(engine: SemgrepEngine) -> None:
    before = "import {a, b} from 'c';\nconst d = 1;\n\nconst e = @@ 1;\neval(1);\n"
    apart = change({"a.ts": before}, {"a.ts": before.replace("const d = 1;\n", "")})
    beside = change({"a.ts": before}, {"a.ts": before.replace("\n\n", "\n")})
    assert lines(engine, apart, EVAL_JS) == []
    assert [gap.path for gap in sightings(engine, beside, EVAL_JS)[1]] == ["a.ts"]
