"""Regular expressions on paths, as dependency-cruiser and tach write them, as path patterns.

Only forms whose meaning a pattern has exactly are carried over: alternatives of plain paths, at the start
of the path or at any depth. Anything else is `None`, and the reader says that it was left out.
"""

from __future__ import annotations

import re

_FORM = re.compile(r"(?P<start>\^)?(?P<body>.*?)(?P<end>\$|/)?", re.DOTALL)
_GROUP = re.compile(r"\((?:\?:)?([^()]*)\)")
_PLAIN = re.compile(r"[\w@./-]*")
_MOST = 24


def patterns_of_regex(regex: str) -> tuple[str, ...] | None:
    """Path patterns for the files whose path a regular expression matches; `None` if they cannot be told."""
    form = _FORM.fullmatch(regex)
    if form is None or not form["body"]:
        return None
    variants = _alternatives(form["body"])
    if variants is None:
        return None
    found = []
    for variant in variants:
        plain = variant.replace("\\.", ".").replace("\\/", "/")
        if not plain.strip("/") or not _PLAIN.fullmatch(plain):
            return None
        found += _patterns(plain, at_start=bool(form["start"]), end=form["end"] or "")
    return tuple(dict.fromkeys(found))


def _alternatives(body: str) -> list[str] | None:
    """The body with every group of alternatives written out; one `|` outside of groups splits it whole."""
    if "|" in _GROUP.sub("", body):
        return None
    variants = [body]
    while any("(" in one for one in variants):
        written = []
        for one in variants:
            group = _GROUP.search(one)
            if group is None:
                return None
            written += [one[: group.start()] + word + one[group.end() :] for word in group[1].split("|")]
        variants = written
        if len(variants) > _MOST:
            return None
    return variants


def _patterns(plain: str, *, at_start: bool, end: str) -> list[str]:
    inside = plain.strip("/")
    root = inside if at_start else f"**/*{inside}" if inside.startswith(".") else f"**/{inside}"
    is_file = "." in inside.rpartition("/")[2]
    if end == "$":
        return [root]
    if end == "/" or plain.endswith("/"):
        return [f"{root}/**"]
    return [root] if is_file else [f"{root}/**", f"{root}*"]
