"""No spelling, status or link escapes a forbidden path, and no other path is caught."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.change import Blob, Change, MemoryTree, Mode
from checks.finding import Violation
from checks.links import target_of
from checks.rules.changed_guardrail import ChangedGuardrail
from checks.rules.forbidden_path import ForbiddenPath
from tests.cases import blob, change_of

LOOKALIKES = {"a": "а", "c": "с", "e": "е", "o": "о", "p": "р", "x": "х", "y": "у", "i": "і", "s": "ѕ"}
INVISIBLE = "\u200b\u200d\u2060\u00ad\u202e"
FULLWIDTH = 0xFEE0


def _spelled(char: str, form: int) -> str:
    match form:
        case 1:
            return char.upper()
        case 2:
            return LOOKALIKES.get(char, char)
        case 3:
            return chr(ord(char) + FULLWIDTH) if char.isascii() and char.isalnum() else char
        case 4:
            return INVISIBLE[ord(char) % len(INVISIBLE)] + char
        case 5:
            return unicodedata.normalize("NFD", char)
        case _:
            return char


@st.composite
def variants(draw: st.DrawFn, path: str) -> str:
    """The path in another spelling: letter by letter, with dots and spaces at the ends of its parts."""
    parts = []
    for part in path.split("/"):
        forms = draw(st.lists(st.integers(0, 5), min_size=len(part), max_size=len(part)))
        tail = draw(st.sampled_from(["", "", ".", " ", ". ."]))
        parts.append("".join(map(_spelled, part, forms)) + tail)
    return "/".join(parts)


def found(check: ForbiddenPath | ChangedGuardrail, change: Change) -> list[Violation]:
    return [sighting for sighting in check.find(change) if isinstance(sighting, Violation)]


@pytest.mark.threat("D6", "PE12", "PE13", "PE14", "PE20")
@pytest.mark.parametrize("protected", ["secure/auth.py", "src/sécure/key.pem", "infra/prod/x.tf"])
def test_no_spelling_of_a_protected_path_escapes(protected: str) -> None:
    check = ForbiddenPath(paths=(protected.rpartition("/")[0] + "/**",))

    @given(variants(protected))
    def escapes_nowhere(path: str) -> None:
        assert [one.path for one in found(check, change_of({}, {path: blob(b"x")}))] == [path]

    escapes_nowhere()


@pytest.mark.threat("D6")
@given(variants(".github/decisis.yml"))
def test_no_spelling_of_the_policy_escapes_the_guardrail(path: str) -> None:
    assert found(ChangedGuardrail(), change_of({}, {path: blob(b"x")}))


@given(st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=20))
def test_a_path_elsewhere_is_never_caught(name: str) -> None:
    assert not found(ForbiddenPath(paths=("secure/**",)), change_of({}, {f"open/{name}": blob(b"x")}))


FILE, OTHER, RUN = blob(b"a"), blob(b"b"), blob(b"a", Mode.EXECUTABLE)
LINK, SUB = blob(b"elsewhere", Mode.SYMLINK), Blob("2" * 40, Mode.GITLINK, 0, None)
STATUSES: list[tuple[Blob | None, Blob | None, bool]] = [
    (None, FILE, True),
    (FILE, OTHER, True),
    (FILE, RUN, True),
    (FILE, LINK, True),
    (FILE, SUB, True),
    (LINK, FILE, True),
    (None, SUB, True),
    (FILE, None, False),
    (LINK, None, False),
    (SUB, None, False),
]


@pytest.mark.threat("D7")
@pytest.mark.parametrize(("base", "head", "is_new"), STATUSES)
def test_every_kind_of_change_is_judged_on_the_forbidden_side_and_on_no_other(
    base: Blob | None, head: Blob | None, is_new: bool
) -> None:
    def change(path: str) -> Change:
        return change_of({path: base} if base else {}, {path: head} if head else {})

    assert bool(found(ForbiddenPath(paths=("secure/**",)), change("secure/a"))) is is_new
    assert found(ForbiddenPath(paths=("secure/**",), deletions=True), change("secure/a"))
    assert not found(ForbiddenPath(paths=("secure/**",), deletions=True), change("open/a"))


@pytest.mark.threat("C10", "PE05", "PE06")
@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("../../secure", "secure"),
        ("./x/../y", "src/a/y"),
        ("..\\..\\secure", "secure"),
        ("../..", ""),
        ("../../..", None),
        ("../../../repo/secure", None),
        ("/etc/passwd", None),
        ("/proc/self/environ", None),
        ("link", "src/a/link"),
    ],
)
def test_a_link_is_read_as_text_and_never_followed(target: str, expected: str | None) -> None:
    assert target_of("src/a/link", blob(target.encode(), Mode.SYMLINK)) == expected


def test_only_links_lead_somewhere() -> None:
    assert target_of("a", None) is None
    assert target_of("a", blob(b"../secure")) is None
    assert target_of("a", Blob("1" * 40, Mode.SYMLINK, 9, None)) is None


def test_a_link_to_the_root_leads_to_every_forbidden_path() -> None:
    tree = {"secure/a.py": blob(b"a"), "open/b.py": blob(b"b")}
    change = change_of(tree, {**tree, "open/link": blob(b"..", Mode.SYMLINK)})
    assert MemoryTree(tree).mode("secure") is Mode.DIRECTORY
    assert [one.path for one in found(ForbiddenPath(paths=("secure/**",)), change)] == ["open/link"]
    assert not found(ForbiddenPath(paths=("gone/**",)), change)
