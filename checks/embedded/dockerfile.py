"""Dockerfiles: what their instructions run, in shell form, exec form or as a text of several lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from checks.embedded.piece import Piece
from checks.embedded.shell import Script
from checks.pattern_languages import languages_of

_RUNS = re.compile(
    r"[ \t]*(?:ONBUILD[ \t]+)?(?:HEALTHCHECK[ \t]+(?:--\S+[ \t]+)*)?"
    r"(?P<name>RUN|CMD|ENTRYPOINT|COPY|ADD)\b[ \t]*"
    r"(?P<flags>(?:--[\w-]+(?:=\S+)?[ \t]+)*)",
    re.IGNORECASE,
)
_HERE = re.compile(r"<<-?[ \t]*[\"']?(?P<end>[A-Za-z_]\w*)[\"']?")
_INTERPRETER = {"python": "python", "node": "javascript", "ruby": "ruby", "bash": "bash", "sh": "bash"}


def pieces(text: str) -> Iterator[Piece]:
    """The programs that a Dockerfile holds: its commands as shell, and what stands inside of them."""
    lines = text.split("\n")
    kept: list[str] = []
    numbers: list[int] = []
    at = 0
    while at < len(lines):
        found = _RUNS.match(lines[at])
        if found is None:
            at += 1
            continue
        body, places, at = _instruction(lines, at, found.end())
        if found["name"].upper() in ("COPY", "ADD"):
            yield from _written(body, places)
        elif body[0].lstrip().startswith("["):
            yield from _exec_form("\n".join(body), places[0])
        elif opened := re.fullmatch(r"[ \t]*<<-?[ \t]*([\"']?)([A-Za-z_]\w*)\1[ \t]*", body[0]):
            inner = body[1:-1] if len(body) > 1 and body[-1].strip() == opened[2] else body[1:]
            yield from _plain_text(inner, places[1:] or places)
        else:
            kept += body
            numbers += places
    if kept:
        yield Piece("bash", "\n".join(kept), tuple(numbers))
        yield from Script("\n".join(kept), tuple(numbers)).inside()


def _instruction(lines: list[str], at: int, column: int) -> tuple[list[str], list[int], int]:
    """The lines of an instruction without its name and comments, their numbers, and the line after."""
    body, places = [lines[at][column:]], [at + 1]
    here = [one["end"] for one in _HERE.finditer(body[0])]
    while body[-1].rstrip().endswith("\\") and at + 1 < len(lines):
        at += 1
        if not lines[at].lstrip().startswith("#"):
            body.append(lines[at])
            places.append(at + 1)
            here += [one["end"] for one in _HERE.finditer(lines[at])]
    for end in here:
        while at + 1 < len(lines):
            at += 1
            body.append(lines[at])
            places.append(at + 1)
            if lines[at].strip() == end:
                break
    return body, places, at + 1


def _plain_text(inner: list[str], places: list[int]) -> Iterator[Piece]:
    """A text that is run as it is; its first line may name the interpreter."""
    if not inner:
        return
    text, numbers = "\n".join(inner), tuple(places[: len(inner)])
    named = languages_of("script", inner[0]) or ("bash",)
    yield Piece(named[0], text, numbers)
    if named == ("bash",):
        yield from Script(text, numbers).inside()


def _written(body: list[str], places: list[int]) -> Iterator[Piece]:
    """The file that an instruction with a text writes."""
    here = _HERE.search(body[0])
    words = body[0].split()
    if here is None or not words:
        return
    language = languages_of(words[-1], body[1] if len(body) > 1 else "")
    inner = body[1:-1]
    if language and inner:
        yield Piece(language[0], "\n".join(inner), tuple(places[1 : len(inner) + 1]))


def _exec_form(body: str, line: int) -> Iterator[Piece]:
    try:
        words = json.loads(re.sub(r"\\\n", "\n", body))
    except ValueError:
        return
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        return
    for at, word in enumerate(words[:-1]):
        if word in ("-c", "-e", "-lc"):
            program = re.sub(r"[\d.]*$", "", words[0].rpartition("/")[2]) if at else ""
            language = _INTERPRETER.get(program)
            if language:
                text = words[at + 1]
                numbers = (line,) * (text.count("\n") + 1)
                yield Piece(language, text, numbers)
                if language == "bash":
                    yield from Script(text, numbers).inside()
            return
