"""Where a repository is fetched from or pushed to: an address that we build, a token only git sees."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from bot.git.command import Git, object_id
from bot.git.credentials import presented
from bot.git.errors import GitError, GitFailed, GitUsageError, MissingObject, NotThereYet, RemoteError
from bot.git.process import Limits

FETCH_LIMITS = Limits(
    cpu=300, wall=900.0, memory=1_000_000_000, address_space=4_000_000_000, file_size=8_000_000_000
)
"""What one fetch may use: the history of a large repository without its contents, once."""

PUSH_LIMITS = replace(FETCH_LIMITS, cpu=30, wall=60.0)
"""What asking for one ref or pushing one small commit may use."""

NETWORK_VARIABLES = frozenset(
    {"HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "GIT_SSL_CAINFO"}
)
"""Variables of the operator that a fetch may see."""

_FULL_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*/(?!\.{1,2}$)[A-Za-z0-9._-]+")
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_ASKS_FOR_NAME = re.compile("could not read Username")
_NOT_THERE = re.compile(r"not our ref|unadvertised object|couldn't find remote ref")


@dataclass(frozen=True)
class Remote:
    """A repository on a server that the operator has configured.

    Attributes:
        url: its address, without credentials.
        token: an installation token for this one repository; `None` for a public one.
        network: variables of the operator for git's transport, see `NETWORK_VARIABLES`.
    """

    url: str
    token: str | None = field(default=None, repr=False)
    network: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def on(
        cls,
        server: str,
        full_name: str,
        token: str | None = None,
        *,
        allow_http: bool = False,
        network: Mapping[str, str] | None = None,
    ) -> Remote:
        """Build the address of a repository.

        Args:
            server: scheme, host and port from the operator's configuration, such as `https://github.com`.
            full_name: `owner/name` as GitHub's API gives it.
            token: an installation token for this repository.
            allow_http: whether plain HTTP may be used; only ever for a loopback address.
            network: variables of the operator; those not in `NETWORK_VARIABLES` are left out.

        Raises:
            GitUsageError: the server or the name is not acceptable.
        """
        parts = urlsplit(server)
        secure = parts.scheme == "https"
        local = parts.scheme == "http" and allow_http and parts.hostname in _LOOPBACK
        if (
            not (secure or local)
            or not parts.hostname
            or "@" in parts.netloc
            or parts.query
            or parts.fragment
        ):
            raise GitUsageError(
                f"`{server!a}` is no server to fetch from", "give an `https://` address without a user"
            )
        if _FULL_NAME.fullmatch(full_name) is None:
            raise GitUsageError(f"`{full_name!a}` is no repository", "give it as `owner/name`")
        seen = {name: value for name, value in (network or {}).items() if name in NETWORK_VARIABLES}
        return cls(f"{server.rstrip('/')}/{full_name}.git", token, seen)

    @classmethod
    def of(cls, url: str, token: str | None = None, network: Mapping[str, str] | None = None) -> Remote:
        """The repository at an address that the operator wrote.

        Args:
            url: `https://HOST/OWNER/NAME` or `https://HOST/OWNER/NAME.git`.
            token: a token for this repository.
            network: variables of the operator; those not in `NETWORK_VARIABLES` are left out.

        Raises:
            GitUsageError: it is no such address.
        """
        server, _, name = url.rstrip("/").removesuffix(".git").rpartition("/")
        server, _, owner = server.rpartition("/")
        return cls.on(server, f"{owner}/{name}", token, allow_http=True, network=network)

    def at(self, git: Git, ref: str) -> str:
        """Object id of what a ref of the remote names; empty where there is no such ref.

        Args:
            git: git on a repository of ours.
            ref: the ref's full name.

        Raises:
            RemoteError: the remote refused or did not answer.
        """
        try:
            printed = self._run(
                self._over_the_wire(git), ["ls-remote", "--end-of-options", self.url, ref], b"", PUSH_LIMITS
            )
        except GitFailed as failure:
            raise RemoteError(f"the repository could not be asked: {self._why(failure)}") from failure
        for line in printed.decode().splitlines():
            oid, _, name = line.partition("\t")
            if name == ref:
                return object_id(oid)
        return ""

    def push(self, git: Git, oid: str, ref: str) -> None:
        """Have a ref of the remote name a commit of ours that follows what it named before.

        Args:
            git: git on a repository of ours.
            oid: object id of the commit.
            ref: the ref's full name.

        Raises:
            RemoteError: the remote refused, did not answer, or the ref names what the commit does not follow.
        """
        words = ["push", "--quiet", "--end-of-options", self.url, f"{object_id(oid)}:{ref}"]
        try:
            self._run(self._over_the_wire(git), words, b"", PUSH_LIMITS)
        except GitFailed as failure:
            raise RemoteError(f"the repository could not be pushed to: {self._why(failure)}") from failure

    def tip(self) -> str:
        """Object id of the tip of the default branch, of a public repository.

        Raises:
            RemoteError: the remote refused, did not answer, or has no commit.
        """
        git = self._over_the_wire(Git(None))
        try:
            printed = git.run("ls-remote", "--end-of-options", self.url, "HEAD", limits=FETCH_LIMITS)
        except GitFailed as failure:
            raise RemoteError(f"the repository could not be asked: {self._why(failure)}") from failure
        found = printed.split()[:1]
        if not found:
            raise RemoteError("the repository has no commit yet")
        return object_id(found[0].decode("ascii", "replace"))

    def _over_the_wire(self, git: Git) -> Git:
        """Git that may speak one protocol alone, with what the operator lets it see."""
        parts = urlsplit(self.url)
        scheme = "http" if parts.scheme == "http" and parts.hostname in _LOOPBACK else "https"
        return git.having(
            {**self.network, "GIT_ALLOW_PROTOCOL": scheme},
            {f"protocol.{scheme}.allow": "always", "pack.threads": "1"},
        )

    def fetch(
        self,
        git: Git,
        options: Sequence[str],
        wanted: Mapping[str, str],
        blobs: Sequence[str] = (),
        seconds: float = FETCH_LIMITS.wall,
    ) -> None:
        """Fetch exact objects into a repository of ours.

        Args:
            git: git on the repository.
            options: options of `git fetch`, ours alone.
            wanted: object ids of commits, each with the ref of ours that shall name it.
            blobs: object ids that no ref shall name.
            seconds: how long it may take.

        Raises:
            NotThereYet: the remote does not have one of them, or not yet.
            RemoteError: the remote refused or did not answer.
            Refused: what it sent is malformed.
            LimitExceeded: it sent too much.
        """
        lines = [f"+{object_id(oid)}:{ref}" for oid, ref in wanted.items()] + [
            object_id(oid) for oid in blobs
        ]
        git = self._over_the_wire(git)
        arguments = [
            "fetch",
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-recurse-submodules",
            *options,
        ]
        try:
            words = [*arguments, "--stdin", "--end-of-options", self.url]
            limits = replace(FETCH_LIMITS, wall=min(seconds, FETCH_LIMITS.wall))
            self._run(git, words, "\n".join(lines).encode(), limits)
        except (GitFailed, MissingObject) as failure:
            if _NOT_THERE.search(str(failure)):
                raise NotThereYet from failure
            raise RemoteError(f"the repository could not be fetched: {self._why(failure)}") from failure

    def _why(self, failure: GitError) -> str:
        """What git said, in better words where it would have asked for a name at a terminal."""
        if _ASKS_FOR_NAME.search(str(failure)) is None:
            return str(failure)
        if self.token is None:
            return "the server wants a token, because it is private or there is none by that name"
        return "the server does not accept the token; it has ended, or may not read the repository"

    def _run(self, git: Git, arguments: Sequence[str], stdin: bytes, limits: Limits = FETCH_LIMITS) -> bytes:
        if self.token is None:
            return git.run(*arguments, stdin=stdin, limits=limits)
        with presented(self.token, self.url) as held:
            git = git.having(held.environment)
            return git.run(*arguments, stdin=stdin, limits=limits, pass_fds=held.descriptors)
