"""zizmor in its fence: what it is shown, what it may not do, and what becomes of a run that fails."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engines.zizmor import Limits, ZizmorEngine, canary
from bot.engines.zizmor.answer import Answer, NotUnderstood, read_answer
from bot.engines.zizmor.process import run
from bot.engines.zizmor.program import WANTED, installed_version, locate
from bot.judge import Judge
from checks.change import Change
from checks.finding import Level
from checks.policy import Mode, Policy, PolicySource, Rule
from checks.rules.zizmor_finding import ZizmorFinding
from checks.verdict import Outcome
from tests.cases import blob, change_of

HEAD = "on: push\npermissions: {}\njobs:\n  a:\n    runs-on: x\n    steps:\n"
PLAIN = HEAD + "      - run: make\n"
FAULTY = HEAD + "      - run: make\n        if: ${{ 1 }} == 2\n"
SLOW = HEAD + "".join(f"      - run: echo ${{{{ github.head_ref }}}} {number}\n" for number in range(1_500))
NAME = ".github/workflows/{}.yml"
POLICY = Policy(
    Mode.ENFORCE,
    (Rule(id="zizmor-finding", check=ZizmorFinding(), level=Level.WARN),),
    PolicySource("builtin", "", "0" * 64),
)


def added(**files: str) -> Change:
    return change_of({}, {NAME.format(name): blob(text.encode()) for name, text in files.items()})


class NoRules:
    """In the place of semgrep, where nothing is to be asked of it."""

    version = "none"

    def scan(self, *_: object, **__: object) -> None:
        raise AssertionError("no rule asks for it")


class NoAudits:
    """In the place of zizmor, where nothing is to be asked of it."""

    version = "none"

    def audit(self, change: Change) -> None:
        raise AssertionError(f"no file of {change.head} asks for it")


def test_the_version_is_that_of_the_wheel_and_part_of_the_verdict() -> None:
    assert ZizmorEngine().version == f"zizmor {WANTED}"
    verdict = Judge(NoRules()).judge(added(a=FAULTY), POLICY)
    assert verdict.engine.endswith(f", zizmor {WANTED}")
    assert [(finding.path, finding.line) for finding in verdict.findings] == [(NAME.format("a"), 8)]


def test_a_change_without_workflows_starts_nothing() -> None:
    verdict = Judge(NoRules(), NoAudits()).judge(change_of({}, {"a.yml": blob(FAULTY.encode())}), POLICY)
    assert verdict.outcome is Outcome.PASS


def test_who_did_not_ask_zizmor_has_no_verdict() -> None:
    (gap,) = ZizmorFinding().find(added(a=PLAIN))
    assert gap.measured == "zizmor was not asked"


class Defective(NoAudits):
    """An engine with a defect."""


def test_a_defect_of_the_engine_is_a_gap_and_not_silence() -> None:
    verdict = Judge(NoRules(), Defective()).judge(added(a=PLAIN), POLICY)
    assert [gap.measured for gap in verdict.incomplete] == ["zizmor was not asked"]


@pytest.fixture
def without_packages(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The interpreter as it is where zizmor is not installed; gives an empty folder of packages."""
    place = tmp_path / "site-packages"
    place.mkdir()
    monkeypatch.setattr(sys, "path", [str(place)])
    for known in (installed_version, locate):
        known.cache_clear()
    yield place
    for known in (installed_version, locate):
        known.cache_clear()


def test_without_the_program_a_workflow_is_not_judged_and_the_report_says_so(without_packages: Path) -> None:
    verdict = Judge(NoRules()).judge(added(a=PLAIN), POLICY)
    assert verdict.outcome is Outcome.INCOMPLETE
    assert [gap.measured for gap in verdict.incomplete] == ["zizmor is not installed"]
    assert verdict.engine.endswith(", no zizmor")


@pytest.mark.parametrize(
    ("version", "record", "measured"),
    [
        ("9.1.0", "", "zizmor 9.1.0 is installed, its audits are not known"),
        (WANTED, "zizmor-x.dist-info/METADATA,,\n", "the installed zizmor holds no program"),
        (WANTED, "../bin/zizmor,,\n", "the installed zizmor holds no program"),
    ],
)
def test_another_program_is_not_asked(
    without_packages: Path, version: str, record: str, measured: str
) -> None:
    folder = without_packages / f"zizmor-{version}.dist-info"
    folder.mkdir()
    (folder / "RECORD").write_text(record, encoding="utf-8")
    assert set(ZizmorEngine().audit(added(a=PLAIN)).head.unaudited.values()) == {measured}


@pytest.mark.threat("E4")
def test_one_file_that_takes_too_long_is_no_loss_for_the_others() -> None:
    head = ZizmorEngine(Limits(cpu_seconds=1)).audit(added(a=FAULTY, b=SLOW)).head
    assert list(head.unaudited) == [NAME.format("b")]
    assert "signal" in head.unaudited[NAME.format("b")]
    assert {found.path for found in head.findings} == {NAME.format("a")}


@pytest.mark.threat("E4")
def test_a_run_that_does_not_end_is_ended_and_leaves_nothing() -> None:
    subject = change_of({NAME.format("a"): blob(FAULTY.encode())}, {NAME.format("a"): blob(PLAIN.encode())})
    results = ZizmorEngine(Limits(wall_seconds=0)).audit(subject)
    assert set(results.head.unaudited.values()) == {"not finished after 0 seconds"}
    assert results.base.unaudited == results.head.unaudited
    assert not list(Path("/dev/shm").glob(f"decisis-{os.getpid()}-*"))
    (gap,) = ZizmorFinding().find(replace(subject, audits=results))
    assert gap.path == NAME.format("a")


@pytest.mark.threat("C3")
def test_it_sees_no_name_of_the_change_and_no_environment_and_no_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program in its place tells what it was given."""
    monkeypatch.setenv("GH_TOKEN", "secret")
    spy = tmp_path / "spy"
    spy.write_text('#!/bin/sh\nenv\npwd\necho "$@"\nfind .\ncat /proc/net/dev\n', encoding="utf-8")
    spy.chmod(0o700)
    told = run(str(spy), {"000001/workflow.yml": PLAIN}, Limits()).answer.decode()
    assert "secret" not in told
    assert "--offline --no-config --no-ignores" in told
    assert "/repo" not in told
    assert "./000001/workflow.yml" in told
    if not os.environ.get("CI"):
        assert "eth" not in told.partition("--offline")[2]


@pytest.mark.parametrize("answer", [b"", b"{", b"{}x", b"[1]", b'[{"ident": "x"}]', b"null", b"[{}]"])
def test_an_answer_of_another_form_is_a_fault(answer: bytes) -> None:
    with pytest.raises(NotUnderstood):
        read_answer(answer, "")


def test_a_run_that_misses_the_known_fault_is_not_believed() -> None:
    output = run(locate().path, {canary.NAME: canary.TEXT.replace("head_ref", "sha")}, Limits())
    answer = read_answer(output.answer, output.log)
    assert canary.NAME in answer.completed
    with pytest.raises(NotUnderstood):
        canary.check(answer)
    with pytest.raises(NotUnderstood):
        canary.check(Answer((), frozenset()))


def test_the_whole_answer_is_read_alike_twice() -> None:
    subject = added(a=FAULTY, b=PLAIN)
    first, second = (ZizmorEngine().audit(subject) for _ in range(2))
    assert first == second
    assert json.dumps(first.head.findings) == json.dumps(second.head.findings)
