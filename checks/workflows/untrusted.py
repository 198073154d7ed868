"""What strangers may write into a workflow, and where it becomes code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checks.workflows.model import Job, Step, Workflow

_EXPRESSION = re.compile(r"\$\{\{(.{1,2000}?)\}\}", re.DOTALL)
_INDEX = re.compile(r"\[\s*['\"]([\w-]+)['\"]\s*\]")
_FREE_TEXT = re.compile(
    r"github\.head_ref\b"
    r"|github\.event\.(?:issue|pull_request|discussion|milestone|release)\.(?:title|body|name)\b"
    r"|github\.event\.(?:comment|review|review_comment)\.body\b"
    r"|github\.event\.pull_request\.head\.(?:ref|label|repo\.(?:default_branch|description|homepage))\b"
    r"|github\.event\.workflow_run\.(?:head_branch|display_title|head_commit\.(?:message|author\.(?:name|email)))\b"
    r"|github\.event\.workflow_run\.pull_requests(?:\.\*|\[\d+\])\.head\.ref\b"
    r"|github\.event\.(?:head_commit|commits(?:\.\*|\[\d+\]))\.(?:message|author\.(?:name|email))\b"
    r"|github\.event\.pages(?:\.\*|\[\d+\])\.page_name\b"
    r"|github\.event\.changes\.(?:title|body)\.from\b"
    r"|tojson\(\s*github(?:\.event(?:\.(?:issue|pull_request|comment|review|discussion|head_commit|commits"
    r"|workflow_run))?)?\s*\)",
    re.IGNORECASE,
)
_TOLD_APART = re.compile(
    r"(?:contains|startswith|endswith|hashfiles)\([^()]*(?:\([^()]*\)[^()]*)*\)", re.IGNORECASE
)
_OF_ENVIRONMENT = re.compile(r"\benv\.([\w-]+)", re.IGNORECASE)
_CODE_INPUTS = {"script", "run", "command", "cmd", "inlinescript", "inline-script"}
_HEAD_REFS = re.compile(
    r"github\.head_ref|pull_request\.head\.(?:sha|ref|repo)|refs/pull/|^pull/.*/(?:head|merge)\b|workflow_run\.head_(?:sha|branch|repository)"
    r"|pull_request\.merge_commit_sha",
    re.IGNORECASE,
)
_EVALUATED = re.compile(r"""\b(?:eval|(?:ba|da|z)?sh\s+-c)\s+(?:"[^"\n]*)?\$\{?(?P<name>\w+)""")
_VARIABLE = re.compile(r"\$\{?(\w+)")
_PUTS = re.compile(r"\bgit\s+(?:checkout|switch|merge|pull|reset|clone|worktree|restore)\b")
_FETCHES = re.compile(
    r"\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|checkout|pull|switch|merge)\b[^\n]*(?:pull/|PR_HEAD|HEAD_REF)"
)


def untrusted_in(text: str, env: Mapping[str, str]) -> str:
    """The first expression in a text by which a stranger's words get into it; empty if there is none.

    Args:
        text: a script.
        env: what environment variables that hold such words are made of, by name.
    """
    for found in _EXPRESSION.finditer(text):
        inner = _TOLD_APART.sub("", _INDEX.sub(r".\1", found[1]))
        if re.search(r"[=!]=", inner) and not re.search(r"&&|\|\|", inner):
            continue
        if hit := _FREE_TEXT.search(inner):
            return hit[0]
        for name in _OF_ENVIRONMENT.findall(inner):
            if name in env:
                return f"env.{name}"
    return ""


def tainted(*levels: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    """The variables that hold words of strangers, the innermost level last."""
    found: dict[str, str] = {}
    for level in levels:
        for name, (value, _) in level.items():
            found.pop(name, None)
            if hit := untrusted_in(value, {}):
                found[name] = hit
    return found


def injections(workflow: Workflow) -> Iterator[tuple[Step, int, str]]:
    """Places where words of strangers become code: the step, the line, the expression."""
    for job in workflow.jobs:
        for step in job.steps:
            env = tainted(workflow.env, job.env, step.env)
            lines = step.script.split("\n") if step.is_literal else [step.script]
            for number, line in enumerate(lines):
                evaluated = next((one for one in _EVALUATED.finditer(line) if one["name"] in env), None)
                if hit := untrusted_in(line, env) or (f"${evaluated['name']}" if evaluated else ""):
                    yield step, step.script_line + number, hit
            for name, (value, at) in step.inputs.items():
                if name.lower() in _CODE_INPUTS and (hit := untrusted_in(value, env)):
                    yield step, at, hit


def head_checkouts(job: Job) -> Iterator[tuple[Step, bool]]:
    """Steps that fetch what the pull request wrote, and whether something may be run of it afterwards."""
    for number, step in enumerate(job.steps):
        env = {name: value for name, (value, _) in (*job.env.items(), *step.env.items())}
        is_checkout = step.uses.partition("@")[0].lower().endswith("/checkout") and any(
            _names_head(value, env)
            for name, (value, _) in step.inputs.items()
            if name.lower() in ("ref", "repository")
        )
        is_fetch = step.script and (_FETCHES.search(step.script) or _fetches_head(step.script, env))
        if is_checkout or is_fetch:
            later = job.steps[number + 1 :]
            runs = any(_runs_files(one) for one in later) or bool(is_fetch and "\n" in step.script.strip())
            yield step, runs


def _names_head(text: str, env: Mapping[str, str]) -> bool:
    """Whether a text means what a pull request wrote, by itself or by a variable."""
    plain = _INDEX.sub(r".\1", text)
    used = (env.get(name, "") for name in (*_OF_ENVIRONMENT.findall(plain), *_VARIABLE.findall(plain)))
    return any(_HEAD_REFS.search(_INDEX.sub(r".\1", one)) for one in (plain, *used))


def _fetches_head(script: str, env: Mapping[str, str]) -> bool:
    """Whether a script puts what a pull request wrote into the folder; fetched alone, it may be compared."""
    return _PUTS.search(script) is not None and any(
        re.search(r"\bgit\s+(?:fetch|checkout|pull|switch|clone)\b", line) and _names_head(line, env)
        for line in script.split("\n")
    )


_RUNS = re.compile(
    r"\b(?:npm|pnpm|yarn|bun|pip|uv|poetry|make|just|cargo|go|mvn|gradle|bundle|composer|dotnet|tox|nox|pytest|python3?"
    r"|node|bash|sh|npx|docker build|docker compose|bazel|cmake)\b|(?:^|[\s;&|])\./",
)


def _runs_files(step: Step) -> bool:
    """Whether a step runs what lies in the folder, as far as its words tell."""
    return step.uses.startswith("./") or bool(_RUNS.search(step.script))
