"""The reader of literate cases: `tests/checks/<check>/cases.md`, one page per check.

A case is a section with a title, a sentence why, files before and after, and the findings as a user
reads them:

    ## An import that was already there is left alone

    A check speaks about the change, not about the past.

    ```yaml options
    from: "app/**"
    to: requests
    ```

    ```py app/orders.py before
    import requests
    ```

    ```py app/orders.py after
    import requests
    total = 1
    ```

    ```findings
    ```

The info string of a file is `<language> <path> before|after|both [flag…]`. A path given only `before` is
deleted by the change, only `after` is added, `both` is left alone (it is then part of the trees, not of
the change). Flags: `escaped` (backslash escapes such as `\\r`, `\\0`, `\\ufeff`, `\\xff` in the body are
bytes), `no-eol` (no line feed at the end), `mode=120000` (git mode; the body of a link is its target).
Front matter for the pull request goes into a `yaml facts` block: keys of `PullFacts`. A `yaml checks` block
lists what other programs reported, keys of `OtherCheck` (`head` is the head unless it is said); with it,
empty or not, the proceedings of the pull request are known.

A line of `findings` is `path:line: message`, with `(base)` behind the line of a removed place and
`(effect)` where the place itself was not changed, `waiting paths: message [count of approvers]`, or
`incomplete CODE path: measured`. `UPDATE=1` rewrites the blocks in place, by offset, for review as a diff.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cache
from hashlib import sha1
from pathlib import Path

from ruamel.yaml import YAML

from checks.binding import bind
from checks.change import (
    Account,
    Blob,
    Change,
    ChangedFile,
    Commit,
    Hunk,
    Incomplete,
    MemoryTree,
    PullFacts,
    Status,
)
from checks.change import Mode as GitMode
from checks.check import Check, all_checks
from checks.finding import Finding, Level, Side, Waiting
from checks.policy import Audience, Rule
from checks.proceedings import OtherCheck, Proceedings
from checks.rule_run import run

HEAD = "1" * 40
CHECKS = Path(__file__).parent / "checks"
_PART = re.compile(
    r"^(?:## (?P<title>[^\n]+)$|(?P<ticks>`{3,})(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=ticks)[ \t]*$\n?)",
    re.MULTILINE | re.DOTALL,
)
_YAML = YAML(typ="safe", pure=True)


@dataclass(frozen=True)
class Case:
    """One section of a page.

    Attributes:
        check: name of the check, from the folder.
        title: its heading.
        options: what the check is bound with.
        before: the base tree.
        after: the head tree.
        facts: the pull request.
        expected: the text of the `findings` block.
        span: offsets of that text in the page.
    """

    page: Path
    check: str
    title: str
    options: object
    before: Mapping[str, Blob]
    after: Mapping[str, Blob]
    facts: PullFacts
    expected: str
    span: tuple[int, int]

    @property
    def id(self) -> str:
        """`check: title`, as a test id."""
        return f"{self.check}: {self.title}"

    def change(self) -> Change:
        """The change between the two trees."""
        return change_of(self.before, self.after, self.facts)

    def bound(self) -> Check:
        """The check with the options of the case."""
        return bind(all_checks()[self.check], self.options)


@cache
def cases(root: Path = CHECKS) -> tuple[Case, ...]:
    """Every case of every page, in order; the pages are read once."""
    return tuple(case for page in sorted(root.glob("*/cases.md")) for case in read_page(page))


def read_page(page: Path) -> Iterator[Case]:
    """The cases of one page.

    Raises:
        ValueError: a section has no `findings` block, or a fence is not understood.
    """
    title, fences = "", list[re.Match[str]]()
    for part in _PART.finditer(page.read_text(encoding="utf-8")):
        if part["title"] is None:
            fences.append(part)
            continue
        if title:
            yield _read_case(page, title, fences)
        title, fences = part["title"].strip(), []
    if title:
        yield _read_case(page, title, fences)


@dataclass
class _Parts:
    options: object = field(default_factory=dict)
    facts: PullFacts = field(default_factory=PullFacts)
    checks: tuple[OtherCheck, ...] | None = None
    before: dict[str, Blob] = field(default_factory=dict)
    after: dict[str, Blob] = field(default_factory=dict)
    findings: re.Match[str] | None = None

    def known_facts(self) -> PullFacts:
        if self.checks is None:
            return self.facts
        return replace(self.facts, proceedings=Proceedings(is_known=True, checks=self.checks))


def _read_case(page: Path, title: str, fences: list[re.Match[str]]) -> Case:
    parts = _Parts()
    for fence in fences:
        words = fence["info"].split()
        match words:
            case ["findings"]:
                parts.findings = fence
            case ["yaml", "options"]:
                parts.options = _YAML.load(fence["body"])
            case ["yaml", "checks"]:
                parts.checks = _checks(_YAML.load(fence["body"]) or [])
            case ["yaml", "facts"]:
                parts.facts = _facts(_YAML.load(fence["body"]))
            case [_, path, "before" | "after" | "both" as when, *flags]:
                blob = _blob(fence["body"], flags)
                for tree in {"before": [parts.before], "after": [parts.after]}.get(
                    when, [parts.before, parts.after]
                ):
                    tree[path.replace("%20", " ")] = blob
            case _:
                raise ValueError(f"{page}: {title}: fence `{fence['info']}` is not understood")
    if parts.findings is None:
        raise ValueError(f"{page}: {title}: a case needs a `findings` block")
    return Case(
        page=page,
        check=page.parent.name,
        title=title,
        options=parts.options,
        before=parts.before,
        after=parts.after,
        facts=parts.known_facts(),
        expected=parts.findings["body"],
        span=parts.findings.span("body"),
    )


def _checks(listed: list[dict[str, object]]) -> tuple[OtherCheck, ...]:
    return tuple(OtherCheck(**{"app": 0, "head": HEAD, **one}) for one in listed)  # type: ignore[arg-type]


def _facts(values: dict[str, object]) -> PullFacts:
    author = values.pop("author", None)
    commits = values.pop("commits", [])
    return PullFacts(
        **values,  # type: ignore[arg-type]
        author=Account(**author) if isinstance(author, dict) else None,
        commits=tuple(Commit(**commit) for commit in commits),  # type: ignore[attr-defined]
    )


def _blob(body: str, flags: list[str]) -> Blob:
    mode = next((GitMode(int(flag[5:], 8)) for flag in flags if flag.startswith("mode=")), GitMode.FILE)
    text = body.removesuffix("\n") if "no-eol" in flags or mode is GitMode.SYMLINK else body
    content = text.encode("utf-8")
    if "escaped" in flags:
        content = re.sub(
            rb"\\(?:r|0|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|f|v)",
            lambda found: _unescaped(found.group().decode()),
            content,
        )
    return blob(content, mode)


def _unescaped(escape: str) -> bytes:
    if escape.startswith("\\x"):
        return bytes.fromhex(escape[2:])
    return codecs.decode(escape, "unicode_escape").encode("utf-8")


def blob(content: bytes, mode: GitMode = GitMode.FILE) -> Blob:
    """A blob with the object id that git gives it."""
    oid = sha1(b"blob %d\0%s" % (len(content), content), usedforsecurity=False).hexdigest()
    return Blob(oid, mode, len(content), None if mode is GitMode.GITLINK else content)


def change_of(
    before: Mapping[str, Blob], after: Mapping[str, Blob], facts: PullFacts | None = None
) -> Change:
    """The change between two trees held in memory."""
    files = []
    for path in sorted(
        before.keys() | after.keys(), key=lambda name: name.encode("utf-8", "surrogateescape")
    ):
        base, head = before.get(path), after.get(path)
        if base is None:
            status = Status.ADDED
        elif head is None:
            status = Status.DELETED
        elif (base.oid, base.mode) == (head.oid, head.mode):
            continue
        else:
            kinds = {base.mode & 0o170000, head.mode & 0o170000}
            status = Status.MODIFIED if len(kinds) == 1 else Status.TYPE_CHANGED
        files.append(ChangedFile(path, status, base, head, tuple(hunks(base, head))))
    return Change(
        base="0" * 40,
        head=HEAD,
        files=tuple(files),
        base_tree=MemoryTree(before),
        head_tree=MemoryTree(after),
        facts=facts or PullFacts(),
    )


def hunks(base: Blob | None, head: Blob | None) -> Iterator[Hunk]:
    """The changed lines between two blobs, as `git diff -U0` counts them."""
    old = ((base.content if base else b"") or b"").split(b"\n")
    new = ((head.content if head else b"") or b"").split(b"\n")
    old, new = (lines[:-1] if lines[-1] == b"" else lines for lines in (old, new))
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield Hunk(a + (b > a), b - a, c + (d > c), d - c)


def reported(case: Case, prepare: Callable[[Change, Check], Change] = lambda change, _: change) -> str:
    """The findings of a case, one line each, as the page shows them.

    Args:
        case: the case.
        prepare: gives the change what an engine has to say.
    """
    check = case.bound()
    rule = Rule(id=case.check, check=check, level=Level.BLOCK, audience=Audience.EVERYONE)
    seen = run(rule, prepare(case.change(), check))
    lines = [_line(finding) for finding in sorted(seen.findings, key=lambda finding: finding.sort_key)]
    lines += [_due(due) for due in seen.waiting]
    lines += [_gap(gap) for gap in sorted(seen.gaps)]
    return "".join(f"{line}\n" for line in lines)


def _line(finding: Finding) -> str:
    place = finding.path.encode("utf-8", "backslashreplace").decode()
    side = " (base)" if finding.side is Side.BASE else ""
    effect = "" if finding.on_changed_line else " (effect)"
    return f"{place}:{finding.line}{side}{effect}: {finding.message}"


def _due(due: Waiting) -> str:
    approvers = f" [{due.count} of {' '.join(due.approvers)}]" if due.approvers else ""
    return f"waiting {' '.join(due.paths)}: {due.message}{approvers}"


def _gap(gap: Incomplete) -> str:
    return f"incomplete {gap.code} {gap.path}: {gap.measured}"
