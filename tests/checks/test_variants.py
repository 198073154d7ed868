"""What does not matter to a change does not make its verdict milder, whatever the check.

Some cases of every page that speak are judged again with CRLF, among many other files, and from trees in
another order; those of checks that read code below a folder whose name is not ASCII and wrapped in a
function. Variants of histories are those of `tests/adversarial/test_growth.py`.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import pytest

from checks.change import Blob, Change
from checks.check import all_checks
from checks.finding import Level
from checks.policy import Audience, Rule
from checks.rule_run import run
from tests.cases import Case, blob, cases, change_of

Tree = Mapping[str, Blob]
Variant = Callable[[Case], Change]

FOLDER = "文档 é/"
FILLER = {
    f"zz filler/part{number}.{ending}": blob(b"\n".join(b"%d" % line for line in range(500)))
    for number, ending in enumerate(("txt", "csv") * 20)
}
MOST = 4
_WITH_ENGINE = {"forbidden-pattern", "unproven-decision"}
READ_CODE = (
    "added-suppression",
    "coupled-modules",
    "forbidden-import",
    "private-import",
    "unlisted-dependency",
)
ANYWHERE = (
    *("added-suppression", "dependency-source", "destructive-migration", "edited-migration"),
    *("forbidden-dependency", "install-script", "invisible-text", "leaked-secret", "lookalike-dependency"),
    *("lowered-gate", "new-dependency", "unlisted-dependency", "unpinned-dependency"),
)
"""Checks that judge a folder as they judge the root, and need no path among their options."""


def _each(tree: Tree, edit: Callable[[str, bytes], bytes]) -> dict[str, Blob]:
    """A tree with its regular texts edited."""
    return {
        path: blob(edit(path, one.content), one.mode)
        if one.content is not None and one.mode.is_regular and b"\0" not in one.content
        else one
        for path, one in tree.items()
    }


def _edited(case: Case, edit: Callable[[str, bytes], bytes]) -> Change:
    return change_of(_each(case.before, edit), _each(case.after, edit), case.facts)


def _crlf(_: str, content: bytes) -> bytes:
    return content if b"\r" in content else content.replace(b"\n", b"\r\n")


def _wrapped(path: str, content: bytes) -> bytes:
    if not path.endswith(".py") or b'"""' in content or b"\r" in content or content.startswith(b"#"):
        return content
    return b"def whole():\n" + textwrap.indent(content.decode(), "    ").encode() + b"\n    return 1\n"


def _among_others(case: Case) -> Change:
    return change_of(case.before, {**case.after, **FILLER}, case.facts)


def _other_order(case: Case) -> Change:
    before, after = (dict(reversed(tree.items())) for tree in (case.before, case.after))
    return change_of(before, after, case.facts)


def _elsewhere(case: Case) -> Change:
    before, after = ({FOLDER + path: one for path, one in tree.items()} for tree in (case.before, case.after))
    return change_of(before, after, case.facts)


SPEAKING: dict[str, list[Case]] = {name: [] for name in sorted(all_checks().keys() - _WITH_ENGINE)}
for one in cases():
    if one.check in SPEAKING and one.expected.strip():
        SPEAKING[one.check].append(one)
_BY_THE_WHOLE = {"changed-guardrail", "oversized-change"}
"""Other work makes their findings those of `mixed-guardrail-change`, or of a larger file."""
VARIANTS: tuple[tuple[str, Variant, Iterable[str]], ...] = (
    ("crlf", lambda case: _edited(case, _crlf), SPEAKING),
    ("among others", _among_others, [name for name in SPEAKING if name not in _BY_THE_WHOLE]),
    ("other order", _other_order, SPEAKING),
    ("wrapped", lambda case: _edited(case, _wrapped), READ_CODE),
    ("elsewhere", _elsewhere, ANYWHERE),
)


def _weights(case: Case, change: Change) -> Counter[tuple[str, str]]:
    rule = Rule(id=case.check, check=case.bound(), level=Level.BLOCK, audience=Audience.EVERYONE)
    seen = run(rule, change)
    said = [(one.path.removeprefix(FOLDER), one.level.value) for one in seen.findings]
    said += [("", "waiting") for _ in seen.waiting]
    said += [(gap.path.removeprefix(FOLDER), gap.code.value) for gap in seen.gaps]
    return Counter(said)


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        pytest.param(name, variant, id=f"{name}: {title}")
        for title, variant, names in VARIANTS
        for name in names
    ],
)
def test_a_variant_is_judged_no_milder(name: str, variant: Variant) -> None:
    found = SPEAKING[name]
    for case in found[:: -(-len(found) // MOST)]:
        lost = _weights(case, case.change()) - _weights(case, variant(case))
        assert not lost, f"{case.title}: {dict(lost)}"
