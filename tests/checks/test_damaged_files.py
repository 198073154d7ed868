"""Files of every kind, damaged: no check crashes, none takes longer than a second, none loses a gap.

The files are those of the literate cases, sorted by the ending of their names, which chooses the parser. Each
example cuts, doubles, swaps or spices a file at one side of a case and runs the check of the case on it.
`make test` takes a few examples of each kind; `make fuzz` takes 2,000, as the workflow does for every commit.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.change import Blob, Change, Reason
from checks.finding import Level
from checks.policy import Audience, Rule
from checks.rule_run import run
from tests.cases import Case, blob, cases, change_of

EXAMPLES = int(os.environ.get("DECISIS_EXAMPLES", "6"))
SLOWEST_SECONDS = 1.0
SPICES = (
    *(b"\0", b"\r", b"\r\n", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\xf3\xa0\x80\x81"),
    *(b'"', b"'", b"`", b"'''", b'"""', b"`" * 3, b"/*", b"*/", b"<!--", b"#", b"//", b"--", b"\\", b"\x0c"),
    *(b"(" * 40, b"[" * 300, b"{" * 40, b")", b"]", b"}", b"<", b">", b"&a", b"*a", b"<<:", b": ", b"- "),
    *(b"---\n", b"=", b",", b";", b"\t", b" " * 200, b"x" * 5_000, b"9" * 400, b"1e999", b"NaN", b"|"),
    *(b"$", b"%", b"@", b"\\u0041"),
)


def _kind(path: str) -> str:
    name = path.rpartition("/")[2]
    ending = name.rpartition(".")[2]
    return f".{ending}" if "." in name[1:] else name


def _by_kind() -> Mapping[str, tuple[tuple[Case, str], ...]]:
    found: dict[str, list[tuple[Case, str]]] = defaultdict(list)
    for case in cases():
        for path, entry in (case.before | case.after).items():
            if entry.mode.is_regular and entry.content:
                found[_kind(path)].append((case, path))
    return {kind: tuple(found[kind]) for kind in sorted(found)}


KINDS = _by_kind()


def damaged(content: bytes, random: Random) -> bytes:
    """The content with one to three of its parts cut out, doubled, swapped or spiced."""
    for _ in range(random.randint(1, 3)):
        start = random.randint(0, len(content))
        end = min(len(content), start + random.choice((1, 2, 7, 40, 400)))
        part = content[start:end]
        how = random.randrange(5)
        if how == 0:
            content = content[:start] + content[end:]
        elif how == 1:
            content = content[:end] + part + content[end:]
        elif how == 2:
            content = content[end:] + content[:start]
        else:
            content = content[:start] + random.choice(SPICES) + content[start if how == 3 else end :]
    return content


@cache
def _rule(page: Path, title: str) -> Rule:
    case = next(one for one in cases() if (one.page, one.title) == (page, title))
    return Rule(case.check, case.bound(), Level.BLOCK, audience=Audience.EVERYONE)


def _damaged_change(case: Case, path: str, random: Random) -> Change:
    sides: list[dict[str, Blob]] = [dict(case.before), dict(case.after)]
    side = random.choice([side for side in sides if path in side])
    side[path] = blob(damaged(side[path].content or b"", random), side[path].mode)
    return replace(change_of(*sides), facts=case.facts)


@pytest.mark.parametrize("kind", KINDS)
def test_no_check_crashes_or_hangs_on_a_damaged_file(kind: str) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True)
    @given(seed=st.integers(0, 2**64 - 1))
    def holds(seed: int) -> None:
        random = Random(seed)
        case, path = random.choice(KINDS[kind])
        change = _damaged_change(case, path, random)
        rule = _rule(case.page, case.title)
        begun = time.process_time()
        seen = run(rule, change)
        assert time.process_time() - begun < SLOWEST_SECONDS
        assert [gap for gap in seen.gaps if gap.code is Reason.INTERNAL] == []

    holds()


def test_a_crash_would_be_seen() -> None:
    assert len(KINDS) > 60
    assert damaged(b"import requests\n" * 20, Random(1)) != b"import requests\n" * 20
