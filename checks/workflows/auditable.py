"""Which files zizmor is asked about, and as what it is to take them."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from checks.source import Source
from checks.values.formats import Format, documents_of
from checks.values.lookups import child
from checks.values.node import Table, Unreadable
from checks.workflows.reading import is_action, is_workflow

_DEPENDABOT = re.compile(r"\.github/dependabot\.ya?ml")


class Kind(StrEnum):
    """What a file is to GitHub; zizmor tells it by these names."""

    WORKFLOW = "workflow.yml"
    ACTION = "action.yml"
    DEPENDABOT = "dependabot.yml"


@lru_cache(4_096)
def kind_of(path: str) -> Kind | None:
    """What the file at a path is by its name; `None` if zizmor has nothing to say about it."""
    if is_workflow(path):
        return Kind.WORKFLOW
    if is_action(path):
        return Kind.ACTION
    return Kind.DEPENDABOT if _DEPENDABOT.fullmatch(path) else None


def is_auditable(kind: Kind, source: Source) -> bool:
    """Whether GitHub would run or follow the text as such a file.

    One that is no mapping runs nothing, and `action.yml` is a name that other files have too. What cannot be
    read at all is a gap of `unsafe-workflow`.
    """
    documents = documents_of(source, Format.YAML)
    if isinstance(documents, Unreadable) or not documents or not isinstance(documents[0], Table):
        return False
    wanted = {Kind.WORKFLOW: "jobs", Kind.ACTION: "runs", Kind.DEPENDABOT: "updates"}[kind]
    return child(documents[0], wanted) is not None
