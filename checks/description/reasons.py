"""Whether a pull request says why it touches something: a reason names what it is for and says something."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from checks.change import PullFacts, TooLarge, Tree
from checks.description.prose import prose_of
from checks.description.trailers import trailers
from checks.path_parts import folder_of, name_of, stem_of
from checks.source import Source

LEAST_WORDS = 5
"""Words that a reason holds besides the names; fewer are a label."""

_LEAST_STEM = 4
_WORD = re.compile(r"[^\W\d_]{2,}")
_TRAILERS = frozenset({"reason", "why", "rationale", "justification"})
_TEMPLATE = re.compile(r"pull_request_template(?:\.(?:md|txt|markdown))?", re.IGNORECASE)
_TEMPLATE_FOLDERS = ("", ".github", "docs", ".github/PULL_REQUEST_TEMPLATE", "PULL_REQUEST_TEMPLATE")
_TEMPLATE_FOLDERS_BELOW = ("docs/PULL_REQUEST_TEMPLATE", ".gitlab/merge_request_templates")
_MARKDOWN = (".md", ".txt", ".markdown")


class Reasons:
    """What a pull request gives as reasons, paragraph by paragraph.

    A heading, an item to be ticked, a quotation, code, a comment and a line of the repository's own template
    give none.

    Args:
        facts: the pull request.
        tree: the base, where templates lie.
    """

    def __init__(self, facts: PullFacts, tree: Tree) -> None:
        self._tree = tree
        self._said = [
            *(one.text for one in prose_of(facts.body).paragraphs if not (one.is_heading or one.is_task)),
            *(value for name, value in trailers(facts.commits) if name.lower() in _TRAILERS),
        ]
        self._boilerplate: frozenset[str] | None = None

    def name(self, paths: Collection[str], words: Collection[str]) -> bool:
        """Whether a reason names one of the files, a folder above one, or says one of the words.

        Args:
            paths: the files.
            words: words, in lower case.
        """
        named = _naming([*words, *_names_of(paths)])
        return any(self._is_reason(text, named) for text in self._said)

    def _is_reason(self, text: str, named: re.Pattern[str]) -> bool:
        if not named.search(text):
            return False
        own = [line for line in text.split("\n") if _plain(line) not in self._lines_of_templates()]
        said = "\n".join(own)
        words = {word.casefold() for word in _WORD.findall(named.sub(" ", said))}
        return named.search(said) is not None and len(words) >= LEAST_WORDS

    def _lines_of_templates(self) -> frozenset[str]:
        if self._boilerplate is None:
            lines = (line for text in _templates(self._tree) for line in text.split("\n"))
            self._boilerplate = frozenset(filter(None, map(_plain, lines)))
        return self._boilerplate


def _naming(names: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(set(names), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<![\w/.-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.IGNORECASE)


def _names_of(paths: Iterable[str]) -> Iterator[str]:
    """A path in full, its name, also without its ending unless that is short, and the folders above."""
    for path in paths:
        yield from (path, name_of(path))
        if len(stem_of(path)) >= _LEAST_STEM:
            yield stem_of(path)
        folder = folder_of(path)
        while folder:
            yield from (folder, f"{folder}/")
            folder = folder_of(folder)


def _templates(tree: Tree) -> Iterator[str]:
    for folder in (*_TEMPLATE_FOLDERS, *_TEMPLATE_FOLDERS_BELOW):
        is_all = "template" in folder.lower()
        for name in tree.names(folder):
            if _TEMPLATE.fullmatch(name) or (is_all and name.lower().endswith(_MARKDOWN)):
                try:
                    content = tree.read(f"{folder}/{name}".removeprefix("/"))
                except TooLarge:
                    continue  # no description is that long
                yield Source(content or b"").text


def _plain(line: str) -> str:
    """The words of a line, without marks of Markdown."""
    return " ".join(_WORD.findall(line)).casefold()
