"""`build.gradle` and `build.gradle.kts`: the usual literal notations of `dependencies` and `plugins`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.dependencies.gradle_tokens import Token, tokens
from checks.dependencies.model import Dependency, Entry, Gap, Role, Scope
from checks.source import Source

_COORDINATES = re.compile(
    r"(?P<group>[^:\s@]+):(?P<name>[^:\s@]+)(?::(?P<version>[^:@]*))?(?:[:@].*)?", re.DOTALL
)
_SAFE = re.compile(
    r"projects?$|files$|fileTree$|gradle[A-Z]\w*$|local[A-Z]\w*$|kotlin$|npm$"
    r"|(?:rootProject\.)?[a-z]\w*(?:\.\w+)+$"  # the accessor of a version catalogue, or of a project
)
_IGNORED = {
    "exclude",
    "because",
    "println",
    "apply",
    "attributes",
    "modules",
    "components",
    "version",
    "isTransitive",
}
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][\w.]*)\}?")
_NAMED = ("group", "name", "version")
_REPEATS = re.compile(r"(?:^|\.)(?:each|forEach|eachWithIndex|all|configureEach)$")
_DEV = re.compile(r"test|debug|lint", re.IGNORECASE)
_BUILD = re.compile(r"annotationProcessor|kapt|ksp|classpath", re.IGNORECASE)


@dataclass
class _Block:
    """A pair of braces that is open: `dependencies`, `constraints`, `plugins`, `other` or `closure`."""

    kind: str
    has_dependencies: bool


def gradle(source: Source, path: str) -> Iterator[Entry]:
    """The artifacts of a build script."""
    del path
    found = list(tokens(source.text))
    known = _constants(found)
    blocks: list[_Block] = []
    statement: list[Token] = []
    parens = 0
    for token in found:
        if token.text in ("(", "[") and token.kind == "mark":
            parens += 1
        elif token.text in (")", "]") and token.kind == "mark":
            parens = max(parens - 1, 0)
        if token.kind == "mark" and token.text == "{" and not parens:
            yield from _told(statement, blocks, known)
            blocks.append(_opened(statement, blocks))
            statement = []
        elif token.kind == "mark" and token.text == "}" and not parens:
            yield from _told(statement, blocks, known)
            statement = []
            if blocks:
                blocks.pop()
        elif (token.kind == "end" and not parens and not _goes_on(statement)) or (
            token.kind == "mark" and token.text == ";" and not parens
        ):
            yield from _told(statement, blocks, known)
            statement = []
        elif token.kind != "end":
            statement.append(token)
    yield from _told(statement, blocks, known)


def _goes_on(statement: Sequence[Token]) -> bool:
    return bool(statement) and statement[-1].kind == "mark" and statement[-1].text in (",", ":", "=", "+")


def _opened(statement: Sequence[Token], blocks: Sequence[_Block]) -> _Block:
    word = statement[0].text if statement else ""
    inside = blocks[-1].kind if blocks else ""
    if any(token.text == "dependencies" for token in statement if token.kind == "word"):
        return _Block("dependencies", has_dependencies=True)
    if inside in ("dependencies", "constraints"):
        if any(token.kind == "word" and _REPEATS.search(token.text) for token in statement):
            return _Block(inside, has_dependencies=True)
        if word in ("constraints", "if", "else", "for"):
            return _Block("constraints" if word == "constraints" else inside, has_dependencies=True)
        return _Block("closure", has_dependencies=False)
    if word in ("plugins", "pluginManagement"):
        return _Block("plugins" if word == "plugins" else "other", has_dependencies=False)
    return _Block("closure" if inside == "closure" else "other", has_dependencies=False)


def _constants(found: Sequence[Token]) -> dict[str, str]:
    """Names that are set once, to a text."""
    values: dict[str, list[str]] = {}
    for before, equals, value in zip(found, found[1:], found[2:], strict=False):
        if before.kind == "word" and equals.text == "=" and equals.kind == "mark":
            plain = value.text if value.kind == "text" and not value.is_computed else ""
            values.setdefault(before.text.rpartition(".")[2], []).append(plain)
    return {name: texts[0] for name, texts in values.items() if len(texts) == 1 and texts[0]}


def _filled(token: Token, known: Mapping[str, str]) -> str:
    if not token.is_computed:
        return token.text
    return _VARIABLE.sub(lambda found: known.get(found[1].rpartition(".")[2], found[0]), token.text)


def _told(statement: list[Token], blocks: Sequence[_Block], known: Mapping[str, str]) -> Iterator[Entry]:
    kind = blocks[-1].kind if blocks else ""
    if not statement or statement[0].kind != "word":
        return
    if kind == "plugins":
        yield from _plugin(statement, known)
    elif statement[0].text == "library":
        yield from _catalogued(statement, known)
    elif kind in ("dependencies", "constraints"):
        word = statement[0].text
        if word not in _IGNORED and not word.startswith(("val", "def", "if", "else", "for")):
            role = Role.LIMIT if kind == "constraints" else Role.REQUIRED
            yield from _declared(word, statement[1:], role, known)


def _plugin(statement: Sequence[Token], known: Mapping[str, str]) -> Iterator[Entry]:
    words = [token.text for token in statement if token.kind == "word"]
    texts = [_filled(token, known) for token in statement if token.kind == "text"]
    if words[0] not in ("id", "kotlin") or not texts:
        return
    name = f"org.jetbrains.kotlin.{texts[0]}" if words[0] == "kotlin" else texts[0]
    line = statement[0].line
    if "$" in name:
        yield Gap(line, f"the plugin `{name[:80]}`")
    elif "." in name:  # a plugin without a namespace comes with Gradle
        version = texts[1] if len(texts) > 1 and "version" in words else ""
        yield Dependency(
            "maven", f"{name}/{name}.gradle.plugin", line, statement[-1].line, version, Scope.BUILD, "plugins"
        )


def _catalogued(statement: Sequence[Token], known: Mapping[str, str]) -> Iterator[Entry]:
    """`library("alias", "g:a:v")` and `library("alias", "g", "a")` of a version catalogue in a script."""
    given = [_filled(token, known) for token in statement if token.kind == "text"][1:]
    line = statement[0].line
    if len(given) == 1 and (found := _COORDINATES.fullmatch(given[0])):
        given = [found["group"], found["name"], found["version"] or ""]
    if len(given) >= 2:
        version = "".join(given[2:3])
        yield _artifact(given[0], given[1], version, (line, line), Scope.RUNTIME, "library", Role.REQUIRED)


def _declared(word: str, given: Sequence[Token], role: Role, known: Mapping[str, str]) -> Iterator[Entry]:
    scope = Scope.DEV if _DEV.search(word) else Scope.BUILD if _BUILD.search(word) else Scope.RUNTIME
    place = (given[0].line, given[-1].line) if given else (0, 0)
    named = _arguments(given, known)
    if "group" in named or "name" in named:
        yield _artifact(
            named.get("group", ""), named.get("name", ""), named.get("version", ""), place, scope, word, role
        )
        return
    texts = [token for token in given if token.kind == "text"]
    plain = [_filled(token, known) for token in texts]
    words = [token.text for token in given if token.kind == "word"]
    if plain and all(":" not in text for text in plain) and not words and 2 <= len(plain) <= 3:
        yield _artifact(plain[0], plain[1], "".join(plain[2:3]), place, scope, word, role)  # Kotlin's g, a, v
        return
    if words and words[0] == "kotlin" and plain:
        version = "".join(plain[1:2])
        yield _artifact("org.jetbrains.kotlin", f"kotlin-{plain[0]}", version, place, scope, word, role)
        return
    is_told = any(map(_SAFE.match, words))
    for token, text in zip(texts, plain, strict=True):
        if found := _COORDINATES.fullmatch(text):
            where = (token.line, token.line)
            version = found["version"] or ""
            yield _artifact(found["group"], found["name"], version, where, scope, word, role)
            is_told = True
        elif "$" in text:
            yield Gap(token.line, f"the dependency `{text[:80]}`")
            is_told = True
    if given and not is_told and (words or plain) and not any(token.text == "=" for token in given[:1]):
        shown = " ".join(token.text for token in given)
        yield Gap(given[0].line, f"the dependency `{word} {shown[:80]}`")


def _arguments(given: Sequence[Token], known: Mapping[str, str]) -> dict[str, str]:
    """`group: 'g'` and `group = "g"`."""
    found = {}
    for name, mark, value in zip(given, given[1:], given[2:], strict=False):
        if name.text in _NAMED and name.kind == "word" and mark.text in (":", "=") and mark.kind == "mark":
            found[name.text] = (
                _filled(value, known) if value.kind == "text" else known.get(value.text, f"${value.text}")
            )
    return found


def _artifact(
    group: str, name: str, version: str, place: tuple[int, int], scope: Scope, word: str, role: Role
) -> Entry:
    if not group or not name or "$" in group + name:
        return Gap(place[0], f"the dependency `{group[:60]}:{name[:60]}`")
    return Dependency(
        "maven",
        f"{group}/{name}",
        *place,
        constraint=version.removesuffix("!!"),
        scope=scope,
        group=word,
        role=role,
        is_direct=role is Role.REQUIRED,
        is_inherited=not version,
    )
