"""What zizmor says of a change: which of its audits are told here, in what words, and what they weigh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from checks.audits import AuditedSide, AuditFinding, AuditResults
from checks.change import Change, ChangedFile, Incomplete, Reason
from checks.finding import Level, Violation
from checks.introduced import introduced
from checks.source import Source
from checks.workflows.auditable import is_auditable, kind_of
from checks.workflows.model import Workflow
from checks.workflows.occurrences import is_looked_at
from checks.workflows.reading import workflow_of
from checks.workflows.unsafe import unsafe_places

_SHOWN = 60
_AGAIN = "install Decisis with its dependencies, and judge again"
_MEND = "mend the file, so that GitHub can run it"


class _Told(NamedTuple):
    """An audit that is told.

    Attributes:
        said: what was seen; `{}` stands for what zizmor points at.
        instead: what to do.
        at_most: what it weighs at most; the level of the check where it is `None`.
        is_secret: whether the place may hold a secret.
        only_at: how the place must begin.
    """

    said: str
    instead: str
    at_most: Level | None = None
    is_secret: bool = False
    only_at: str = ""


_AUDITS: Mapping[str, _Told] = {
    "archived-uses": _Told(
        "uses {}, whose repository is archived", "use one that is looked after", Level.NOTE
    ),
    "bot-conditions": _Told(
        "takes whoever acted last for the author, by {}", "ask for `github.event.pull_request.user.login`"
    ),
    "dependabot-execution": _Told(
        "lets packages run their code while Dependabot updates them, by {}",
        "leave `insecure-external-code-execution` out",
    ),
    "github-app": _Told(
        "asks for a token of a GitHub App without saying what it may do, by {}",
        "name its rights and repositories",
        Level.NOTE,
    ),
    "hardcoded-container-credentials": _Told(
        "holds the password of a container registry", "keep it in a secret", is_secret=True
    ),
    "insecure-commands": _Told(
        "permits workflow commands that GitHub switched off", "write to the files that took their place"
    ),
    "obfuscation": _Told(
        "names an action in a roundabout way, by {}", "write its plain name", Level.NOTE, only_at="uses:"
    ),
    "overprovisioned-secrets": _Told("hands every secret over, by {}", "name the secrets that are needed"),
    "template-injection": _Told(
        "puts a value into a script as if it were part of it, by {}",
        "hand the value over in `env` and use the variable in quotes",
        Level.NOTE,
    ),
    "typosquat-uses": _Told(
        "uses {}, which is named nearly like a well-known action", "name the one that is meant"
    ),
    "unredacted-secrets": _Told(
        "takes a secret apart, so that the log shows its parts, by {}",
        "keep each value as a secret of its own",
    ),
    "unsound-condition": _Told(
        "has a condition that always holds, {}",
        "write it without `${{ }}`, or with nothing but one `${{ }}` and no line end behind it",
    ),
    "unsound-contains": _Told(
        "asks for a part of a text where one of several is meant, by {}",
        "make a list of them with `fromJSON`",
    ),
    "unsound-ternary": _Told(
        "has a choice whose first value never comes, {}", "turn the condition round", Level.NOTE
    ),
}
"""The audits that are told, by zizmor's name. All others are silent.

Of 1,052 workflows, actions and settings of 53 public repositories, zizmor objects to most. What it is not
sure of (`artipacked` in 41 repositories, `cache-poisoning` in 24, `github-env` in 10) and what is a matter of
taste (`self-repository` in 30, `dependabot-cooldown` in 26, `adhoc-packages` in 25, `superfluous-actions` in
16, `use-trusted-publishing`, `misfeature`, `unpinned-tools`, `unpinned-images`) is left out; of
`unpinned-uses`, `excessive-permissions`, `dangerous-triggers`, `secrets-inherit` and `self-hosted-runner`
speaks `unsafe-workflow`, by what a change makes worse. Of 454 changes of workflows in 38 of them, one is told
more than a note (`bot-conditions`, rightly); 20 are told `template-injection` and 6 `github-app`.
"""

_SURE = {"template-injection": "High", "unsound-contains": "High"}
"""The severity from which an audit is told that has several."""


def audited(change: Change) -> Iterator[Violation | Incomplete]:
    """What zizmor says of the head and did not say of the base, and what it says nothing about."""
    files = {file.path: file for file in change.files if kind_of(file.path)}
    if not files:
        return
    if change.audits is None:
        for path, file in files.items():
            if _is_due(file):
                yield _gap(path, "zizmor was not asked")
        return
    yield from _gaps(files, change.audits)
    base, head = (_places(files, side) for side in (change.audits.base, change.audits.head))
    new = introduced(files, base, [place for place in head if place.path not in change.audits.base.unaudited])
    known = _said_elsewhere(files, {place.path for place in new})
    yield from (place for place in new if (place.path, place.line) not in known)


def _is_due(file: ChangedFile) -> bool:
    kind, source = kind_of(file.path), file.head_source
    return kind is not None and source is not None and is_auditable(kind, source)


def _gaps(files: Mapping[str, ChangedFile], audits: AuditResults) -> Iterator[Incomplete]:
    """Files without an answer; one that zizmor could not read before either is no news."""
    for path in files:
        fault = audits.head.unaudited.get(path) or audits.base.unaudited.get(path)
        if fault and _is_due(files[path]):
            yield _gap(path, fault)
        elif path in audits.head.unreadable - audits.base.unreadable:
            yield _gap(path, "zizmor does not take it for what its name says", _MEND)


def _gap(path: str, measured: str, todo: str = _AGAIN) -> Incomplete:
    return Incomplete(Reason.NOT_ANALYSED, path, "", measured, todo)


def _places(files: Mapping[str, ChangedFile], side: AuditedSide) -> list[Violation]:
    return [
        _place(found, _AUDITS[found.audit])
        for found in side.findings
        if found.path in files
        and found.audit in _AUDITS
        and found.text.startswith(_AUDITS[found.audit].only_at)
        and found.severity == _SURE.get(found.audit, found.severity)
    ]


def _place(found: AuditFinding, told: _Told) -> Violation:
    shown = " ".join(found.text.split())
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    said = told.said.replace("{}", f"`{shown}`")
    return Violation(
        path=found.path,
        line=found.line,
        end_line=found.end_line,
        message=f"{said}, as zizmor's `{found.audit}` says",
        text=f"{found.audit} {found.text}",
        instead=told.instead,
        sensitive=told.is_secret,
        at_most=told.at_most,
    )


def _said_elsewhere(files: Mapping[str, ChangedFile], paths: set[str]) -> set[tuple[str, int]]:
    """The lines of which `unsafe-workflow` speaks: of one line and cause speaks one check alone."""
    return {
        (path, place.line)
        for path in sorted(paths)
        if is_looked_at(path)
        for source in (files[path].head_source,)
        if source is not None
        for place in _unsafe(path, source)
    }


def _unsafe(path: str, source: Source) -> Iterator[Violation]:
    workflow = workflow_of(source)
    if isinstance(workflow, Workflow):
        yield from unsafe_places(path, source, workflow)
