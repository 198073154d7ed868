"""A repository in the hands of its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.world import state
from tests.world.actions import pulls, pushes
from tests.world.core import Core
from tests.world.handles.person import Person
from tests.world.handles.pull import Pull
from tests.world.objects import Content, Signature
from tests.world.seen import SeenRun

Role = Literal["admin", "maintain", "write", "triage", "read", "none"]


@dataclass(frozen=True)
class Repository:
    """A repository in the hands of its people."""

    core: Core
    state_of: state.Repository

    @property
    def id(self) -> int:
        """The numeric id, which survives a renaming."""
        return self.state_of.id

    @property
    def full_name(self) -> str:
        """`owner/name`."""
        return self.state_of.full_name

    @property
    def default_branch(self) -> str:
        """Where policy is read."""
        return self.state_of.default_branch

    @property
    def git_dir(self) -> Path:
        """The bare repository on disk."""
        return self.state_of.git_dir

    @property
    def clone_url(self) -> str:
        """Where git fetches it."""
        return f"{self.core.url}/{self.full_name}.git"

    @property
    def owner(self) -> Person:
        """Whose it is."""
        return Person(self.core, self.state_of.owner)

    def git(self, *argv: str, stdin: bytes = b"") -> bytes:
        """Run git in the bare repository, for trees that no commit of ours can make."""
        return self.core.objects(self.state_of).run(*argv, stdin=stdin)

    def head(self, branch: str | None = None) -> str:
        """The tip of a branch that everybody sees.

        Raises:
            LookupError: there is no such branch.
        """
        name = branch or self.default_branch
        found = self.core.objects(self.state_of).branch(name)
        if found is None:
            raise LookupError(f"there is no branch {name}")
        return found

    def commit(
        self,
        branch: str,
        files: Mapping[str, Content],
        *,
        message: str = "Change",
        author: Person | Signature | None = None,
        parent: str | None = None,
        also: tuple[str, ...] = (),
    ) -> str:
        """Make a commit that nobody sees before `push`; a new branch starts at the default branch.

        Args:
            branch: where it will be pushed.
            files: what each path becomes; None deletes it.
            message: the whole message with its trailers.
            author: who signs it, the owner if none is named.
            parent: another parent than the branch's tip.
            also: further parents of a merge.
        """
        with self.core.step():
            objects, staged = self.core.objects(self.state_of), self.state_of.staged
            start = (
                parent or staged.get(branch) or objects.branch(branch) or objects.branch(self.default_branch)
            )
            who = author or self.owner
            signature = who.signature if isinstance(who, Person) else who
            parents = (*filter(None, [start]), *also)
            staged[branch] = objects.commit(files, parents, message, signature)
            return staged[branch]

    def push(
        self, branch: str, *, by: Person | None = None, sha: str | None = None, force: bool = False
    ) -> str:
        """Publish what was committed on a branch, or `sha`, and return the new tip."""
        with self.core.step():
            tip = sha or self.state_of.staged.get(branch) or self.head(branch)
            pushes.push(self.core, self.state_of, branch, tip, (by or self.owner).account, force=force)
            self.state_of.staged.pop(branch, None)
            return tip

    def open_pull(
        self,
        author: Person,
        head: str = "topic",
        base: str | None = None,
        title: str = "A change",
        body: str | None = None,
        *,
        files: Mapping[str, Content] | None = None,
        source: Repository | None = None,
        draft: bool = False,
        message: str | None = None,
    ) -> Pull:
        """Open a pull request; `files` are committed on `head` first, and what is staged there is pushed."""
        place = source or self
        with self.core.step():
            if files is not None:
                start = self.head(base) if not place.state_of.staged.get(head) and not source else None
                known = self.core.objects(place.state_of).branch(head)
                place.commit(
                    head, files, message=message or title, author=author, parent=None if known else start
                )
            if head in place.state_of.staged:
                place.push(head, by=author)
            target = base or self.default_branch
            args = (self.core, self.state_of, place.state_of, author.account, head, target, title, body)
            return Pull(self.core, pulls.open_pull(*args, draft=draft))

    def pull(self, number: int) -> Pull:
        """The pull request of that number."""
        return Pull(self.core, self.state_of.pulls[number])

    def require_check(
        self,
        name: str = "decisis",
        app: state.App | None = None,
        branch: str | None = None,
        *,
        bypass: tuple[dict[str, Any], ...] = (),
        classic: Literal["", "non_admins", "everyone"] = "",
    ) -> None:
        """Add a rule: this check must pass, and come from `app` if one is named.

        Args:
            name: the check.
            app: its only source.
            branch: the branch that is protected, the default one if none is named.
            bypass: who need not heed the ruleset.
            classic: protect the branch in the old way, at this `enforcement_level`.
        """
        with self.core.step():
            number, target = self.core.next_id(), branch or self.default_branch
            source = app.id if app else None
            rule = state.RequiredCheck(number, name, target, source, bypass, classic)
            self.state_of.rules.append(rule)

    def grant(self, person: Person, role: Role) -> None:
        """Give a person a role."""
        with self.core.step():
            self.state_of.roles[person.id] = role

    def check_runs(self, sha: str | None = None) -> list[SeenRun]:
        """All runs, or those on one commit, oldest first."""
        with self.core.look():
            return [SeenRun.of(run) for run in self.state_of.runs if sha in (None, run.head_sha)]

    def find_run(self, number: int) -> state.CheckRun:
        """The run of that id."""
        return next(run for run in self.state_of.runs if run.id == number)

    def rename(self, name: str) -> None:
        """Give it another name; the old one answers with a redirect."""
        with self.core.step():
            self.state_of.former_names.append(self.full_name.lower())
            self.state_of.name = name

    def delete(self) -> None:
        """Delete it."""
        with self.core.step():
            self.state_of.deleted = True
            for installation in self.core.state.installations.values():
                if self.state_of in installation.repositories:
                    installation.repositories.remove(self.state_of)

    def fork(self, owner: Person) -> Repository:
        """A copy under another account, on which the App is not installed."""
        with self.core.step():
            number = self.core.next_id()
            place = self.core.directory / f"{number}.git"
            made = state.Repository(
                number,
                owner.account,
                self.state_of.name,
                place,
                self.state_of.private,
                self.core.now(),
                self.default_branch,
                parent=self.state_of,
            )
            self.core.state.repositories[number] = made
            objects = self.core.objects(made)
            objects.create(self.default_branch)
            objects.run("fetch", "--quiet", str(self.git_dir), "+refs/heads/*:refs/heads/*")
            return Repository(self.core, made)
