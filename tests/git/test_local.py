"""A user's own repository: revisions, index, work tree, pasted patches; and nothing written to it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bot.git.errors import GitUsageError
from bot.git.local import LocalRepository
from checks.change import Change, Mode
from tests.git.repository import Content, Link, Repository

FILES: dict[str | bytes, Content] = {
    "a.py": "1\n2\n3\n",
    "gone": "x\n",
    "sub/k": "k\n",
    "link": Link(b"/etc/passwd"),
    ".gitignore": "ignored\n",
    "text.txt": "a\nb\n",
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own."""
    directory = tmp_path / "home"
    directory.mkdir()
    monkeypatch.setenv("HOME", str(directory))
    for name in ("XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL"):
        monkeypatch.delenv(name, raising=False)
    return directory


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    repository = Repository.create(tmp_path / 'my "re\\po" é')
    repository.branch("main", repository.commit(FILES))
    repository.checkout("main")
    return repository


def kinds(change: Change) -> dict[str, str]:
    assert change.incomplete == ()
    return {file.path: file.status.value for file in change.files}


def work_tree(path: Path, base: str = "main") -> Change:
    local = LocalRepository.open(path)
    with local.store() as store:
        return local.work_tree(store, local.resolve(base))


def staged(path: Path, index: Path | None = None) -> Change:
    local = LocalRepository.open(path, index)
    with local.store() as store:
        return local.staged(store)


def patched(path: Path, patch: bytes) -> Change:
    local = LocalRepository.open(path)
    with local.store() as store:
        return local.patch(store, local.resolve("main"), patch)


def state(repository: Repository) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in (repository.path / ".git").rglob("*") if file.is_file()}


def edit(repository: Repository) -> None:
    repository.write({"a.py": "1\ntwo\n3\n", "new/file.py": "n\n", "ignored": "i", "sub/k": "k\n"})
    (repository.path / "gone").unlink()
    (repository.path / "newlink").symlink_to("/etc/shadow")


def test_the_work_tree_is_read_with_untracked_and_without_ignored_files(repository: Repository) -> None:
    edit(repository)
    before = state(repository)
    change = work_tree(repository.path)
    assert kinds(change) == {"a.py": "M", "gone": "D", "new/file.py": "A", "newlink": "A"}
    link = change.by_path["newlink"].head
    assert link is not None
    assert (link.mode, link.content) == (Mode.SYMLINK, b"/etc/shadow")
    assert change.by_path["a.py"].added_lines == {2}
    assert state(repository) == before, "nothing is written into the user's repository"


def test_the_work_tree_is_compared_with_the_merge_base(repository: Repository) -> None:
    start = repository.git("rev-parse", "main")
    repository.branch("work", repository.commit({**FILES, "sub/k": "committed\n"}, start))
    repository.branch("main", repository.commit({**FILES, "upstream": "u"}, start))
    repository.checkout("work")
    repository.write({"a.py": "edited\n"})
    change = work_tree(repository.path)
    assert change.base == start
    assert kinds(change) == {"a.py": "M", "sub/k": "M"}


def test_only_what_is_staged_is_read_from_the_index(repository: Repository) -> None:
    repository.write({"a.py": "staged\n", "gone": "not staged\n", "untracked": "u"})
    repository.git("add", "a.py")
    repository.write({"a.py": "later\n"})
    before = state(repository)
    change = staged(repository.path)
    assert kinds(change) == {"a.py": "M"}
    assert change.base == repository.git("rev-parse", "HEAD")
    head = change.by_path["a.py"].head
    assert head is not None
    assert head.content == b"staged\n"
    assert state(repository) == before


def test_an_index_of_gits_choice_is_read_inside_a_hook(repository: Repository, tmp_path: Path) -> None:
    repository.write({"a.py": "by commit -a\n"})
    other = tmp_path / "index"
    other.write_bytes((repository.path / ".git/index").read_bytes())
    Repository(repository.path, {"GIT_INDEX_FILE": str(other)}).git("add", "a.py")
    assert kinds(staged(repository.path)) == {}
    assert kinds(staged(repository.path, other)) == {"a.py": "M"}


