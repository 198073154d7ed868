"""Scripts of workflows, read as commands: what is found, and that nothing is too odd to be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.workflows.known import checks_of
from checks.workflows.shell import commands_of
from checks.workflows.silencing import silenced

_PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "pytest",
                " ",
                "\n",
                "|| true",
                "&&",
                "|",
                ";",
                "(",
                ")",
                "{",
                "}",
                "'",
                '"',
                "`",
                "$(",
                "${{",
                "}}",
            ),
            *(
                "\\",
                "<<EOF",
                "EOF",
                "#",
                "if ",
                "then",
                "fi",
                "set +e",
                "exit 0",
                ">",
                "&",
                "\t",
                "é",
                "x=1 ",
            ),
        ]
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("a 'b c' \"d\"", [("a", "b c", "d")]),
        ("a \\\n  b", [("a", "b")]),
        ("a > out 2>&1 && b < in", [("a",), ("b",)]),
        ("cat <<EOF\na || true\nEOF\nb", [("cat",), ("b",)]),
        ("if a; then b; fi", [("a",), ("b",)]),
        ("a $(b | c) # d", [("a", "$(b | c)")]),
        ("a ${{ x || 'y' }}-z", [("a", "$EXPRESSION-z")]),
    ],
)
def test_a_script_is_read_as_commands(script: str, words: list[tuple[str, ...]]) -> None:
    assert [command.words for command in commands_of(script)] == words


@pytest.mark.parametrize(
    ("script", "shell", "by"),
    [
        ("pytest || true", "", "`|| true`"),
        ("(cd web; pytest) || :", "", "`|| :`"),
        ("pytest && ruff check . || echo no", "", "`|| echo no`"),
        ("pytest || exit 1", "", ""),
        ("pytest || { echo no; exit 1; }", "", ""),
        ("pytest | tee log", "", "a pipe into `tee`"),
        ("pytest | tee log", "bash", ""),
        ("set +e\npytest\necho done", "", "`set +e`"),
        ("set +e\npytest", "", ""),
        ("set +e\npytest\ncode=$?\nset -e\nexit $code", "", ""),
        ("pytest\necho done", "bash {0}", "`set +e`"),
        ("if pytest; then echo yes; fi", "", "a condition that nothing follows from"),
        ("pytest &\nwait", "", ""),
        ("pytest || code=$?\necho code=$code >> $GITHUB_OUTPUT", "", ""),
    ],
)
def test_what_swallows_a_failure(script: str, shell: str, by: str) -> None:
    commands = commands_of(script)
    number = next(number for number, command in enumerate(commands) if "pytest" in command.words)
    assert silenced(commands, number, interpreter=shell) == by


@pytest.mark.parametrize(
    ("command", "keys"),
    [
        ("uv run --group dev python -m pytest -q tests", ["pytest"]),
        ("python3.12 -m unittest", ["unittest"]),
        ("npx --yes prettier@3.1 --check .", ["prettier"]),
        ("prettier --write .", []),
        ("FOO=1 sudo make -C web lint test install", ["make lint", "make test"]),
        ("pnpm --filter web run typecheck", ["pnpm typecheck"]),
        ("npm run build", []),
        ("./gradlew :app:check --no-daemon", ["gradle check"]),
        ("go test ./...", ["go test"]),
        ("bash scripts/run-tests.sh", ["scripts/run-tests.sh"]),
        ("playwright install", []),
        ("echo pytest", []),
        ("pytest --version", []),
    ],
)
def test_commands_that_check_are_known(command: str, keys: list[str]) -> None:
    assert [found.key for found in checks_of(tuple(command.split()))] == keys


@given(_PIECES.map("".join))
def test_no_script_is_too_odd(script: str) -> None:
    commands = commands_of(script)
    lines = script.count("\n")
    for number, command in enumerate(commands):
        assert command.words
        assert 0 <= command.line <= lines
        checks_of(command.words)
        silenced(commands, number, interpreter="")


@given(_PIECES.map("".join))
def test_what_stands_before_is_read_whatever_follows(script: str) -> None:
    assert commands_of("ruff check .\n" + script)[0].words == ("ruff", "check", ".")
