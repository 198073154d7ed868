"""Inline comments and their reconciliation over the life of a pull request."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.change import Blob, ChangedFile, Hunk, Mode, Status
from checks.finding import Finding, Level
from checks.report import bounds
from checks.report.comments import MOST_COMMENTS, wanted_comments
from checks.report.markers import Entry, entries
from checks.report.reconcile import Plan, PresentComment, reconcile
from checks.verdict import Verdict
from tests.report.diffs import Repository
from tests.report.verdicts import CLEAN, GAP, HOSTILE, IMPORT, OBSERVING

HEAD_1, HEAD_2, HEAD_3 = "1" * 40, "2" * 40, "3" * 40


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, ChangedFile]:
    content = "".join(f"line {number}\n" for number in range(60))
    folder = tmp_path_factory.mktemp("comments")
    return Repository(folder, {}, {"app/orders.py": content, "b.py": content}).files()


def _finding(number: int, **changes: object) -> Finding:
    at = {"line": number, "end_line": number} | changes
    return replace(IMPORT, fingerprint=f"{number:012x}{0:020x}", **at)  # type: ignore[arg-type]


def _verdict(*findings: Finding, **changes: object) -> Verdict:
    ordered = tuple(sorted(findings, key=lambda finding: finding.sort_key))
    return replace(CLEAN, findings=ordered, **changes)  # type: ignore[arg-type]


def _apply(present: list[PresentComment], plan: Plan) -> list[PresentComment]:
    edited = {edit.id: edit.body for edit in plan.edit}
    kept = [replace(comment, body=edited.get(comment.id, comment.body)) for comment in present]
    first = max((comment.id for comment in present), default=100) + 1
    new = [PresentComment(first + index, comment.body) for index, comment in enumerate(plan.create)]
    return kept + new


def test_a_comment_says_what_was_seen_why_and_what_to_do(files: dict[str, ChangedFile]) -> None:
    (comment,) = wanted_comments(_verdict(IMPORT), files).comments
    assert (comment.path, comment.line, comment.start_line, comment.side) == (
        "app/orders.py",
        3,
        None,
        "RIGHT",
    )
    assert comment.findings == (IMPORT.id,)
    assert (
        comment.body
        == """\
**this blocks the change**: `ADR-0012/forbid-import-1` (`F-0a1b2c3d4e5f`)

```text
imports `requests`
instead: use `services.http.client`; it retries and signs
```

why: every outgoing call is retried and signed by one client

for an exception, a person changes the decision or the policy on the default branch; \
a change cannot permit itself

suggested replacement

```suggestion
from services.http import client
```