def test_everything_is_added_before_the_first_commit(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "empty")
    repository.write({"a": "1\n"})
    repository.git("add", "a")
    assert kinds(staged(repository.path)) == {"a": "A"}


def test_subdirectories_linked_work_trees_and_bare_repositories_are_found(
    repository: Repository, tmp_path: Path
) -> None:
    edit(repository)
    assert kinds(work_tree(repository.path / "sub")) == kinds(work_tree(repository.path))
    repository.git("worktree", "add", "--quiet", "-b", "linked", str(tmp_path / "linked"))
    (tmp_path / "linked/a.py").write_text("linked\n")
    assert kinds(work_tree(tmp_path / "linked")) == {"a.py": "M"}
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    local = LocalRepository.open(tmp_path / "bare.git")
    main = local.resolve("main")
    with local.store() as store:
        assert local.change(store, main, main).files == ()
        with pytest.raises(GitUsageError, match="no work tree"):
            local.work_tree(store, main)


def test_split_indexes_are_read(repository: Repository) -> None:
    repository.git("update-index", "--split-index")
    repository.write({"a.py": "staged\n"})
    repository.git("add", "a.py")
    assert kinds(staged(repository.path)) == {"a.py": "M"}
    assert kinds(work_tree(repository.path)) == {"a.py": "M"}


def test_hooks_filters_and_monitors_of_the_repository_run_nothing(
    repository: Repository, tmp_path: Path
) -> None:
    """C1, C2: also those of a submodule and of an untracked repository within."""
    canary = tmp_path / "canary"
    inner = Repository.create(repository.path / "vendor")
    inner.branch("main", inner.commit({"v": "v", ".gitattributes": "* filter=evil\n"}))
    inner.checkout("main")
    nested = Repository.create(repository.path / "untracked-repository")
    nested.branch("main", nested.commit({"v": "v"}))
    nested.checkout("main")
    module = inner.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{module},vendor")
    repository.write({".gitattributes": "* filter=evil diff=evil\n", "a.py": "edited\n"})
    (repository.path / "vendor/v").write_text("edited")
    for hooked in (repository, inner, nested):
        for key in (
            "filter.evil.clean",
            "filter.evil.smudge",
            "filter.evil.process",
            "diff.evil.textconv",
            "diff.evil.command",
            "diff.external",
            "core.fsmonitor",
        ):
            hooked.git("config", key, f"touch {canary}")
        hooked.git("config", "filter.evil.required", "true")
        for hook in ("pre-commit", "post-index-change", "fsmonitor-watchman", "post-checkout"):
            file = hooked.path / ".git/hooks" / hook
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"#!/bin/sh\ntouch {canary}\n")
            file.chmod(0o755)
    change = work_tree(repository.path)
    assert kinds(change) == {".gitattributes": "A", "a.py": "M", "untracked-repository": "A", "vendor": "A"}
    assert set(kinds(staged(repository.path))) == {"vendor"}
    patch = b"--- a/gone\n+++ b/gone\n@@ -1 +1 @@\n-x\n+y\n"
    assert kinds(patched(repository.path, patch)) == {"gone": "M"}
    assert not canary.exists()


def test_submodules_are_read_as_the_commit_they_are_at(repository: Repository) -> None:
    inner = Repository.create(repository.path / "vendor")
    one = inner.branch("main", inner.commit({"v": "1"}))
    inner.checkout("main")
    for path in ("vendor", "absent", "not-checked-out"):
        repository.git("update-index", "--add", "--cacheinfo", f"160000,{one},{path}")
    (repository.path / "not-checked-out").mkdir()
    repository.git("commit", "--quiet", "-m", "submodules")
    assert kinds(work_tree(repository.path)) == {"absent": "D"}
    two = inner.branch("main", inner.commit({"v": "2"}, one))
    inner.checkout("main")
    module = work_tree(repository.path).by_path["vendor"].head
    assert module is not None
    assert (module.mode, module.oid) == (Mode.GITLINK, two)


