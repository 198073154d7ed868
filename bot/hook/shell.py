"""What a command line writes, as far as it can be told without running it.

Read are redirections, here-documents, `tee`, `cp`, `mv`, `rm`, `sed -i` and `touch`. What a program writes by
itself is not seen; the end of the turn and the check run look at what is there then.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_HEREDOC = re.compile(
    r"<<(?P<strip>-?)\s*(?P<quote>['\"]?)(?P<word>[A-Za-z_]\w*)(?P=quote)(?P<rest>[^\n]*)\n"
)
_PATCHED = re.compile(r"^\+\+\+ (?:b/)?([^\t\n]+)", re.MULTILINE)
_BREAKS = frozenset((";", "&&", "||", "|", "&", "\n", "(", ")"))
_BEFORE = frozenset(
    (
        "sudo",
        "command",
        "env",
        "nohup",
        "exec",
        "time",
        "!",
        "{",
        "if",
        "then",
        "else",
        "elif",
        "while",
        "until",
        "do",
    )
)
"""Words that a command may stand behind."""
_ASSIGNED = re.compile(r"[A-Za-z_]\w*=")
_SHELLS = ("bash", "sh", "zsh", "dash", "ksh")
_RUNS = re.compile(r"-[a-z]*c")
_VARIABLE = re.compile(r"[$`*?\[]|^~")


@dataclass(frozen=True, slots=True)
class Effect:
    """What becomes of a file.

    Attributes:
        path: the file as the command spells it.
        text: what is written; `None` where it cannot be told.
        is_added: whether it is put behind what the file holds.
        is_gone: whether the file is taken away.
        source: the file whose content it gets, empty for none.
    """

    path: str
    text: str | None = None
    is_added: bool = False
    is_gone: bool = False
    source: str = ""


def effects(command: str) -> list[Effect]:
    """The effects of a command line on files that it names, in order; names with a variable are left out."""
    bodies, rest = _heredocs(command)
    try:
        lexer = shlex.shlex(rest.replace("\\\n", ""), posix=True, punctuation_chars=";&|<>()\n")
        lexer.whitespace = " \t"
        lexer.commenters = ""
        words = list(lexer)
    except ValueError:
        return []
    found: list[Effect] = []
    flow: str | None = None
    folder = ""
    for part, is_piped in _parts(words):
        name, given, targets, here = _command(part, bodies)
        if name in ("cd", "pushd") and given:
            folder = _below(folder, given[-1])
        here = here if here is not None else flow
        said = here if name in ("cat", "tee", "") else _said(name, given)
        made = [Effect(path, said, is_added=is_added) for path, is_added in targets]
        made += _done(name, given, here)
        found += [_placed(one, folder) for one in made if one.path]
        flow = said if is_piped else None
    return [one for one in found if not _VARIABLE.search(one.path)]


def _below(folder: str, path: str) -> str:
    """A path as a command finds it that works in a folder."""
    is_free = not folder or path.startswith(("/", "~"))
    return path if is_free else posixpath.normpath(f"{folder}/{path}")


def _placed(effect: Effect, folder: str) -> Effect:
    source = _below(folder, effect.source) if effect.source else ""
    return replace(effect, path=_below(folder, effect.path), source=source)


def _heredocs(command: str) -> tuple[dict[str, str], str]:
    """The here-documents by a name of ours, and the command with those names in their place."""
    bodies: dict[str, str] = {}
    rest = ""
    while found := _HEREDOC.search(command):
        tabs = r"\t*" if found["strip"] else ""
        end = re.compile(rf"^{tabs}{re.escape(found['word'])}$", re.MULTILINE)
        stop = end.search(command, found.end())
        name = f"__here_{len(bodies)}__"
        bodies[name] = command[found.end() : stop.start() if stop else len(command)]
        rest += f"{command[: found.start()]} {name} {found['rest']}\n"
        command = command[stop.end() :] if stop else ""
    return bodies, rest + command


def _parts(words: Sequence[str]) -> Iterator[tuple[list[str], bool]]:
    """The single commands, each with whether its output goes on to the next."""
    part: list[str] = []
    for word in words:
        if word in _BREAKS or (word and set(word) <= {"\n", ";"}):
            if part:
                yield part, word == "|"
            part = []
        else:
            part.append(word)
    if part:
        yield part, False


def _command(
    part: list[str], bodies: dict[str, str]
) -> tuple[str, list[str], list[tuple[str, bool]], str | None]:
    """The program, what it is given, where its output goes, and the here-document that it reads."""
    here = next((bodies[word] for word in part if word in bodies), None)
    targets, plain = _redirected([word for word in part if word not in bodies])
    name, *given = plain or [""]
    while given and (name in _BEFORE or _ASSIGNED.match(name)):
        name, *given = given
    return _name(name), given, targets, here


def _redirected(words: list[str]) -> tuple[list[tuple[str, bool]], list[str]]:
    """Where the output goes, each with whether it is added; and the words that are left."""
    targets: list[tuple[str, bool]] = []
    plain: list[str] = []
    rest = iter(words)
    for word in rest:
        if word in (">", ">>", ">|", "&>", "&>>"):
            targets.append((next(rest, ""), ">>" in word))
        elif word in ("<", "<<<"):
            next(rest, "")
        else:
            plain.append(word)
    return targets, plain


def _done(name: str, given: list[str], here: str | None) -> Iterator[Effect]:
    """What a program that is known does to the files it is given."""
    if name == "git" and given[:1] in (["rm"], ["mv"]):
        name, *given = given
    files = [word for word in given if not word.startswith("-")]
    if name == "eval" or name in _SHELLS:
        yield from effects(" ".join(given) if name == "eval" else _script(given, here))
    elif name == "tee":
        yield from (Effect(path, here, is_added="-a" in given) for path in files)
    elif name in ("rm", "unlink"):
        yield from (Effect(path, is_gone=True) for path in files)
    elif name in ("cp", "mv", "install", "ln") and len(files) >= 2:
        yield from _carried(files, is_moved=name == "mv")
    elif name in ("git", "patch") and (name == "patch" or given[:1] == ["apply"]):
        yield from (Effect(path) for path in _PATCHED.findall(here or ""))
    elif name in _WRITERS:
        yield from (Effect(path) for path in _WRITERS[name](given))
    elif name == "touch":
        yield from (Effect(path, "", is_added=True) for path in files)
    elif name in ("sed", "perl") and any(word.startswith(("-i", "--in-place", "-pi")) for word in given):
        yield from (Effect(path) for path in files[1:] or files)


def _script(given: Sequence[str], here: str | None) -> str:
    """What a shell is told to run: the word behind `-c`, in whatever cluster, or what it reads."""
    for word, after in pairwise(given):
        if _RUNS.fullmatch(word):
            return after
    return "" if here is None or any(not word.startswith("-") for word in given) else here


def _after_option(*options: str) -> Callable[[list[str]], list[str]]:
    """The words that follow one of the options."""
    return lambda given: [word for before, word in pairwise(given) if before in options]


_WRITERS: Mapping[str, Callable[[list[str]], list[str]]] = {
    "dd": lambda given: [word[3:] for word in given if word.startswith("of=")],
    "curl": _after_option("-o", "--output"),
    "wget": _after_option("-O", "--output-document"),
    "truncate": lambda given: [word for word in given[-1:] if not word.startswith("-")],
}
"""What other programs write, whose content cannot be told."""


def _carried(files: list[str], *, is_moved: bool) -> Iterator[Effect]:
    *sources, target = files
    for source in sources:
        is_folder = len(sources) > 1 or target.endswith("/") or target.rpartition("/")[2] in (".", "..")
        path = f"{target}/{_name(source)}" if is_folder else target
        yield Effect(path.replace("//", "/"), source=source)
        if is_moved:
            yield Effect(source, is_gone=True)


def _said(name: str, given: Sequence[str]) -> str | None:
    if name == "echo" and not any(word.startswith("-") for word in given):
        return " ".join(given) + "\n"
    if name == "printf" and len(given) == 1 and "%" not in given[0]:
        return given[0].replace("\\n", "\n").replace("\\t", "\t")
    return None


def _name(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
