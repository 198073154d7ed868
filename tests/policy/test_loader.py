"""A tree becomes a policy: discovery, overrides, what is told, and the digest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from checks.change import Blob, Change, MemoryTree, Mode, PullFacts
from checks.check import all_checks
from checks.compiled import dump
from checks.compiled import load as load_compiled
from checks.finding import Level
from checks.policy import Mode as PolicyMode
from checks.policy import Rule
from checks.policy_loader import load_policy
from checks.problem import PolicyInvalid
from checks.record_folders import FOLDERS
from checks.review import review
from checks.rules.forbidden_path import ForbiddenPath
from tests.cases import blob, change_of
from tests.policy.trees import COMMIT, POLICY, RECORD, load, tree

PROSE = "---\nstatus: accepted\n---\n# A"
PACK = (
    Rule(id="pack/python/x", check=ForbiddenPath(paths=("x",)), level=Level.WARN),
    Rule(id="pack/python/y", check=ForbiddenPath(paths=("y",)), level=Level.BLOCK),
)


def test_without_any_file_the_built_in_policy_observes() -> None:
    policy = load()
    assert policy.mode is PolicyMode.OBSERVE
    assert (policy.source.source, policy.source.commit) == ("builtin", "")
    assert [rule.id for rule in policy.rules] == [
        name for name, check in all_checks().items() if check.built_in
    ]
    assert all(rule.why and rule.instead for rule in policy.rules)
    assert policy.notices == (
        "there is no `.github/decisis.yml`; the built-in policy observes and never blocks",
        "no folder of decisions was found; only built-in checks run",
    )


def test_records_without_a_policy_file_are_read_and_observed() -> None:
    policy = load(**{"docs/adr/0001-a.md": RECORD})
    assert policy.mode is PolicyMode.OBSERVE
    assert (policy.source.source, policy.source.commit) == ("docs/adr", COMMIT)
    assert policy.notices == (
        "there is no `.github/decisis.yml`; the built-in policy observes and never blocks",
        "1 decision in `docs/adr`, 3 rules in force",
    )


@dataclass(frozen=True)
class FarTree:
    """A tree whose contents come from afar, and what was asked for at a time."""

    near: MemoryTree
    asked: list[list[str]] = field(default_factory=list)

    def mode(self, path: str) -> Mode | None:
        return self.near.mode(path)

    def read(self, path: str) -> bytes | None:
        if self.near.mode(path) is not None:
            self.asked.append([path])
        return self.near.read(path)

    def read_all(self, paths: Iterable[str]) -> Iterable[tuple[str, bytes]]:
        self.asked.append(list(paths))
        return self.near.read_all(self.asked[-1])

    def walk(self, prefix: str = "") -> Iterable[str]:
        return self.near.walk(prefix)

    def names(self, directory: str) -> Iterable[str]:
        return self.near.names(directory)


def test_records_are_asked_for_at_once_however_many_there_are() -> None:
    records = {f"docs/decisions/{number:04}-a.md": PROSE for number in range(200)}
    near = tree(**{POLICY: "version: 1", **records})
    far = FarTree(near)
    assert dump(load_policy(far, COMMIT)) == dump(load_policy(near, COMMIT))
    assert far.asked == [[POLICY], sorted(records)]


def test_a_policy_file_enforces_unless_it_says_otherwise() -> None:
    assert load(**{POLICY: "version: 1"}).mode is PolicyMode.ENFORCE
    assert load(**{POLICY: "version: 1\nmode: observe"}).mode is PolicyMode.OBSERVE
    source = load(**{POLICY: "version: 1"}).source
    assert (source.source, source.commit) == (POLICY, COMMIT)


def test_levels_of_built_in_checks_and_of_the_pack_can_be_set() -> None:
    text = "version: 1\nchecks: {changed-guardrail: off, pack/python/x: block, pack/python/y: note}"
    policy = load_policy(tree(**{POLICY: text}), COMMIT, PACK)
    levels = {rule.id: rule.level for rule in policy.rules}
    assert levels["changed-guardrail"] is Level.OFF
    assert levels["pack/python/x"] is Level.BLOCK
    assert levels["pack/python/y"] is Level.NOTE


def test_agents_of_the_policy_reach_the_verdict() -> None:
    policy = load(**{POLICY: "version: 1\nagents: [{name: acme-bot, accounts: [7, 8]}]"})
    assert policy.agent_accounts == {7: "acme-bot", 8: "acme-bot"}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_usual_folders_are_found(folder: str) -> None:
    assert list(load(**{f"{folder}/0001-a.md": PROSE}).decisions) == ["ADR-0001"]


def test_the_first_usual_folder_wins_and_the_others_are_named() -> None:
    policy = load(**{"adr/0003-c.md": PROSE, "docs/adr/0002-b.md": PROSE, "docs/decisions/0001-a.md": PROSE})
    assert list(policy.decisions) == ["ADR-0001"]
    assert policy.notices[-1] == (
        "records are read in `docs/decisions`, not in `docs/adr`, `adr`; name all in `decisions`"
    )


@pytest.mark.threat("INV10")
def test_a_new_record_in_an_earlier_folder_does_not_switch_off_the_rules_of_a_later_one() -> None:
    with pytest.raises(PolicyInvalid) as caught:
        load(**{"docs/decisions/0001-new.md": PROSE, "doc/adr/0007-old.md": RECORD})
    assert str(caught.value) == (
        "doc/adr/0007-old.md:1:1: this carries rules but is not read, `docs/decisions` is; "
        "name its folder in `decisions`"
    )
    both = load(
        **{
            POLICY: "version: 1\ndecisions: [doc/adr, docs/decisions]",
            "docs/decisions/0001-new.md": PROSE,
            "doc/adr/0007-old.md": RECORD,
        }
    )
    assert list(both.decisions) == ["ADR-0007", "ADR-0001"]


def test_the_folder_of_adr_tools_comes_first() -> None:
    files = {
        ".adr-dir": "architecture/log\n",
        "architecture/log/0009-z.md": PROSE,
        "docs/adr/0001-a.md": PROSE,
    }
    assert list(load(**files).decisions) == ["ADR-0009"]
    gone = {**files, ".adr-dir": "../elsewhere"}
    assert list(load(**gone).decisions) == ["ADR-0001"]
    assert load(**gone).notices[-1] == (
        "`.adr-dir` names a folder that is not there; the usual folders are searched"
    )


def test_a_file_of_adr_tools_that_is_too_large_is_passed_over_aloud() -> None:
    large = MemoryTree({".adr-dir": Blob("1" * 40, Mode.FILE, 2_000_000, None)})
    assert load_policy(large, COMMIT).notices[-1].startswith("`.adr-dir` names a folder that is not there")


def test_folders_that_the_policy_names_are_read_together_and_only_they() -> None:
    policy = load(
        **{
            POLICY: "version: 1\ndecisions: [a, b/c/]",
            "a/x/0001-a.md": PROSE,
            "b/c/0002-b.MD": PROSE,
            "docs/adr/0003-c.md": PROSE,
        }
    )
    assert list(policy.decisions) == ["x/ADR-0001", "ADR-0002"]
    assert policy.notices == (
        "2 decisions in `a`, `b/c`, 0 rules in force: no decision is enforced, only built-in checks run",
    )


def test_prose_records_with_one_number_are_told_apart_by_path() -> None:
    policy = load(**{"docs/decisions/0001-x.md": PROSE, "docs/decisions/0001-y.md": PROSE})
    assert list(policy.decisions) == ["ADR-0001", "docs/decisions/0001-y"]


def test_a_sub_folder_is_a_category_whose_numbers_are_its_own() -> None:
    policy = load(
        **{
            "docs/decisions/0001-x.md": RECORD,
            "docs/decisions/web/0001-y.md": RECORD,
            "docs/decisions/web/css/0001-z.md": PROSE,
        }
    )
    assert list(policy.decisions) == ["ADR-0001", "web/ADR-0001", "web/css/ADR-0001"]
    assert policy.decisions["web/ADR-0001"].rule_ids[0] == "web/ADR-0001/forbid-path-1"


def test_the_folders_of_log4brains_are_read_with_those_of_its_packages() -> None:
    settings = """
