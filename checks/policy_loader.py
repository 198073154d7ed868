"""A tree to a policy: the policy file, the decision records, the built-in checks and the rule pack.

Everything wrong with the file and with all records is told at once. Nothing found is told, too: a
policy that enforces nothing says so.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checks.baseline_file import MAX_BYTES, Entry, read_baseline
from checks.change import Mode as GitMode
from checks.change import TooLarge, Tree
from checks.check import Check, all_checks, checks_by_rule_kind
from checks.decision import Record, RecordReader, twice
from checks.finding import Level
from checks.front_matter import carries_rules, is_record_name
from checks.path_syntax import is_plain_path
from checks.policy import Mode, Policy, PolicySource, Rule
from checks.policy_file import PolicyFile, read_policy_file
from checks.policy_place import BASELINE, NO_FILE, PATH
from checks.problem import PolicyInvalid, Problem
from checks.record_folders import ADR_DIR, FOLDERS
from checks.rules.changed_guardrail import ChangedGuardrail
from checks.rules.grown_baseline import GrownBaseline


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

    def walk(self, prefix: str = "") -> Iterable[str]:
        return self.tree.walk(prefix)


@dataclass
class _Loader:
    tree: _Recorded
    pack: Sequence[Rule]
    path: str = PATH
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def load(self, commit: str) -> Policy:
        built_in = {name: check for name, check in all_checks().items() if check.built_in}
        file = read_policy_file(
            self.tree,
            adjustable=(*built_in, *(rule.id for rule in self.pack)),
            bound_only=all_checks().keys() - built_in.keys(),
            problems=self.problems,
            path=self.path,
        )
        folders = self._folders(file)
        baseline = self._baseline()
        records = self._distinct(self._records(folders))
        if self.problems:
            raise PolicyInvalid(tuple(self.problems))
        levels = file.levels if file else {}
        rules = [
            *(rule for record in records for rule in record.rules),
            *(_built_in(check, levels, _options(file, folders)) for check in built_in.values()),
            *(replace(rule, level=levels.get(rule.id, rule.level)) for rule in self.pack),
        ]
        source = self.path if file else (folders[0] if records else "builtin")
        return Policy(
            mode=file.mode if file else Mode.OBSERVE,
            rules=tuple(sorted(rules, key=lambda rule: rule.id)),
            source=PolicySource(source, "" if source == "builtin" else commit, self._digest()),
            decisions={record.decision.id: record.decision for record in records},
            agent_accounts=file.agents if file else {},
            notices=(*self._summary(file, records, folders), *_debt(baseline), *self.notices),
            settings=file.settings if file else {},
            baseline=baseline,
        )

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

    def _folders(self, file: PolicyFile | None) -> tuple[str, ...]:
        """The folders of records: those that the policy names, or the first that is found."""
        if file is not None and file.folders:
            return file.folders
        usual = [folder for folder in (*self._adr_dir(), *FOLDERS) if self._holds_records(folder)]
        found = list(dict.fromkeys(usual))
        if len(found) > 1:
            others = ", ".join(f"`{folder}`" for folder in found[1:])
            self.notices.append(f"records are read in `{found[0]}`, not in {others}; name all in `decisions`")
            self.problems += self._overlooked(found[0], found[1:])
        return tuple(found[:1])

    def _overlooked(self, first: str, others: Sequence[str]) -> Iterable[Problem]:
        """Rules in folders that lost: a new record in an earlier folder must not switch them off."""
        for path in (path for folder in others for path in self.tree.walk(folder) if is_record_name(path)):
            if carries_rules(self._content(path) or b""):
                message = f"this carries rules but is not read, `{first}` is; name its folder in `decisions`"
                yield Problem(path, 1, 1, message)

    def _adr_dir(self) -> Iterable[str]:
        try:
            written = (self.tree.read(ADR_DIR) or b"").decode("utf-8", "replace")
        except TooLarge:
            written = "?"
        folder = written.strip().rstrip("/").removeprefix("./")
        if not folder:
            return
        if is_plain_path(folder) and self.tree.mode(folder) is GitMode.DIRECTORY:
            yield folder
        else:
            self.notices.append(
                f"`{ADR_DIR}` names a folder that is not there; the usual folders are searched"
            )

    def _holds_records(self, folder: str) -> bool:
        mode = self.tree.mode(folder)
        if mode in (GitMode.SYMLINK, GitMode.GITLINK):
            self.problems.append(
                Problem(folder, 1, 1, "a folder of decisions must not be a link or a submodule")
            )
        return mode is GitMode.DIRECTORY and any(map(is_record_name, self.tree.walk(folder)))

    def _records(self, folders: Sequence[str]) -> list[Record]:
        reader = RecordReader(self.tree, checks_by_rule_kind(), self.problems, self.notices)
        paths = {path for folder in folders for path in self.tree.walk(folder) if is_record_name(path)}
        ordered = sorted(paths, key=lambda name: name.encode("utf-8", "surrogateescape"))
        return [
            record
            for path in ordered
            if (content := self._content(path)) is not None and (record := reader.read(path, content))
        ]

    def _content(self, path: str) -> bytes | None:
        try:
            content = self.tree.read(path)
        except TooLarge as large:
            self.problems.append(Problem(path, 1, 1, f"{large.size} bytes are too many for a record"))
            return None
        if content is None:
            message = "a record must be a regular file, not a link or a submodule"
            self.problems.append(Problem(path, 1, 1, message))
        return content

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


def _options(file: PolicyFile | None, folders: Sequence[str]) -> Mapping[type[Check], Check]:
    """Built-in checks that are told something of the policy."""
    return {
        ChangedGuardrail: ChangedGuardrail(decisions=tuple(folders)),
        GrownBaseline: GrownBaseline(from_=file.approvers if file else ()),
    }


def _built_in(kind: type[Check], levels: Mapping[str, Level], told: Mapping[type[Check], Check]) -> Rule:
    return Rule(
        id=kind.name,
        check=told.get(kind) or kind(),
        level=levels.get(kind.name, kind.level),
        why=_documented(kind, "Why"),
        instead=_documented(kind, "What to do"),
    )


def _documented(kind: type[Check], heading: str) -> str:
    """The first paragraph under a heading of the check's documentation, on one line."""
    text = inspect.cleandoc(kind.__doc__ or "")
    found = re.search(rf"^## {heading}\n+(.+?)(?:\n\n|\Z)", text, re.MULTILINE | re.DOTALL)
    return " ".join(found[1].split()) if found else ""