@pytest.mark.parametrize("where", ["repository", "home", "attributes"])
def test_line_ends_are_stored_as_git_would_store_them(repository: Repository, home: Path, where: str) -> None:
    if where == "repository":
        repository.git("config", "core.autocrlf", "true")
    elif where == "home":
        (home / ".gitconfig").write_text("[core]\n\tautocrlf = true\n")
    else:
        repository.write({".git/info/attributes": "", ".gitattributes": "*.txt text\n"})
        repository.git("add", ".gitattributes")
        repository.git("commit", "--quiet", "-m", "attributes")
    repository.write({"text.txt": "a\r\nb\r\nc\r\n"})
    file = work_tree(repository.path).by_path["text.txt"]
    assert file.head is not None
    assert (file.head.content, file.added_lines) == (b"a\nb\nc\n", frozenset({3}))


def test_without_such_a_setting_bytes_are_read_as_they_are(repository: Repository) -> None:
    repository.write({"text.txt": "a\r\nb\n"})
    assert work_tree(repository.path).by_path["text.txt"].added_lines == {1}


@pytest.mark.parametrize("where", ["info", "configured", "default"])
def test_what_the_user_ignores_elsewhere_is_ignored(repository: Repository, home: Path, where: str) -> None:
    if where == "info":
        repository.write({".git/info/exclude": "*.swp\n"})
    elif where == "configured":
        (home / ".gitconfig").write_text("[core]\n\texcludesFile = ~/mine\n")
        (home / "mine").write_text("*.swp\n")
    else:
        (home / ".config/git").mkdir(parents=True)
        (home / ".config/git/ignore").write_text("*.swp\n")
    repository.write({"a.swp": "x", "b": "y"})
    assert kinds(work_tree(repository.path)) == {"b": "A"}


def test_a_pasted_patch_is_applied_to_the_base(repository: Repository) -> None:
    edit(repository)
    repository.git("add", "--all")
    patch = repository.git("diff", "--cached", "--binary") + "\n"
    before = state(repository)
    change = patched(repository.path, patch.encode())
    assert kinds(change) == {"a.py": "M", "gone": "D", "new/file.py": "A", "newlink": "A"}
    assert state(repository) == before


@pytest.mark.parametrize(
    "patch",
    [
        b"",
        b"hello\n",
        b"--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-other\n+x\n",
        b"--- a/none\n+++ b/none\n@@ -1 +1 @@\n-1\n+x\n",
        b"diff --git a/../x b/../x\nnew file mode 100644\n--- /dev/null\n+++ b/../x\n@@ -0,0 +1 @@\n+x\n",
        b"diff --git a/.git/x b/.git/x\nnew file mode 100644\n--- /dev/null\n+++ b/.git/x\n@@ -0,0 +1 @@\n+",
        b"--- a/a.py\n+++ b/a.py\n@@ -1,9 +1 @@\n-1\n",
    ],
)
def test_a_patch_that_does_not_apply_is_one_clear_sentence(repository: Repository, patch: bytes) -> None:
    with pytest.raises(
        GitUsageError, match=r"^the patch does not apply to [0-9a-f]{12}: .*; make it with"
    ) as failure:
        patched(repository.path, patch)
    assert "\n" not in str(failure.value)


def test_an_unresolved_merge_is_said_to_be_one(repository: Repository) -> None:
    start = repository.git("rev-parse", "main")
    repository.branch("other", repository.commit({**FILES, "a.py": "other\n"}, start))
    repository.branch("main", repository.commit({**FILES, "a.py": "main\n"}, start))
    repository.checkout("main")
    repository.git("merge", "other", check=False)
    for read in (staged, work_tree):
        with pytest.raises(GitUsageError, match="merge that is not resolved"):
            read(repository.path)


