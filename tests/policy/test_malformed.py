"""Every broken policy on the page `malformed.md` is refused with exactly the problems written there."""

from __future__ import annotations

import os

import pytest

from tests.policy.pages import PAGE, Page, pages, printed

ALL = list(pages())


@pytest.mark.threat("F3", "F4", "PS08", "PS09", "PS10")
@pytest.mark.parametrize("page", ALL, ids=lambda page: page.title)
def test_a_broken_policy_is_refused_with_all_its_problems(page: Page) -> None:
    found = printed(page.tree)
    if os.environ.get("UPDATE") and found != page.expected:
        now = next(one for one in pages() if one.title == page.title)
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(text[: now.span[0]] + found + text[now.span[1] :], encoding="utf-8")
    else:
        assert found == page.expected
        assert "loads:" not in found


def test_there_are_at_least_sixty_broken_policies() -> None:
    assert len(ALL) >= 60
