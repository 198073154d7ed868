"""Links from a pull request to the issue that asked for it, and to the transcript of the agent's session."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from checks.change import PullFacts
from checks.description.prose import prose_of
from checks.description.trailers import trailers

_NUMBER = r"(?<![\w/&#.-])(?:[\w.-]+/[\w.-]+|GH|gh)?(?:#|(?<=GH)-|(?<=gh)-)(\d{1,7})(?![\w-])"
_ISSUE_URL = (
    r"https?://(?:"
    r"[\w.-]+/[\w.-]+/[\w.-]+/issues/(\d{1,7})\b"  # GitHub and what is built like it
    r"|[\w.-]+/[\w./-]+/-/(?:issues|work_items)/(\d{1,7})\b"  # GitLab
    r"|[\w.-]+/(?:[\w.-]+/)*browse/[A-Z][A-Z0-9_]+-\d+\b"  # Jira
    r"|linear\.app/[\w.-]+/issue/[A-Za-z0-9]+-\d+\b"
    r"|[\w.-]+/[\w./%-]+/_workitems/edit/\d+\b"  # Azure Boards
    r"|app\.asana\.com/\d+/\d+|trello\.com/c/\w+|app\.shortcut\.com/[\w.-]+/story/\d+"
    r")"
)
_CLOSES = (
    r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|implements?|refs?|references|part of):?\s+"
    r"(?:[\w.-]+/[\w.-]+)?#(\d{1,7})(?![\w-])"
)
"""GitHub's keywords, and those of trackers, in a commit's message; `(#12)` there is a pull request."""

_BRANCH = r"(?:^|/)(?:(?:issues?|gh|fix(?:es)?|close[sd]?|resolves?|bug|task)[-/_#])?(\d{1,7})(?:[-_/]|$)"

_TRANSCRIPT = (
    r"https://(?:claude\.ai/(?:code/session_|share/)\w"
    r"|chatgpt\.com/(?:codex/tasks/task_|share/)\w|app\.devin\.ai/sessions/\w"
    r"|github\.com/(?:[^/\s]+/[^/\s]+|copilot)/(?:agents?/)?(?:sessions|tasks)/[0-9a-f-]{8}"
    r"|jules\.google\.com/(?:task|session)/\w|ampcode\.com/threads/T-\w|cursor\.com/(?:agents|background-agent)\S*bc-\w"
    r"|opncd\.ai/s/\w|opencode\.ai/s/\w|app\.all-hands\.dev/(?:conversations|share)\S*\w{8})"
)
_TRANSCRIPT_TRAILERS = frozenset(
    {
        "agent-logs-url",
        "amp-thread-id",
        "claude-session",
        "copilot-session",
        "entire-checkpoint",
        "entire-session",
        "replit-commit-session-id",
        "transcript",
    }
)


def names_issue(facts: PullFacts, keys: Collection[str] = ()) -> bool:
    """Whether an issue is named in the title, the description, a commit or the name of the branch.

    Not counted are numbers in code, quotations, comments and headings' marks, `#0`, and the pull request's
    own number.

    Args:
        facts: the pull request.
        keys: keys of projects in a tracker whose issues are written `SHOP-12`.
    """
    texts = [facts.title, *_said(facts)]
    messages = [commit.message for commit in facts.commits]
    found = [
        *_numbers((_NUMBER, _ISSUE_URL), texts),
        *_numbers((_CLOSES, _ISSUE_URL), messages),
        *_numbers((_BRANCH,), [facts.branch]),
    ]
    if any(number.lstrip("0") not in ("", str(facts.number or "")) for number in found):
        return True
    everything = (*texts, *messages, facts.branch)
    return any(
        re.search(rf"(?<![\w-]){re.escape(key)}-[1-9]\d*(?!\w)", text, re.IGNORECASE)
        for key in keys
        for text in everything
    )


def names_transcript(facts: PullFacts, hosts: Collection[str] = ()) -> bool:
    """Whether a session of an agent is linked in the description or a trailer.

    Args:
        facts: the pull request.
        hosts: further places of transcripts, as `logs.acme.dev/agents`: links to what lies below them count.
    """
    places = [_TRANSCRIPT, *(rf"https://{re.escape(host.strip('/'))}/\S" for host in hosts)]
    texts = [*_said(facts), *(value for _, value in trailers(facts.commits))]
    if any(re.search(place, text) for place in places for text in texts):
        return True
    return any(name.lower() in _TRANSCRIPT_TRAILERS for name, _ in trailers(facts.commits))


def transcripts(facts: PullFacts) -> tuple[str, ...]:
    """The sessions of agents that the commits' trailers and the description name, each once, in order.

    Args:
        facts: the pull request.

    Returns:
        Of a trailer `Name: value`, of the description the link.
    """
    found = [
        f"{name}: {value}"
        for name, value in trailers(facts.commits)
        if name.lower() in _TRANSCRIPT_TRAILERS or re.search(_TRANSCRIPT, value)
    ]
    for text in _said(facts):
        found += (link[0].rstrip(".,;:)>]") for link in re.finditer(rf"{_TRANSCRIPT}\S*", text))
    return tuple(dict.fromkeys(found))


def _said(facts: PullFacts) -> list[str]:
    return [paragraph.plain for paragraph in prose_of(facts.body).paragraphs]


def _numbers(patterns: Iterable[str], texts: Iterable[str]) -> Iterator[str]:
    """The number of each issue that is named; `?` where a link names it otherwise."""
    for text in texts:
        for pattern in patterns:
            for found in re.finditer(pattern, text, re.IGNORECASE if pattern is _CLOSES else 0):
                yield next(filter(None, found.groups()), "?")
