"""Our new findings are those of `semgrep scan --baseline-commit`, but for four differences that are meant."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from tests.engines.oracle import Place, ours, repository, theirs

Scenario = tuple[str, str, str]

_LONG = "".join(f"step_{n}()\n" for n in range(12))
_FUNCTION = "def f():\n    x = read()\n    x = clean(x)\n    run(x)\n"

EQUAL: dict[str, Scenario] = {
    "added": ("a.py", "x = 1\n", "x = 1\ndanger(10)\n"),
    "untouched": ("b.py", "danger(20)\nx = 1\n", "danger(20)\nx = 2\n"),
    "lines shifted": ("c.py", "danger(30)\n", "import os\n\n\ndanger(30)\n"),
    "moved within the file": ("d.py", "danger(40)\n" + _LONG, _LONG + "danger(40)\n"),
    "indented": ("e.py", "danger(50)\n", "if x:\n    danger(50)\n"),
    "argument changed": ("f.py", "danger(60)\n", "danger(61)\n"),
    "spaces within the brackets": ("g.py", "danger(70)\n", "danger( 70 )\n"),
    "sanitizer deleted": ("h.py", _FUNCTION, _FUNCTION.replace("    x = clean(x)\n", "")),
    "guard deleted": ("i.py", "def f(x):\n    guard(x)\n    delete(x)\n", "def f(x):\n    delete(x)\n"),
    "guard added": ("j.py", "def f(y):\n    delete(y)\n", "def f(y):\n    guard(y)\n    delete(y)\n"),
    "second of a kind": ("k.py", "danger(110)\n" + _LONG, "danger(110)\n" + _LONG + "danger(110)\n"),
    "one of two removed": ("l.py", "danger(120)\nx = 1\ndanger(120)\n", "danger(120)\nx = 1\n"),
    "removed": ("m.py", "danger(130)\nx = 1\n", "x = 1\n"),
    "block changed inside": (
        "n.py",
        "try:\n    one()\nexcept E:\n    pass\n",
        "try:\n    one()\n    two()\nexcept E:\n    pass\n",
    ),
    "new nosemgrep on a new line": ("o.py", "x = 1\n", "x = 1\ndanger(150)  # nosemgrep\n"),
    "nosemgrep removed from an old line": ("p.py", "danger(160)  # nosemgrep\n", "danger(160)\n"),
    "in a folder that is skipped by default": ("tests/q.py", "x = 1\n", "x = 1\ndanger(170)\n"),
    "in vendored code": ("vendor/node_modules/r.js", "x = 1;\n", "x = 1;\ndanger(180);\n"),
    "typescript": ("s.ts", "danger(190);\n", "const x: number = 1;\ndanger(190);\ndanger(191);\n"),
    "go": ("t.go", "package t\n", "package t\n\nfunc f() {\n\tdanger(200)\n}\n"),
    "any text": ("u.txt", "TOKEN-0001\n", "see\nTOKEN-0001\nTOKEN-0002\n"),
    "carriage returns": ("v.py", "x = 1\r\n", "x = 1\r\ndanger(220)\r\n"),
    "no line end": ("w.py", "x = 1", "x = 1\ndanger(230)"),
    "accents before it": ("x.py", "x = 'é'\n", "y = 'é'; danger('ü')\n"),
    "emptied": ("y.py", "danger(250)\n", ""),
}
RENAMED = "".join(f"name_{n} = {n}\n" for n in range(30)) + "danger(260)\n"


def _block(dice: random.Random, name: str) -> str:
    kind = dice.randrange(4)
    body = {
        0: f"    return danger('{name}')\n",
        1: f"    value = read()\n    value = clean(value)\n    run(value, '{name}')\n",
        2: f"    guard('{name}')\n    delete('{name}')\n",
        3: f"    return '{name}'\n",
    }[kind]
    return f"def block_{name}():\n{body}\n\n"


def _mutated(dice: random.Random, blocks: list[str], path: str) -> list[str]:
    changed = list(blocks)
    for step in range(dice.randrange(3, 8)):
        at = dice.randrange(len(changed))
        match dice.randrange(6):
            case 0:
                changed.insert(at, _block(dice, f"{path[:-3]}_new_{step}"))
            case 1:
                del changed[at]
            case 2:
                changed.append(changed.pop(at))
            case 3:
                kept = [line for line in changed[at].splitlines(keepends=True) if "clean" not in line]
                changed[at] = "".join(kept)
            case 4:
                changed[at] = changed[at].replace("    guard", "    unguard")
            case _:
                changed[at] = "\n\n\n" + changed[at]
    return changed


MEANT: dict[str, tuple[dict[str, str], dict[str, str], set[Place], set[Place]]] = {
    "a copy put before the old one is told at its own line": (
        {"meant/a.py": "x = 1\ndanger(1)\n"},
        {"meant/a.py": "danger(1)\nx = 1\ndanger(1)\n"},
        {("danger", "meant/a.py", 1)},
        {("danger", "meant/a.py", 3)},
    ),
    "code that moved to another file is not new": (
        {"meant/b.py": _LONG + "danger(2)\n", "meant/c.py": "x = 1\n"},
        {"meant/b.py": _LONG, "meant/c.py": "x = 1\ndanger(2)\n"},
        set(),
        {("danger", "meant/c.py", 2)},
    ),
    "a comment does not make an old place new": (
        {"meant/d.py": "danger(3)\n"},
        {"meant/d.py": "danger(3)  # why\n"},
        set(),
        {("danger", "meant/d.py", 1)},
    ),
    "other code on the line does not make an old place new": (
        {"meant/e.py": "x = danger(4)\n"},
        {"meant/e.py": "y = danger(4)\n"},
        set(),
        {("danger", "meant/e.py", 1)},
    ),
}


@dataclass(frozen=True)
class Answers:
    """Both answers about one change that holds every scenario in files of its own."""

    ours: set[Place]
    theirs: set[Place]

    def about(self, paths: Iterable[str]) -> tuple[set[Place], set[Place]]:
        wanted = set(paths)
        return {one for one in self.ours if one[1] in wanted}, {
            one for one in self.theirs if one[1] in wanted
        }


@pytest.fixture(scope="module")
def generated() -> tuple[dict[str, str], dict[str, str]]:
    dice = random.Random(20)
    before = {f"gen_{at}.py": [_block(dice, f"{at}_{n}") for n in range(12)] for at in range(30)}
    after = {path: "".join(_mutated(dice, blocks, path)) for path, blocks in before.items()}
    return {path: "".join(blocks) for path, blocks in before.items()}, after


@pytest.fixture(scope="module")
def answers(
    tmp_path_factory: pytest.TempPathFactory, generated: tuple[dict[str, str], dict[str, str]]
) -> Answers:
    place = tmp_path_factory.mktemp("parity")
    before = {path: old for path, old, _ in EQUAL.values()} | {"old_name.py": RENAMED} | generated[0]
    after = {path: new for path, _, new in EQUAL.values()} | {"new_name.py": RENAMED} | generated[1]
    for old, new, _, _ in MEANT.values():
        before, after = before | old, after | new
    folder = place / "repository"
    folder.mkdir()
    base, head = repository(folder, before, after)
    return Answers(ours(folder, base, head), theirs(folder, base, place))


@pytest.mark.parametrize("name", EQUAL)
def test_new_findings_equal_those_of_the_oracle(answers: Answers, name: str) -> None:
    found, expected = answers.about([EQUAL[name][0]])
    assert found == expected


def test_the_oracle_is_awake(answers: Answers) -> None:
    assert {("danger", "tests/q.py", 2), ("tainted", "h.py", 3), ("danger", "o.py", 2)} <= answers.theirs


def test_a_renamed_file_is_no_news(answers: Answers) -> None:
    assert answers.about(["old_name.py", "new_name.py"]) == (set(), set())


def test_new_findings_equal_those_of_the_oracle_on_generated_changes(
    answers: Answers, generated: tuple[dict[str, str], dict[str, str]]
) -> None:
    found, expected = answers.about(generated[1])
    assert found == expected
    assert len(found) > 5


@pytest.mark.parametrize("name", MEANT)
def test_the_differences_to_the_oracle_are_those_that_are_meant(answers: Answers, name: str) -> None:
    _, new, mine, other = MEANT[name]
    assert answers.about(new) == (mine, other)
