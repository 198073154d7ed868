"""People command by comments: they permit a finding, take that back, ask again, ask what it means."""

from __future__ import annotations

import re

from tests.stories.conftest import BAD, GOOD, Stage
from tests.stories.test_approvals import concluded
from tests.world.handles.pull import Pull

POLICY = b"version: 1\nmode: enforce\nwaivers: {from: [maintain], max-days: 10}\n"
REASON = "the old place stays until the move is done"


def blocked(forum: Stage, policy: bytes = POLICY) -> tuple[Pull, str]:
    """A pull request that is held back by one finding, and the finding's name."""
    shop = forum.shop({".github/decisis.yml": policy})
    for name, role in (("dana", "maintain"), ("frank", "write"), ("mallory", "read")):
        shop.grant(forum.world.human(name), role)
    pull = shop.open_pull(forum.world.agent(), files=BAD)
    run = concluded(forum, pull, "failure")
    found = re.search(r"F-[0-9a-f]{12}", run.summary or "")
    assert found is not None
    return pull, found[0]


def answers(forum: Stage, pull: Pull) -> list[str]:
    forum.idle()
    return [one.body for one in pull.comments if one.author.endswith("[bot]")]


def reactions(pull: Pull, comment: int) -> list[str]:
    return [one.content for one in pull.find_comment(comment).reactions]


def test_a_waiver_lets_the_change_go_on_and_says_what_it_permits(forum: Stage) -> None:
    pull, finding = blocked(forum)
    comment = forum.world.human("dana").comment(pull, f"/decisis waive {finding} {REASON}")
    run = concluded(forum, pull, "success")
    (answer,) = answers(forum, pull)
    assert f"`{finding}` is waived until " in answer
    assert f"on the head `{pull.head_sha[:7]}` and no other" in answer
    assert "place: src/legacy/new.txt\n" in answer
    assert f"reason: {REASON}" in answer
    assert reactions(pull, comment.id) == ["+1"]
    assert "1 waived" in (run.text or "")
    assert f'"reason": "{REASON}"' in forum.records(pull)[-1]["document"]


def test_a_waiver_is_void_after_a_push_and_counts_again_on_its_head(forum: Stage) -> None:
    pull, finding = blocked(forum)
    first = pull.head_sha
    forum.world.human("dana").comment(pull, f"/decisis waive {finding} {REASON}")
    concluded(forum, pull, "success")
    pull.push({"README.md": b"# Another\n"})
    concluded(forum, pull, "failure")
    pull.reset(first)
    concluded(forum, pull, "success")


def test_a_comment_that_is_deleted_or_edited_permits_nothing_any_more(forum: Stage) -> None:
    pull, finding = blocked(forum)
    dana = forum.world.human("dana")
    comment = dana.comment(pull, f"/decisis waive {finding} {REASON}")
    concluded(forum, pull, "success")
    dana.delete(pull, comment)
    concluded(forum, pull, "failure")
    chat = dana.comment(pull, "looks good")
    forum.world.clock.advance(2)  # GitHub tells moments to the second
    dana.edit(pull, chat, f"/decisis waive {finding} {REASON}")
    forum.idle()
    concluded(forum, pull, "failure")
    assert "the comment was edited" in answers(forum, pull)[-1]


def test_who_may_not_waive_is_told_so_once(forum: Stage) -> None:
    pull, finding = blocked(forum)
    for name in ("frank", "mallory"):
        comment = forum.world.human(name).comment(pull, f"/decisis waive {finding} {REASON}")
        forum.idle()
        assert reactions(pull, comment.id) == ["confused"]
    said = answers(forum, pull)
    assert len(said) == 2
    assert all("only those with `maintain` access may waive findings here" in one for one in said)
    concluded(forum, pull, "failure")


def test_a_waiver_is_taken_back(forum: Stage) -> None:
    pull, finding = blocked(forum)
    dana = forum.world.human("dana")
    dana.comment(pull, f"/decisis waive {finding} {REASON}")
    concluded(forum, pull, "success")
    dana.comment(pull, f"/decisis unwaive {finding}")
    concluded(forum, pull, "failure")
    assert "does not count any more" in answers(forum, pull)[-1]


def test_a_finding_is_explained_and_the_change_judged_again(forum: Stage) -> None:
    pull, finding = blocked(forum)
    frank = forum.world.human("frank")
    frank.comment(pull, f"/decisis explain {finding}")
    assert "why: The legacy code is frozen, because it is being replaced." in answers(forum, pull)[-1]
    before = pull.check()
    comment = frank.comment(pull, "/decisis recheck")
    forum.idle()
    assert reactions(pull, comment.id) == ["+1"]
    after = pull.check()
    assert before is not None
    assert after is not None
    assert after.conclusion == "failure"
    assert len(answers(forum, pull)) == 1
    frank.comment(pull, "/decisis explain F-000000000000")
    assert "holds no finding `F-000000000000`" in answers(forum, pull)[-1]


def test_a_policy_that_names_nobody_lets_nobody_waive(forum: Stage) -> None:
    pull, finding = blocked(forum, b"version: 1\nmode: enforce\n")
    forum.world.human("dana").comment(pull, f"/decisis waive {finding} {REASON}")
    assert "the policy lets nobody waive" in answers(forum, pull)[-1]
    concluded(forum, pull, "failure")
    pull.push(GOOD)
    concluded(forum, pull, "success")
