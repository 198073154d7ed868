"""A tree to a policy: the policy file, the decision records, the built-in checks and the rule pack.

Everything wrong with the file and with all records is told at once. Nothing found is told, too: a
policy that enforces nothing says so.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cache

from checks.agents import known_agents
from checks.baseline_file import MAX_BYTES, Entry, read_baseline
from checks.change import Mode as GitMode
from checks.change import TooLarge, Tree
from checks.check import Check, all_checks, checks_by_rule_kind
from checks.decision import Record, RecordReader, twice
from checks.envelope import EVERY_AGENT
from checks.envelope_rules import envelope_rules
from checks.fields import nearest
from checks.policy import Audience, Mode, Policy, PolicySource, Rule
from checks.policy_file import PolicyFile, read_policy_file
from checks.policy_place import BASELINE, NO_FILE, PATH
from checks.problem import PolicyInvalid, Problem
from checks.record_search import Folder, RecordSearch
from checks.supersession import settle
from checks.waiver_terms import WaiverTerms
from checks.weights import Weights


def load_policy(tree: Tree, commit: str, pack: Sequence[Rule] = (), path: str = PATH) -> Policy:
    """Read the policy of a tree.

    Args:
        tree: the tree of the default branch; never that of the pull request.
        commit: object id of the commit it was taken from, empty outside git.
        pack: the rules of the engine's own pack, which `checks` may weigh otherwise by their id.
        path: the policy file, another than the usual one for a floor that is named so.

    Returns:
        The policy. Without a policy file it observes; records under the usual folders are read all the same.

    Raises:
        PolicyInvalid: with every problem of the policy file and of all records.
    """
    return read_policy(tree, commit, pack, path).policy


@dataclass(frozen=True)
class Reading:
    """A policy together with what it was read from.

    Attributes:
        policy: the policy.
        records: its records with their examples, in order of their paths.
    """

    policy: Policy
    records: tuple[Record, ...]


def read_policy(tree: Tree, commit: str, pack: Sequence[Rule] = (), path: str = PATH) -> Reading:
    """The same with the records; see `load_policy`.

    Raises:
        PolicyInvalid: with every problem of the policy file and of all records.
    """
    return _Loader(_Recorded(tree), pack, path).load(commit)


@dataclass(frozen=True)
class _Recorded:
    """A tree that remembers what was read, for the digest."""

    tree: Tree
    seen: dict[str, bytes] = field(default_factory=dict)

    def mode(self, path: str) -> GitMode | None:
        return self.tree.mode(path)

    def read(self, path: str) -> bytes | None:
        content = self.tree.read(path)
        if content is not None:
            self.seen[path] = content
        return content

    def read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        for path, content in self.tree.read_all(paths):
            self.seen[path] = content
            yield path, content

    def walk(self, prefix: str = "") -> Iterable[str]:
        return self.tree.walk(prefix)

    def names(self, directory: str) -> Iterable[str]:
        return self.tree.names(directory)


@dataclass
class _Loader:
    tree: _Recorded
    pack: Sequence[Rule]
    path: str = PATH
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def load(self, commit: str) -> Reading:
        built_in = {name: check for name, check in all_checks().items() if check.built_in}
        file = read_policy_file(
            self.tree,
            adjustable=(*built_in, *(rule.id for rule in self.pack)),
            bound_only=all_checks().keys() - built_in.keys(),
            problems=self.problems,
            path=self.path,
        )
        search = RecordSearch(self.tree, self.problems, self.notices)
        found = search.folders(file.folders if file else ())
        records = self._records(search, found)
        baseline = self._baseline()
        folders = tuple(folder.path for folder in found)
        if self.problems:
            raise PolicyInvalid(tuple(self.problems))
        levels = file.levels if file else {}
        rules = [
            *(rule for record in records for rule in record.rules),
            *(_built_in(check, levels, _told(file, folders)) for check in built_in.values()),
            *(_weighed(rule, levels.get(rule.id)) for rule in self.pack),
            *(envelope_rules(file.envelopes, file.waivers.from_) if file else ()),
        ]
        source = self.path if file else (folders[0] if records else "builtin")
        policy = Policy(
            mode=file.mode if file else Mode.OBSERVE,
            rules=tuple(sorted(rules, key=lambda rule: rule.id)),
            source=PolicySource(source, "" if source == "builtin" else commit, self._digest()),
            decisions={record.decision.id: record.decision for record in records},
            agent_accounts=file.agents if file else {},
            notices=(
                *self._summary(file, records, folders),
                *_debt(baseline),
                *_strangers(file),
                *self.notices,
            ),
            settings=file.settings if file else {},
            baseline=baseline,
            waivers=file.waivers if file else WaiverTerms(),
        )
        return Reading(policy, tuple(records))

    def _baseline(self) -> dict[str, Entry]:
        """The known debt; a floor has none, for its repository's debt is nobody else's."""
        mode = self.tree.mode(BASELINE) if self.path == PATH else None
        if mode is None:
            return {}
        if not mode.is_regular:
            self.problems.append(Problem(BASELINE, 1, 1, "a baseline must be a regular file"))
            return {}
        try:
            return read_baseline(self.tree.read(BASELINE) or b"")
        except TooLarge as large:
            message = f"{large.size} bytes are too many, the limit is {MAX_BYTES}; mend some of the debt"
            self.problems.append(Problem(BASELINE, 1, 1, message))
        except PolicyInvalid as invalid:
            self.problems += invalid.problems
        return {}

    def _records(self, search: RecordSearch, folders: Sequence[Folder]) -> list[Record]:
        reader = RecordReader(self.tree, checks_by_rule_kind(), self.problems, self.notices)
        files = tuple(search.files(folders))
        paths = [path for file in files for path in (file.path, file.side) if path]
        contents = dict(self.tree.read_all(paths))  # at once: each may have to be fetched

        def content_of(path: str) -> bytes | None:
            return contents[path] if path in contents else search.content(path)

        records = []
        for file in files:
            content = content_of(file.path)
            rules = content_of(file.side) if file.side else None
            if content is None or (file.side and rules is None):
                continue
            side = (file.side, rules) if rules is not None else None
            if record := reader.read(file.path, content, file.category, side):
                records.append(record)
        return settle(self._distinct(records), self.problems, self.notices)

    def _distinct(self, records: list[Record]) -> list[Record]:
        """Records with ids of their own; prose records that share one are told apart by their path."""
        renamed: dict[str, str] = {}
        for id_, same in twice(records).items():
            for record in same[1:]:
                path = record.decision.path
                if any(other.rules for other in same):
                    message = f"the id `{id_}` is taken by `{same[0].decision.path}`; give one another number"
                    self.problems.append(Problem(path, 1, 1, message))
                renamed[path] = path.rpartition(".")[0]
        return [
            replace(record, decision=replace(record.decision, id=renamed[record.decision.path]))
            if record.decision.path in renamed
            else record
            for record in records
        ]

    def _summary(
        self, file: PolicyFile | None, records: Sequence[Record], folders: Sequence[str]
    ) -> Iterable[str]:
        if file is None:
            yield NO_FILE
        if not folders:
            yield "no folder of decisions was found; only built-in checks run"
            return
        rules = sum(len(record.rules) for record in records)
        where = ", ".join(f"`{folder}`" for folder in folders)
        counted = f"{_count(len(records), 'decision')} in {where}, {_count(rules, 'rule')} in force"
        yield counted if rules else f"{counted}: no decision is enforced, only built-in checks run"

    def _digest(self) -> str:
        """SHA-256 over what was read and over the pack, as canonical JSON of digests."""
        read = {
            path.encode("utf-8", "surrogateescape").hex(): hashlib.sha256(content).hexdigest()
            for path, content in self.tree.seen.items()
        }
        pack = sorted(
            [rule.id, rule.level, [wanted.key for wanted in rule.check.pattern_rules]] for rule in self.pack
        )
        whole = json.dumps({"read": read, "pack": pack}, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(whole.encode()).hexdigest()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _debt(baseline: Mapping[str, Entry]) -> Iterable[str]:
    if baseline:
        entries = f"{len(baseline)} {'entry' if len(baseline) == 1 else 'entries'}"
        yield f"`{BASELINE}` holds {entries} of known debt"


def _strangers(file: PolicyFile | None) -> Iterable[str]:
    """Envelopes of agents that nothing tells: a misspelled name would hold for nobody."""
    if file is None or not file.envelopes:
        return
    known = {*known_agents(), *file.agents.values(), EVERY_AGENT}
    for envelope in file.envelopes:
        for agent in sorted(set(envelope.agents) - known):
            meant = nearest(agent, known)
            at = envelope.places["for"]
            yield f"{at}: no agent is known as `{agent}`{meant}; its envelope may be for nobody"


def _told(file: PolicyFile | None, folders: Sequence[str]) -> Mapping[str, object]:
    """What the policy tells built-in checks, by the name of the field that takes it."""
    return {"decisions": tuple(folders), "from_": file.approvers if file else ()}


def _weighed(rule: Rule, weights: Weights | None) -> Rule:
    """A rule as heavy as the policy file says."""
    if weights is None:
        return rule
    by_path = weights.over(rule.level)
    strictest = min((one.level for one in by_path), key=lambda level: level.rank)
    is_plain = len(by_path) == 1
    return replace(
        rule,
        level=strictest,
        by_path=() if is_plain else by_path,
        audience=weights.audience or rule.audience,
    )


def _built_in(kind: type[Check], levels: Mapping[str, Weights], told: Mapping[str, object]) -> Rule:
    wanted = {one.name: told[one.name] for one in fields(kind) if one.name in told}
    rule = Rule(
        id=kind.name,
        check=kind(**wanted),
        level=kind.level,
        audience=Audience.EVERYONE if kind.for_everyone else Audience.AGENTS,
        why=_documented(kind, "Why"),
        instead=_documented(kind, "What to do"),
    )
    return _weighed(rule, levels.get(kind.name))


@cache
def _documented(kind: type[Check], heading: str) -> str:
    """The first paragraph under a heading of the check's documentation, on one line."""
    text = inspect.cleandoc(kind.__doc__ or "")
    found = re.search(rf"^## {heading}\n+(.+?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""
