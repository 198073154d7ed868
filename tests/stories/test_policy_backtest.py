"""What a change of the policy would have done stands in its check run, beside a verdict that stays."""

from __future__ import annotations

from tests.stories.conftest import Stage
from tests.world.handles.pull import Pull
from tests.world.handles.repository import Repository
from tests.world.seen import SeenRun

TITLE = "## What this policy would have done"
DECISION = b"""---
status: accepted
enforce:
  level: block
  for: everyone
  instead: Write it in `src/api`.
  rules:
    - forbid-path: ["src/pages/**"]
---
# No new pages

## Decision Outcome

Pages come from the API, because they are many.
"""


def with_history(stage: Stage) -> Repository:
    shop = stage.shop()
    for number, path in enumerate(("src/pages/one.txt", "src/api/two.txt", "src/pages/three.txt"), 100):
        shop.commit("main", {path: f"{number}\n".encode()}, message=f"Add {path} (#{number})")
    shop.push("main")
    return shop


def told(stage: Stage, pull: Pull) -> SeenRun:
    """The finished check run once the backtest stands in it."""

    def there() -> SeenRun | None:
        run = pull.check()
        return run if run and run.status == "completed" and TITLE in (run.text or "") else None

    return stage.world.until(there, 60, "the backtest")


def test_a_new_decision_says_what_it_would_have_stopped(harbour: Stage) -> None:
    shop = with_history(harbour)
    pull = shop.open_pull(
        harbour.world.human("alice"), files={"docs/decisions/0002-pages.md": DECISION}, title="No new pages"
    )
    before = harbour.settled(pull)
    run = told(harbour, pull)
    assert (run.id, run.conclusion, run.title, run.summary) == (
        before.id,
        before.conclusion,
        before.title,
        before.summary,
    )
    assert run.annotations == before.annotations
    text = run.text or ""
    web = f"{harbour.world.url}/{shop.full_name}"
    assert "3 merged pull requests" in text
    assert "**Newly blocked: 2**" in text
    stopped = "- [#{0}]({1}/pull/{0}) Add `{2}`: `ADR-0002/forbid-path-1` `{2}`: adds a file at "
    assert stopped.format(102, web, "src/pages/three.txt") in text
    assert stopped.format(100, web, "src/pages/one.txt") in text
    assert "**Newly passing: 0**" in text
    assert "| `ADR-0002/forbid-path-1` No new pages | 0 | 2 |" in text
    assert text.count(TITLE) == 1
    assert text.endswith(before.text or "")


def test_two_at_once_are_done_one_after_the_other(harbour: Stage) -> None:
    shop = with_history(harbour)
    pulls = [
        shop.open_pull(
            harbour.world.human("alice"), head=name, files={f"docs/decisions/0002-{name}.md": DECISION}
        )
        for name in ("one", "two")
    ]
    assert all("**Newly blocked: 2**" in (told(harbour, pull).text or "") for pull in pulls)


def test_a_push_is_backtested_anew_and_what_changes_no_policy_is_not(harbour: Stage) -> None:
    shop = with_history(harbour)
    pull = shop.open_pull(harbour.world.human("alice"), files={"docs/decisions/0002-pages.md": DECISION})
    told(harbour, pull)
    pull.push({"docs/decisions/0002-pages.md": DECISION.replace(b"src/pages/**", b"src/api/**")})
    run = told(harbour, pull)
    assert "**Newly blocked: 1**" in (run.text or "")
    other = shop.open_pull(harbour.world.human("alice"), head="other", files={"a.txt": b"a\n"})
    harbour.settled(other)
    words = shop.open_pull(
        harbour.world.human("alice"), head="words", files={"docs/decisions/README.md": b"# Read\n"}
    )
    harbour.settled(words)
    harbour.idle()
    for each in (other, words):
        assert TITLE not in ((each.check() or run).text or "")
