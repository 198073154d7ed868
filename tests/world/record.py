"""What happened: every request, every gap, every breach, and what leaked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.world.state import App, Pull, State

TOKEN = re.compile(r"\bgh[opsur]_[A-Za-z0-9._-]{16,}|\bgithub_pat_\w{16,}")


@dataclass(frozen=True)
class Handled:
    """One request as the world saw it.

    Attributes:
        verb: `GET`, `POST` …; `GIT` for git over HTTP.
        path: the path without `/api/v3`.
        operation: `VERB /template`, or empty if nothing is modelled there.
        status: the answer's status; 0 where the connection was cut or left hanging.
        changed: whether the request had an effect.
        fault: name of the fault that struck, empty if none.
        needs: the permissions of which one had to be held, as GitHub writes them.
        sender: the App's slug, `installation N`, or `anonymous`.
    """

    verb: str
    path: str
    operation: str
    status: int
    changed: bool
    fault: str
    needs: str
    sender: str


@dataclass(frozen=True)
class Minted:
    """A token that was handed out, with its scope but not its value."""

    installation_id: int
    permissions: tuple[tuple[str, str], ...]
    repository_ids: tuple[int, ...]
    asked: tuple[str, ...]


@dataclass
class Record:
    """Everything worth asserting on after a story."""

    requests: list[Handled] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    bugs: list[str] = field(default_factory=list)
    tokens: list[Minted] = field(default_factory=list)
    unsent: list[str] = field(default_factory=list)

    def calls(self, verb: str, template: str) -> list[Handled]:
        """The requests of one operation, such as `calls("POST", "/repos/{owner}/{repo}/check-runs")`."""
        return [call for call in self.requests if call.operation == f"{verb} {template}"]


def published(state: State) -> Iterator[tuple[str, str]]:
    """Every text anyone published, with the place where a person would read it."""
    for repository in state.repositories.values():
        for run in repository.runs:
            place = f"check run {run.name} on {run.head_sha[:7]}"
            for text in (run.title, run.summary, run.text, run.external_id, run.details_url):
                yield place, text or ""
            for note in run.annotations:
                yield (
                    f"annotation of {place}",
                    "\n".join(filter(None, (note.title, note.message, note.raw_details))),
                )
        for pull in repository.pulls.values():
            yield from _of_pull(pull)


def _of_pull(pull: Pull) -> Iterator[tuple[str, str]]:
    place = f"{pull.repository.full_name}#{pull.number}"
    for review in pull.reviews:
        yield f"review of {place}", review.body
    for remark in pull.review_comments:
        yield f"review comment on {place}", remark.body
    for comment in pull.comments:
        yield f"comment on {place}", comment.body


def leaks(state: State, app: App) -> list[str]:
    """Places where a token, the webhook secret or a line of the private key stands; never the value."""
    key_lines = [line for line in app.private_key.splitlines() if line and not line.startswith("-----")]
    secrets = [*filter(None, [app.webhook_secret]), *key_lines, *state.tokens]
    return sorted(
        {
            f"secret in a {place}"
            for place, text in published(state)
            if TOKEN.search(text) or any(secret in text for secret in secrets)
        }
    )


def duplicates(state: State, app: App) -> list[str]:
    """What the App published twice: runs of a name on a commit, reviews, review comments, comments."""
    seen: Counter[str] = Counter()
    for repository in state.repositories.values():
        for run in repository.runs:
            if run.suite.app is app:
                seen[f"check run {run.name} on {repository.full_name}@{run.head_sha}"] += 1
        for pull in repository.pulls.values():
            place = f"{repository.full_name}#{pull.number}"
            for review in pull.reviews:
                inline = tuple(sorted(c.id for c in pull.review_comments if c.review is review))
                if review.author is app.bot and (review.body or not inline):
                    seen[f"review {review.body[:60]!r} of {review.commit_id} on {place}"] += 1
            for remark in pull.review_comments:
                if remark.author is app.bot:
                    seen[f"review comment {remark.body[:60]!r} at {remark.anchor} on {place}"] += 1
            for comment in pull.comments:
                if comment.author is app.bot:
                    seen[f"comment {comment.body[:60]!r} … {comment.body[-60:]!r} on {place}"] += 1
    return sorted(f"{what}: {count} times" for what, count in seen.items() if count > 1)
