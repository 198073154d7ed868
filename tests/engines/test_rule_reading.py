"""Which rules are accepted, and which are refused with what word."""

from __future__ import annotations

import time

import pytest

from checks.backtracking import exponential_loop
from checks.pattern_languages import languages_of
from checks.pattern_rule import pattern_rule

PY = {"languages": ["python"], "message": "m"}

REFUSED = [
    ({**PY, "mode": "join", "join": {}}, "mode `join`"),
    ({**PY, "mode": "extract", "pattern": "x"}, "mode `extract`"),
    ({**PY, "pattern": "x", "validators": []}, "would call a network"),
    ({**PY, "pattern": "x", "r2c-internal-project-depends-on": {}}, "package list"),
    ({**PY, "pattern": "x", "fix-regex": {}}, "write `fix`"),
    ({**PY, "pattern": "x", "unknown": 1}, "`unknown` is no key"),
    ({**PY, "patterns": [{"pattern": "x"}, {"pattern-where-python": "1"}]}, "would run code"),
    ({**PY, "patterns": [{"pattern": "x"}, {"pattern-nott": "y"}]}, "`pattern-nott` is no operator"),
    ({**PY, "patterns": []}, "a list that is not empty"),
    ({**PY, "patterns": ["x"]}, "must hold mappings"),
    ({**PY, "pattern": "x", "pattern-regex": "y"}, "exactly one of"),
    ({**PY}, "exactly one of"),
    ({**PY, "pattern": " "}, "a text that is not empty"),
    ({**PY, "pattern": 'f("=~/x/")'}, "fails without a word"),
    ({"pattern": "x"}, "needs `languages`"),
    ({"languages": [], "pattern": "x"}, "needs `languages`"),
    ({"languages": ["klingon"], "pattern": "x"}, "`klingon` is no language"),
    ({**PY, "mode": "taint", "pattern-sources": [{"pattern": "x"}]}, "needs `pattern-sources` and"),
    ({**PY, "pattern": "x", "paths": {"only": []}}, "`include` and `exclude` only"),
    ({**PY, "pattern": "x" * 70_000}, "the limit is 64000"),
    ({**PY, "pattern-regex": "(a+)+$"}, "repeats `(a+)+`"),
    ({**PY, "pattern-regex": "a("}, "without its `)`"),
    ({**PY, "pattern-regex": "(?R)"}, "recursion"),
    ({**PY, "pattern-regex": "(*LIMIT_MATCH=1)a"}, "control verb"),
    ({**PY, "pattern-regex": "(" * 400 + "a" + ")" * 400}, "nests groups deeper"),
    ({**PY, "patterns": [{"metavariable-regex": {"metavariable": "$X", "regex": r"(\w+\s?)*$"}}]}, "repeats"),
    ("p/python", "registry names"),
    ("https://example.org/rules.yml", "registry names"),
]


@pytest.mark.threat("E1", "E5")
@pytest.mark.parametrize(("definition", "word"), REFUSED)
def test_a_rule_is_refused_with_one_sentence(definition, word: str) -> None:
    with pytest.raises(ValueError) as refused:
        pattern_rule(definition)
    assert word in str(refused.value)
    assert "\n" not in str(refused.value)


def test_deep_nesting_is_refused_and_not_a_crash() -> None:
    part: dict[str, object] = {"pattern": "x"}
    for _ in range(400):
        part = {"patterns": [part]}
    with pytest.raises(ValueError, match="nested deeper"):
        pattern_rule({**PY, **part})


def test_a_whole_rule_in_semgreps_form_is_accepted() -> None:
    made = pattern_rule(
        {
            "id": "x",
            "languages": ["js", "TS"],
            "severity": "WARNING",
            "metadata": {"a": 1},
            "mode": "taint",
            "pattern-sources": [
                {"patterns": [{"pattern": "f($X)"}, {"focus-metavariable": "$X"}], "label": "A"}
            ],
            "pattern-sinks": [{"pattern": "g(...)", "requires": "A"}],
            "pattern-propagators": [{"pattern": "$A.add($B)", "from": "$B", "to": "$A"}],
            "options": {"symbolic_propagation": True},
            "paths": {"include": ["src/**"]},
        }
    )
    assert made.languages == ("javascript", "typescript")


EXPONENTIAL = [
    "((a|aa)+)+Z|password",
    "(a+)+$",
    r"(\w+\s?)*x",
    "(a|a)*b",
    "(.*)*",
    r"(\s|.)*x",
    r"([a-z]+)*\d",
    "(a*a*,)*",
    "(x+x+)+y",
    "(?:a|ab|b)*c",
    r"^(([a-z])+.)+[A-Z]",
    "(a|[a-c]b)*(a|A)+(?:(a+))*$",
    "(?i)(?:A+a?)*!",
    "(a{1,}){2,}b",
]
SAFE = [
    "(a|b)*c",
    r"(\s*,\s*\w+)*",
    r'(?:[^"\\]|\\.)*',
    r"(.|\n)*x",
    "(?i)password|passwd|secret",
    "AKIA[0-9A-Z]{16}",
    ".*foo.*=.*",
    "(?:foo|far)*",
    "^(?!.*test).*$",
    "(?:a++)*b",
    "(?>a+)*b",
    "https?://[^/]+(/[^/]+)*x",
    r"[0-9]{1,3}(\.[0-9]{1,3}){3}",
    r"[\w.-]+@[\w-]+\.\w+",
    "[]abc]+(?#comment)",
    r"\Q(a+)+\E",
    r"(?<name>a)b\1",
]


@pytest.mark.threat("E5", "PS13")
@pytest.mark.parametrize("regex", EXPONENTIAL)
def test_a_loop_that_runs_in_exponentially_many_ways_is_found(regex: str) -> None:
    assert exponential_loop(regex) is not None


@pytest.mark.parametrize("regex", SAFE)
def test_an_honest_expression_is_left_alone(regex: str) -> None:
    assert exponential_loop(regex) is None


@pytest.mark.threat("E5")
@pytest.mark.parametrize(
    "regex", ["(" * 50 + "a" + ")*" * 50, "(a|b|c)" * 3000, "[" + "a-z" * 5000 + "]*", "a{1,9}" * 3000]
)
def test_judging_an_expression_takes_no_time(regex: str) -> None:
    start = time.process_time()
    exponential_loop(regex)
    assert time.process_time() - start < 1.0


@pytest.mark.parametrize(
    ("path", "line", "languages"),
    [
        ("a.py", "", ("python",)),
        ("A.PY", "", ("python",)),
        ("a.h", "", ("c", "cpp")),
        ("Dockerfile.dev", "", ("dockerfile",)),
        ("bin/tool", "#!/usr/bin/env -S node --x", ("javascript",)),
        ("bin/tool", "#!/bin/bash", ("bash",)),
        ("a.py", "#!/bin/sh", ("python",)),
        ("README", "", ()),
        ("a.", "", ()),
        (".py", "", ("python",)),
    ],
)
def test_a_files_languages_follow_from_name_and_first_line(
    path: str, line: str, languages: tuple[str, ...]
) -> None:
    assert languages_of(path, line) == languages
