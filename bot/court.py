"""Judging one pull request: fetch both sides, read the policy of the default branch, ask the judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from pydantic import SecretStr

from bot.floors import Foundations, TokenOf
from bot.git.change import entries_since, read_change
from bot.git.errors import GitError, LimitExceeded, NoMergeBase, Refused
from bot.git.history import tree_of
from bot.git.mirror import Mirrors
from bot.git.remote import Remote
from bot.git.store import Store
from bot.git.tree import GitTree
from bot.github.floors import FloorTip
from bot.github.pulls import PullRequest, unlisted
from bot.judge import Judge
from bot.phases import Phase, during
from bot.policies import Policies
from bot.today import today
from checks import compiled
from checks.asks import Asks, asks_of, lasts_while_untouched, wants_owners
from checks.change import Change, ChangedFile, Incomplete, PullFacts, Reason
from checks.codeowners import Owners, owners_in
from checks.diff import DiffFault
from checks.identity import identify
from checks.policy import Policy
from checks.problem import PolicyInvalid
from checks.proceedings import ReviewState, Round
from checks.verdict import Verdict


@dataclass(frozen=True)
class Judged:
    """A verdict with what its report needs.

    Attributes:
        pull: the pull request as it was read.
        verdict: what came out.
        files: the changed files by path.
        facts: everything that the verdict rests on besides git and the policy.
    """

    pull: PullRequest
    verdict: Verdict
    files: Mapping[str, ChangedFile]
    facts: PullFacts


@dataclass(frozen=True)
class PolicyReading:
    """Where a policy stands and what it is read with.

    Attributes:
        repository: GitHub's number of the repository.
        name: its `owner/name`.
        commit: tip of the default branch.
        token: gives the token that git reads with.
        floors: the floors of the policy as they stand.
        floor_token: gives the tokens that git reads the floors with.
    """

    repository: int
    name: str
    commit: str
    token: Callable[[], SecretStr]
    floors: Sequence[FloorTip] = ()
    floor_token: TokenOf = lambda _: None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a policy is to the cases it is applied to.

    Attributes:
        asks: what it wants to know of the people around a pull request.
        identity: equal for policies that judge alike, at whichever commits they stand; empty for one
            that does not read.
    """

    asks: Asks
    identity: str