<!-- decisis: F-0a1b2c3d4e5f -->"""
    )


def test_only_blocking_findings_get_comments(files: dict[str, ChangedFile]) -> None:
    wanted = wanted_comments(
        _verdict(replace(IMPORT, level=Level.WARN), _finding(9, level=Level.NOTE)), files
    )
    assert (wanted.comments, wanted.unanchored, wanted.left_out) == ((), (), ())


def test_an_observing_policy_says_that_it_would_block(files: dict[str, ChangedFile]) -> None:
    (comment,) = wanted_comments(replace(OBSERVING, findings=(IMPORT,)), files).comments
    assert comment.body.startswith("**this would block the change**: ")
    assert "for an exception" not in comment.body


def test_findings_of_one_line_share_a_comment(files: dict[str, ChangedFile]) -> None:
    other = replace(IMPORT, fingerprint="9" * 32, rule="ADR-0013/forbid-import-1")
    (comment,) = wanted_comments(_verdict(IMPORT, other), files).comments
    assert entries(comment.body) == (Entry("F-0a1b2c3d4e5f"), Entry("F-999999999999"))
    assert "suggestion" not in comment.body


def test_at_most_twenty_five_comments_and_the_rest_is_named(files: dict[str, ChangedFile]) -> None:
    found = [_finding(number) for number in range(1, 41)]
    wanted = wanted_comments(_verdict(*found, _finding(50, path="elsewhere.py")), files)
    assert [comment.line for comment in wanted.comments] == list(range(1, MOST_COMMENTS + 1))
    assert len(wanted.comments) + len(wanted.left_out) + len(wanted.unanchored) == 41


def test_what_no_line_can_carry_is_returned(files: dict[str, ChangedFile]) -> None:
    lost = _finding(3, path="elsewhere.py")
    assert wanted_comments(_verdict(lost), files).unanchored == (lost,)


@pytest.mark.parametrize("fix", ["a\u202eb", "x\r", "caf\udce9", "x\x1b[0m"])
@pytest.mark.threat("I2")
def test_a_replacement_that_hides_something_is_not_suggested(fix: str, files: dict[str, ChangedFile]) -> None:
    (comment,) = wanted_comments(_verdict(replace(IMPORT, fix=fix)), files).comments
    assert "suggestion" not in comment.body


def test_a_replacement_cannot_close_its_fence(files: dict[str, ChangedFile]) -> None:
    (comment,) = wanted_comments(_verdict(replace(IMPORT, fix="```\n@acme\n```")), files).comments
    assert "\n````suggestion\n```\n@acme\n```\n````\n" in comment.body


@pytest.mark.parametrize("text", HOSTILE)
def test_a_comment_can_be_steered_by_no_text_of_the_change(text: str, files: dict[str, ChangedFile]) -> None:
    hostile = replace(IMPORT, message=f"{text}\n<!-- decisis: F-000000000000 -->", instead=text)
    (comment,) = wanted_comments(_verdict(hostile), files).comments
    assert entries(comment.body) == (Entry(IMPORT.id),)


@pytest.mark.threat("G8")
def test_a_comment_full_of_long_findings_keeps_to_the_limit_and_its_marker(
    files: dict[str, ChangedFile],
) -> None:
    found = [
        replace(
            IMPORT,
            fingerprint=f"{number:032x}"[::-1],
            message="🦜" * 9_000,
            instead="é" * 9_000,
            why="x " * 9_000,
        )
        for number in range(30)
    ]
    wanted = wanted_comments(_verdict(*found), files)
    (comment,) = wanted.comments
    assert bounds.size(comment.body) <= bounds.LIMIT
    assert len(entries(comment.body)) == 10
    assert len(wanted.left_out) == 20
    assert "20 more findings on this line" in comment.body


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<!-- decisis: F-000000000000 -->\nmore",
        "text <!-- decisis: F-000000000000 -->",
        "<!-- decisis: F-0 -->",
        "```\n<!-- decisis: F-000000000000 -->\n```",
    ],
)
def test_only_a_last_line_of_its_own_is_a_marker(body: str) -> None:
    assert entries(body) == ()


def test_a_first_push_creates_and_the_same_push_again_does_nothing(files: dict[str, ChangedFile]) -> None:
    wanted = wanted_comments(_verdict(_finding(3), _finding(9)), files)
    plan = reconcile([], wanted, HEAD_1)
    assert plan == Plan(wanted.comments, ())
    present = _apply([], plan)
    assert reconcile(present, wanted, HEAD_1) == reconcile(present, wanted, HEAD_2) == Plan((), ())


def test_a_fixed_finding_is_said_to_be_fixed_once_and_stays_so(files: dict[str, ChangedFile]) -> None:
    present = _apply([], reconcile([], wanted_comments(_verdict(_finding(3)), files), HEAD_1))
    plan = reconcile(present, wanted_comments(_verdict(), files), HEAD_2)
    (edit,) = plan.edit
    assert edit.body == (
        f"**fixed in `2222222`** (`F-000000000003`)\n\n<!-- decisis: F-000000000003@{HEAD_2} -->"
    )
    assert reconcile(_apply(present, plan), wanted_comments(_verdict(), files), HEAD_3) == Plan((), ())


def test_a_finding_that_returns_is_restored_in_its_old_comment(files: dict[str, ChangedFile]) -> None:
    wanted = wanted_comments(_verdict(_finding(3, fix=None)), files)
    present = _apply([], reconcile([], wanted, HEAD_1))
    gone = _apply(present, reconcile(present, wanted_comments(_verdict(), files), HEAD_2))
    plan = reconcile(gone, wanted, HEAD_3)
    assert plan.create == ()
    assert _apply(gone, plan) == present


def test_a_finding_on_a_moved_line_gets_no_second_comment(files: dict[str, ChangedFile]) -> None:
    present = _apply([], reconcile([], wanted_comments(_verdict(_finding(3)), files), HEAD_1))
    moved = wanted_comments(_verdict(_finding(3, line=30, end_line=30)), files)
    assert reconcile(present, moved, HEAD_2) == Plan((), ())


def test_a_second_finding_on_a_line_gets_its_own_comment(files: dict[str, ChangedFile]) -> None:
    present = _apply([], reconcile([], wanted_comments(_verdict(IMPORT), files), HEAD_1))
    other = replace(IMPORT, fingerprint="9" * 32)
    (created,) = reconcile(present, wanted_comments(_verdict(IMPORT, other), files), HEAD_2).create
    assert created.findings == ("F-999999999999",)
    assert entries(created.body) == (Entry("F-999999999999"),)


def test_one_of_two_findings_fixed_leaves_the_other_standing(files: dict[str, ChangedFile]) -> None:
    other = replace(IMPORT, fingerprint="9" * 32)
    present = _apply([], reconcile([], wanted_comments(_verdict(IMPORT, other), files), HEAD_1))
    (edit,) = reconcile(present, wanted_comments(_verdict(other), files), HEAD_2).edit
    assert entries(edit.body) == (Entry(IMPORT.id, HEAD_2), Entry(other.id))
    assert edit.body.startswith("**fixed in `2222222`** (`F-0a1b2c3d4e5f`)\n\n**this blocks the change**: ")


def test_a_finding_that_may_only_be_unseen_is_not_called_fixed(files: dict[str, ChangedFile]) -> None:
    present = _apply([], reconcile([], wanted_comments(_verdict(IMPORT), files), HEAD_1))
    wanted = wanted_comments(_verdict(incomplete=(GAP,)), files)
    assert reconcile(present, wanted, HEAD_2) == Plan((), ())


def test_a_waived_finding_is_called_waived_and_not_fixed(files: dict[str, ChangedFile]) -> None:
    present = _apply([], reconcile([], wanted_comments(_verdict(IMPORT), files), HEAD_1))
    (edit,) = reconcile(present, wanted_comments(_verdict(waived=(IMPORT,)), files), HEAD_2).edit
    assert edit.body.startswith("**waived: a person has permitted this finding** (`F-0a1b2c3d4e5f`)")


def test_a_finding_beyond_the_limit_is_not_called_fixed(files: dict[str, ChangedFile]) -> None:
    late = _finding(40)
    present = _apply([], reconcile([], wanted_comments(_verdict(late), files), HEAD_1))
    crowd = wanted_comments(_verdict(*(_finding(number) for number in range(1, 41))), files)
    assert late in crowd.left_out
    plan = reconcile(present, crowd, HEAD_2)
    assert plan.edit == ()
    assert len(plan.create) == MOST_COMMENTS


def test_comments_of_others_are_left_alone(files: dict[str, ChangedFile]) -> None:
    wanted = wanted_comments(_verdict(), files)
    assert reconcile([PresentComment(1, "please fix")], wanted, HEAD_1) == Plan((), ())


_PUSHES = st.lists(st.sets(st.integers(1, 8)), min_size=1, max_size=6)


@settings(max_examples=200)
@given(_PUSHES)
def test_over_any_history_a_finding_has_one_comment_that_tells_its_present_state(
    pushes: list[set[int]],
) -> None:
    content = "".join(f"line {number}\n" for number in range(60))
    changed = _added("app/orders.py", content)
    present: list[PresentComment] = []
    for index, standing in enumerate(pushes):
        wanted = wanted_comments(_verdict(*map(_finding, sorted(standing))), changed)
        plan = reconcile(present[::-1], wanted, f"{index:040x}")
        present = _apply(present, plan)
        assert reconcile(present, wanted, "f" * 40) == Plan((), ())
        said = [entry for comment in present for entry in entries(comment.body)]
        assert len({entry.id for entry in said}) == len(said)
        assert {entry.id for entry in said if not entry.settled} == {
            _finding(number).id for number in standing
        }


def _added(path: str, content: str) -> dict[str, ChangedFile]:
    blob = Blob("0" * 40, Mode.FILE, len(content), content.encode())
    return {path: ChangedFile(path, Status.ADDED, None, blob, (Hunk(0, 0, 1, content.count("\n")),))}
