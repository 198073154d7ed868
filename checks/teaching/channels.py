"""The files from which agents learn, and what has to stand in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from checks.change import Mode as GitMode
from checks.change import TooLarge, Tree
from checks.policy import Policy
from checks.teaching.block import blocks
from checks.teaching.lessons import lessons
from checks.teaching.marked import BEGIN, BrokenBlock, block_in, line_of_block, with_block
from checks.teaching.skill import SKILL

AGENTS = "AGENTS.md"
CURSOR = ".cursor/rules/decisis.mdc"
ALONGSIDE = ("CLAUDE.md", "GEMINI.md", ".github/copilot-instructions.md")
"""Instructions of single agents; they get the block where they exist and do not include `AGENTS.md`."""

SKILLS = {".agents": ".agents/skills/decisis/SKILL.md", ".claude": ".claude/skills/decisis/SKILL.md"}
"""The skill by the folder of the agents that read it there; the first is always written."""

_INCLUDES_AGENTS = re.compile(r"(?m)(?:^|[ \t])@(?:\./|\.\./)?AGENTS\.md\b")
_CURSOR_HEAD = "---\ndescription: Decisions that bind every change\nalwaysApply: true\n---\n"


class Untaught(ValueError):
    """A file from which agents learn cannot be kept.

    Attributes:
        path: the file.
        reason: why not, and what to do.
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


def taught(policy: Policy, tree: Tree) -> Mapping[str, str]:
    """What must stand in every file from which agents learn, by path; whole texts, blocks put in.

    Args:
        policy: the policy that the agents are to know.
        tree: the files as they are; links are left alone.

    Raises:
        Untaught: a file holds half a block, or is no text.
    """
    prose = sum(one.status.is_live and not one.rule_ids for one in policy.decisions.values())
    wanted = blocks(lessons(policy), prose)
    texts: dict[str, str] = {}
    for folder, block in wanted.items():
        path = f"{folder}/{AGENTS}" if folder else AGENTS
        if not _is_link(tree, path):
            texts[path] = _put(tree, path, block)
    for path in ALONGSIDE:
        text = _text(tree, path)
        if text is not None:
            texts[path] = _put(tree, path, "" if _INCLUDES_AGENTS.search(text) else wanted[""])
    if tree.mode(".cursor") is GitMode.DIRECTORY:
        texts[CURSOR] = _CURSOR_HEAD + wanted[""]
    for folder, path in SKILLS.items():
        if folder == ".agents" or tree.mode(folder) is GitMode.DIRECTORY:
            texts[path] = SKILL
    texts |= {path: _put(tree, path, "") for path in _left_over(tree) if path not in texts}
    return dict(sorted(texts.items()))


def _left_over(tree: Tree) -> Iterator[str]:
    """Files in folders that hold a block from an earlier day."""
    for path in tree.walk():
        if path.endswith(f"/{AGENTS}") and BEGIN in (_text(tree, path) or ""):
            yield path


def _put(tree: Tree, path: str, block: str) -> str:
    try:
        return with_block(_text(tree, path) or "", block)
    except BrokenBlock as broken:
        raise Untaught(path, f"{broken}; mend or remove them, then run `decisis sync` again") from broken


def stale(policy: Policy, tree: Tree) -> Mapping[str, int]:
    """The files whose block is not what the policy asks for, with the line at which it begins.

    Only files that hold a block count: nobody has to keep one.

    Args:
        policy: the policy as the tree has it.
        tree: the files.

    Raises:
        Untaught: a file holds half a block, or is no text.
    """
    found: dict[str, int] = {}
    for path, wanted in taught(policy, tree).items():
        text = _text(tree, path) or ""
        if BEGIN in text and block_in(text) != block_in(wanted):
            found[path] = line_of_block(text)
    return found


def _is_link(tree: Tree, path: str) -> bool:
    return tree.mode(path) is GitMode.SYMLINK


def _text(tree: Tree, path: str) -> str | None:
    """The text of a regular file; `None` where there is none, or only a link."""
    if _is_link(tree, path):
        return None
    try:
        content = tree.read(path)
    except TooLarge as large:
        raise Untaught(path, f"{large}; shorten it") from large
    if content is None:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise Untaught(path, "it is not UTF-8; save it as UTF-8") from wrong
