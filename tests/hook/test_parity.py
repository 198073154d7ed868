"""One engine, one answer: commits, a patch, the work tree and the hook's writing give the same findings.

Every literate case of every check can be tried; `DECISIS_ALL_MOMENTS=1` does, otherwise a share. That the App
and the Action agree with the command is shown in `tests/cli/test_action.py`.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from bot.engines.semgrep import SemgrepEngine
from bot.git.local import LocalRepository
from bot.judge import Judge
from checks.change import Blob, Change, Mode
from checks.finding import Level
from checks.policy import Audience, Policy, PolicySource, Rule
from checks.policy import Mode as PolicyMode
from tests.cases import Case, cases
from tests.git.repository import Content, Executable, Repository


def is_plain(case: Case) -> bool:
    """Whether a file system and a patch can hold the case: regular text files with ordinary names."""
    trees = (case.before, case.after)
    return all(
        blob.mode in (Mode.FILE, Mode.EXECUTABLE)
        and blob.content is not None
        and path.isprintable()
        and not path.endswith((" ", "."))
        and ".." not in path
        for tree in trees
        for path, blob in tree.items()
    ) and all(_is_free(tree) for tree in trees)


def _is_free(tree: Mapping[str, Blob]) -> bool:
    """Whether no ignore file or attribute of the case decides what git stores."""
    special = (".gitignore", ".gitattributes")
    return not any(path.endswith(special) or path.startswith(".git/") for path in tree)


PLAIN = [case for case in cases() if is_plain(case)]
SHARE = PLAIN if "DECISIS_ALL_MOMENTS" in os.environ else PLAIN[::45]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository.create(tmp_path_factory.mktemp("parity") / "repository")


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    with SemgrepEngine() as engine:
        yield Judge(engine)


def content(blob: Blob) -> Content:
    assert blob.content is not None
    return Executable(blob.content) if blob.mode is Mode.EXECUTABLE else blob.content


def told(judge: Judge, change: Change, case: Case) -> list[tuple[str, str]]:
    """Fingerprints and places of what the check of the case finds."""
    rule = Rule(case.check, case.bound(), Level.BLOCK, audience=Audience.EVERYONE)
    policy = Policy(PolicyMode.ENFORCE, (rule,), PolicySource("builtin", "", "0" * 64))
    there = case.change()  # what other programs reported is about a commit
    verdict = judge.judge(replace(change, facts=case.facts, head=there.head), policy)
    found = [(one.id, f"{one.path}:{one.line}") for one in verdict.findings]
    found += [(due.rule, due.message) for due in verdict.waiting]
    return sorted([*found, *((gap.code.value, gap.path) for gap in verdict.incomplete)])


@pytest.mark.parametrize("case", SHARE, ids=lambda case: case.id)
def test_every_way_to_ask_gives_the_same_findings(ground: Repository, judge: Judge, case: Case) -> None:
    before, after = (
        {path: content(blob) for path, blob in tree.items()} for tree in (case.before, case.after)
    )
    base = ground.commit(before)
    head = ground.commit(after, base)
    ground.git("checkout", "--quiet", "--force", "--detach", base)
    ground.git("clean", "-qfdx")
    local = LocalRepository.open(ground.path)
    with local.store() as store:
        expected = told(judge, case.change(), case)
        assert told(judge, local.change(store, base, head), case) == expected
        patch = store.git.run("diff", "--binary", "--no-renames", base, head, "--")
        if patch:
            assert told(judge, local.patch(store, base, patch), case) == expected
        changed = {
            path: blob.content if (blob := case.after.get(path)) is not None else None
            for path in case.before.keys() | case.after.keys()
            if case.before.get(path) != case.after.get(path)
        }
        if all(blob.mode is Mode.FILE for tree in (case.before, case.after) for blob in tree.values()):
            assert told(judge, local.writing(store, base, changed), case) == expected
    ground.git("read-tree", base)
    for file in [each for each in ground.path.rglob("*") if each.is_file() and ".git" not in each.parts]:
        file.unlink()
    for folder in sorted((each for each in ground.path.iterdir() if each.name != ".git"), reverse=True):
        shutil.rmtree(folder)
    for path, blob in case.after.items():
        ground.write({path: blob.content or b""})
        (ground.path / path).chmod(0o755 if blob.mode is Mode.EXECUTABLE else 0o644)
    with local.store() as store:
        assert told(judge, local.work_tree(store, base), case) == expected
