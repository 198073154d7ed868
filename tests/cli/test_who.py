"""`decisis who` as its users call it, on a real repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.main import main
from tests.git.repository import Repository

MESSAGE = """Sessions expire

Co-authored-by: Claude <noreply@anthropic.com>
Co-authored-by: Copilot <175728472+Copilot@users.noreply.github.com>
"""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository.create(tmp_path_factory.mktemp("who"))
    policy = "version: 1\nagents: [{name: acme, accounts: [4711]}]\n"
    first = made.commit({".github/decisis.yml": policy, "a.py": "a = 1\n"})
    made.branch("main", first)
    made.branch("topic", made.commit({"a.py": "a = 2\n"}, first, message=MESSAGE))
    made.branch("plain", made.commit({"a.py": "a = 3\n"}, first))
    made.checkout("main")
    return made


@pytest.fixture(autouse=True)
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DECISIS_CACHE_DIR", str(tmp_path))


def who(repository: Repository, *words: str) -> int:
    return main(["who", "--repo", str(repository.path), *words])


def test_every_sign_is_told_with_its_channel_and_weight(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--base", "main", "--head", "topic", "--account", "4711", "--branch", "droid/a")
    assert who(repository, *words) == 0
    assert capsys.readouterr().out == (
        "agent-authored by acme\n\n"
        "- hard, account: the pull request was opened by account 4711, known as acme (authored)\n"
        "- soft, co-author: a commit names `noreply@anthropic.com` as co-author (assisted)\n\n"
        "looks like authorship and is not:\n"
        "- branch: the branch is named like `droid/`: a prefix that several tools share\n"
        "- co-author: a commit names account 175728472, Copilot's reviewer, as co-author:"
        " a suggestion of a reviewer that was accepted\n"
    )


def test_whose_author_is_not_told_is_judged_as_an_agent(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert who(repository, "--base", "main", "--head", "plain") == 0
    assert capsys.readouterr().out == (
        "not disclosed: no sign of an agent was found\n"
        "nobody said who opened it, so it is judged as that of an agent\n"
    )


def test_the_same_as_data_with_a_description(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = tmp_path / "body.md"
    body.write_text("https://app.devin.ai/sessions/1\n<!-- CURSOR_SUMMARY -->\n", encoding="utf-8")
    words = ("--base", "main", "--head", "plain", "--author", "ada", "--body-file", str(body))
    assert who(repository, *words, "--format", "json") == 0
    data = json.loads(capsys.readouterr().out)
    assert data == {
        "schema": "decisis.who/1",
        "role": "authored",
        "agent": "devin",
        "judged_as_agent": True,
        "signs": [
            {
                "channel": "text",
                "weight": "soft",
                "role": "authored",
                "agent": "devin",
                "sentence": "the description says `a link to a session of Devin`",
            }
        ],
        "ignored": [
            {
                "channel": "text",
                "sentence": "the description holds `CURSOR_SUMMARY`: a summary by Cursor's reviewer",
            }
        ],
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--head", "topic"], "no remote tells where the change starts"),
        (["--head", "topic", "--base", "main", "--body-file", "nowhere"], "`nowhere` cannot be read"),
    ],
)
def test_what_cannot_be_read_is_a_mistake(
    repository: Repository, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    assert who(repository, *words) == 2
    assert said in capsys.readouterr().err
