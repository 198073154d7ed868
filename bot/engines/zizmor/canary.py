"""A workflow of our own in every run, which shows that zizmor finds what it should.

Its fault stands under a comment that asks to be ignored: comments of a pull request must have no effect.
"""

from __future__ import annotations

from bot.engines.zizmor.answer import Answer, NotUnderstood

NAME = "canary/workflow.yml"
TEXT = """\
on: pull_request
permissions: {}
jobs:
  canary:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${{ github.head_ref }}" # zizmor: ignore[template-injection]
"""
_LINE = 7


def check(answer: Answer) -> None:
    """See that a run can be believed.

    Raises:
        NotUnderstood: the known fault was not found.
    """
    seen = {(one.audit, one.line) for one in answer.findings if one.name == NAME}
    if NAME not in answer.completed or ("template-injection", _LINE) not in seen:
        raise NotUnderstood("zizmor does not find a known fault")