def test_a_file_with_an_unreadable_state_is_an_error_and_never_left_out(repository: Repository) -> None:
    os.mkfifo(repository.path / "pipe")
    repository.write({"a.py": "edited\n"})
    assert kinds(work_tree(repository.path)) == {"a.py": "M"}, "git stores no pipes"
    (repository.path / "gone").unlink()
    os.mkfifo(repository.path / "gone")
    with pytest.raises(
        GitUsageError, match=r"the work tree cannot be read: .*gone: can only add regular files"
    ):
        work_tree(repository.path)


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        (
            "nope",
            r"`nope` is not in this repository; fetch it first, for example with `git fetch origin nope`",
        ),
        ("1" * 40, "is not in this repository; fetch it first"),
        ("--output=pwned", "is no revision"),
        ("-n", "is no revision"),
        ("", "is no revision"),
        ("main\n", "is no revision"),
        ("main:a.py", "is not in this repository"),
    ],
)
def test_a_revision_that_means_no_commit_is_said_to_be_missing(
    repository: Repository, revision: str, words: str
) -> None:
    """C3."""
    with pytest.raises(GitUsageError, match=words):
        LocalRepository.open(repository.path).resolve(revision)


def test_revisions_of_every_form_are_resolved(repository: Repository) -> None:
    main = repository.git("rev-parse", "main")
    repository.git("tag", "-a", "-m", "v1", "v1")
    local = LocalRepository.open(repository.path)
    assert {
        local.resolve(name) for name in ("main", "HEAD", "v1", main[:9], "main~0", "refs/heads/main", main)
    } == {main}


def test_a_directory_that_is_no_repository_is_said_not_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(
        GitUsageError, match=r"is not a git repository; run the command in one or name it with `--repo`"
    ):
        LocalRepository.open(tmp_path)
    with pytest.raises(GitUsageError, match="is not a directory"):
        LocalRepository.open(tmp_path / "none")


def test_the_default_branch_is_what_the_remote_said(repository: Repository, tmp_path: Path) -> None:
    assert LocalRepository.open(repository.path).default_branch() is None
    repository.git("clone", "--quiet", ".", str(tmp_path / "clone"))
    assert LocalRepository.open(tmp_path / "clone").default_branch() == repository.git("rev-parse", "main")


def test_a_shallow_clone_is_named_as_the_cause(repository: Repository, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "main")
    for i in range(3):
        repository.branch(
            "main", repository.commit({**FILES, "a.py": f"{i}\n"}, repository.git("rev-parse", "main"))
        )
    repository.branch("other", repository.commit({**FILES, "sub/k": "o\n"}, base))
    clone = tmp_path / "shallow"
    repository.git(
        "clone", "--quiet", "--depth=1", "--no-single-branch", f"file://{repository.path}", str(clone)
    )
    local = LocalRepository.open(clone)
    with pytest.raises(GitUsageError, match="the clone is shallow: fetch it first"):
        local.resolve(base)
    main, other = local.resolve("main"), local.resolve("origin/other")
    with (
        pytest.raises(GitUsageError, match=r"the clone is shallow and lacks .* `git fetch --unshallow`"),
        local.store() as store,
    ):
        local.change(store, main, other)


def test_a_repository_of_another_owner_is_read(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Containers in CI often run as another user than the one who checked out."""
    monkeypatch.setitem(os.environ, "GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    refused = subprocess.run(
        ["git", "-C", str(repository.path), "rev-parse"],
        capture_output=True,
        check=False,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull},
    )
    assert b"dubious ownership" in refused.stderr
    monkeypatch.setattr("bot.git.local._DISCOVERY", {"safe.directory": "*", "safe.bareRepository": "all"})
    assert kinds(work_tree(repository.path)) == {}


def test_the_commits_of_a_branch_are_listed(repository: Repository) -> None:
    base = repository.git("rev-parse", "main")
    head = repository.commit({"a": "1"}, base, message="work\n")
    local = LocalRepository.open(repository.path)
    with local.store() as store:
        assert [commit.message for commit in local.commits(store, base, head)] == ["work\n"]


def test_an_edit_of_equal_length_in_the_second_of_the_checkout_is_seen(repository: Repository) -> None:
    """git compares times in seconds, and trusts no entry that is as young as its index."""
    edited, index = repository.path / "a.py", repository.path / ".git/index"
    moment = (1_700_000_000, 1_700_000_000)
    os.utime(edited, moment)
    repository.git("add", "a.py")
    edited.write_text("1\n2\n4\n")
    os.utime(edited, moment)
    os.utime(index, moment)
    assert kinds(work_tree(repository.path)) == {"a.py": "M"}
