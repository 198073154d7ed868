"""`unlinked-change`: nothing leads from the pull request to who asked for it, or to how it was made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Side, Violation

_KEY = r"[A-Za-z][A-Za-z0-9_]*"
_HOST = r"[\w-]+(?:\.[\w-]+)+(?:/[\w.~/-]*)?"


@dataclass(frozen=True, kw_only=True)
class UnlinkedChange(Check):
    """Reports a pull request without the link that a decision asks for.

    Attributes:
        to: `issue` for who asked for it, `transcript` for the session of the agent that made it.
        keys: keys of projects in a tracker whose issues are written `SHOP-12`.
        hosts: further places of transcripts, as `logs.acme.dev/agents`.

    ## Why

    A change of an agent outlives the session that made it. What was asked for, and what was tried, stands in
    the issue and in the transcript, and nobody finds either afterwards.

    ## What to do

    Name the issue in the description (`Closes #12`), or add a link to the session.

    ## Example

        - require-link: issue
        - require-link: {to: issue, keys: [SHOP]}
        - require-link: transcript

    An issue is named by `#12`, `GH-12`, `owner/repo#12` or its address (GitHub, GitLab, Jira, Linear, Azure
    Boards, Asana, Trello, Shortcut) in the title or the description, by a keyword before its number in a
    commit's message, or by the name of the branch (`12-title`, `fix/12`). Code, quotations and comments of
    a template name none, and neither does the number of the pull request itself. A transcript is a link to
    a session of a known agent, or a trailer such as `Claude-Session`, `Agent-Logs-Url`, `Amp-Thread-ID`,
    `Entire-Checkpoint` or `Transcript`.

    ## Known limits

    Whether the issue exists, and is about this, is not asked; a number may be that of another pull request.
    On the command line, and for a group of several pull requests, nothing is said where neither a title nor
    a description is known.
    """

    name: ClassVar[str] = "unlinked-change"
    is_about_the_whole: ClassVar[bool] = True
    rule_kind: ClassVar[str] = "require-link"
    stands: ClassVar[bool] = False

    to: Literal["issue", "transcript"]
    keys: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse options that say nothing together.

        Raises:
            ValueError: one sentence.
        """
        if self.keys and self.to != "issue":
            raise ValueError("`keys` are those of issues; write `to: issue`")
        if self.hosts and self.to != "transcript":
            raise ValueError("`hosts` are those of transcripts; write `to: transcript`")
        if wrong := next((key for key in self.keys if not re.fullmatch(_KEY, key)), None):
            raise ValueError(
                f"`{wrong}` is no key of a project; write it as in `SHOP-12`, without the number"
            )
        if wrong := next((host for host in self.hosts if not re.fullmatch(_HOST, host)), None):
            raise ValueError(f"`{wrong}` is no host; write it without `https://`, as `logs.acme.dev/agents`")

    @classmethod
    def from_shorthand(cls, value: object) -> Mapping[str, object] | None:
        """See `Check.from_shorthand`: a word is what the link leads to."""
        return {"to": value} if isinstance(value, str) else None

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if not change.files or not change.facts.is_described:
            return
        from checks.description.references import names_issue, names_transcript  # for few rules alone

        if self.to == "issue":
            is_linked = names_issue(change.facts, self.keys)
            said, instead = "the pull request names no issue", "name the issue in the description"
        else:
            is_linked = names_transcript(change.facts, self.hosts)
            said = "the pull request links to no transcript of the session that made it"
            instead = "add a link to the session to the description, or a trailer `Transcript: https://…`"
        if not is_linked:
            first, *others = change.files
            side = Side.HEAD if first.head is not None else Side.BASE
            rest = tuple(file.path for file in others)
            yield Violation(first.path, 0, 0, said, said, side=side, instead=instead, others=rest)
