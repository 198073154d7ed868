"""The policy file `.github/decisis.yml`: which file it is, and what it says."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from checks import document
from checks.change import Mode as GitMode
from checks.change import TooLarge, Tree
from checks.document import Document, Location
from checks.envelope import Envelope
from checks.envelope_file import read_envelopes, read_waivers
from checks.fields import Fields, kind_of, nearest
from checks.floor_reference import reference
from checks.path_syntax import is_plain_path
from checks.paths import folded
from checks.policy import Mode, Setting
from checks.policy_place import PATH
from checks.problem import PolicyInvalid, Problem, Spot
from checks.waiver_terms import WaiverTerms
from checks.weights import Weights, loosest, read_weights

KEYS = ("version", "mode", "decisions", "checks", "agents", "extends", "baseline", "waivers", "envelopes")

_APPROVER = re.compile(r"@[A-Za-z0-9][A-Za-z0-9-]{0,38}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?")
_NAMES = ("decisis.yml", "decisis.yaml")
_ELSEWHERE = (
    *_NAMES,
    *(f".{name}" for name in _NAMES),
    *(f"{folder}/{name}" for folder in (".GitHub", ".Github", ".GITHUB", "docs") for name in _NAMES),
)


@dataclass(frozen=True)
class PolicyFile:
    """What a policy file says.

    Attributes:
        mode: enforce or observe.
        folders: folders of decisions, every one of which is there; empty to discover them.
        levels: name of a built-in check or a pack rule → its levels.
        agents: account number → name of the agent.
        approvers: who may let the baseline grow, as `@acme/platform`.
        settings: what is written, by name, with the place; see `settings_of`.
        envelopes: what agents may do.
        waivers: who may permit a finding.
    """

    mode: Mode = Mode.ENFORCE
    folders: tuple[str, ...] = ()
    levels: Mapping[str, Weights] = field(default_factory=dict)
    agents: Mapping[int, str] = field(default_factory=dict)
    approvers: tuple[str, ...] = ()
    settings: Mapping[str, Setting] = field(default_factory=dict)
    envelopes: tuple[Envelope, ...] = ()
    waivers: WaiverTerms = WaiverTerms()


def settings_of(parsed: Document) -> dict[str, Setting]:
    """What a policy file says that a floor may ask more of, as it is written, whatever else is wrong with it.

    Args:
        parsed: the file.

    Returns:
        `mode`, `extends`, `baseline/from` and `checks/NAME`, each only if it is there.
    """
    value = parsed.value if isinstance(parsed.value, dict) else {}
    locations: list[Location] = [("mode",), ("extends",), ("baseline", "from")]
    levels = value.get("checks")
    locations += [("checks", name) for name in levels] if isinstance(levels, dict) else []
    found = {}
    for location in locations:
        written = parsed.at(location)
        if location[0] == "checks":
            written = loosest(parsed, location) or None
        listed = written if isinstance(written, list) else [written]
        texts = [text for text in listed if isinstance(text, str)]
        if texts and len(texts) == len(listed):
            where = parsed.problem(location, "")
            spot = Spot(where.file, where.line, where.column)
            found["/".join(map(str, location))] = Setting(" ".join(texts), spot)
    return found


def read_policy_file(
    tree: Tree,
    adjustable: Collection[str],
    bound_only: Collection[str],
    problems: list[Problem],
    path: str = PATH,
) -> PolicyFile | None:
    """Read the policy file of a tree.

    Args:
        tree: the tree of the default branch.
        adjustable: names that `checks` may hold: built-in checks and rules of the pack.
        bound_only: names of checks that run only where a decision binds them.
        problems: where to note what is wrong.
        path: the file, another than the usual one for a floor that is named so.

    Returns:
        The file, `None` if there is none or it cannot be read at all.
    """
    problems += _misplaced(tree) if path == PATH else ()
    mode = tree.mode(path)
    if mode is None:
        return None
    if not mode.is_regular:
        problems.append(Problem(path, 1, 1, f"this is {_ENTRIES[mode]}; a policy must be a regular file"))
        return None
    try:
        content = tree.read(path) or b""
        parsed = document.parse(path, content)
    except TooLarge as large:
        message = f"{large.size} bytes are too many, the limit is {document.MAX_BYTES}"
        problems.append(Problem(path, 1, 1, message))
        return None
    except PolicyInvalid as invalid:
        problems += invalid.problems
        return None
    if parsed.value is None:
        problems.append(
            Problem(path, 1, 1, "the file is empty; write at least `version: 1`, or delete the file")
        )
        return None
    return _Reader(tree, parsed, adjustable, bound_only, problems).read()


_ENTRIES: Mapping[GitMode | None, str] = {
    GitMode.SYMLINK: "a symbolic link",
    GitMode.GITLINK: "a submodule",
    GitMode.DIRECTORY: "a folder",
}


def _misplaced(tree: Tree) -> Iterator[Problem]:
    """Files that a person could take for the policy."""
    folder = tree.mode(".github")
    if folder not in (None, GitMode.DIRECTORY):
        yield Problem(".github", 1, 1, f"this is {_ENTRIES.get(folder, 'a file')}; it must be a folder")
    for path in tree.walk(".github"):
        if path != PATH and folded(path) in (PATH, PATH.replace(".yml", ".yaml")):
            yield Problem(
                path, 1, 1, f"this is not read as a policy; only `{PATH}` is, rename or delete this one"
            )
    for path in _ELSEWHERE:
        if tree.mode(path) is not None:
            yield Problem(
                path, 1, 1, f"this is not read as a policy; only `{PATH}` is, move or delete this one"
            )


@dataclass
class _Reader:
    tree: Tree
    document: Document
    adjustable: Collection[str]
    bound_only: Collection[str]
    problems: list[Problem]

    def read(self) -> PolicyFile:
        fields = Fields(self.document, (), self.problems, KEYS)
        self._version(fields)
        return PolicyFile(
            mode=fields.choice("mode", Mode, Mode.ENFORCE),
            folders=self._folders(fields),
            levels=self._levels(fields),
            agents=self._agents(fields),
            approvers=self._approvers(fields),
            settings=self._settings(fields),
            envelopes=read_envelopes(self.document, self.problems),
            waivers=read_waivers(self.document, self.problems),
        )

    def _settings(self, fields: Fields) -> dict[str, Setting]:
        settings = settings_of(self.document)
        if fields.text("extends"):
            try:
                reference(settings["extends"].value)
            except ValueError as mistake:
                fields.wrong(("extends",), str(mistake))
        return settings

    def _approvers(self, fields: Fields) -> tuple[str, ...]:
        if "baseline" not in fields:
            return ()
        baseline = Fields(self.document, ("baseline",), self.problems, ("from",))
        baseline.require("from", "; it names who may let the baseline grow")
        approvers = baseline.texts("from")
        for index, approver in enumerate(approvers):
            inside: Location = ("from", index) if isinstance(baseline.value("from"), list) else ("from",)
            if approver and _APPROVER.fullmatch(approver) is None:
                baseline.wrong(inside, f"`{approver}` is nobody; write `@login` or `@org/team`")
            elif approver in approvers[:index]:
                baseline.wrong(inside, f"`{approver}` is there twice")
        return approvers

    def _version(self, fields: Fields) -> None:
        version = fields.value("version")
        if "version" not in fields:
            fields.require("version", "; write `version: 1`")
        elif version != 1 or isinstance(version, (bool, float)):
            fields.wrong(("version",), "`version` must be 1, this engine knows no other")

    def _folders(self, fields: Fields) -> tuple[str, ...]:
        folders = []
        for index, written in enumerate(fields.texts("decisions")):
            folder = written.removesuffix("/")
            inside: Location = (
                ("decisions", index) if isinstance(fields.value("decisions"), list) else ("decisions",)
            )
            if not written:
                continue
            if not is_plain_path(folder):
                fields.wrong(inside, "a folder of decisions is named from the root, as `docs/decisions`")
            elif folder in folders:
                fields.wrong(inside, f"the folder `{folder}` is there twice")
            elif (mode := self.tree.mode(folder)) is not GitMode.DIRECTORY:
                said = f"this is {_ENTRIES.get(mode, 'a file')}" if mode else "there is no such folder"
                fields.wrong(inside, f"{said}: `{folder}`")
            else:
                folders.append(folder)
        return tuple(folders)

    def _levels(self, fields: Fields) -> dict[str, Weights]:
        written = fields.value("checks")
        if "checks" not in fields:
            return {}
        if not isinstance(written, dict):
            fields.wrong(
                ("checks",), f"`checks` must be a mapping of check to level, it is {kind_of(written)}"
            )
            return {}
        levels = {}
        for name, level in written.items():
            if name in self.bound_only:
                message = f"the check `{name}` runs only where a decision binds it; change the decision"
                fields.wrong(("checks", name), message, at_key=True)
            elif name not in self.adjustable:
                message = f"there is no check `{name}`{nearest(name, self.adjustable)}"
                fields.wrong(("checks", name), message, at_key=True)
            levels[name] = read_weights(fields, name, level)
        return levels

    def _agents(self, fields: Fields) -> dict[int, str]:
        agents: dict[int, str] = {}
        for location, _ in fields.items("agents"):
            agent = Fields(self.document, location, self.problems, ("name", "accounts"))
            agent.require("name")
            agent.require("accounts")
            name = agent.text("name")
            for place, account in agent.items("accounts"):
                inside = place[len(location) :]
                if isinstance(account, bool) or not isinstance(account, int) or account <= 0:
                    message = "an account is a number; `gh api users/LOGIN --jq .id` tells it"
                    agent.wrong(inside, message)
                elif account in agents:
                    agent.wrong(inside, f"the account {account} is there twice")
                else:
                    agents[account] = name
        return agents
