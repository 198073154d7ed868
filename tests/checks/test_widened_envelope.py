"""How much a wider envelope weighs, and that a floor is told of it once."""

from __future__ import annotations

from checks.finding import Level
from checks.floor import Floor, on_floors
from checks.policy import Audience, Rule
from checks.rule_run import run
from checks.rules.widened_envelope import WidenedEnvelope
from tests.cases import blob, change_of
from tests.policy.trees import load

RULE = Rule("widened-envelope", WidenedEnvelope(), Level.BLOCK, audience=Audience.EVERYONE)
SETTINGS = ".claude/settings.json"


def _levels(path: str, base: str | None, head: str) -> set[Level]:
    before = {path: blob(base.encode())} if base is not None else {}
    return {found.level for found in run(RULE, change_of(before, {path: blob(head.encode())})).findings}


def test_what_is_permitted_blocks_and_what_only_reads_is_a_note() -> None:
    allowed = '{"permissions": {"allow": ["%s"]}}'
    assert _levels(SETTINGS, None, allowed % "Bash(git push:*)") == {Level.BLOCK}
    assert _levels(SETTINGS, None, allowed % "Read(src/**)") == {Level.NOTE}
    assert _levels(SETTINGS, None, allowed % "Read(~/.ssh/**)") == {Level.BLOCK}
    assert _levels(f"examples/{SETTINGS}", None, allowed % "Bash(git push:*)") == {Level.NOTE}


def test_owners_hooks_and_values_that_nobody_knows_warn() -> None:
    assert _levels("CODEOWNERS", "* @acme/a\n", "* @acme/b\n") == {Level.WARN}
    guard = '{"hooks": {"PreToolUse": [{"hooks": [{"command": "%s"}]}]}}'
    assert _levels(SETTINGS, guard % "decisis hook claude", guard % "other hook") == {Level.WARN}
    assert _levels(SETTINGS, guard % "decisis hook claude", guard % "true") == {Level.BLOCK}
    assert _levels(SETTINGS, "{}", guard.replace("PreToolUse", "SessionStart") % "a") == {Level.WARN}
    mode = '{"permissions": {"defaultMode": "%s"}}'
    assert _levels(SETTINGS, mode % "plan", mode % "bypassPermissions") == {Level.BLOCK}
    assert _levels(SETTINGS, mode % "plan", mode % "someday") == {Level.WARN}


def test_a_setting_that_a_floor_holds_is_left_to_the_check_of_floors() -> None:
    floor = load(**{".github/decisis.yml": "version: 1\nmode: enforce\nchecks: {removed-test: block}\n"})
    own = load(**{".github/decisis.yml": "version: 1\nextends: acme/policies\n"})
    policy = on_floors(own, [Floor("acme/policies", ".github/decisis.yml", "0" * 40, floor)])
    check = next(rule.check for rule in policy.rules if rule.id == "widened-envelope")
    assert isinstance(check, WidenedEnvelope)
    assert check.floor == ("checks.removed-test", "mode")
