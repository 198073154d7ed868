"""Lessons as blocks of text: one for the root, and further ones for folders where one would be too long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from checks.report import safe
from checks.teaching.lessons import Lesson
from checks.teaching.marked import BEGIN, END

BUDGET = 8 * 1024
"""Bytes of one block. Codex reads 32 KiB of such files together, and what agents are told has its price."""

_HEAD = """\
## Decisions that bind

Decisis holds every change to the decisions below, and a pull request that breaks one is not merged. Before
you edit a file run `decisis explain PATH`, before you commit run `decisis check`. Kept by `decisis sync`:
write nothing in here.
"""


def blocks(lessons: Sequence[Lesson], prose: int = 0) -> Mapping[str, str]:
    """The blocks with their marks, by the folder that they are for; the root is the empty folder.

    All lessons stand at the root as long as they fit. Where they do not, those of one folder move there,
    the folders with most to tell first, until the rest fits. What fits nowhere is counted, never left out
    in silence.

    Args:
        lessons: the lessons in order.
        prose: how many live records bind no rule.
    """
    placed = {"": list(lessons)}
    while len(_rendered(placed[""], tuple(sorted(placed))[1:], prose, None)) > BUDGET:
        heaviest = _heaviest(placed[""])
        if not heaviest:
            break
        placed[heaviest] = [one for one in placed[""] if one.folder == heaviest]
        placed[""] = [one for one in placed[""] if one.folder != heaviest]
    below = tuple(sorted(folder for folder in placed if folder))
    return {
        folder: _rendered(placed[folder], () if folder else below, 0 if folder else prose, BUDGET).decode()
        for folder in ("", *below)
    }


def _heaviest(lessons: Sequence[Lesson]) -> str:
    weights: dict[str, int] = defaultdict(int)
    for lesson in lessons:
        if lesson.folder:
            weights[lesson.folder] += len(lesson.line.encode())
    return min(weights, key=lambda folder: (-weights[folder], folder), default="")


def _rendered(lessons: Sequence[Lesson], below: Sequence[str], prose: int, budget: int | None) -> bytes:
    tail = [f"- more for {', '.join(safe.code(f'{folder}/AGENTS.md') for folder in below)}"] if below else []
    if prose:
        tail.append(f"- {prose} more in prose only, which no check can hold: `decisis decisions` lists them")
    lines = [lesson.line for lesson in lessons]
    for shown in range(len(lines), -1, -1):
        rest = len(lines) - shown
        missing = [f"- and {rest} more, which `decisis decisions` lists"] if rest else []
        body = "\n".join([*lines[:shown], *missing, *tail]) or "- none yet"
        block = f"{BEGIN}\n{_HEAD}\n{body}\n{END}\n".encode()
        if budget is None or len(block) <= budget:
            break
    return block
