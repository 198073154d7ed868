"""How much an assertion asks for where it is a call: every language but Python.

Assertions of these languages are calls of one of three shapes: `expect(subject).matcher(value)`,
`assertMatcher(value, subject)` and `subject.Should().Matcher(value)`. Names of matchers are compared without
their case and the words that only join.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.languages.testing.matchers import strengths
from checks.languages.testing.strength import Claim, Strength

_CLOSE = {"tobecloseto", "closeto", "indelta", "becloseto"}
_THROWS = {"tothrow", "tothrowerror", "throw", "raiseerror"}
_CALLED = {"tohavebeencalledwith": "", "tohavebeencalledtimes": "", "tohavebeencalled": "", "tobecalled": ""}
_CALLED |= {"tohavebeencalledoncewith": "", "tohavebeencalledonce": "once", "tohavebeenlastcalledwith": ""}
_HELD = re.compile(r"\b(?:expect|assertThat|assert_that)\s*\(")
_NAMED = re.compile(r"([\w$]+)!?\s*\(")
_STATES = re.compile(
    r"^be_?(?:nil|empty|null|undefined|blank)$|^tobe(?:null|undefined|falsy)$|^(?:nil|null|empty|undefined)$"
)


def claims(text: str) -> Iterator[Claim]:
    """What an assertion says; nothing where its form is not known.

    Args:
        text: the whole chain of calls, white space folded.
    """
    held = _HELD.search(text)
    if held is not None:
        end = _closing(text, held.end())
        yield from _of_chain(text[held.end() : end], text[end + 1 :])
        return
    should = re.search(r"\.(?:Should\(\)|should)(?=[.\s])", text)
    if should is not None:
        yield from _of_chain(text[: should.start()], text[should.end() :])
        return
    found = _NAMED.search(text)
    if found is not None:
        yield from _of_call(
            found[1], text[: found.start()], _split(text[found.end() : _closing(text, found.end())])
        )
    elif (bare := re.match(r"(assert_\w+|refute_\w+|assert|refute) (.+)", text)) is not None:
        yield from _of_call(bare[1], "", _split(bare[2]))


def _of_chain(subject: str, rest: str) -> Iterator[Claim]:
    """A chain that asks something of a subject: `.not.toBe(4)`, `.to eq(4)`."""
    subject = _plain(subject)
    words = re.match(r"[\s.]*((?:[\w$]+[\s.]+)*)([\w$?]+)\s*(\(?)", rest)
    if words is None or not subject:
        return
    joined = [word.lower() for word in re.split(r"[\s.]+", words[1]) if word]
    is_not = "not" in joined or "to_not" in joined or "not_to" in joined
    name = words[2].lower().replace("_", "")
    given = (rest[words.end() : _closing(rest, words.end())] if words[3] else rest[words.end() :]).strip()
    if is_not:
        if _STATES.match(name) or strengths().get(name) is Strength.EXACT:
            yield Claim(subject, Strength.PRESENCE)
        return
    if name in _THROWS:
        yield Claim(
            subject, Strength.PART, named="" if given in ("Error", "Exception", "StandardError") else given
        )
    elif name in _CALLED:
        yield Claim(subject, Strength.PART, named=given or _CALLED[name])
    elif name in _CLOSE:
        yield Claim(subject, Strength.EXACT, *_tolerance(name, _split(given)))
    elif (strength := strengths().get(name)) is not None:
        yield Claim(subject, _as_given(strength, given), named="")


def _as_given(strength: Strength, given: str) -> Strength:
    """A comparison with a pattern that leaves things open asks for a part."""
    if strength is Strength.EXACT and re.search(
        r"expect\.(?:any|anything|objectContaining|stringContaining)|arrayContaining", given
    ):
        return Strength.PART
    return strength


def _of_call(name: str, before: str, given: list[str]) -> Iterator[Claim]:
    """A call that is given what it asks about: `assertEquals(4, total)`, `assert.Equal(t, 4, total)`."""
    plain = re.sub(r"^(?:assert|refute)(?=.)", "", name.lower().replace("_", "")) or "assert"
    if name.lower().startswith("refute"):
        plain = f"not{plain}" if name.lower() != "refute" else ""
    if re.search(r"\b(?:assert|require)\.$", before) and given[:1] in (["t"], ["s.T()"], ["tb"], ["b"]):
        given = given[1:]
    if plain in ("areequal", "equal", "equals", "eq", "same", "aresame") and "Not" in name:
        plain = "notequal"
    if plain == "that" and len(given) > 1:
        yield from _of_chain(
            given[0], "." + re.sub(r"^(?:Is|Has|Does)\.", "", given[1]).replace("Not.", "not.", 1)
        )
        return
    strength = strengths().get(plain)
    if strength is None or not given:
        return
    if plain in ("true", "istrue", "assert", "ok", "isok"):
        yield from _condition(given[0])
        return
    values = given[:2] if strength is not Strength.PRESENCE or plain.startswith("notequal") else given[:1]
    for value in values:
        if not _is_literal(value):
            yield Claim(_plain(value), strength)


def _condition(text: str) -> Iterator[Claim]:
    """What a condition says, as far as a comparison at its top shows."""
    sides = re.split(r"\s*(===?|!==?|>=?|<=?)\s*", text, maxsplit=1)
    if len(sides) == 3 and text.count("(") == text.count(")"):
        strength = {"=": Strength.EXACT, "!": Strength.PRESENCE}.get(sides[1][0], Strength.PART)
        for side in (sides[0], sides[2]):
            if not _is_literal(side):
                yield Claim(_plain(side), strength)
    elif (called := re.fullmatch(r"(.+)\.(\w+)\((.*)\)", text)) is not None:
        name = called[2].lower()
        is_state = name in ("is_some", "is_ok", "issome", "ispresent", "isok", "hasvalue")
        strength = Strength.PRESENCE if is_state else strengths().get(name, Strength.EXACT)
        yield Claim(_plain(called[1]), strength)
    else:
        yield Claim(_plain(text), Strength.PRESENCE)


def _tolerance(name: str, given: list[str]) -> tuple[float, str]:
    if name == "tobecloseto":
        digits = given[1] if len(given) > 1 else "2"
        return (0.5 * 10.0 ** -int(digits), "absolute") if digits.isdigit() and len(digits) < 3 else (0.0, "")
    last = given[-1] if len(given) > 1 else ""
    return (float(last), "absolute") if re.fullmatch(r"\d{1,9}(?:\.\d{1,15})?", last) else (0.0, "")


def _closing(text: str, start: int) -> int:
    """Where the bracket closes that was opened before `start`; the end of the text if it does not."""
    depth, quote, index = 1, "", start
    while index < len(text):
        char = text[index]
        if quote:
            if char == "\\":
                index += 1
            elif char == quote:
                quote = ""
        elif char in "\"'`":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if not depth:
                return index
        index += 1
    return len(text)


def _split(text: str) -> list[str]:
    """The arguments of a call."""
    found, start, index = [], 0, 0
    while index < len(text):
        char = text[index]
        if char in "([{":
            index = _closing(text, index + 1)
        elif char in "\"'`":
            end = text.find(char, index + 1)
            index = end if end > 0 else len(text)
        elif char == ",":
            found.append(text[start:index].strip())
            start = index + 1
        index += 1
    return [*found, text[start:].strip()] if text.strip() else []


def _is_literal(text: str) -> bool:
    return (
        re.fullmatch(
            r"[-+]?[\d._]+\w{0,3}|\"[^\"]*\"|'[^']*'|true|false|null|nil|None|undefined|[\[{].*[\]}]",
            text.strip(),
        )
        is not None
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text)