project:
  name: Acme
  adrFolder: ./docs/log
  packages:
    - {name: web, path: ./web, adrFolder: ./web/docs/adr}
    - {name: gone, path: ./gone, adrFolder: ./gone/adr}
"""
    files = {
        "docs/log/20200102-use-it.md": PROSE,
        "web/docs/adr/20200102-use-it.md": PROSE,
        "docs/adr/0001-a.md": PROSE,
    }
    policy = load(**files, **{".log4brains.yml": settings})
    assert list(policy.decisions) == ["20200102-use-it", "web/20200102-use-it"]
    assert policy.notices[2:] == (
        "`.log4brains.yml` names a folder that is not there; the usual folders are searched",
        "records are read in `docs/log`, `web/docs/adr`, not in `docs/adr`; name all in `decisions`",
    )
    broken = load(**files, **{".log4brains.yml": "project: [\n"})
    assert list(broken.decisions) == ["ADR-0001"]
    assert broken.notices[2].startswith(".log4brains.yml:")
    assert broken.notices[2].endswith("; the usual folders are searched")


def test_the_folder_of_adr_tools_comes_before_that_of_log4brains() -> None:
    settings = "project: {adrFolder: b}"
    files = {".adr-dir": "a", ".log4brains.yml": settings, "a/0001-a.md": PROSE, "b/0002-b.md": PROSE}
    assert list(load(**files).decisions) == ["ADR-0001"]


def test_the_digest_covers_all_that_was_read_and_nothing_else() -> None:
    files = {POLICY: "version: 1", "docs/adr/0001-a.md": PROSE, "src/a.py": "a = 1"}
    digest = load(**files).source.digest
    assert len(digest) == 64
    assert load(**{**files, "src/a.py": "a = 2"}).source.digest == digest
    assert load(**dict(reversed(files.items()))).source.digest == digest
    for path in (POLICY, "docs/adr/0001-a.md"):
        assert load(**{**files, path: files[path] + "\n"}).source.digest != digest
    assert load(**{**files, "docs/adr/0002-b.md": PROSE}).source.digest != digest
    assert load_policy(tree(**files), COMMIT, PACK).source.digest != digest


def test_a_policy_that_was_loaded_survives_being_kept() -> None:
    policy = load(**{POLICY: "version: 1", "docs/adr/0001-a.md": RECORD})
    again = load_compiled(dump(policy))
    change = change_of({}, {POLICY: blob(b"x"), "services/gen/a.py": blob(b"a = 1")})
    assert [f.id for f in review(change, again, "e").findings] == [
        f.id for f in review(change, policy, "e").findings
    ]


def test_a_record_that_is_too_large_is_a_problem() -> None:
    large = MemoryTree({"docs/adr/0001-a.md": Blob("1" * 40, Mode.FILE, 2_000_000, None)})
    with pytest.raises(
        PolicyInvalid, match=r"docs/adr/0001-a\.md:1:1: 2000000 bytes are too many for a record"
    ):
        load_policy(large, COMMIT)


@pytest.mark.threat("F1", "INV3")
def test_a_change_that_opens_the_policy_and_uses_it_fails_under_the_old_one() -> None:
    base = {
        POLICY: blob(b"version: 1\ndecisions: [docs/adr]\n"),
        "docs/adr/0001-a.md": blob(RECORD.encode()),
    }
    head = {
        POLICY: blob(b"version: 1\nmode: observe\n"),
        "services/gen/a.py": blob(b"a = 1\n"),
    }
    policy = load_policy(MemoryTree(base), COMMIT)
    verdict = review(change_of(base, head, PullFacts()), policy, "engine")
    blocking = {(finding.rule, finding.path) for finding in verdict.findings if finding.blocks}
    assert blocking == {
        ("changed-guardrail", POLICY),
        ("changed-guardrail", "docs/adr/0001-a.md"),
        ("widened-envelope", POLICY),
        ("self-amendment", "services/gen/a.py"),
        ("ADR-0001/forbid-path-2", "services/gen/a.py"),
    }
    assert verdict.outcome.conclusion == "failure"


GUARDED = {
    POLICY: Level.BLOCK,
    ".claude/hooks/guard.sh": Level.WARN,
    ".opencode/plugins/a.ts": Level.WARN,
    ".gitattributes": Level.WARN,
    ".gitmodules": Level.WARN,
    "src/sitecustomize.py": Level.BLOCK,
    "AGENTS.md": Level.NOTE,
    ".github/workflows/test.yml": Level.NOTE,
    "tests/conftest.py": Level.NOTE,
    ".devcontainer/devcontainer.json": Level.NOTE,
}


def _levels(change: Change, checks: str = "{}") -> dict[str, Level]:
    policy = load(**{POLICY: f"version: 1\nchecks: {checks}"})
    return {finding.path: finding.level for finding in review(change, policy, "engine").findings}


def test_a_guardrail_weighs_what_it_governs_and_never_more_than_the_rule() -> None:
    edited = change_of({path: blob(b"a") for path in GUARDED}, {path: blob(b"b") for path in GUARDED})
    assert _levels(edited) == GUARDED
    weaker = {path: max(level, Level.WARN, key=lambda one: one.rank) for path, level in GUARDED.items()}
    assert _levels(edited, "{changed-guardrail: warn}") == weaker
    assert _levels(edited, "{changed-guardrail: off}") == {}


def test_taking_a_workflow_away_weighs_what_it_checked() -> None:
    path = ".github/workflows/security.yml"
    steps = b"on: push\njobs:\n  scan:\n    runs-on: ubuntu-latest\n    steps:\n      - run: %s\n"
    policy = load(**{POLICY: "version: 1"})

    def weights(command: bytes) -> set[tuple[str, Level]]:
        found = review(change_of({path: blob(steps % command)}, {}), policy, "engine").findings
        return {(finding.check, finding.level) for finding in found}

    note = ("changed-guardrail", Level.NOTE)
    assert weights(b"semgrep scan --error") == {("weakened-ci", Level.BLOCK), note}
    assert weights(b"echo done") == {note}


def test_text_that_nobody_sees_in_instructions_blocks() -> None:
    change = change_of({"AGENTS.md": blob(b"# A\n")}, {"AGENTS.md": blob("# A\nB\u202e\n".encode())})
    policy = load(**{POLICY: "version: 1"})
    assert {finding.level for finding in review(change, policy, "engine").findings} == {
        Level.BLOCK,
        Level.NOTE,
    }


def test_a_new_decision_warns_and_an_edited_one_blocks() -> None:
    added = change_of({}, {"docs/adr/0001-a.md": blob(RECORD.encode())})
    edited = change_of(
        {"docs/adr/0001-a.md": blob(RECORD.encode())}, {"docs/adr/0001-a.md": blob(PROSE.encode())}
    )
    assert _levels(added) == {"docs/adr/0001-a.md": Level.WARN}
    assert _levels(edited) == {"docs/adr/0001-a.md": Level.BLOCK}
