"""Where imports lead in trees of several shapes."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from checks.change import EMPTY_TREE, MemoryTree
from checks.languages.language import Language, language_of
from checks.languages.places.boundary import Entry
from checks.languages.places.reached import Reached, reached_by
from checks.languages.places.trees import Trees, joined
from checks.source import Source
from tests.cases import blob


def tree(files: Mapping[str, str]) -> MemoryTree:
    return MemoryTree({path: blob(text.encode()) for path, text in files.items()})


def reached(path: str, code: str, files: Mapping[str, str], other: Mapping[str, str] = {}) -> Reached:
    language = language_of(path)
    assert language is not None
    return reached_by(Source(code.encode()), path, language, Trees(tree(files), tree(other)))


def paths(path: str, code: str, files: Mapping[str, str], other: Mapping[str, str] = {}) -> list[str]:
    return [place for target in reached(path, code, files, other).targets for place in target.paths]


@pytest.mark.parametrize(
    ("directory", "name", "place"),
    [
        ("a/b", "../c", "a/c"),
        ("a", "./b/./c/", "a/b/c"),
        ("a/b", "/c", "c"),
        ("a", "../..", None),
        ("", "..", None),
        ("a", "..", ""),
    ],
)
def test_a_path_never_leads_out_of_the_repository(directory: str, name: str, place: str | None) -> None:
    assert joined(directory, name) == place


def test_a_file_that_the_change_deletes_is_still_what_is_imported() -> None:
    assert paths("app/a.py", "import app.db", {"app/a.py": ""}, {"app/db.py": ""}) == ["app/db.py"]


def test_a_package_in_a_project_of_a_monorepo_has_its_own_names() -> None:
    files = {"services/billing/pyproject.toml": "", "services/billing/bill/db.py": ""}
    found = reached("services/billing/bill/a.py", "from . import db", files)
    assert ("bill", "db") in {name for target in found.targets for name in target.names}


def test_a_package_is_no_root_for_absolute_imports() -> None:
    files = {"app/__init__.py": "", "app/requests.py": ""}
    assert paths("app/a.py", "import requests", files) == []
    assert paths("app/a.py", "import requests", {"app/requests.py": ""}) == ["app/requests.py"]


@pytest.mark.parametrize(
    ("config", "module"),
    [
        ('{"compilerOptions": {"paths": {"@db": ["./src/db.ts"]}}}', "@db"),
        ('{"compilerOptions": {"paths": {"@/*": ["src/*", "lib/*"]}}}', "@/db"),
        ('{"compilerOptions": {"paths": {"*/sql": ["./src/*"]}}}', "db/sql"),
        ('{"compilerOptions": {"baseUrl": "./src"}}', "db"),
        (
            '/* a */ {"compilerOptions": {"baseUrl": "src", /* b */ "paths": {"x//y": ["db"],},},} // c',
            "x//y",
        ),
        ('{"references": [{"path": "./tsconfig.app.json"}]}', "~db"),
        ('{"extends": ["./tsconfig.app"]}', "~db"),
    ],
)
def test_an_alias_of_the_compiler_is_followed(config: str, module: str) -> None:
    app = '{"compilerOptions": {"paths": {"~db": ["./src/db"]}}}'
    files = {"tsconfig.json": config, "tsconfig.app.json": app, "src/db.ts": ""}
    assert paths("src/a.ts", f'import "{module}"', files) == ["src/db.ts"]


@pytest.mark.parametrize(
    "config",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"extends": "./tsconfig.json"}',
        '{"compilerOptions": {"paths": {"@db": 1}}}',
    ],
)
def test_a_configuration_that_says_nothing_is_no_alias(config: str) -> None:
    assert paths("src/a.ts", 'import "@db"', {"tsconfig.json": config, "src/db.ts": ""}) == []


def test_an_alias_that_the_change_brings_in_holds_for_the_head_alone() -> None:
    config = {"tsconfig.json": '{"compilerOptions": {"paths": {"@db": ["./src/db.ts"]}}}'}
    files = {"src/db.ts": ""}
    assert paths("src/a.ts", 'import "@db"', {**files, **config}, files) == ["src/db.ts"]
    assert paths("src/a.ts", 'import "@db" ', files, {**files, **config}) == []


@pytest.mark.parametrize(
    ("entry", "path", "word"),
    [
        ("requests", None, "requests"),
        ("java.util.logging", None, "logging"),
        ("services/db/**", "services/db", "db"),
        ("services/db", "services/db", "db"),
        ("services/db/__init__.py", "services/db/__init__.py", "db"),
        ("src/db.ts", "src/db.ts", "db"),
        ("**/db/**", None, None),
        ("services/*/db.py", None, None),
        ("some-thing", None, None),
    ],
)
def test_an_entry_says_which_directory_and_which_word_it_means(
    entry: str, path: str | None, word: str | None
) -> None:
    assert (Entry(entry).directory, Entry(entry).word()) == (path, word)


def test_a_pattern_with_a_wildcard_is_matched_with_the_paths_that_are_reached() -> None:
    found = reached(
        "a/x.ts", 'import "../b/internal/y"; import "../b/z"', {"b/internal/y.ts": "", "b/z.ts": ""}
    )
    language = language_of("a/x.ts")
    assert language is not None
    hits = Entry("**/internal/**").reached(found, language)
    assert [target.paths for target in hits] == [("b/internal/y.ts",)]


def test_without_trees_relative_imports_still_lead_somewhere() -> None:
    source, nothing = Source(b"from ..infra import db"), Trees(EMPTY_TREE, EMPTY_TREE)
    found = reached_by(source, "app/domain/a.py", Language.PYTHON, nothing)
    assert ("app", "infra") in {name for target in found.targets for name in target.names}
