"""Path patterns, and the spellings by which a protected path could be reached."""

from __future__ import annotations

import unicodedata

import pytest

from checks.paths import PathPatterns, folded


@pytest.mark.parametrize(
    ("patterns", "path", "matched"),
    [
        ((), "anything", True),
        (("src/**",), "src/a/b.py", True),
        (("src/**",), "lib/src/a.py", False),
        (("src/allowed*",), "src/allowed_evil/x.py", True),
        (("src/allowed/*",), "src/allowed/deep/x.py", True),
        (("services/**", "!services/legacy/**"), "services/legacy/a.py", False),
        (("services/**", "!services/legacy/**"), "services/new/a.py", True),
        (("Makefile",), "sub/Makefile", False),
        (("**/Makefile",), "sub/Makefile", True),
        (("docs/*.md",), "docs/deep/a.md", False),
    ],
)
def test_patterns_are_those_of_gitignore_from_the_root(
    patterns: tuple[str, ...], path: str, *, matched: bool
) -> None:
    assert PathPatterns(patterns).matches(path) is matched


@pytest.mark.threat("D6")
@pytest.mark.parametrize(
    "path",
    [
        "SECURE/auth.py",
        "secure./auth.py",
        "secure /auth.py",
        "sеcure/auth.py",
        "sec\u200bure/auth.py",
        "\u202esecure/auth.py",
        "sec\ufe0fure/auth.py",
        "sec\u034fure/auth.py",
        "sec\u3164ure/auth.py",
        "secu\U000e0041re/auth.py",
        "ｓｅｃｕｒｅ/auth.py",
    ],
)
def test_a_protected_path_is_protected_in_every_form(path: str) -> None:
    assert not PathPatterns(("secure/**",)).matches(path)
    assert PathPatterns(("secure/**",)).matches_any_form(path)


@pytest.mark.threat("D6")
def test_both_normal_forms_of_a_name_are_one_path() -> None:
    decomposed = unicodedata.normalize("NFD", "src/sécure/a.py")
    assert PathPatterns(("src/sécure/**",)).matches_any_form(decomposed)
    assert folded(decomposed) == folded("src/sécure/a.py")


def test_the_pattern_that_decides_is_named() -> None:
    patterns = PathPatterns(("services/**", "!services/legacy/**"))
    assert patterns.deciding_pattern("services/legacy/a.py") == "!services/legacy/**"
    assert patterns.deciding_pattern("services/new/a.py") == "services/**"
    assert patterns.deciding_pattern("web/a.ts") is None


@pytest.mark.threat("D6")
def test_a_name_that_is_not_utf8_is_matched_like_any_other() -> None:
    assert PathPatterns(("secure/**",)).matches("secure/\udcff.py")
    assert PathPatterns(("secure/**",)).matches_any_form("SECURE/\udcff.py")
    assert PathPatterns(("secure/*.py", "!secure/a*")).deciding_pattern("secure/\udcff.py") == "secure/*.py"
    assert not PathPatterns(("secure/**",)).matches_any_form("src/\udcff.py")
