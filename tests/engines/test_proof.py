"""The engine is proved before its silence is believed."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import pytest

from bot.engines.semgrep import EngineUnfit, SemgrepEngine, binary, canary, locate
from bot.engines.semgrep.answer import ALL_RULES, read_answer
from bot.engines.semgrep.canary import Sighting
from bot.engines.semgrep.material import Material
from checks.source import Source
from tests.engines.support import EVAL

FOUND = [
    Sighting("python", 1, False),
    Sighting("python", 2, True),
    Sighting("javascript", 1, False),
    Sighting("typescript", 1, False),
    Sighting("go", 3, False),
]


def answer(**changes: object) -> bytes:
    results = [
        {
            "check_id": canary.PREFIX + one.language,
            "path": f"canary-{one.language}",
            "start": {"line": one.line, "offset": 0},
            "end": {"line": one.line, "offset": 1},
            "extra": {"is_ignored": one.ignored},
        }
        for one in FOUND
        if one.language == "python"
    ]
    whole = {"results": results, "errors": [], "skipped_rules": [], "paths": {"scanned": ["000000"]}}
    return json.dumps(whole | changes).encode()


MATERIALS = [Material("a.py", "python", Source(b"x = 1\n"), "x = 1\n")]


def test_the_installed_engine_is_found_and_proves_itself() -> None:
    assert Path(locate().path).name == "semgrep-core"
    assert SemgrepEngine().validate(EVAL.pattern_rules) == {}
    assert SemgrepEngine().version == "semgrep 1.182.0"


@pytest.mark.parametrize("lost", range(len(FOUND)))
def test_each_known_match_must_be_found(lost: int) -> None:
    with pytest.raises(EngineUnfit, match=f"known pattern in {FOUND[lost].language}; install semgrep"):
        canary.check(FOUND[:lost] + FOUND[lost + 1 :], ())


def test_the_engine_must_see_a_nosemgrep_and_drop_nothing_for_it() -> None:
    with pytest.raises(EngineUnfit):
        canary.check([FOUND[0], Sighting("python", 2, False), *FOUND[2:]], ())


@pytest.mark.parametrize(
    ("asked", "sing"),
    [
        ({"python"}, ["python"]),
        ({"go"}, ["python", "go"]),
        ({"go", "typescript"}, ["python", "typescript", "go"]),
        ({"java"}, ["python", "javascript", "typescript", "go"]),
        ({"python", "java"}, ["python", "javascript", "typescript", "go"]),
        ((), ["python", "javascript", "typescript", "go"]),
    ],
)
def test_the_languages_that_are_asked_about_are_proved_in_every_run(
    asked: Collection[str], sing: list[str]
) -> None:
    assert set(canary.sources(asked)) == set(sing)
    known = [sighting for sighting in FOUND if sighting.language in sing]
    canary.check(known, asked)
    for lost in known:
        with pytest.raises(EngineUnfit):
            canary.check([sighting for sighting in known if sighting != lost], asked)


def test_a_file_that_is_not_listed_as_scanned_is_a_gap() -> None:
    assert read_answer(answer(), "", MATERIALS).files[0].is_clean
    lost = read_answer(answer(paths={"scanned": []}), "", MATERIALS)
    assert lost.files[0].gaps == {ALL_RULES: "semgrep-core passed over the file without a word"}


@pytest.mark.parametrize("kind", ["Timeout", "OutOfMemory", "Some new error", ["Odd", 1]])
def test_every_error_about_a_file_is_a_gap(kind: object) -> None:
    error = {"error_type": kind, "location": {"path": "000000"}}
    assert not read_answer(answer(errors=[error]), "", MATERIALS).files[0].is_clean


@pytest.mark.parametrize(
    "error", [{"error_type": "Fatal error"}, {"error_type": "Timeout", "location": {"path": "elsewhere"}}]
)
def test_an_error_about_no_known_file_voids_the_run(error: dict[str, object]) -> None:
    assert read_answer(answer(errors=[error]), "", MATERIALS).fault


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[]", b"null", b'{"results": 1}', answer()[:-9], answer(errors=None)]
)
def test_an_answer_that_cannot_be_read_is_a_fault(text: bytes) -> None:
    assert read_answer(text, "", MATERIALS).fault.startswith(
        "semgrep-core gave an answer that cannot be read"
    )


def test_an_engine_that_would_load_planted_libraries_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binary, "PLANTED_LIBRARIES", tmp_path)
    locate.cache_clear()
    try:
        with pytest.raises(EngineUnfit, match="remove it"):
            locate()
    finally:
        locate.cache_clear()


@pytest.mark.parametrize("window", [((1, 0), (1, 100)), ((2, 0), (3, 0))])
def test_a_version_outside_the_window_is_refused(
    monkeypatch: pytest.MonkeyPatch, window: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    monkeypatch.setattr(binary, "OLDEST", window[0])
    monkeypatch.setattr(binary, "NEWEST", window[1])
    locate.cache_clear()
    try:
        with pytest.raises(EngineUnfit, match=r"semgrep 1\.182\.0 is installed, known are"):
            locate()
    finally:
        locate.cache_clear()
