"""`wrong-value`: options that could never speak, and texts of strangers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks import compiled
from checks.binding import OptionsInvalid, bind
from checks.change import MAX_BLOB_BYTES, MemoryTree, Reason
from checks.change import Mode as GitMode
from checks.finding import Level
from checks.policy import Audience, Mode, Policy, PolicySource, Rule
from checks.policy_loader import load_policy
from checks.review import review
from checks.rule_run import run
from checks.rules.wrong_value import WrongValue
from checks.verdict import Outcome
from tests.cases import blob, change_of

AT = {"file": "a.toml", "at": "$.a"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"at": "$.a", "present": True}, "name either `file` or `files`"),
        ({**AT, "files": ["b.toml"], "present": True}, "name either `file` or `files`"),
        ({"files": ["!b.toml"], "at": "$.a", "present": True}, "every pattern takes back"),
        ({"file": "Dockerfile", "at": "$.a", "present": True}, "tells no format; say it with `format`"),
        ({**AT, "format": "xml", "present": True}, "there is no format `xml`; known are `yaml`"),
        (AT, "say what is demanded of the value"),
        ({**AT, "present": False}, "say what is demanded of the value"),
        ({**AT, "absent": True, "equals": 1}, "`absent` leaves no value"),
        ({**AT, "optional": True, "present": True}, "`optional` has no place"),
        ({**AT, "at": "a.b", "present": True}, "must start with `\\$`"),
        ({**AT, "at": "$.build-system", "present": True}, 'write `\\["build-system"\\]` instead'),
        ({**AT, "at": "$.a[1:2]", "present": True}, "`\\[1:2\\]` is not understood; read are"),
        ({**AT, "at": "$.a[?@.b == 1]", "present": True}, "not slices, unions, comparisons or functions"),
        ({**AT, "at": "$['\\u12']", "present": True}, "holds an escape that is not understood"),
        ({**AT, "at": "$" + ".a" * 60, "present": True}, "more than 50 steps"),
        ({**AT, "at": "$.a[*]", "must-not-fall": True}, "`must-not-fall` compares one value"),
        ({**AT, "matches": "("}, "no regular expression of RE2: missing \\)"),
        ({**AT, "matches": "(?=a)"}, "no regular expression of RE2"),
        ({**AT, "at-least": "latest"}, "`latest` holds no number"),
        ({**AT, "at-least": 5, "at-most": 4}, "no value is at least the one"),
        ({**AT, "at-least": "3.11", "at-most": "3.9"}, "no value is at least the one"),
        ({**AT, "equals": []}, "must be"),
        ({**AT, "at-leats": 1}, "there is no such option"),
    ],
)
def test_options_under_which_nothing_could_be_said_are_refused(options: object, said: str) -> None:
    with pytest.raises(OptionsInvalid, match=said):
        bind(WrongValue, options)


RECORD = r"""---
status: accepted
enforce:
  for: everyone
  instead: pin the action by its commit
  rules:
    - require-value:
        files: [".github/workflows/*.yml"]
        at: $..uses
        matches: ^(\./.*|[^@]+@[0-9a-f]{40})$
        not: [./a, "./b"]
    - require-value: {file: a.json, at: "$.x", contains: [1, 2.5, "y", true], at-most: "3.11"}
---
# Pin

## Decision Outcome

Chosen option: "pins", because tags move.
"""


def test_a_rule_is_the_same_after_the_policy_was_compiled() -> None:
    records = MemoryTree({"docs/decisions/0001-pin.md": blob(RECORD.encode())})
    policy = load_policy(records, "c" * 40)
    again = compiled.load(compiled.dump(policy))
    assert again == policy
    change = change_of({}, {".github/workflows/a.yml": blob(b"uses: actions/checkout@v4\n")})
    assert review(change, again, "engine") == review(change, policy, "engine")
    assert [one.rule for one in review(change, again, "engine").findings if one.decision] == [
        "ADR-0001/require-value-1"
    ]


def test_a_file_that_is_too_large_is_a_gap() -> None:
    large = replace(blob(b""), size=MAX_BLOB_BYTES + 1, content=None)
    rule = Rule("r", WrongValue(file="a.json", at="$.a", equals=1), Level.BLOCK)
    policy = Policy(Mode.ENFORCE, (rule,), PolicySource("x", "", "0" * 64))
    verdict = review(change_of({}, {"a.json": large}), policy, "engine")
    assert verdict.outcome is Outcome.INCOMPLETE
    assert [gap.code for gap in verdict.incomplete] == [Reason.TOO_LARGE]


SIDES = st.one_of(
    st.text(alphabet="{}[]:,\"'#=&*!<|->.%\\ \n\t\r\u2028a0eénull", max_size=60).map(str.encode),
    st.binary(max_size=40),
    st.sampled_from([b"a: 1\n", b"a = 1\n", b'{"a": [1]}', b"[a]\na = 2\n", b"a: &a {b: 1}\nc: *a\n"]),
)


@settings(max_examples=300, deadline=None)
@given(before=SIDES, after=SIDES, name=st.sampled_from(["yaml", "toml", "json", "ini", "env", "properties"]))
def test_whatever_the_sides_hold_the_check_answers_and_an_equal_side_is_no_news(
    before: bytes, after: bytes, name: str
) -> None:
    path = f"x.{name}"
    for check in (
        WrongValue(file=path, at="$..a", not_=7, contains=("b",)),
        WrongValue(file=path, at="$.a", at_least="3.1", must_not_fall=True, must_not_shrink=True),
    ):
        rule = Rule("r", check, Level.BLOCK, audience=Audience.EVERYONE)
        seen = run(rule, change_of({path: blob(before)}, {path: blob(after)}))
        assert all(gap.code is not Reason.INTERNAL for gap in seen.gaps)
        moved = run(rule, change_of({path: blob(before)}, {path: blob(before, GitMode.EXECUTABLE)}))
        assert not moved.findings
