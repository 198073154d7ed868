"""The page of all checks, `docs/checks.md`: what `decisis explain` says of each, in one place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from checks.check import Check
from checks.report.explain import explain

_HEADING = re.compile(r"^(#+) ", re.MULTILINE)
_INTRODUCTION = """\
# Checks

Made of the checks' own documentation by `UPDATE=1 python -m pytest tests/report/test_catalogue.py`; edit it
there. `decisis explain NAME` prints any part of it.
"""


def catalogue(checks: Mapping[str, type[Check]]) -> str:
    """The page as Markdown, ended by a line feed.

    Args:
        checks: every check by name.
    """
    built_in = [check for check in checks.values() if check.built_in]
    bound = sorted((one for one in checks.values() if one.rule_kind and not one.built_in), key=_by_rule_kind)
    asked = [check for check in checks.values() if not check.rule_kind and not check.built_in]
    parts = [
        _INTRODUCTION,
        "## Built in\n\nThey run in every repository; `checks:` in `.github/decisis.yml` sets their level.\n",
        _table(
            ("check", "default level", "speaks about"),
            [(_link(one), one.level, _summary(one)) for one in built_in],
        ),
        "## Bound by decisions\n\nEach is a key under `enforce.rules` of a decision record.\n",
        _table(
            ("rule kind", "check", "speaks about"),
            [(f"`{one.rule_kind}`", _link(one), _summary(one)) for one in bound],
        ),
        "## Asked by envelopes\n\nKeys of `envelopes` in `.github/decisis.yml` ask for them.\n",
        _table(("check", "speaks about"), [(_link(one), _summary(one)) for one in asked]),
        *(_demoted(explain(check)) for check in checks.values()),
    ]
    return "\n".join(parts)


def _by_rule_kind(check: type[Check]) -> str:
    return check.rule_kind


def _link(check: type[Check]) -> str:
    return f"[`{check.name}`](#{check.name})"


def _summary(check: type[Check]) -> str:
    first = (check.__doc__ or "").strip().split("\n\n", 1)[0]
    return " ".join(first.split())


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _demoted(text: str) -> str:
    """A page as a section: its headings one level deeper."""
    return _HEADING.sub(r"#\1 ", text)
