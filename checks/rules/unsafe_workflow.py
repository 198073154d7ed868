"""`unsafe-workflow`: a workflow gets rights, runs what strangers wrote, or follows what others can move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from checks.change import Change
from checks.check import Check, Sighting
from checks.finding import Level


@dataclass(frozen=True, kw_only=True)
class UnsafeWorkflow(Check):
    """Reports what a change lets others do through the workflows of GitHub Actions.

    Looked at are the rights of the token as each job has them, the words of strangers that become part of a
    script, the head of a pull request that is checked out with the rights of the repository, actions of
    others that are named by a tag or branch, secrets that are handed on, and machines of one's own.

    ## Why

    A workflow runs with the rights and secrets of the repository. One line of it is enough to give them to
    whoever opens an issue or a pull request, and no test will tell.

    ## What to do

    Hand texts over in `env` and use the variable. Name the rights on the job. Work on the head of a pull
    request in a workflow on `pull_request`. Name actions of others by their commit.

    ## Example

        - run: echo "${{ github.event.issue.title }}"

    It blocks where words of strangers get into a script that anybody can start with the rights of the
    repository, where the head is checked out and run there, where the token gets every right, where every
    secret is handed over, and where a commit becomes a tag; none of 866 merged pull requests of agents, drawn
    at random, is blocked, and 3 warn, all of them worth a look. The same on `pull_request`, an action without
    a commit in a repository that names commits, and a fall back to the default rights warn. Rights that are
    named one by one are a note, for jobs mostly need them (1.2 of 100 pull requests), and so are actions of
    GitHub itself.

    ## Known limits

    Only what stands in the workflow is seen: neither the settings of the repository nor what a script does
    with the files it finds. Where nothing is said of rights, naming some is taken for narrower. Whether a
    commit belongs to the repository it is named for is not looked up. Where a repository names every action
    by its tag, that is its style. Files that a program compiles (`*.lock.yml`) are passed over.
    """

    name: ClassVar[str] = "unsafe-workflow"
    built_in: ClassVar[bool] = True
    level: ClassVar[Level] = Level.BLOCK

    def reads(self, path: str) -> bool:
        """See `Check.reads`."""
        return self.concerns(path)

    def concerns(self, path: str) -> bool:
        """See `Check.concerns`."""
        from checks.workflows.occurrences import is_looked_at

        return is_looked_at(path)

    def find(self, change: Change) -> Iterator[Sighting]:
        """See `Check.find`."""
        if any(file.path.endswith((".yml", ".yaml")) for file in change.files):
            from checks.workflows.unsafe import unsafe  # much code, for few files alone

            yield from unsafe(change)
