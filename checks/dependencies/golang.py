"""`go.mod`, `go.work` and `go.sum`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.dependencies.limits import refuse_long_lines
from checks.dependencies.model import Dependency, Entry, Gap, NotRead, Origin, Role
from checks.source import Source

_WORD = re.compile(r'"(?P<double>(?:[^"\\]|\\.)*)"|`(?P<raw>[^`]*)`|(?P<plain>[^\s"`(),]+|[(),])')
_DIRECTIVES = {
    *("module", "go", "toolchain", "godebug", "require", "replace", "exclude"),
    *("retract", "tool", "use", "ignore"),
}
_LOCAL = re.compile(r"\.{1,2}(?:/|$)|/|[A-Za-z]:[\\/]")
_SUM = re.compile(r"(?P<name>\S+) (?P<version>\S+) (?P<hash>h1:\S+)")
_MOD_SUFFIX = "/go.mod"


def go_mod(source: Source, path: str) -> Iterator[Entry]:
    """The modules of `go.mod` or `go.work`; what `replace` puts in their place is what is taken."""
    del path
    required: list[Dependency] = []
    replaced: list[Dependency] = []
    for line, verb, words, comment in _directives(source.text):
        if verb == "require":
            if len(words) != 2:
                yield Gap(line, f"the requirement `{' '.join(words)[:80]}`")
                continue
            is_direct = not re.match(r"//\s*indirect\b", comment)
            required.append(Dependency("golang", words[0], line, line, words[1], is_direct=is_direct))
        elif verb == "replace":
            found = _replacement(line, words)
            if isinstance(found, Gap):
                yield found
            else:
                replaced.append(found)
    local = {one.alias: one.location for one in replaced if one.origin is Origin.PATH}
    for one in required:
        if one.name in local:
            one = replace(one, origin=Origin.PATH, location=local[one.name])
        yield one
    yield from (one for one in replaced if one.origin is not Origin.PATH)


def _replacement(line: int, words: list[str]) -> Dependency | Gap:
    if "=>" not in words or words.index("=>") not in (1, 2):
        return Gap(line, f"the replacement `{' '.join(words)[:80]}`")
    arrow = words.index("=>")
    target = words[arrow + 1 :]
    if len(target) == 1 and _LOCAL.match(target[0]):
        place = target[0]
        return Dependency(
            "golang",
            words[0],
            line,
            line,
            origin=Origin.PATH,
            location=place,
            role=Role.LIMIT,
            alias=words[0],
        )
    if len(target) != 2:
        return Gap(line, f"the replacement `{' '.join(words)[:80]}`")
    alias = "" if words[0] == target[0] else words[0]
    return Dependency(
        "golang", target[0], line, line, target[1], role=Role.LIMIT, is_direct=False, alias=alias
    )


def _directives(text: str) -> Iterator[tuple[int, str, list[str], str]]:
    """Line, verb, words and comment of every directive, also of those in blocks."""
    refuse_long_lines(text)
    block = ""
    for number, written in enumerate(text.split("\n"), 1):
        code, _, comment = written.partition("//") if '"' not in written else _commented(written)
        words = [
            found["double"] if found["double"] is not None else found["raw"] or found["plain"] or ""
            for found in _WORD.finditer(code)
        ]
        note = f"//{comment}" if comment else ""
        if not words:
            continue
        if block:
            if words == [")"]:
                block = ""
            else:
                yield number, block, words, note
            continue
        verb, *rest = words
        if verb not in _DIRECTIVES:
            raise NotRead(f"line {number} is no directive of Go")
        if rest == ["("]:
            block = verb
        elif rest != ["(", ")"]:
            yield number, verb, rest, note
    if block:
        raise NotRead(f"the block `{block}` does not end")


def _commented(written: str) -> tuple[str, str, str]:
    """Code and comment of a line that holds quotes."""
    at = 0
    while at < len(written):
        if written.startswith("//", at):
            return written[:at], "//", written[at + 2 :]
        if written[at] == '"' and (word := _WORD.match(written, at)):
            at = word.end()
        else:
            at += 1
    return written, "", ""


def go_sum(source: Source, path: str) -> Iterator[Entry]:
    """The modules whose content was fetched; those of which only `go.mod` was read are not built."""
    del path
    for number, written in enumerate(source.text.split("\n"), 1):
        if not written.strip():
            continue
        found = _SUM.fullmatch(written.strip())
        if found is None:
            yield Gap(number, f"the line `{written.strip()[:80]}`")
        elif not found["version"].endswith(_MOD_SUFFIX):
            yield Dependency(
                "golang", found["name"], number, number, found["version"], role=Role.LOCKED, is_direct=False
            )
