"""The skill that teaches an agent to work with Decisis; see agentskills.io for the form."""

from __future__ import annotations

_DESCRIPTION = (
    "What binds a change in this repository and how to keep to it. Use it before editing files, when a hook "
    "denies a write, and when the check run `decisis` fails or waits."
)
SKILL = f"""\
---
name: decisis
description: {_DESCRIPTION}
license: Apache-2.0
---

# Work with Decisis

The decisions of this repository are rules. The same engine answers on your machine and on the pull request.

## Before you write

- `decisis explain PATH` tells every decision that governs a file: why it was taken, and what to do instead.
- A decision that was turned down binds like one that was accepted. Do not bring the pattern back in another
  spelling.

## Before you commit

- `decisis check --base origin/HEAD` judges your work tree. Exit code 0: nothing blocks. 1: something blocks
  or waits for a person. 2: it was asked wrongly. 3: something could not be judged, which holds back as well.
- `--format json` gives the findings with `id`, `path`, `line`, `why` and `instead`.

## When something is denied or blocked

1. Read `why` and `instead`, and do what `instead` says. Mend the code, not the rule.
2. Do not weaken a test, silence a linter, edit a decision, the policy, the baseline or agent settings to get
   past a finding. Each of these is found as well and needs a person.
3. Where you believe the decision does not fit, stop. Say in the pull request which finding it is, by its id,
   and why. A person who may can comment `/decisis waive F-… REASON until DATE`; your own comment permits
   nothing.
4. Where the verdict is *waiting*, a person or another check is due. Push nothing more until they have
   answered.
5. Where you are told to stop, stop: the same findings came back, or did not shrink, or a budget is spent.
"""
