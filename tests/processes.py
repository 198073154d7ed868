"""Processes that were started by the one under test."""

from __future__ import annotations

import psutil


def children_that_run(
    program: str, parent: int | None = None, *, whose_too: bool = False
) -> list[psutil.Process]:
    """Living children whose command line names a program.

    Args:
        program: a part of the command line.
        parent: process id, `None` for this process.
        whose_too: whether children of children count.
    """
    children = psutil.Process(parent).children(recursive=whose_too)
    return [child for child in children if _runs(child, program)]


def _runs(child: psutil.Process, program: str) -> bool:
    try:  # it may end while it is looked at
        return child.status() != psutil.STATUS_ZOMBIE and program in " ".join(child.cmdline())
    except psutil.NoSuchProcess:  # or has ended, which is one of these
        return False
