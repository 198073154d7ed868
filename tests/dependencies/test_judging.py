"""What the cases of the dependency checks cannot show: whatever a file holds, reading it ends."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.check import all_checks
from checks.dependencies.install_hooks import hooks_of
from checks.dependencies.lock_pins import pins_of
from checks.dependencies.looks_like import resembled
from checks.dependencies.model import NotRead
from checks.dependencies.names import TYPES, folded, without_major
from checks.dependencies.popular import cargo, gem, golang, maven, npm, nuget, pypi
from checks.dependencies.registries import settings_of
from checks.finding import Level
from checks.policy import Audience, Rule
from checks.rule_run import run
from tests.cases import blob, change_of

POPULAR = {
    "cargo": cargo.NAMES,
    "gem": gem.NAMES,
    "golang": golang.NAMES,
    "maven": maven.NAMES,
    "npm": npm.NAMES,
    "nuget": nuget.NAMES,
    "pypi": pypi.NAMES,
}
LOCKS = ("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "Cargo.lock", "uv.lock", "go.sum")
HOOKS = ("package.json", "pnpm-workspace.yaml", ".npmrc", ".yarnrc.yml", "pyproject.toml", "Cargo.toml")
SETTINGS = (".npmrc", ".yarnrc.yml", "pip.conf", "requirements.txt", "uv.toml", "Pipfile", "NuGet.config")
CHECKS = (
    *("new-dependency", "lookalike-dependency", "dependency-source", "unpinned-dependency"),
    *("lockfile-drift", "install-script"),
)
PIECES = st.lists(
    st.sampled_from(
        [
            *(
                '{"packages": {',
                '"node_modules/a": {',
                '"version": "1.0.0"',
                "}",
                "{",
                "[",
                "]",
                ",",
                ":",
                '"',
            ),
            *(
                "a@^1:\n",
                '  version "1.0.0"\n',
                "packages:\n",
                "  a@1.0.0:\n",
                "    resolution: {integrity: x}\n",
            ),
            *(
                "[[package]]\n",
                'name = "a"\n',
                'version = "1"\n',
                "importers:\n",
                "      a:\n",
                "a v1 h1:x=\n",
            ),
            *(
                "<<<<<<< a\n",
                ">>>>>>> b\n",
                "\r",
                "\x00",
                "\ufeff",
                "registry=https://x\n",
                "--index-url x\n",
            ),
            *('"scripts": {"postinstall": "x"}', "[build-system]\n", "build-backend = 1\n", "&a", "*a", "é"),
        ]
    ),
    max_size=30,
).map(lambda parts: "".join(parts).encode())


@given(st.sampled_from(LOCKS), PIECES | st.binary(max_size=200))
def test_a_lock_file_is_read_or_refused(path: str, content: bytes) -> None:
    try:
        found = pins_of(path, content)
    except NotRead:
        return
    assert found is not None
    assert all(pin.line >= 1 for pin in found.packages.values())


@given(st.sampled_from(HOOKS), PIECES | st.binary(max_size=200))
def test_hooks_have_a_place(path: str, content: bytes) -> None:
    assert all(
        1 <= one.line <= content.count(b"\n") + content.count(b"\r") + 1 for one in hooks_of(path, content)
    )


@given(st.sampled_from(SETTINGS), PIECES | st.binary(max_size=200))
def test_settings_have_a_place_and_a_value(path: str, content: bytes) -> None:
    for one in settings_of(path, content):
        assert 1 <= one.line <= content.count(b"\n") + 1
        assert one.value


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(CHECKS),
    st.sampled_from((*LOCKS, *HOOKS, *SETTINGS, "go.mod", "setup.py")),
    PIECES,
    PIECES,
)
def test_no_check_is_brought_down_by_a_file(name: str, path: str, before: bytes, after: bytes) -> None:
    check = all_checks()[name]()
    change = change_of({path: blob(before)}, {path: blob(after)})
    rule = Rule(id=name, check=check, level=Level.WARN, audience=Audience.EVERYONE)
    assert not run(rule, change).gaps


@pytest.mark.parametrize("type_", TYPES)
def test_a_popular_name_is_never_taken_for_another(type_: str) -> None:
    for name in POPULAR[type_].split():
        plain = without_major(name) if type_ == "golang" else name
        assert resembled(type_, folded(type_, plain), {}) == ""


@given(st.sampled_from(TYPES), st.text(min_size=1, max_size=40), st.sets(st.text(min_size=1, max_size=40)))
def test_a_name_in_use_is_never_taken_for_another(type_: str, name: str, others: set[str]) -> None:
    assert resembled(type_, name, dict.fromkeys([name, *others], "a")) == ""


@given(st.sampled_from(TYPES), st.text(min_size=1, max_size=60))
def test_what_a_name_resembles_is_known(type_: str, name: str) -> None:
    found = resembled(type_, folded(type_, name), {})
    known = {folded(type_, one) for one in POPULAR[type_].split()}
    owners = {one.rpartition("/")[0] for one in known}
    assert found in known | {""} or found.rpartition("/")[0] in owners
