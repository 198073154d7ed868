"""SARIF 2.1.0 with the fields that GitHub's code scanning reads.

`primaryLocationLineHash` is left to the upload action, which computes it from the file; our own
fingerprint is `decisis/v1`. Limits are those of GitHub's upload: 25,000 results and rules.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from checks.change import Incomplete
from checks.check import Check, all_checks
from checks.envelope import is_of_envelope
from checks.finding import Finding, Level, Side
from checks.report import canonical, safe, sentences
from checks.report.canonical import text
from checks.verdict import Outcome, Verdict

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RESULTS = 25_000
_LEVELS = {Level.BLOCK: "error", Level.WARN: "warning", Level.NOTE: "note"}
_SEVERITIES = {Level.BLOCK: "error", Level.WARN: "warning", Level.NOTE: "recommendation"}
_VERSION = re.compile(r"\d+\.\d+\.\d+")


def render(verdict: Verdict, category: str = "check", checks: Mapping[str, type[Check]] | None = None) -> str:
    """The SARIF text, printable ASCII, ended by a line feed.

    Args:
        verdict: what was judged.
        category: tells runs of one repository apart in code scanning.
        checks: the checks whose docstrings become the rules' help; all by default.
    """
    return canonical.dump(document(verdict, category, checks)) + "\n"


def document(
    verdict: Verdict, category: str = "check", checks: Mapping[str, type[Check]] | None = None
) -> dict[str, object]:
    """The SARIF log as dictionaries and lists; arguments as in `render`."""
    known = all_checks() if checks is None else checks
    findings = [*verdict.findings, *verdict.waived]
    shown = findings[:MOST_RESULTS]
    waived = frozenset(finding.fingerprint for finding in verdict.waived)
    samples = {finding.rule: finding for finding in reversed(shown)}
    rules = {rule: index for index, rule in enumerate(sorted(samples))}
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(verdict, [_rule(samples[rule], known) for rule in rules])},
                "automationDetails": {"id": f"{sentences.CHECK_NAME}/{text(category)}"},
                "invocations": [_invocation(verdict, len(findings) - len(shown))],
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, rules, waived) for finding in shown],
                "properties": {
                    "verdict": verdict.outcome.value,
                    "enforcedVerdict": verdict.enforced_outcome.value,
                    "mode": verdict.mode.value,
                    "policy": text(verdict.policy.source),
                    "policyDigest": verdict.policy.digest,
                    "base": verdict.base,
                    "head": verdict.head,
                },
            }
        ],
    }


def _driver(verdict: Verdict, rules: list[dict[str, object]]) -> dict[str, object]:
    version = _VERSION.search(verdict.engine)
    return {
        "name": sentences.CHECK_NAME,
        **({"semanticVersion": version.group()} if version else {}),
        "version": text(verdict.engine),
        "rules": rules,
    }


def _rule(finding: Finding, checks: Mapping[str, type[Check]]) -> dict[str, object]:
    check = checks.get(finding.check)
    documentation = inspect.cleandoc(check.__doc__) if check is not None and check.__doc__ else ""
    first = documentation.split("\n\n", maxsplit=1)[0].replace("\n", " ") or f"check `{finding.check}`"
    plain = "\n\n".join(part for part in (finding.why, documentation) if part) or first
    marked = "\n\n".join(part for part in (safe.prose(finding.why), documentation) if part) or first
    return {
        "id": text(finding.rule),
        "name": text(finding.check)[:255],
        "shortDescription": {"text": text(safe.shortened(first, 900))},
        "fullDescription": {"text": text(safe.shortened(finding.why or first, 900))},
        "help": {"text": text(plain), "markdown": text(marked)},
        "defaultConfiguration": {"level": _LEVELS[finding.level]},
        "properties": {
            "tags": _tags(finding),
            "precision": "high",
            "problem.severity": _SEVERITIES[finding.level],
        },
    }


def _tags(finding: Finding) -> list[str]:
    if finding.decision:
        return ["decision", text(finding.decision)]
    return ["envelope" if is_of_envelope(finding.rule) else "built-in"]


def _result(finding: Finding, rules: Mapping[str, int], waived: frozenset[str]) -> dict[str, object]:
    advice = f"\n{safe.visible(finding.instead)}" if finding.instead else ""
    return {
        "ruleId": text(finding.rule),
        "ruleIndex": rules[finding.rule],
        "level": _LEVELS[finding.level],
        "message": {"text": _literal(safe.visible(finding.message) + advice)},
        "locations": [{"physicalLocation": _location(finding)}],
        "partialFingerprints": {"decisis/v1": finding.fingerprint},
        **(
            {"suppressions": [{"kind": "external", "status": "accepted"}]}
            if finding.fingerprint in waived
            else {}
        ),
        "properties": {"id": finding.id, "decision": text(finding.decision), "side": finding.side.value},
    }


def _literal(message: str) -> str:
    """The message with SARIF's own signs for links and placeholders escaped."""
    escaped = re.sub(r"([\\\[\]])", r"\\\1", text(message))
    return escaped.replace("{", "{{").replace("}", "}}")


def _location(finding: Finding) -> dict[str, object]:
    """The place at the head; a line of the base has none there, so the file stands for it."""
    at_head = finding.side is Side.HEAD and finding.line > 0
    first = finding.line if at_head else 1
    last = max(finding.end_line, first) if at_head else 1
    return {
        "artifactLocation": {"uri": _uri(finding.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": first, "endLine": last},
    }


def _uri(path: str) -> str:
    return quote(canonical.raw(path), safe="/")


def _invocation(verdict: Verdict, left_out: int) -> dict[str, object]:
    notifications = [_notification(gap) for gap in verdict.incomplete]
    if left_out:
        message = sentences.more_findings(left_out)
        notifications.append({"level": "warning", "message": {"text": message}})
    return {
        "executionSuccessful": verdict.enforced_outcome is not Outcome.INCOMPLETE,
        "exitCode": verdict.outcome.exit_code,
        "toolExecutionNotifications": notifications,
    }


def _notification(gap: Incomplete) -> dict[str, object]:
    parts: Iterable[tuple[str, str]] = (
        ("rule", gap.rule),
        ("measured", gap.measured),
        ("limit", gap.limit),
        ("help", gap.help),
    )
    said = [f"{gap.code.value}: {sentences.incomplete(gap.code)}"]
    said += [f"{label}: {safe.visible(value)}" for label, value in parts if value]
    located = [{"physicalLocation": {"artifactLocation": {"uri": _uri(gap.path), "uriBaseId": "%SRCROOT%"}}}]
    return {
        "level": "error",
        "message": {"text": _literal("\n".join(said))},
        **({"locations": located} if gap.path else {}),
    }