class Court:
    """Judges pull requests with one engine on the mirrors of one service.

    Args:
        mirrors: where objects are fetched to.
        judge: what judges.
        policies: reads policies, with the pack that comes with the engine.
        server: scheme, host and port that repositories are fetched from.
        network: variables of the operator for git's transport.
    """

    def __init__(
        self,
        mirrors: Mirrors,
        judge: Judge,
        policies: Policies,
        server: str,
        network: Mapping[str, str],
    ) -> None:
        self._mirrors, self._judge, self._policies = mirrors, judge, policies
        self._server, self._network = server, network
        self._foundations = Foundations(mirrors, policies, server, network)

    @property
    def engine(self) -> str:
        """What judges, with its versions."""
        return self._judge.name

    def judge(
        self,
        repository: int,
        pull: PullRequest,
        policy_commit: str,
        token: Callable[[], SecretStr],
        floors: Sequence[FloorTip] = (),
        floor_token: TokenOf = lambda _: None,
        rounds: Callable[[], tuple[Round, ...]] | None = None,
    ) -> Judged:
        """Judge a pull request as it was read.

        Args:
            repository: GitHub's number of the repository.
            pull: the pull request.
            policy_commit: tip of the default branch, where the policy is read.
            token: gives the token that git reads with.
            floors: the floors of the policy as they stand.
            floor_token: gives the tokens that git reads the floors with.
            rounds: gives the earlier rounds, asked only about an agent; `None` where nobody supervises.

        Returns:
            The verdict. Objects that are malformed, unrelated or too many end as incomplete in it.

        Raises:
            PolicyInvalid: the policy or a floor of it does not read.
            RemoteError: the objects could not be fetched; ask again later.
            MissingObject: likewise.
        """
        remote = self._remote(pull.facts.repository, token)

        def on_its_floors(policy: Policy) -> Policy:
            return self._foundations.under(policy, pull.facts.repository, floors, floor_token)

        try:
            with during(Phase.JUDGE), self._mirrors.pull(repository, remote, pull.base, pull.head) as store:
                own = store if pull.base == policy_commit else None
                policy = on_its_floors(self._policy(repository, remote, policy_commit, own))
                facts = replace(pull.facts, as_of=today())
                if lasts_while_untouched(policy):
                    facts = self._with_touched(repository, remote, pull, facts, store)
                change = read_change(store, pull.base, pull.head, facts)
                return self._judged(pull, change, policy, rounds)
        except (Refused, DiffFault, NoMergeBase) as fault:
            gap = Incomplete(
                Reason.INTEGRITY, "", "", str(fault), "rebuild the branch from the base and push again"
            )
        except LimitExceeded as excess:
            gap = Incomplete(
                Reason.TOO_LARGE, "", excess.limit, excess.measured, "split the change into smaller ones"
            )
        empty = Change(base=pull.base, head=pull.head, files=(), facts=pull.facts, incomplete=(gap,))
        with during(Phase.JUDGE):
            policy = on_its_floors(self._policy(repository, remote, policy_commit, None))
            return self._judged(pull, empty, policy, rounds)

    def _with_touched(
        self, repository: int, remote: Remote, pull: PullRequest, facts: PullFacts, store: Store
    ) -> PullFacts:
        """The facts with what was touched since each approval of an earlier commit."""
        now = entries_since(store, pull.base, pull.head)

        def touched_since(commit: str) -> tuple[str, ...] | None:
            try:
                with self._mirrors.pull(repository, remote, pull.base, commit) as earlier:
                    then = entries_since(earlier, pull.base, commit)
            except (GitError, DiffFault):
                return None
            return tuple(sorted(path for path in now.keys() | then.keys() if now.get(path) != then.get(path)))

        reviews = tuple(
            replace(review, touched_since=touched_since(review.commit))
            if review.state is ReviewState.APPROVED and review.commit != pull.head
            else review
            for review in facts.proceedings.reviews
        )
        return replace(facts, proceedings=replace(facts.proceedings, reviews=reviews))

    def policy(self, reading: PolicyReading) -> Policy | None:
        """The policy that counts, on its floors; `None` if it does not read.

        Raises:
            RemoteError: the objects could not be fetched; ask again later.
            MissingObject: likewise.
        """
        try:
            return self.standing_policy(reading)
        except (PolicyInvalid, Refused, LimitExceeded):
            return None

    def standing_policy(self, reading: PolicyReading) -> Policy:
        """The policy that counts, on its floors.

        Raises:
            PolicyInvalid: the policy or a floor of it does not read.
            Refused: its objects are malformed.
            LimitExceeded: its objects are too many or too large.
            RemoteError: the objects could not be fetched; ask again later.
            MissingObject: likewise.
        """
        own = self.own_policy(reading)
        return self._foundations.under(own, reading.name, reading.floors, reading.floor_token)

    def own_policy(self, reading: PolicyReading) -> Policy:
        """The policy of a repository without its floors; raises as `standing_policy` does."""
        remote = self._remote(reading.name, reading.token)
        return self._policy(reading.repository, remote, reading.commit, None)

    @contextmanager
    def proposal(
        self, reading: PolicyReading, pull: PullRequest, seconds: float | None = None
    ) -> Iterator[tuple[Store, Policy, Policy]]:
        """The history of a repository, the policy that counts in it, and the one that a pull request brings.

        Args:
            reading: how the policy that counts is read.
            pull: the pull request.
            seconds: how long contents may be fetched for, see `Mirrors.pull`.

        Raises:
            PolicyInvalid: one of them or a floor does not read.
            GitError: the objects could not be fetched or read.
        """
        remote = self._remote(reading.name, reading.token)
        with self._mirrors.pull(reading.repository, remote, pull.base, pull.head, seconds) as store:
            tree = GitTree(store.objects, tree_of(store.objects, pull.head))
            proposed = self._policies.at(pull.head, lambda: tree)
            both = [
                self._foundations.under(each, reading.name, reading.floors, reading.floor_token)
                for each in (self.own_policy(reading), proposed)
            ]
            yield store, both[0], both[1]

    def standing(self, reading: PolicyReading) -> Standing:
        """What the policy that counts is to a case.

        Returns:
            Of a policy that does not read, that it asks for nothing, since nothing is judged by it.

        Raises:
            RemoteError: the objects could not be fetched; ask again later.
            MissingObject: likewise.
        """
        policy = self.policy(reading)
        if policy is None:
            return Standing(Asks(), "")
        identity = compiled.identity(policy)
        if not wants_owners(policy):
            return Standing(asks_of(policy, Owners()), identity)
        remote, commit = self._remote(reading.name, reading.token), reading.commit
        with self._mirrors.pull(reading.repository, remote, commit, commit) as store:
            owners = owners_in(GitTree(store.objects, tree_of(store.objects, commit)))
        return Standing(asks_of(policy, owners), identity)

    def _remote(self, name: str, token: Callable[[], SecretStr]) -> Remote:
        return Remote.on(
            self._server, name, token().get_secret_value(), allow_http=True, network=self._network
        )

    def _judged(
        self,
        pull: PullRequest,
        change: Change,
        policy: Policy,
        rounds: Callable[[], tuple[Round, ...]] | None,
    ) -> Judged:
        if (gap := unlisted(pull.commit_count)) is not None:
            change = replace(change, incomplete=tuple(sorted({*change.incomplete, gap})))
        if rounds is not None and identify(change.facts, policy.agent_accounts).is_judged_as_agent:
            proceedings = replace(change.facts.proceedings, rounds=rounds())
            change = replace(change, facts=replace(change.facts, proceedings=proceedings))
        return Judged(pull, self._judge.judge(change, policy), change.by_path, change.facts)

    def _policy(self, repository: int, remote: Remote, commit: str, store: Store | None) -> Policy:
        with ExitStack() as opened:

            def tree() -> GitTree:
                pull = self._mirrors.pull
                found = store or opened.enter_context(pull(repository, remote, commit, commit))
                return GitTree(found.objects, tree_of(found.objects, commit))

            return self._policies.at(commit, tree)
